"""The grid across goal trees: filtered rows, a page at a time, with one column for each period they have in common.

Which rows there are is found with light reads; only the rows of one page become records.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone

from indicators import grid, querysets, splitting
from indicators.locks import Locks
from indicators.models import Figure, FigureKind, Indicator, PeriodKind, TableColumn, TableRow
from indicators.places import Columns
from indicators.querysets import Slot
from indicators.standing import Standing, Standings

ROWS_ON_PAGE = 50
# What a filter says for rows that name no area or breakdown.
OURS, WHOLE = "eigen", "geheel"
ORDER = (
    "-group__table__chapter__document__year_from",
    "group__table__chapter__document__title",
    "group__table__chapter__position",
    "group__table__position",
    "group__position",
    "position",
    "pk",
)


@dataclass(frozen=True)
class Wanted:
    """What the filter says; empty means all. A grid shows one kind of period.

    `unclear`: something in the filter was not understood, so that no row is known to fit it.
    """

    tree: str = ""
    function: str = ""
    source: str = ""
    area: str = ""
    breakdown: str = ""
    missing: bool = False
    deviating: bool = False
    since: date | None = None
    period_kind: str = PeriodKind.YEAR
    unclear: bool = False


class Key(NamedTuple):
    """What makes columns of several tables one column here."""

    kind: str
    first_day: date
    last_day: date
    document: int | None


@dataclass(frozen=True)
class Head:
    """One column of the page: `column` is any of those that it stands for, `columns` their primary keys."""

    column: TableColumn
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """A row; `cells` has None where the table of the row has no such column."""

    record: TableRow
    cells: tuple[grid.Cell | None, ...]
    part: splitting.Part = splitting.WHOLE
    stands: Standing | None = None


class _Row(NamedTuple):
    pk: int
    indicator_id: int
    group: int
    table: int
    area_id: int | None
    breakdown: str
    document: int


class _Counted(NamedTuple):
    """As much of a figure as its status asks for."""

    state: str
    number: Decimal | None


class Everything:
    """The rows that fit a filter, in the order in which documents print them."""

    def __init__(self, wanted: Wanted):
        self.wanted = wanted
        self._area = querysets.our_area_id()
        found = [_Row(*values) for values in (() if wanted.unclear else _rows(wanted))]
        self._columns = Columns(row.table for row in found)
        self.rows = [row for row in found if self._fits(row)]
        if wanted.deviating:
            self.rows = self._deviating(self.rows)

    def page(self, number: str | int) -> Page:
        """One page of light rows; an odd number gives the first or the last page."""
        return Paginator(self.rows, ROWS_ON_PAGE).get_page(number)

    def lines(self, rows: Iterable[_Row]) -> tuple[list[Head], list[Line]]:
        """The columns and rows of a page."""
        rows = list(rows)
        heads: dict[Key, list[TableColumn]] = {}
        for row in rows:
            for column in self._shown(row):
                same = heads.setdefault(_key(column), [])
                if column not in same:
                    same.append(column)
        figures, self._locks = _figures({row.indicator_id for row in rows}), Locks()
        filled = {
            _key(column) for row in rows for column in self._shown(row) if self._slot(row, column) in figures
        }
        order = sorted(heads, key=lambda key: (key not in filled, *_newest_first(key)))
        records = _records([row.pk for row in rows])
        indicators = {record.indicator_id: record.indicator for record in records.values()}
        standings = self._standings(rows, indicators, figures)
        parts = splitting.Parts.of_rows(rows)
        lines = [
            Line(
                records[row.pk],
                self._cells(row, records[row.pk], order, figures),
                parts.of(row.area_id, row.breakdown),
                standings.get(row.pk),
            )
            for row in rows
        ]
        return [Head(heads[key][0], tuple(one.pk for one in heads[key])) for key in order], lines

    def _cells(self, row: _Row, record: TableRow, order: list[Key], figures: dict[Slot, Figure]) -> tuple:
        mine = {_key(column): column for column in self._shown(row)}
        return tuple(
            grid.Cell(record, column, figures.get(self._slot(row, column)), lock=self._locks.covering(column))
            if (column := mine.get(key))
            else None
            for key in order
        )

    def _deviating(self, rows: list[_Row]) -> list[_Row]:
        indicators = Indicator.objects.in_bulk({row.indicator_id for row in rows})
        fields = (*Slot._fields, *_Counted._fields)
        found = Figure.objects.filter(indicator__in=indicators).order_by().values_list(*fields)
        split = len(Slot._fields)
        figures = {Slot(*values[:split]): _Counted(*values[split:]) for values in found}
        standings = self._standings(rows, indicators, figures)
        return [row for row in rows if row.pk in standings and standings[row.pk].deviates]

    def _standings(
        self, rows: list[_Row], indicators: dict[int, Indicator], figures: dict[Slot, Figure | _Counted]
    ) -> dict[int, Standing]:
        """By all columns of a row, also those of other kinds of periods: a row has one status everywhere."""
        found = Standings(row.document for row in rows)
        for row in rows:
            columns = self._columns.of(row.group, row.table)
            cells = [(column, figures.get(self._slot(row, column))) for column in columns]
            found.add(row.pk, row.document, row, indicators[row.indicator_id], cells)
        return found.all()

    def _shown(self, row: _Row) -> list[TableColumn]:
        columns = self._columns.of(row.group, row.table)
        return [column for column in columns if column.period_kind == self.wanted.period_kind]

    def _slot(self, row: _Row, column: TableColumn) -> Slot:
        return Slot.in_cell(row, column, self._area)

    def _fits(self, row: _Row) -> bool:
        columns = self._shown(row)
        if not columns:
            return False
        slots = [self._slot(row, column) for column in columns] if self._looks_at_figures else []
        if self.wanted.missing and all(slot in self._filled for slot in slots):
            return False
        return not self.wanted.since or any(slot in self._changed for slot in slots)

    @property
    def _looks_at_figures(self) -> bool:
        return bool(self.wanted.missing or self.wanted.since)

    @cached_property
    def _filled(self) -> set[Slot]:
        found = Figure.objects.filter(period_kind=self.wanted.period_kind)
        return {Slot(*values) for values in found.order_by().values_list(*Slot._fields)}

    @cached_property
    def _changed(self) -> set[Slot]:
        start = timezone.make_aware(datetime.combine(self.wanted.since, time.min))
        steps = Figure.history.filter(history_date__gte=start).order_by().values_list(*Slot._fields)
        return {Slot(*values) for values in steps}


def _rows(wanted: Wanted) -> QuerySet:
    rows = TableRow.objects.order_by(*ORDER)
    if wanted.tree:
        rows = rows.filter(group__table__chapter__edition__tree__slug=wanted.tree)
    if wanted.function:
        owns = Q(group__table__chapter__owner__slug=wanted.function)
        rows = rows.filter(owns | Q(indicator__holder__slug=wanted.function))
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.area:
        ours = Q(area=None) | Q(area__ours=True)
        rows = rows.filter(ours if wanted.area == OURS else Q(area=wanted.area))
    if wanted.breakdown:
        rows = rows.filter(breakdown="" if wanted.breakdown == WHOLE else wanted.breakdown)
    return rows.values_list(
        "pk", "indicator", "group", "group__table", "area", "breakdown", "group__table__chapter__document"
    )


def _records(keys: list[int]) -> dict[int, TableRow]:
    return TableRow.objects.select_related(
        "indicator__holder", "group__table__chapter__document", "group__table__chapter__owner"
    ).in_bulk(keys)


def _figures(indicators: set[int]) -> dict[Slot, Figure]:
    found = Figure.objects.filter(indicator__in=indicators)
    return {Slot.of(figure): figure for figure in found}


def _key(column: TableColumn) -> Key:
    return Key(column.kind, column.first_day, column.last_day, column.document_id)


def _newest_first(key: Key) -> tuple:
    """By period, the newest first; of one period the targets before what was realised."""
    return (-key.first_day.toordinal(), key.last_day, key.kind != FigureKind.TARGET, key.document or 0)
