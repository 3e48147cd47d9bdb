"""法治 Legal work of the bureau."""
