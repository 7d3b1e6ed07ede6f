"""Indicators that proved to be one, for readers: which other it is, what tells it from this one, and why they are one.

Works on payload data alone.
"""

from typing import Any

from twenterand.publications import addresses, naming
from twenterand.publications.series import IndicatorPage

Row = dict[str, Any]


def joined(page: IndicatorPage) -> list[IndicatorPage]:
    """The indicators in this publication that proved to be this one, also over another: their figures stay theirs."""
    cards = {row["uid"]: row for row in naming.indicators(page.content)}
    found: dict[str, None] = {page.uid: None}
    ahead = [page.indicator["slug"]]
    while ahead:
        slug = ahead.pop(0)
        for uid, row in cards.items():
            if naming.joined_into(row) == slug and uid not in found:
                found[uid] = None
                ahead.append(row["slug"])
    return [IndicatorPage(page.content, uid) for uid in found if uid != page.uid]


def others(page: IndicatorPage, found: list[IndicatorPage], known: set[str]) -> list[Row]:
    """Every other that this one proved to be: name, what tells it apart, the address of its figures, and the reason.

    `found` stand in this publication, from the second table of the page on. Of one that stands elsewhere the payload
    does not know the reason; `known` are the slugs of which readers have a page.
    """
    rows = [
        _other(
            other.indicator,
            other.table_id(number),
            _apart(page, other),
            other.indicator["successor"]["reason"],
        )
        for number, other in enumerate(found, start=2)
    ]
    here = {other.indicator["slug"] for other in found}
    for card in page.indicator.get("predecessors", ()):
        if card["kind"] == "joined" and card["slug"] not in here:
            rows.append(_other(card, "", f"kenmerk: {card['slug']}", ""))
    if naming.joined_into(page.indicator):
        stays = page.indicator["successor"]
        href = addresses.indicator(stays["slug"]) if stays["slug"] in known else ""
        rows.append(_other(stays, href, f"kenmerk: {stays['slug']}", stays["reason"]))
    return rows


def _other(card: Row, href: str, apart: str, reason: str) -> Row:
    return {"name": card["name"], "href": href, "apart": apart, "reason": reason}


def _apart(page: IndicatorPage, other: IndicatorPage) -> str:
    """What tells the other from this one where they may have one name: its source, table or group."""
    if other.sources and other.sources != page.sources:
        return f"bron: {', '.join(other.sources)}"
    for key, word in (("table", "tabel"), ("group", "bij")):
        if other.places[0][key] != page.places[0][key]:
            return f"{word}: {other.places[0][key]}"
    return f"kenmerk: {other.indicator['slug']}"
