"""How the indicators of a document are called where they stand apart from their table.

A document may print one name in two tables, with figures that differ: those are two indicators. Outside their
tables the name alone would not tell them apart.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]


def in_order(chapter: Row) -> list[Row]:
    """The indicators of a chapter of a payload as its tables print them, each once."""
    known = {row["uid"]: row for row in chapter["indicators"]}
    order = dict.fromkeys(uid for _, uid in _placed(chapter))
    return [known[uid] for uid in [*order, *(uid for uid in known if uid not in order)]]


def indicators(content: Row) -> Iterator[Row]:
    """Every indicator of a payload; one that stands in two chapters comes twice."""
    for chapter in content["chapters"]:
        yield from chapter["indicators"]


def names(content: Row) -> dict[str, str]:
    """uid → name, with the title of its table behind it where another indicator has the same name."""
    cards = {row["uid"]: row for row in indicators(content)}
    used = Counter(row["name"] for row in cards.values() if not joined_into(row))
    tables: dict[str, str] = {}
    for chapter in content["chapters"]:
        for title, uid in _placed(chapter):
            tables.setdefault(uid, title)
    return {
        uid: f"{row['name']} ({tables[uid]})" if _shared(row, used) and uid in tables else row["name"]
        for uid, row in cards.items()
    }


def namesakes(content: Row, uid: str) -> list[Row]:
    """The other indicators that carry the name of this one; one that proved to be this one, or the other way round, is
    no other."""
    cards = {row["uid"]: row for row in indicators(content)}
    me = cards[uid]
    return [
        row
        for row in cards.values()
        if row["name"] == me["name"] and row["uid"] != uid and not _one(row, me) and not _one(me, row)
    ]


def joined_into(row: Row) -> str | None:
    """The slug of the indicator that this one proved to be; None for every other indicator."""
    successor = row.get("successor")
    # Only joining gives a reason here: an indicator that is followed by another stays one of its own.
    return successor["slug"] if successor and successor["reason"] else None


def joined_note(row: Row) -> str:
    """What a printed row says when its indicator proved to be another; empty for every other row."""
    if not joined_into(row):
        return ""
    name = row["successor"]["name"]
    return (
        f"Bleek dezelfde indicator als {'een andere met deze naam' if name == row['name'] else f'“{name}”'}"
    )


def _one(row: Row, other: Row) -> bool:
    into = joined_into(row)
    return into is not None and into == other["slug"]


def _shared(row: Row, used: Counter) -> bool:
    """Whether its name does not tell it from the others; of those that are one, the one that stays keeps the name."""
    return used[row["name"]] >= (1 if joined_into(row) else 2)


def _placed(chapter: Row) -> Iterator[tuple[str, str]]:
    """(title of the table, uid of the indicator) for every row, in printed order."""
    for table in chapter["tables"]:
        for group in table["groups"]:
            for row in group["rows"]:
                yield table["title"], row["indicator"]
