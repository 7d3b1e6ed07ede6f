"""The built content of one chapter: what a reviewer agrees to and what a publication freezes.

Policy knows passages and goal trees; tables and proposals come from apps above it. Each app registers a `Part`
in its `apps.py`, so that agreeing (here) and publishing (above) build exactly the same thing.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from policy.models import Chapter


class Part(NamedTuple):
    """One app's share of a chapter.

    `build(chapter)` returns top-level keys of the fragment (JSON values; amounts and numbers as plain strings).
    `changed_by(chapter, since)` returns the user names of whoever changed what this part shows after `since`
    (None: ever).
    """

    build: Callable[[Chapter], dict[str, Any]]
    changed_by: Callable[[Chapter, datetime | None], set[str]]


_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Add an app's share; called from AppConfig.ready()."""
    _parts[name] = part


def build(chapter: Chapter) -> dict[str, Any]:
    """The fragment of `chapter` as it would be published now."""
    fragment: dict[str, Any] = {}
    for part in _parts.values():
        fragment |= part.build(chapter)
    return fragment


def changed_by(chapter: Chapter, since: datetime | None) -> set[str]:
    """User names of everyone who changed something that the chapter shows after `since`."""
    return set().union(*(part.changed_by(chapter, since) for part in _parts.values()))


def canonical(value: Any) -> str:
    """Canonical JSON text: sorted keys, no spaces, NFC. Equal content gives equal text on every database."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text)


def digest(value: Any) -> str:
    """sha256 (hex) of the canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
