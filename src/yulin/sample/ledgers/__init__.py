"""The sample's ledgers: sixteen registers whose 2025 rows add up exactly to the figures of one published year."""
