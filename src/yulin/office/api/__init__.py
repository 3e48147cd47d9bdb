"""The HTTP API, OGC API Features and tiles."""
