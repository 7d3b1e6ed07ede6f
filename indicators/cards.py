"""All that the work page of one indicator shows: where it stands, its figures, where it came from and went to.

What is published stands in an app above this one, which puts its own answer here (as policy.editing does).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from indicators import splitting
from indicators.models import (
    Figure,
    FigureKind,
    Indicator,
    IndicatorLineage,
    PeriodKind,
    TableRow,
)
from indicators.periods import Period
from policy.models import Chapter
from twenterand.numbers import format_cell

Link = tuple[str, str]

LATER_WORDS = {
    IndicatorLineage.Kind.FOLLOWS: "opgevolgd door",
    IndicatorLineage.Kind.SPLIT: "gesplitst in",
    IndicatorLineage.Kind.MERGED: "opgegaan in",
    IndicatorLineage.Kind.JOINED: "bleek hetzelfde als",
}


def _nothing_published(uid: UUID) -> list[Link]:
    return []


# (title, address) of the published pages that show an indicator, the public page of the indicator first.
published_pages: Callable[[UUID], list[Link]] = _nothing_published


@dataclass(frozen=True)
class Place:
    """A row in a table; `node` is the goal of its group, as (kind, title), where that has one."""

    row: TableRow
    chapter: Chapter
    table: str
    group: str
    node: Link | None
    part: str = ""

    @property
    def href(self) -> str:
        """The chapter in the work environment."""
        return reverse("indicators:chapter", args=[self.chapter.document.slug, self.chapter.slug])


@dataclass(frozen=True)
class Relative:
    """An indicator that this one came from or went over into."""

    words: str
    other: Indicator
    reason: str
    link: IndicatorLineage


@dataclass(frozen=True)
class FigureTable:
    """Figures of one kind of period, area and breakdown; in the shape of components/data_table.html."""

    id: str
    caption: str
    columns: list[dict[str, Any]]
    rows: list[list[dict[str, Any]]]


def places(indicator: Indicator) -> list[Place]:
    """Every row of it, in the newest document first."""
    rows = (
        TableRow.objects.filter(indicator=indicator)
        .select_related("group__table__chapter__document", "group__table__chapter__owner", "group__node")
        .order_by(
            "-group__table__chapter__document__year_from",
            "group__table__chapter__document__title",
            "group__table__chapter__position",
            "group__table__position",
            "group__position",
            "position",
        )
    )
    parts = splitting.Parts.of_rows(rows)
    return [
        Place(
            row,
            row.group.table.chapter,
            row.group.table.title,
            row.group.heading,
            (row.group.node.get_kind_display(), row.group.node.title) if row.group.node else None,
            parts.of(row.area_id, row.breakdown).label,
        )
        for row in rows
    ]


def goals(found: list[Place]) -> list[str]:
    """The goals of its rows, each once; where a group has no goal in the tree, its printed heading stands for it."""
    named = [f"{place.node[0]}: {place.node[1]}" if place.node else place.group for place in found]
    return list(dict.fromkeys(goal for goal in named if goal))


def earlier(indicator: Indicator) -> list[Relative]:
    """Where it came from."""
    links = indicator.earlier_links.select_related("earlier")
    return [Relative(link.get_kind_display(), link.earlier, link.reason, link) for link in links]


def later(indicator: Indicator) -> list[Relative]:
    """What it went over into."""
    links = indicator.later_links.select_related("later")
    return [Relative(LATER_WORDS[link.kind], link.later, link.reason, link) for link in links]


def figure_tables(indicator: Indicator) -> list[FigureTable]:
    """All its figures: a table for each kind of period, area and breakdown, the newest period first; years of our
    own area come first. Each value leads to its own page."""
    series: dict[tuple, list[Figure]] = defaultdict(list)
    figures = Figure.objects.filter(indicator=indicator).select_related("area", "document")
    for figure in figures.order_by("-first_day", "-last_day", "pk"):
        series[figure.period_kind, figure.area, figure.breakdown].append(figure)
    parts = splitting.Parts((None if area.ours else area.pk, breakdown) for _, area, breakdown in series)
    kinds = list(PeriodKind.values)
    order = sorted(
        series, key=lambda key: (not key[1].ours, key[2] != "", kinds.index(key[0]), key[1].name, key[2])
    )
    return [_table(number, key, series[key], parts, indicator) for number, key in enumerate(order, 1)]


def shown_in(indicators: list[Indicator], *, by_name: bool = False) -> list[Chapter]:
    """The chapters that print one of these; `by_name`: also those that name it as successor or predecessor of another.
    In the order in which they are to be locked."""
    wanted = Q(indicator__in=indicators)
    if by_name:
        wanted |= Q(indicator__successor__in=indicators) | Q(indicator__earlier_links__earlier__in=indicators)
    rows = TableRow.objects.filter(wanted).order_by()
    keys = rows.values_list("group__table__chapter", flat=True).distinct()
    return [Chapter(pk=key) for key in sorted(set(keys))]


def figure_url(indicator: Indicator, figure: Figure) -> str:
    """The page of one figure, whether or not a table prints it; `area` and `document` are read already."""
    query: dict[str, str | int] = {"soort": figure.kind, "periode": Period.of(figure).label}
    if not figure.area.ours:
        query["gebied"] = figure.area_id
    if figure.breakdown:
        query["uitsplitsing"] = figure.breakdown
    if figure.document:
        query["document"] = figure.document.slug
    return f"{reverse('indicators:figure', args=[indicator.slug])}?{urlencode(query)}"


def _table(
    number: int, key: tuple, figures: list[Figure], parts: splitting.Parts, indicator: Indicator
) -> FigureTable:
    kind, area, breakdown = key
    heads: dict[tuple, str] = {}
    for figure in sorted(figures, key=lambda one: one.kind != FigureKind.ACTUAL):
        title = figure.document.title if figure.document else ""
        label = FigureKind(figure.kind).label.capitalize()
        heads.setdefault((figure.kind, figure.document_id), f"{label} ({title})" if title else label)
    cells: dict[Period, dict[tuple, Figure]] = defaultdict(dict)
    for figure in figures:
        cells[Period.of(figure)][figure.kind, figure.document_id] = figure
    when = f"per {PeriodKind(kind).label}" if kind != PeriodKind.MULTI_YEAR else "over meer jaren"
    about = filter(None, (when, parts.of(area.pk, breakdown).label))
    return FigureTable(
        id=f"reeks-{number}",
        caption=f"Cijfers {', '.join(about)}",
        columns=[{"label": "Periode"}, *({"label": head, "number": True} for head in heads.values())],
        rows=[
            [{"text": period.label}, *(_cell(found.get(head), indicator) for head in heads)]
            for period, found in cells.items()
        ],
    )


def _cell(figure: Figure | None, indicator: Indicator) -> dict[str, Any]:
    if figure is None:
        return {"text": "", "number": True}
    text = format_cell(figure.state, figure.number, figure.raw, decimals=indicator.decimals)
    return {
        "text": f"{text} (voorlopig)" if figure.provisional else text,
        "href": figure_url(indicator, figure),
        "number": True,
    }
