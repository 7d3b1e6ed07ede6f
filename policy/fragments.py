"""The built content of one chapter: what a reviewer agrees to and what a publication freezes.

Policy knows passages and goal trees; tables and proposals come from apps above it. Each app registers a `Part`
in its `apps.py`, so that agreeing (here) and publishing (above) build exactly the same thing.
"""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from policy.models import Chapter, Document
from twenterand.findings import Finding


class Carrier(NamedTuple):
    """How one app's share of the chapters follows a document to a later year (policy/carrying.py).

    `foresee(document, years)` returns the carrying.Share that would come along; `carry(carried)` copies it, in a
    number of queries that does not grow with the chapters.
    """

    foresee: Callable[[Document, int], Any]
    carry: Callable[[Any], None]


class Part(NamedTuple):
    """One app's share of a chapter.

    `build(chapter)` returns top-level keys of the fragment (JSON values; amounts and numbers as plain strings).
    `changed_by(chapter, since)` returns the user names of whoever changed what this part shows after `since`
    (None: ever). `obstacles(chapter)` finds what stands in the way of submitting (level BLOCK) and what a reviewer is
    to see (HINT). `agreed(chapter, by)` is called within the transaction in which `by` agrees.
    """

    build: Callable[[Chapter], dict[str, Any]]
    changed_by: Callable[[Chapter, datetime | None], set[str]]
    obstacles: Callable[[Chapter], Iterable[Finding]] | None = None
    agreed: Callable[[Chapter, object], None] | None = None
    carrier: Carrier | None = None


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


def obstacles(chapter: Chapter) -> list[Finding]:
    """What every part finds in the way of submitting, or worth a reviewer's look."""
    return [finding for part in _parts.values() if part.obstacles for finding in part.obstacles(chapter)]


def agreed(chapter: Chapter, by: object) -> None:
    """Tell every part that `by` agrees to the chapter."""
    for part in _parts.values():
        if part.agreed:
            part.agreed(chapter, by)


def carriers() -> list[Carrier]:
    """How every part follows a document to a later year."""
    return [part.carrier for part in _parts.values() if part.carrier]


def canonical(value: Any) -> str:
    """Canonical JSON text: sorted keys, no spaces, NFC. Equal content gives equal text on every database."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text)


def digest(value: Any) -> str:
    """sha256 (hex) of the canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
