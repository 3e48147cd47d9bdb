"""What the templates of the layers need."""
