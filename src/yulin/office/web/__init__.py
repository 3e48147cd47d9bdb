"""Pages, templates and front-end sources."""
