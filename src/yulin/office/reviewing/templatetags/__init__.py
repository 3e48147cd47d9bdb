"""Template words of the reviews."""
