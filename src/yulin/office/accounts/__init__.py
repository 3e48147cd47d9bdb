"""People, roles and regions: who may see and do what, where."""
