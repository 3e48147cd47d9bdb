"""土地 Land: approval, expropriation, supply and use."""
