"""Pages of the newsletter: for readers, and a preview for who makes it."""
