"""Systems that send figures: who they are, and what becomes of what they send."""
