"""核数: reports are uploaded, read, held against the office's own records, and kept with what was found."""
