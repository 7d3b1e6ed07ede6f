"""The rows of a table: an indicator with the label and source that are printed there."""

from uuid import UUID

from django.db import transaction

from indicators.models import Area, Breakdown, Indicator, IndicatorGroup, IndicatorTable, TableRow
from indicators.structure import columns
from indicators.structure.writing import noted, opened
from policy.editing import order
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, locked, remove
from twenterand.unreadable import quoted
from twenterand.workflow import Refused


@transaction.atomic
def add_row(
    *,
    group: IndicatorGroup,
    indicator: Indicator,
    label: str,
    source: str,
    seen_version: int | None,
    by: User | str,
    area: Area | None = None,
    breakdown: str = "",
) -> TableRow:
    """A row at the end of a group. Figures that the indicator has already show up in it at once."""
    current = opened(group.table, seen_version=seen_version, by=by)
    if indicator.superseded:
        raise Refused(
            f"{quoted(indicator.name)} bleek hetzelfde als {quoted(indicator.successor.name)}. Kies die indicator."
        )
    row = TableRow(group=group, indicator=indicator, position=order.end(group.rows.all()))
    _fill(row, label, source, area, breakdown)
    keep(row, by=by, reason="Toegevoegd")
    noted(current, by=by, what=f"rij {quoted(row.label)} toegevoegd")
    return row


@transaction.atomic
def change_row(
    *,
    row: TableRow,
    label: str,
    source: str,
    seen_version: int | None,
    by: User | str,
    area: Area | None = None,
    breakdown: str = "",
    group: IndicatorGroup | None = None,
) -> TableRow:
    """Another printed label or source, another area or breakdown; with `group` it goes to the end of that one."""
    current = opened(row.group.table, seen_version=seen_version, by=by)
    found = locked(row, seen_version=None)
    before = _content(found)
    if group is not None and group.pk != found.group_id:
        _put(found, group)
    _fill(found, label, source, area, breakdown)
    if _content(found) == before:
        return found
    keep(found, by=by, reason="Rij gewijzigd")
    noted(current, by=by, what=f"rij {quoted(found.label)} gewijzigd")
    return found


@transaction.atomic
def move_row(*, row: TableRow, direction: str, seen_version: int | None, by: User | str) -> None:
    """One place up or down within its group."""
    current = opened(row.group.table, seen_version=seen_version, by=by)
    siblings = list(TableRow.objects.filter(group=row.group_id).order_by("position", "pk"))
    order.move(row, siblings, direction=direction, by=by, reason="Verplaatst")
    noted(current, by=by, what=f"rij {quoted(row.label)} verplaatst")


@transaction.atomic
def remove_row(*, row: TableRow, seen_version: int | None, by: User | str, reason: str = "") -> None:
    """Take a row away; `restore_row` brings it back. The indicator and its figures stay."""
    current = opened(row.group.table, seen_version=seen_version, by=by)
    found = locked(row, seen_version=None)
    remove(found, by=by, reason=reason)
    noted(current, by=by, what=f"rij {quoted(found.label)} verwijderd")


@transaction.atomic
def restore_row(*, table: IndicatorTable, uid: UUID, seen_version: int | None, by: User | str) -> TableRow:
    """Bring back a removed row with its own identity, at its former place; marks of notes went with it."""
    current = opened(table, seen_version=seen_version, by=by)
    last = next((row for row in removed_rows(current) if row.uid == uid), None)
    if last is None:
        raise Refused(
            "Deze rij staat al in de tabel, of de groep ervan is weg. Voeg zo nodig een nieuwe rij toe."
        )
    row = last.instance
    row.version += 1
    row._state.adding = True
    _require_free(row)
    keep(row, by=by, reason="Teruggezet")
    noted(current, by=by, what=f"rij {quoted(row.label)} teruggezet")
    return row


def removed_rows(table: IndicatorTable) -> list:
    """The last row of history of every row that was removed from the groups of a table, newest first."""
    there = set(TableRow.objects.filter(group__table=table).values_list("uid", flat=True))
    found: dict[UUID, object] = {}
    history = TableRow.history.filter(group__table=table, history_type="-")
    for row in history.order_by("-history_date", "-history_id"):
        if row.uid not in there:
            found.setdefault(row.uid, row)
    return list(found.values())


def _put(row: TableRow, group: IndicatorGroup) -> None:
    if group.table_id != row.group.table_id:
        raise Refused(
            f"De groep {quoted(group.heading)} staat in een andere tabel. Kies een groep uit deze tabel."
        )
    moved = columns.positions(columns.shown(row.group), columns.shown(group))
    columns.shift(TableRow.objects.filter(pk=row.pk), moved)
    row.position = order.end(group.rows.all())
    row.group = group


def _fill(row: TableRow, label: str, source: str, area: Area | None, breakdown: str) -> None:
    row.label, row.source = " ".join(label.split()), " ".join(source.split())
    if not row.label:
        raise Refused("Het label van de rij is leeg. Vul in wat er in de tabel moet staan.")
    if breakdown and not Breakdown.objects.filter(code=breakdown).exists():
        raise Refused(f"De uitsplitsing {quoted(breakdown)} bestaat niet. Kies er een uit de lijst.")
    # Our own area is the one of rows that name none.
    row.area, row.breakdown = None if area is None or area.ours else area, breakdown
    _require_free(row)


def _require_free(row: TableRow) -> None:
    same = TableRow.objects.filter(
        group=row.group_id, indicator=row.indicator_id, area=row.area_id, breakdown=row.breakdown
    )
    other = same.exclude(pk=row.pk).first()
    if other is not None:
        raise Refused(
            f"Deze indicator staat al in groep {quoted(row.group.heading)}, als {quoted(other.label)}. "
            "Wijzig die rij, of kies een andere groep, een ander gebied of een andere uitsplitsing."
        )


def _content(row: TableRow) -> tuple:
    return row.group_id, row.label, row.source, row.area_id, row.breakdown
