"""Tokens that are the right itself: a link for somebody without an account, the key of a source system.

A token is random and is given once; the database keeps its sha256, so that who reads the database cannot use it.
"""

import hashlib
import secrets


def new() -> str:
    """256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
