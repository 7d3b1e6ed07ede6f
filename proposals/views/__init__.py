"""Pages of the work environment about proposals."""
