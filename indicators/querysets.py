"""Reads of figures and tables, named after what they serve; more rows never mean more queries."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Max, Prefetch, QuerySet

from indicators.models import (
    Area,
    Figure,
    FigureKind,
    Footnote,
    Indicator,
    IndicatorGroup,
    IndicatorTable,
    PeriodFields,
    TableColumn,
    TableRow,
)
from policy.models import Chapter, Document, DocumentRelation


class Series(NamedTuple):
    """What a row is about, for reads that do not make records: `area_id` None is our own area."""

    indicator_id: int
    area_id: int | None = None
    breakdown: str = ""


class Slot(NamedTuple):
    """What tells one figure from every other: where it belongs, whether or not there is one."""

    indicator_id: int
    kind: str
    period_kind: str
    first_day: date
    last_day: date
    document_id: int | None
    area_id: int | None
    breakdown: str = ""

    @classmethod
    def of(cls, figure: Figure) -> "Slot":
        """The slot of a figure, or of a row of its history."""
        return cls(
            figure.indicator_id,
            figure.kind,
            figure.period_kind,
            figure.first_day,
            figure.last_day,
            figure.document_id,
            figure.area_id,
            figure.breakdown,
        )

    @classmethod
    def in_cell(cls, row: TableRow | Series, column: TableColumn, ours: int | None) -> "Slot":
        """The slot that a cell shows; `ours` is the area of rows that name none (`our_area_id`)."""
        return cls(
            row.indicator_id,
            column.kind,
            column.period_kind,
            column.first_day,
            column.last_day,
            column.document_id,
            row.area_id or ours,
            row.breakdown,
        )


def our_area_id() -> int | None:
    """The area that the tables are about; None on a database where nobody has named it yet."""
    return next(iter(Area.objects.filter(ours=True).order_by().values_list("pk", flat=True)), None)


def for_grid(chapter: Chapter) -> QuerySet[IndicatorTable]:
    """The tables of a chapter with everything that stands in them except the figures (see `figures_of`)."""
    columns = TableColumn.objects.select_related("document").order_by("position")
    rows = TableRow.objects.select_related("indicator__holder").order_by("position", "pk")
    groups = (
        IndicatorGroup.objects.select_related("node")
        .order_by("position", "pk")
        .prefetch_related(Prefetch("own_columns", columns), Prefetch("rows", rows))
    )
    return (
        chapter.indicator_tables.select_related("chapter")
        .order_by("position", "pk")
        .prefetch_related(
            Prefetch("columns", columns.filter(group=None)),
            Prefetch("groups", groups),
            Prefetch("footnotes", Footnote.objects.order_by("position", "pk").prefetch_related("anchors")),
        )
    )


def for_payload(chapter: Chapter) -> QuerySet[IndicatorTable]:
    """The same read as the grid: what a reviewer sees on the page is what a publication freezes."""
    return for_grid(chapter)


def figures_of(chapter: Chapter) -> dict[Slot, Figure]:
    """The figures of every indicator in the tables of a chapter, by slot, in one query."""
    shown = TableRow.objects.filter(group__table__chapter=chapter).values("indicator")
    return {Slot.of(figure): figure for figure in Figure.objects.filter(indicator__in=shown)}


def find(slot: Slot) -> Figure | None:
    """The figure in a slot, or None where there is none."""
    return Figure.objects.filter(**slot._asdict()).first()


def history_of(slot: Slot) -> QuerySet:
    """What stood in a slot, newest first, also from before a figure was removed and entered again."""
    return (
        Figure.history.filter(**slot._asdict())
        .select_related("source_file")
        .order_by("-history_date", "-history_id")
    )


def last_versions(**where) -> dict[Slot, int]:
    """The last version that stood in each slot, in one query; `where` says of which steps of the history.

    A figure that comes in the place of a removed one goes on from there, so that an old page never matches.
    """
    steps = Figure.history.filter(**where).order_by().values_list(*Slot._fields)
    return {Slot(*values[:-1]): values[-1] for values in steps.annotate(last=Max("version"))}


def predecessors(document: Document) -> list[Document]:
    """The documents that this one follows on ("volgt op"), nearest first."""
    follows: dict[int, list[int]] = {}
    links = DocumentRelation.objects.filter(kind=DocumentRelation.Kind.FOLLOWS).order_by("pk")
    for document_id, other_id in links.values_list("document", "other"):
        follows.setdefault(document_id, []).append(other_id)
    found: dict[int, None] = {}
    nearest = [document.pk]
    while nearest:
        steps = [other for one in nearest for other in follows.get(one, ())]
        nearest = [other for other in dict.fromkeys(steps) if other != document.pk and other not in found]
        found |= dict.fromkeys(nearest)
    documents = Document.objects.in_bulk(list(found))
    return [documents[pk] for pk in found]


def target_in_force(
    indicator: Indicator,
    period: PeriodFields,
    document: Document,
    earlier: Iterable[Document] | None = None,
    *,
    row: TableRow | Series | None = None,
) -> Figure | None:
    """The target for a period that holds at a document: its own, else that of the nearest predecessor.

    `row` says of which area and part; without it, of our own area as a whole. `earlier` spares the query for the
    predecessors where a caller asks this for many indicators.
    """
    order = [document.pk, *(other.pk for other in (predecessors(document) if earlier is None else earlier))]
    area = {"area": row.area_id} if row and row.area_id else {"area__ours": True}
    targets = Figure.objects.filter(
        **area,
        breakdown=row.breakdown if row else "",
        indicator=indicator,
        kind=FigureKind.TARGET,
        period_kind=period.period_kind,
        first_day=period.first_day,
        last_day=period.last_day,
        document__in=order,
    ).select_related("document")
    return min(targets, key=lambda target: order.index(target.document_id), default=None)
