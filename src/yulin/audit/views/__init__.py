"""How a report is shown (呈现): text for a terminal, one HTML page for a reader; JSON is the report's own form."""
