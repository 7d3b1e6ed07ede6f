"""The tables of a chapter as they are printed: groups of rows of cells, each cell with its figure or none.

Pages and payloads are built from this one structure, so that they cannot differ.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators import querysets, splitting
from indicators.locks import Locks
from indicators.models import (
    Figure,
    FigureKind,
    Footnote,
    FootnoteAnchor,
    IndicatorGroup,
    IndicatorTable,
    PeriodLock,
    TableColumn,
    TableRow,
)
from indicators.periods import Period
from indicators.querysets import Slot
from policy.models import Chapter
from twenterand.numbers import State, format_cell, format_date


@dataclass(frozen=True)
class Note:
    """A footnote with the mark that its place in the list gives it."""

    footnote: Footnote
    number: int

    @property
    def mark(self) -> str:
        """*, **, …: as many stars as its number."""
        return "*" * self.number


@dataclass(frozen=True)
class Cell:
    """Where a row and a column meet; `figure` is None where the source has no cell, `lock` where it may change."""

    row: TableRow
    column: TableColumn
    figure: Figure | None
    notes: tuple[Note, ...] = ()
    lock: PeriodLock | None = None

    @property
    def text(self) -> str:
        """What is printed; nothing where there is no figure."""
        figure = self.figure
        if figure is None:
            return ""
        return format_cell(figure.state, figure.number, figure.raw, decimals=self.row.indicator.decimals)

    @property
    def computed(self) -> bool:
        """Whether a formula gives the figure, so that nobody types it."""
        return bool(self.row.indicator.formula)

    @property
    def broken(self) -> str:
        """Why it cannot be compared with the figure before it; empty where it can."""
        figure = self.figure
        if figure is None or not figure.mark:
            return ""
        return ": ".join(filter(None, (figure.get_mark_display(), figure.mark_note)))

    @property
    def look(self) -> str:
        """How it is set: "number", running "text", or a "state" such as n.v.t."""
        if self.figure is None or self.figure.number is not None:
            return "number"
        return "text" if self.figure.state == State.TEXT else "state"


@dataclass(frozen=True)
class Row:
    record: TableRow
    cells: tuple[Cell, ...]
    notes: tuple[Note, ...] = ()
    part: splitting.Part = splitting.WHOLE


@dataclass(frozen=True)
class Group:
    """`columns` is None where the group has those of the table."""

    record: IndicatorGroup
    columns: tuple[TableColumn, ...] | None
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Table:
    record: IndicatorTable
    columns: tuple[TableColumn, ...]
    groups: tuple[Group, ...]
    notes: tuple[Note, ...]

    @property
    def rows(self) -> Iterable[Row]:
        """The rows of all groups, in order."""
        return (row for group in self.groups for row in group.rows)

    @property
    def width(self) -> int:
        """How many value columns the widest part has; rows of a narrower group are filled up to it."""
        return max([len(self.columns), *(len(group.columns or ()) for group in self.groups)])


def of_chapter(chapter: Chapter, locks: Locks | None = None) -> list[Table]:
    """The tables of a chapter, in a fixed number of queries; cells know their lock where `locks` are given."""
    tables = list(querysets.for_grid(chapter))
    if not tables:
        return []
    figures = querysets.figures_of(chapter)
    area_id = querysets.our_area_id()
    rows = [row for record in tables for group in record.groups.all() for row in group.rows.all()]
    parts = splitting.Parts.of_rows(rows)
    return [_table(record, figures, area_id, locks, parts) for record in tables]


def of_cell(row: TableRow, column: TableColumn) -> Cell:
    """One cell without its table, for its own page; the marks of its notes are not filled in."""
    figure = querysets.find(Slot.in_cell(row, column, querysets.our_area_id()))
    return Cell(row, column, figure, lock=Locks().covering(column))


def described(figure: Figure, decimals: int) -> str:
    """A figure in words, with what is said about it: "29, voorlopig, peildatum 1 januari 2026, reeksbreuk"."""
    parts = [format_cell(figure.state, figure.number, figure.raw, decimals=decimals)]
    if figure.provisional:
        parts.append("voorlopig")
    if figure.reference_date:
        parts.append(f"peildatum {format_date(figure.reference_date)}")
    if figure.mark:
        parts.append(f"{figure.get_mark_display()}{f' ({figure.mark_note})' if figure.mark_note else ''}")
    if figure.source_note:
        parts.append(f"bron: {figure.source_note}")
    return ", ".join(parts)


def heading(column: TableColumn) -> str:
    """A column in words: "Begroot 2026"."""
    return f"{FigureKind(column.kind).label.capitalize()} {Period.of(column).label}"


def _table(
    record: IndicatorTable,
    figures: dict[Slot, Figure],
    area_id: int | None,
    locks: Locks | None,
    parts: splitting.Parts,
) -> Table:
    # Numbered by place and not by the stored position: after a removal there is no gap in the stars.
    notes = tuple(Note(footnote, number) for number, footnote in enumerate(record.footnotes.all(), start=1))
    places = _places(notes)
    columns = tuple(record.columns.all())
    groups = []
    for group in record.groups.all():
        own = tuple(group.own_columns.all()) or None
        rows = tuple(
            Row(
                row,
                tuple(
                    Cell(
                        row,
                        column,
                        figures.get(Slot.in_cell(row, column, area_id)),
                        places.get((None, row.pk, column.position), ()),
                        locks.covering(column) if locks else None,
                    )
                    for column in own or columns
                ),
                places.get((None, row.pk, None), ()),
                parts.of(row.area_id, row.breakdown),
            )
            for row in group.rows.all()
        )
        groups.append(Group(group, own, rows, places.get((group.pk, None, None), ())))
    return Table(record, columns, tuple(groups), notes)


def _places(notes: Iterable[Note]) -> dict[tuple, tuple[Note, ...]]:
    """The notes by group, row and column position of their anchors."""
    places: dict[tuple, tuple[Note, ...]] = {}
    for note in notes:
        anchors: Iterable[FootnoteAnchor] = note.footnote.anchors.all()
        for anchor in anchors:
            key = (anchor.group_id, anchor.row_id, anchor.column)
            places[key] = (*places.get(key, ()), note)
    return places
