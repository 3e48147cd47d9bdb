"""Named figures, their traces, and reports."""
