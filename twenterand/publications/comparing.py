"""What publishing now would change, by chapter: the built payload beside the newest publication."""

from dataclasses import dataclass
from typing import Any

from policy import fragments

Payload = dict[str, Any]
NEW, CHANGED, SAME, GONE = "nieuw", "gewijzigd", "gelijk", "vervallen"


@dataclass(frozen=True)
class Difference:
    """One chapter, and how it differs from the newest publication."""

    title: str
    kind: str


def chapters(now: Payload, before: Payload | None) -> list[Difference]:
    """Every chapter as it is now, then those that are gone; all are new when nothing was published yet."""
    earlier = {chapter["uid"]: chapter for chapter in before["chapters"]} if before else {}
    found = [Difference(chapter["title"], _kind(chapter, earlier)) for chapter in now["chapters"]]
    present = {chapter["uid"] for chapter in now["chapters"]}
    return found + [Difference(row["title"], GONE) for uid, row in earlier.items() if uid not in present]


def _kind(chapter: Payload, earlier: dict[str, Payload]) -> str:
    if chapter["uid"] not in earlier:
        return NEW
    return SAME if fragments.digest(chapter) == fragments.digest(earlier[chapter["uid"]]) else CHANGED


def rest_changed(now: Payload, before: Payload | None) -> bool:
    """Whether something outside the chapters differs: title, summary, decision route, organisation, relations."""
    if before is None:
        return False
    # The totals follow from the chapters.
    inside = {"chapters", "totals"}
    outside = [{key: value for key, value in part.items() if key not in inside} for part in (now, before)]
    return fragments.digest(outside[0]) != fragments.digest(outside[1])
