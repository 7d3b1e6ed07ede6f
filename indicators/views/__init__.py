"""Pages of the work environment: overview and tables, and one cell at a time."""
