"""What others changed while somebody has a grid open; a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from indicators import commenting, grid, places
from indicators import history as histories
from indicators.models import Figure, TableColumn, TableRow
from indicators.querysets import Slot


@dataclass(frozen=True)
class Change:
    """A cell as it is now, and who wrote it last."""

    cell: grid.Cell
    who: str


def changes(*, rows: Collection[int], since: datetime) -> list[Change]:
    """The cells in these rows of which the figure was written or removed since then."""
    shown = TableRow.objects.filter(pk__in=rows)
    steps = Figure.history.filter(history_date__gte=since, indicator__in=shown.values("indicator"))
    who = {Slot.of(step): step.history_user_id for step in steps.order_by("history_date", "history_id")}
    if not who:
        return []
    wanted = set(rows)
    found = [place for place in places.showing(who) if place.row in wanted]
    records = shown.select_related("indicator").in_bulk()
    columns = TableColumn.objects.in_bulk({place.column for place in found})
    figures = Figure.objects.filter(indicator__in={slot.indicator_id for slot in who})
    standing = {Slot.of(figure): figure for figure in figures}
    names = histories.names(who.values())
    return [
        Change(
            grid.Cell(records[place.row], columns[place.column], standing.get(place.slot)),
            names[who[place.slot]],
        )
        for place in found
    ]


def remarks(*, rows: Collection[int]) -> list[tuple[int, int, int]]:
    """The cells in these rows with open remarks: row, column and how many. A cell that is not named has none."""
    waiting = commenting.open_beside(TableRow.objects.filter(pk__in=rows).order_by().values("indicator"))
    wanted = set(rows)
    found = places.showing(waiting) if waiting else []
    return [(place.row, place.column, waiting[place.slot]) for place in found if place.row in wanted]
