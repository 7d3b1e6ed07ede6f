"""The API for source systems: what it takes and answers (schemas.py), its endpoints, and what goes wrong."""
