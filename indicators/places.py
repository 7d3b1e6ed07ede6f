"""Where figures stand: which columns a row has, and which cells and chapters show a slot; for many at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from indicators import querysets
from indicators.models import TableColumn, TableRow
from indicators.querysets import Series, Slot
from policy.models import Chapter


class Columns:
    """The columns of the rows of some tables: those of the row's group, else those of its table."""

    def __init__(self, tables: Iterable[int]):
        self._read: set[int] = set()
        self._of_group: dict[int, list[TableColumn]] = {}
        self._of_table: dict[int, list[TableColumn]] = {}
        self.add(tables)

    def add(self, tables: Iterable[int]) -> None:
        """Read the columns of these tables too; those that were read already are not read again."""
        fresh = set(tables) - self._read
        if not fresh:
            return
        self._read |= fresh
        found = TableColumn.objects.filter(table__in=fresh).select_related("document")
        for column in found.order_by("table", "position"):
            if column.group_id:
                self._of_group.setdefault(column.group_id, []).append(column)
            else:
                self._of_table.setdefault(column.table_id, []).append(column)

    def of(self, group_id: int, table_id: int) -> list[TableColumn]:
        """The columns of the rows in this group of this table."""
        return self._of_group.get(group_id) or self._of_table.get(table_id, [])


@dataclass(frozen=True)
class Place:
    """A cell that shows a slot: primary keys of its row and column, and its chapter."""

    row: int
    column: int
    chapter: int
    slot: Slot


def showing(slots: Iterable[Slot], columns: Columns | None = None) -> list[Place]:
    """Every cell of every table that shows one of these slots.

    `columns` spares reading again what the caller has read.
    """
    wanted = set(slots)
    ours = querysets.our_area_id()
    rows = list(
        TableRow.objects.filter(indicator__in={slot.indicator_id for slot in wanted})
        .order_by("pk")
        .values_list("pk", "group", "group__table", "group__table__chapter", "indicator", "area", "breakdown")
    )
    columns = columns or Columns(())
    columns.add(table for _, _, table, *_ in rows)
    return [
        Place(row, column.pk, chapter, slot)
        for row, group, table, chapter, *series in rows
        for column in columns.of(group, table)
        if (slot := Slot.in_cell(Series(*series), column, ours)) in wanted
    ]


def chapters_of(places: Iterable[Place]) -> list[Chapter]:
    """The chapters of these cells, in the order in which they are to be locked; not read yet, as a lock reads them."""
    return [Chapter(pk=key) for key in sorted({place.chapter for place in places})]
