"""指标账簿 The office's quota books: tables, acts, ledgers and pages over the kernel ``yulin.books``."""
