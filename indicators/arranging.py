"""The page on which a table is arranged: its columns, groups, rows and notes, each with what stands in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators import grid, querysets
from indicators.models import FootnoteAnchor, Indicator, IndicatorTable, TableColumn, TableRow
from indicators.recognising import folded

MOST_FOUND = 30


@dataclass(frozen=True)
class Column:
    """A column with how many of its cells hold a figure, and how many a note."""

    record: TableColumn
    filled: int
    notes: int


@dataclass(frozen=True)
class Group:
    """`own` are the columns that the group has of its own; empty when it has those of the table."""

    record: grid.Group
    own: tuple[Column, ...]


@dataclass(frozen=True)
class Place:
    """Where the mark of a note stands."""

    anchor: FootnoteAnchor
    name: str


@dataclass(frozen=True)
class Note:
    shown: grid.Note
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Page:
    """One table; `first` and `last` say whether others of its chapter stand before and behind it."""

    table: grid.Table
    first: bool
    last: bool
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    notes: tuple[Note, ...]


def page(record: IndicatorTable) -> Page:
    """All that the page shows of a table, in a fixed number of queries."""
    tables = grid.of_chapter(record.chapter)
    table = next(found for found in tables if found.record.pk == record.pk)
    shared = [group for group in table.groups if group.columns is None]
    groups = [Group(group, _counted(group.columns or (), [group])) for group in table.groups]
    notes = [Note(note, _places(table, note)) for note in table.notes]
    columns = _counted(table.columns, shared)
    return Page(table, table is tables[0], table is tables[-1], columns, tuple(groups), tuple(notes))


def choices(table: grid.Table) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place for the mark of a note, for a select: groups first, then row by row."""
    groups = [(f"groep-{group.record.pk}", group.record.heading) for group in table.groups]
    rows = [
        (
            name_of(row),
            [
                (f"rij-{row.record.pk}", "de hele rij"),
                *((f"cel-{row.record.pk}-{cell.column.pk}", grid.heading(cell.column)) for cell in row.cells),
            ],
        )
        for row in table.rows
    ]
    return [("Groepen", groups), *rows]


def chosen(table: grid.Table, value: str) -> dict:
    """The group, row or row and column of one of `choices`; empty for no place."""
    kind, _, keys = value.partition("-")
    if kind == "groep":
        return {"group": next(group.record for group in table.groups if str(group.record.pk) == keys)}
    if not kind:
        return {}
    row_key, _, column_key = keys.partition("-")
    row = next(row for row in table.rows if str(row.record.pk) == row_key)
    columns = (cell.column for cell in row.cells if str(cell.column.pk) == column_key)
    return {"row": row.record, "column": next(columns, None)}


def search(text: str) -> list[Indicator]:
    """Indicators with all of these words in their name, their address or a label under which they are printed.

    Without words the first ones by name; not those that proved to be another one. In Python, as databases differ in
    how they fold letters.
    """
    words = folded(text).split()
    labels: dict[int, list[str]] = {}
    for pk, label in TableRow.objects.order_by().values_list("indicator", "label").distinct():
        labels.setdefault(pk, []).append(label)
    found = []
    for indicator in (
        Indicator.objects.filter(superseded_reason="").select_related("holder").order_by("name", "pk")
    ):
        known = folded(" ".join([indicator.name, indicator.slug, *labels.get(indicator.pk, [])]))
        if all(word in known for word in words):
            found.append(indicator)
    return found[: MOST_FOUND + 1]


def proposed(indicator: Indicator) -> dict[str, str]:
    """Label and source for a new row: those under which the indicator was printed last, else its own."""
    last = indicator.rows.order_by("-group__table__chapter__document__year_from", "-pk").first()
    return {
        "label": last.label if last else indicator.name,
        "source": (last.source if last else "") or indicator.source,
    }


def name_of(row: grid.Row) -> str:
    """The label of a row, with the area or part of the population that it is about."""
    return f"{row.record.label} ({row.part.label})" if row.part.label else row.record.label


def filled(column: TableColumn) -> int:
    """How many cells of a column hold a figure."""
    rows = TableRow.objects.filter(group__table=column.table_id)
    rows = rows.filter(group=column.group_id) if column.group_id else rows.filter(group__own_columns=None)
    ours = querysets.our_area_id()
    figures = querysets.figures_of(column.table.chapter)
    return sum(querysets.Slot.in_cell(row, column, ours) in figures for row in rows)


def _counted(columns: Sequence[TableColumn], groups: Iterable[grid.Group]) -> tuple[Column, ...]:
    cells = [cell for group in groups for row in group.rows for cell in row.cells]
    return tuple(
        Column(
            column,
            sum(cell.column.pk == column.pk and cell.figure is not None for cell in cells),
            sum(bool(cell.notes) for cell in cells if cell.column.pk == column.pk),
        )
        for column in columns
    )


def _places(table: grid.Table, note: grid.Note) -> tuple[Place, ...]:
    rows = {row.record.pk: row for row in table.rows}
    headings = {group.record.pk: group.record.heading for group in table.groups}
    places = []
    for anchor in note.footnote.anchors.all():
        if anchor.group_id:
            name = f"groep {headings[anchor.group_id]}"
        else:
            row = rows[anchor.row_id]
            cells = (cell for cell in row.cells if cell.column.position == anchor.column)
            column = next((grid.heading(cell.column) for cell in cells), "")
            name = f"{name_of(row)}, {column}" if anchor.column else name_of(row)
        places.append(Place(anchor, name))
    return tuple(places)
