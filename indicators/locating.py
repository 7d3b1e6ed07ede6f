"""Finds the cells of a write and holds what it touches, reading no more than the write needs.

This is on the way of every cell that somebody types (bench/grid.py), hence three statements written out: composing
them anew for each edit takes four times as long as running them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection

from indicators.models import Indicator, IndicatorGroup, IndicatorTable, TableColumn, TableRow
from indicators.querysets import Slot
from policy.models import Chapter, ReviewState

# A group with columns of its own has no cells in those of its table.
_CELLS = """
WITH asked (row_id, column_id) AS (VALUES {})
SELECT r.id, r.label, r.breakdown, COALESCE(r.area_id, ours.id),
       i.id, i.name, i.decimals, i.holder_id, i.formula,
       g.id, g.table_id, c.id, c.owner_id, c.document_id,
       k.id, k.kind, k.period_kind, k.first_day, k.last_day, k.document_id, k.position
FROM asked
JOIN indicators_tablerow r ON r.id = asked.row_id
JOIN indicators_indicator i ON i.id = r.indicator_id
JOIN indicators_indicatorgroup g ON g.id = r.group_id
JOIN indicators_indicatortable t ON t.id = g.table_id
JOIN policy_chapter c ON c.id = t.chapter_id
JOIN indicators_tablecolumn k ON k.id = asked.column_id AND (
    k.group_id = g.id
    OR (k.group_id IS NULL AND k.table_id = g.table_id
        AND NOT EXISTS (SELECT 1 FROM indicators_tablecolumn own WHERE own.group_id = g.id)))
LEFT JOIN indicators_area ours ON ours.ours
"""
_INDICATORS = """
SELECT i.id, computed.from_indicator_id
FROM indicators_indicator i
LEFT JOIN indicators_indicator_inputs computed ON computed.to_indicator_id = i.id
WHERE i.id IN ({}) ORDER BY i.id
"""
_CHAPTERS = """
SELECT c.id, c.state
FROM policy_chapter c
JOIN indicators_indicatortable t ON t.chapter_id = c.id
JOIN indicators_indicatorgroup g ON g.table_id = t.id
JOIN indicators_tablerow r ON r.group_id = g.id
WHERE r.indicator_id IN ({}) ORDER BY c.id
"""


@dataclass(frozen=True)
class Found:
    """A cell: its row with indicator and chapter, which have only the fields that a write needs."""

    row: TableRow
    column: TableColumn
    slot: Slot


def cells(asked: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Found]:
    """The cells where these rows and columns (primary keys) meet, in one query; pairs that do not meet are left out."""
    pairs = list(dict.fromkeys(asked))
    if not pairs:
        return {}
    rows: dict[int, TableRow] = {}
    columns: dict[int, TableColumn] = {}
    found = {}
    for line in _run(
        _CELLS.format(", ".join(["(%s, %s)"] * len(pairs))), [key for pair in pairs for key in pair]
    ):
        row = rows.get(line[0]) or rows.setdefault(line[0], _row(line[:14]))
        column = columns.get(line[14]) or columns.setdefault(line[14], _column(line[14:]))
        found[line[0], line[14]] = Found(row, column, Slot.in_cell(row, column, row.area_id))
    return found


def hold_indicators(keys: Collection[int]) -> dict[int, bool]:
    """Lock these indicators, in one order; each with whether another one is computed from it."""
    feeding: dict[int, bool] = {}
    for key, computed in _run(_INDICATORS.format(_marks(keys)) + _for_update("i"), list(keys)):
        feeding[key] = feeding.get(key, False) or computed is not None
    return feeding


def hold_chapters(indicators: Collection[int]) -> bool:
    """Lock every chapter with a row for one of these, in one order, so that agreeing waits for the write. Returns
    whether one of them was submitted or agreed: with False there is nothing to reopen."""
    held = _run(_CHAPTERS.format(_marks(indicators)) + _for_update("c"), list(indicators))
    return any(state != ReviewState.EDITING for _, state in held)


def _run(statement: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _marks(keys: Collection[int]) -> str:
    # No key is NULL: an empty list finds nothing.
    return ", ".join(["%s"] * len(keys)) or "NULL"


def _for_update(table: str) -> str:
    """On SQLite the IMMEDIATE transaction already holds the only write lock."""
    return f"FOR UPDATE OF {table}" if connection.features.has_select_for_update_of else ""


def _row(line: tuple) -> TableRow:
    (
        key, label, breakdown, area_id, indicator_id, name, decimals, holder_id, formula,
        group_id, table_id, chapter_id, owner_id, document_id,
    ) = line  # fmt: skip
    chapter = Chapter(pk=chapter_id, owner_id=owner_id, document_id=document_id)
    group = IndicatorGroup(pk=group_id, table=IndicatorTable(pk=table_id, chapter=chapter))
    indicator = Indicator(pk=indicator_id, name=name, decimals=decimals, holder_id=holder_id, formula=formula)
    return TableRow(
        pk=key, label=label, breakdown=breakdown, area_id=area_id, indicator=indicator, group=group
    )


def _column(line: tuple) -> TableColumn:
    key, kind, period_kind, first, last, document_id, position = line
    # SQLite gives days as text.
    first, last = (TableColumn._meta.get_field("first_day").to_python(day) for day in (first, last))
    return TableColumn(
        pk=key, kind=kind, period_kind=period_kind, first_day=first, last_day=last,
        document_id=document_id, position=position,
    )  # fmt: skip
