"""The office: the multi-user server around the core. Nothing in the core imports it."""
