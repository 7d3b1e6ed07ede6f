"""Tables with columns of more than one kind of period: years beside quarters. A grid can show one kind at a time."""

from collections.abc import Iterable
from dataclasses import replace

from indicators.grid import Group, Row, Table
from indicators.models import PeriodKind, TableColumn


def of(tables: Iterable[Table]) -> list[PeriodKind]:
    """The kinds of period that these tables have columns of."""
    found = {
        column.period_kind
        for table in tables
        for columns in (table.columns, *(group.columns or () for group in table.groups))
        for column in columns
    }
    return [kind for kind in PeriodKind if kind in found]


def only(tables: Iterable[Table], kind: str) -> list[Table]:
    """The same tables with the columns of one kind; groups and tables that have none are left out."""
    found = (_table(table, kind) for table in tables)
    return [table for table in found if table.groups]


def _table(table: Table, kind: str) -> Table:
    groups = (_group(group, table.columns, kind) for group in table.groups)
    return replace(
        table,
        columns=_of_kind(table.columns, kind),
        groups=tuple(group for group in groups if group is not None),
    )


def _group(group: Group, of_table: tuple[TableColumn, ...], kind: str) -> Group | None:
    columns = group.columns or of_table
    if not _of_kind(columns, kind):
        return None
    return replace(
        group,
        columns=_of_kind(columns, kind) if group.columns else None,
        rows=tuple(_row(row, kind) for row in group.rows),
    )


def _row(row: Row, kind: str) -> Row:
    return replace(row, cells=tuple(cell for cell in row.cells if cell.column.period_kind == kind))


def _of_kind(columns: Iterable[TableColumn], kind: str) -> tuple[TableColumn, ...]:
    return tuple(column for column in columns if column.period_kind == kind)
