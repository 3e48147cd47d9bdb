"""The append-only journal: who did what, when, why, and what changed."""
