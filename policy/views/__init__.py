"""Pages of the work environment: documents, chapters with their texts and review, goal trees."""
