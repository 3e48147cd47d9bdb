"""一张图 The one map: every layer and register over one another, and what can be asked of a place on it."""
