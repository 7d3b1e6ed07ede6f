"""The list of all indicators: filtered, with where each stands and who holds it; a fixed number of queries."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from indicators.models import Indicator, TableRow
from indicators.recognising import folded

ON_PAGE = 50


class Kept(StrEnum):
    """The filter on the state of an indicator; the values stand in the address."""

    ALL = ""
    ACTIVE = "actief"
    RETIRED = "vervallen"
    SUPERSEDED = "samengevoegd"
    UNDEFINED = "zonder-definitie"
    COMPUTED = "berekend"
    UNUSED = "in-geen-tabel"
    TWICE = "zelfde-naam"


KEPT_LABELS = {
    Kept.ALL: "alle",
    Kept.ACTIVE: "in gebruik",
    Kept.RETIRED: "vervallen",
    Kept.SUPERSEDED: "samengevoegd met een andere",
    Kept.UNDEFINED: "zonder definitie",
    Kept.COMPUTED: "berekend uit andere",
    Kept.UNUSED: "staat in geen tabel",
    Kept.TWICE: "zelfde naam als een andere",
}
_CONDITIONS = {
    Kept.ALL: Q(),
    Kept.ACTIVE: Q(lapsed=False, superseded_reason=""),
    Kept.RETIRED: Q(lapsed=True, superseded_reason=""),
    Kept.SUPERSEDED: ~Q(superseded_reason=""),
    Kept.UNDEFINED: Q(definition="", superseded_reason=""),
    Kept.COMPUTED: ~Q(formula=""),
    Kept.UNUSED: Q(rows=None),
    Kept.TWICE: Q(superseded_reason=""),
}


@dataclass(frozen=True)
class Wanted:
    """What the filter says; empty means all."""

    text: str = ""
    tree: str = ""
    holder: str = ""
    kept: str = Kept.ALL


@dataclass(frozen=True)
class Entry:
    """One indicator in the list, with the chapters in which it stands."""

    record: Indicator
    chapters: tuple[str, ...]


def find(wanted: Wanted) -> list[Indicator]:
    """The indicators that fit, by name. Words are looked for in the name, the address and the definition, without
    regard to capitals and accents."""
    rows = Indicator.objects.select_related("holder").filter(_CONDITIONS[Kept(wanted.kept)])
    if wanted.tree:
        shown = TableRow.objects.filter(group__table__chapter__edition__tree__slug=wanted.tree)
        rows = rows.filter(pk__in=shown.values("indicator"))
    if wanted.holder:
        rows = rows.filter(holder__slug=wanted.holder)
    words = _plain(wanted.text).split()
    found = [row for row in rows if all(word in _text(row) for word in words)]
    if wanted.kept == Kept.TWICE:
        pairs = {row.pk for group in namesakes() for row in group}
        found = [row for row in found if row.pk in pairs]
    return sorted(found, key=lambda row: (folded(row.name), row.slug))


def entries(rows: list[Indicator]) -> list[Entry]:
    """The rows of one page with the chapters in which they stand."""
    places: dict[int, dict[str, None]] = defaultdict(dict)
    shown = TableRow.objects.filter(indicator__in=[row.pk for row in rows]).order_by(
        "-group__table__chapter__document__year_from", "group__table__chapter__position", "pk"
    )
    for indicator, chapter in shown.values_list("indicator", "group__table__chapter__title"):
        places[indicator][chapter] = None
    return [Entry(row, tuple(places[row.pk])) for row in rows]


def namesakes() -> list[list[Indicator]]:
    """Indicators that share a name: perhaps they are one. The one that has stood longest comes first; one that another
    goes on from is known not to be that other."""
    groups: dict[str, list[Indicator]] = defaultdict(list)
    for row in Indicator.objects.filter(superseded_reason="", successor=None).order_by("pk"):
        groups[folded(row.name)].append(row)
    return [group for _, group in sorted(groups.items()) if len(group) > 1]


def _plain(text: str) -> str:
    """For finding: without capitals and accents."""
    split = unicodedata.normalize("NFKD", folded(text))
    return "".join(char for char in split if not unicodedata.combining(char))


def _text(row: Indicator) -> str:
    return _plain(f"{row.name} {row.slug} {row.definition}")
