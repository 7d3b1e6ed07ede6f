"""The card of an indicator as readers get it: what it is in terms and texts, where it came from and went to.

All of it is read from a payload. What it does not say is left out, so older publications read as they did.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from twenterand.numbers import format_number
from twenterand.publications import addresses, naming, querysets
from twenterand.publications.models import PublishedItem

Row = dict[str, Any]
DIRECTIONS = {
    "higher": "Hoger is beter",
    "lower": "Lager is beter",
    "neutral": "Neutraal",
    "band": "Binnen een bandbreedte",
}
EARLIER = {
    "follows": "Opvolger van",
    "split": "Afgesplitst van",
    "merged": "Samengevoegd uit",
}
LATER = {
    "follows": "Opgevolgd door",
    "split": "Gesplitst in",
    "merged": "Opgegaan in",
}


def facts(row: Row, *, sources: list[str], goals: list[str]) -> list[tuple[str, str]]:
    """(term, text) of what is known; the source is that of the printed rows."""
    known = [
        ("Wat wordt geteld", row["definition"]),
        ("Eenheid", row["unit"]),
        ("Teller", row.get("numerator", "")),
        ("Noemer", row.get("denominator", "")),
        ("Berekend", row.get("formula", "")),
        ("Meetmethode", row.get("method", "")),
        ("Bekende problemen met de gegevens", row.get("data_issues", "")),
        ("Thema", row.get("theme", "")),
        ("Doel", "; ".join(goals)),
        ("Waarom dit doel", row.get("rationale", "")),
        ("Richting", _direction(row)),
        ("Bron", ", ".join(sources) or row["source"]),
        ("Bronhouder", row["holder"]),
        ("Let op", _retired(row)),
    ]
    return [(term, text) for term, text in known if text]


def relatives(content: Row, row: Row) -> list[tuple[str, str, str]]:
    """(words, name, slug) of what this indicator comes from and went over into. What proved to be the same is in
    sameness.py."""
    found = [
        (EARLIER[one["kind"]], one["name"], one["slug"])
        for one in row.get("predecessors", ())
        if one["kind"] != "joined"
    ]
    later = {}
    for other in naming.indicators(content):
        for one in other.get("predecessors", ()):
            if one["slug"] == row["slug"] and one["kind"] != "joined":
                later[other["slug"]] = (LATER[one["kind"]], other["name"], other["slug"])
    successor = row.get("successor")
    if successor and not successor["reason"]:
        later.setdefault(successor["slug"], (LATER["follows"], successor["name"], successor["slug"]))
    return [*found, *later.values()]


def goals(content: Row, uid: str) -> list[str]:
    """The goals under which the rows of an indicator stand, each once; only groups that name one."""
    found: dict[str, None] = {}
    for chapter in content["chapters"]:
        titles = dict(_titles(chapter["tree"]["nodes"] if chapter["tree"] else []))
        for table in chapter["tables"]:
            for group in table["groups"]:
                if group["node"] in titles and any(row["indicator"] == uid for row in group["rows"]):
                    found[titles[group["node"]]] = None
    return list(found)


def published_pages(uid: UUID) -> list[tuple[str, str]]:
    """(title, address) of the public page of an indicator and of each publication in which readers find it."""
    kept = querysets.visible_to(None)
    rows = PublishedItem.objects.filter(kind=PublishedItem.Kind.INDICATOR, publication__in=kept, uid=uid)
    items = list(
        rows.select_related("publication").defer("publication__payload").order_by("-publication__pk")
    )
    pages = [("Pagina van deze indicator", addresses.indicator(items[0].slug))] if items else []
    return pages + [
        (
            f"{item.publication.title}, versie {item.publication.number}",
            addresses.chapter(item.publication.subject_slug, item.chapter, item.publication.number),
        )
        for item in items
    ]


def _direction(row: Row) -> str:
    words = DIRECTIONS.get(row["direction"], "")
    band = row.get("band")
    if not band:
        return words
    low, high = (band[end] and format_number(Decimal(band[end])) for end in ("low", "high"))
    if low and high:
        return f"{words}: van {low} tot en met {high}"
    return f"{words}: ten minste {low}" if low else f"{words}: ten hoogste {high}"


def _retired(row: Row) -> str:
    retired = row.get("retired")
    if not retired:
        return "Deze indicator is vervallen." if row["lapsed"] else ""
    year = f" {retired['year']} is het laatste jaar." if retired["year"] else ""
    reason = f" Reden: {retired['reason']}" if retired["reason"] else ""
    return f"Deze indicator is vervallen.{year}{reason}"


def _titles(nodes: list[Row]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield node["uid"], node["title"]
        yield from _titles(node["children"])
