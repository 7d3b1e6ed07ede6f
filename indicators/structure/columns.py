"""The columns of a table, and those that a group has of its own.

Notes at a cell know their column by its position only, so every write here moves them along.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from django.db import transaction
from django.db.models import QuerySet

from indicators import grid
from indicators.models import (
    FigureKind,
    FootnoteAnchor,
    IndicatorGroup,
    IndicatorTable,
    TableColumn,
    TableRow,
)
from indicators.periods import Period
from indicators.structure.writing import noted, opened
from policy.models import Document
from twenterand.accounts.models import User
from twenterand.workflow import Refused

LEFT, RIGHT = "left", "right"
# Positions are unique: on the way to its new place a column stands this much further.
ASIDE = 10_000


@transaction.atomic
def add_column(
    *,
    table: IndicatorTable,
    kind: str,
    period: Period,
    document: Document | None,
    seen_version: int | None,
    by: User | str,
    group: IndicatorGroup | None = None,
) -> TableColumn:
    """A column in its place (`in_place`); `document` set its targets. With `group` one of that group's own columns."""
    current = opened(table, seen_version=seen_version, by=by)
    columns = of(current, group)
    column = TableColumn(table=current, group=group, position=len(columns) + 1)
    _fill(column, columns, kind, period, document)
    arrange(columns, group=group, table=current)
    column.save()
    columns.insert(in_place(columns, column), column)
    arrange(columns, group=group, table=current)
    noted(current, by=by, what=f"kolom “{grid.heading(column)}” toegevoegd{_where(group)}")
    return column


@transaction.atomic
def change_column(
    *,
    column: TableColumn,
    kind: str,
    period: Period,
    document: Document | None,
    seen_version: int | None,
    by: User | str,
) -> TableColumn:
    """Let a column show another period, kind, or the targets of another document. The figures stay where they are."""
    current = opened(column.table, seen_version=seen_version, by=by)
    found = TableColumn.objects.get(pk=column.pk)
    before, content = grid.heading(found), _content(found)
    _fill(found, of(current, found.group), kind, period, document)
    if _content(found) == content:
        return found
    found.save()
    after = grid.heading(found)
    change = f"“{before}” is nu “{after}”" if before != after else f"“{after}” hoort bij een ander document"
    noted(current, by=by, what=f"kolom {change}{_where(found.group)}")
    return found


@transaction.atomic
def move_column(*, column: TableColumn, direction: str, seen_version: int | None, by: User | str) -> None:
    """One place to the left or to the right, with the notes in it."""
    current = opened(column.table, seen_version=seen_version, by=by)
    columns = of(current, column.group)
    place = _place(columns, column)
    target = place + {LEFT: -1, RIGHT: 1}.get(direction, 0)
    if target == place:
        raise Refused(f"“{direction}” is geen richting. Kies naar links of naar rechts.")
    if not 0 <= target < len(columns):
        raise Refused(f"Deze kolom staat al {'vooraan' if target < 0 else 'achteraan'}.")
    columns.insert(target, columns.pop(place))
    arrange(columns, group=column.group, table=current)
    noted(current, by=by, what=f"kolom “{grid.heading(column)}” verplaatst{_where(column.group)}")


@transaction.atomic
def remove_column(*, column: TableColumn, seen_version: int | None, by: User | str) -> None:
    """Take a column away. Its figures stay; its notes lose these places and stay under the table.

    A group without any own column left has those of the table again.
    """
    current = opened(column.table, seen_version=seen_version, by=by)
    group, columns = column.group, of(current, column.group)
    if group is not None and len(columns) == 1:
        share_columns(group=group, seen_version=None, by=by)
        return
    gone = columns.pop(_place(columns, column))
    shift(_rows(current, group), {gone.position: None})
    gone.delete()
    arrange(columns, group=group, table=current)
    noted(current, by=by, what=f"kolom “{grid.heading(column)}” weggehaald{_where(group)}")


@transaction.atomic
def own_columns(*, group: IndicatorGroup, seen_version: int | None, by: User | str) -> list[TableColumn]:
    """Give a group columns of its own, to begin with a copy of those of its table."""
    current = opened(group.table, seen_version=seen_version, by=by)
    if of(current, group):
        raise Refused("Deze groep heeft al eigen kolommen. U kunt ze hieronder wijzigen.")
    columns = of(current, None)
    if not columns:
        raise Refused("De tabel heeft nog geen kolommen. Voeg daar eerst een kolom toe.")
    copies = TableColumn.objects.bulk_create(_copy(column, group) for column in columns)
    noted(current, by=by, what=f"eigen kolommen{_where(group)}")
    return copies


@transaction.atomic
def share_columns(*, group: IndicatorGroup, seen_version: int | None, by: User | str) -> None:
    """Take a group's own columns away: it has those of the table again. Notes go to the same period there."""
    current = opened(group.table, seen_version=seen_version, by=by)
    own = of(current, group)
    shift(TableRow.objects.filter(group=group), positions(own, of(current, None)))
    group.own_columns.all().delete()
    noted(current, by=by, what=f"geen eigen kolommen meer{_where(group)}")


def of(table: IndicatorTable, group: IndicatorGroup | None) -> list[TableColumn]:
    """The columns of a table, or the own columns of a group, in order."""
    return list(table.columns.filter(group=group).select_related("document").order_by("position"))


def shown(group: IndicatorGroup) -> list[TableColumn]:
    """The columns that the rows of a group have: its own, else those of its table."""
    return of(group.table, group) or of(group.table, None)


def in_place(columns: Sequence[TableColumn], column: TableColumn) -> int:
    """Where a new column belongs among `columns`: targets before actuals, newest first; oldest first in a table that
    has it so. What a person put elsewhere stays there."""
    alike = [place for place, one in enumerate(columns) if one.kind == column.kind]
    if not alike:
        return 0 if column.kind == FigureKind.TARGET else len(columns)
    ends = [_ends(columns[place]) for place in alike]
    rising = len(ends) > 1 and all(first < second for first, second in pairwise(ends))
    mine = _ends(column)
    later = (place for place, end in zip(alike, ends, strict=True) if (mine < end if rising else mine > end))
    return next(later, alike[-1] + 1)


def _ends(column: TableColumn) -> tuple[date, date]:
    return column.last_day, column.first_day


def positions(old: Sequence[TableColumn], new: Sequence[TableColumn]) -> dict[int, int | None]:
    """For every position in `old` where the same figures stand in `new`; None where they do not."""
    there = {_content(column): column.position for column in new}
    return {column.position: there.get(_content(column)) for column in old}


def shift(rows: QuerySet[TableRow], moved: Mapping[int, int | None]) -> None:
    """Let the notes at cells of `rows` follow their columns: old position → new one, None where there is none."""
    changed = {old: new for old, new in moved.items() if old != new}
    anchors = list(FootnoteAnchor.objects.filter(row__in=rows, column__in=changed))
    # Written anew and not changed one by one: on the way two of them could stand in one place.
    FootnoteAnchor.objects.filter(pk__in=[anchor.pk for anchor in anchors]).delete()
    kept = [anchor for anchor in anchors if changed[anchor.column] is not None]
    FootnoteAnchor.objects.bulk_create(
        [
            FootnoteAnchor(
                footnote_id=anchor.footnote_id, row_id=anchor.row_id, column=changed[anchor.column]
            )
            for anchor in kept
        ],
        ignore_conflicts=True,
    )


def arrange(columns: Sequence[TableColumn], *, table: IndicatorTable, group: IndicatorGroup | None) -> None:
    """Number `columns` in this order from 1, and the notes with them."""
    moved = {column.position: place for place, column in enumerate(columns, start=1)}
    if all(old == new for old, new in moved.items()):
        return
    shift(_rows(table, group), moved)
    for aside in (ASIDE, 0):
        for place, column in enumerate(columns, start=1):
            column.position = place + aside
        TableColumn.objects.bulk_update(columns, ["position"])


def _rows(table: IndicatorTable, group: IndicatorGroup | None) -> QuerySet[TableRow]:
    """The rows that have these columns."""
    if group is not None:
        return TableRow.objects.filter(group=group)
    return TableRow.objects.filter(group__table=table, group__own_columns=None)


def _fill(
    column: TableColumn, siblings: list[TableColumn], kind: str, period: Period, document: Document | None
) -> None:
    if kind not in FigureKind.values:
        raise Refused(f"“{kind}” is geen soort kolom. Kies begroot of gerealiseerd.")
    if kind == FigureKind.TARGET and document is None:
        raise Refused(
            f"Het document ontbreekt. Kies in welk document {period.label} is vastgesteld: "
            "een begroot cijfer hoort bij dat document."
        )
    if kind == FigureKind.ACTUAL and document is not None:
        raise Refused(
            f"U hebt “{document.title}” gekozen, maar een gerealiseerd cijfer hoort niet bij een document. Kies bij "
            "“Vastgesteld in” voor “niet van toepassing”, of kies als soort begroot."
        )
    column.kind, column.document = kind, document
    for name, value in period.fields().items():
        setattr(column, name, value)
    if any(other.pk != column.pk and _content(other) == _content(column) for other in siblings):
        raise Refused(f"De kolom “{grid.heading(column)}” staat er al. Kies een andere periode of soort.")


def _content(column: TableColumn) -> tuple:
    return column.kind, column.period_kind, column.first_day, column.last_day, column.document_id


def _copy(column: TableColumn, group: IndicatorGroup) -> TableColumn:
    return TableColumn(
        table_id=column.table_id,
        group=group,
        position=column.position,
        kind=column.kind,
        document_id=column.document_id,
        **Period.of(column).fields(),
    )


def _place(columns: Sequence[TableColumn], column: TableColumn) -> int:
    return next(place for place, other in enumerate(columns) if other.pk == column.pk)


def _where(group: IndicatorGroup | None) -> str:
    return f" in groep “{group.heading}”" if group else ""
