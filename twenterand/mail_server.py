"""What a mail server said, in words, and the host that our mails are from."""

from collections.abc import Iterable
from urllib.parse import urlsplit


def why(error: Exception) -> str:
    """What the mail server said, as the end of a Dutch sentence; `error` is an SMTPException or an OSError."""
    refused: Iterable = getattr(error, "recipients", {}) or {}
    if refused:
        return f"de mailserver weigert {', '.join(sorted(refused))}"
    said = getattr(error, "smtp_error", b"")
    said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"de mailserver zegt “{said.strip()}”" if said else f"de mailserver is niet bereikbaar ({error})"


def host(base_url: str) -> str:
    """The host for Message-IDs."""
    return urlsplit(base_url).hostname or "localhost"
