"""耕地保护 Protection of farmland."""
