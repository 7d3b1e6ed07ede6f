"""Finds the rows and columns of many cells, with no more of what stands around them than a write needs.

This is on the way of every cell that somebody types (bench/grid.py), hence one statement written out: composing it
anew for each edit takes four times as long as running it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from indicators.models import Indicator, IndicatorGroup, IndicatorTable, TableColumn, TableRow
from indicators.querysets import Slot
from policy.models import Chapter

_ROWS = """
SELECT r.id, r.label, r.breakdown, COALESCE(r.area_id, ours.id),
       i.id, i.name, i.decimals, i.holder_id, i.formula,
       g.id, g.table_id, c.id, c.owner_id, c.document_id,
       EXISTS (SELECT 1 FROM indicators_tablecolumn own WHERE own.group_id = g.id)
FROM indicators_tablerow r
JOIN indicators_indicator i ON i.id = r.indicator_id
JOIN indicators_indicatorgroup g ON g.id = r.group_id
JOIN indicators_indicatortable t ON t.id = g.table_id
JOIN policy_chapter c ON c.id = t.chapter_id
LEFT JOIN indicators_area ours ON ours.ours
WHERE r.id IN ({})
"""


@dataclass(frozen=True)
class Found:
    """A row with its indicator and chapter, both with only the fields that a write needs."""

    row: TableRow
    area_id: int | None
    own_columns: bool

    def meets(self, column: TableColumn) -> bool:
        """Whether there is a cell: a group with columns of its own has none in those of the table."""
        if column.group_id:
            return column.group_id == self.row.group_id
        return column.table_id == self.row.group.table_id and not self.own_columns

    def slot(self, column: TableColumn) -> Slot:
        """What the cell in this column shows."""
        return Slot.in_cell(self.row, column, self.area_id)


def rows(keys: Collection[int]) -> dict[int, Found]:
    """These rows by primary key, in one query."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(", ".join(["%s"] * len(keys))), list(keys))
        return {line[0]: _found(line) for line in cursor.fetchall()}


def columns(keys: Iterable[int]) -> dict[int, TableColumn]:
    """These columns by primary key, in one query."""
    return {column.pk: column for column in TableColumn.objects.filter(pk__in=set(keys)).order_by()}


def _found(line: tuple) -> Found:
    (
        key, label, breakdown, area_id, indicator_id, name, decimals, holder_id, formula,
        group_id, table_id, chapter_id, owner_id, document_id, own_columns,
    ) = line  # fmt: skip
    chapter = Chapter(pk=chapter_id, owner_id=owner_id, document_id=document_id)
    group = IndicatorGroup(pk=group_id, table=IndicatorTable(pk=table_id, chapter=chapter))
    indicator = Indicator(pk=indicator_id, name=name, decimals=decimals, holder_id=holder_id, formula=formula)
    row = TableRow(
        pk=key, label=label, breakdown=breakdown, area_id=area_id, indicator=indicator, group=group
    )
    return Found(row, area_id, bool(own_columns))
