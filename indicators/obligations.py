"""Which empty cells are still worth asking for: not what was published empty, nor what an indicator is too young or
too old for. What publications printed comes from the app above this one (`printed_actuals`)."""

from collections.abc import Callable, Iterable
from datetime import date

from indicators.models import Area, Figure, FigureKind, TableRow
from indicators.querysets import Slot
from twenterand.numbers import State

# (uid of the indicator, code of the area or "" for our own, code of the breakdown, kind of period)
Printed = dict[tuple[str, str, str, str], date]
GONE = (State.LAPSED, State.LAPSING)


def _nothing_printed() -> Printed:
    return {}


# The last day of the newest actual that published documents print of each series. `publications` knows and stands
# above this app, so it puts its own function here in its apps.py.
printed_actuals: Callable[[], Printed] = _nothing_printed


class Known:
    """The figures there are of some indicators and what was printed of them, in a fixed number of queries."""

    def __init__(self, indicators: Iterable[int], ours: int | None):
        self.states: dict[Slot, str] = {}
        self._first: dict[tuple, date] = {}
        self._newest: dict[tuple, tuple[date, str]] = {}
        self._filled: dict[tuple, date] = {}
        found = Figure.objects.filter(indicator__in=set(indicators)).order_by("last_day", "document", "pk")
        for *values, state in found.values_list(*Slot._fields, "state"):
            self._read(Slot(*values), state)
        self._printed = printed_actuals()
        self._ours = ours
        self._areas = dict(Area.objects.values_list("pk", "cbs_code")) if self._printed else {}

    def _read(self, slot: Slot, state: str) -> None:
        series = _series(slot)
        self._newest[*series, slot.kind] = (slot.last_day, state)
        if slot.kind != FigureKind.ACTUAL:
            return
        self.states[slot] = state
        if state != State.NOT_YET_KNOWN:
            self._first[series] = min(slot.first_day, self._first.get(series, slot.first_day))
            self._filled[*series, slot.period_kind] = slot.last_day

    def gone(self, slot: Slot) -> bool:
        """Whether the newest target or the newest actual of this series says that it is kept up no more."""
        found = (self._newest.get((*_series(slot), kind)) for kind in FigureKind.values)
        return any(newest and newest[1] in GONE for newest in found)

    def too_early(self, slot: Slot) -> bool:
        """Whether this period ended before the first figure of its series."""
        first = self._first.get(_series(slot))
        return first is not None and slot.last_day < first

    def never_measured(self, slot: Slot) -> bool:
        """Whether there is no actual at all of its series."""
        return _series(slot) not in self._first

    def settled(self, row: TableRow, slot: Slot) -> bool:
        """Whether a published document printed this period, or a newer one, empty or not; or whether the period lies
        over one that has its figure already: four-yearly columns that were moved by a year."""
        area = "" if slot.area_id == self._ours else self._areas.get(slot.area_id, "")
        key = (str(row.indicator.uid), area, slot.breakdown, slot.period_kind)
        newest = self._printed.get(key)
        if newest is not None and slot.first_day <= newest:
            return True
        filled = self._filled.get((*_series(slot), slot.period_kind))
        return filled is not None and slot.first_day <= filled <= slot.last_day


def _series(slot: Slot) -> tuple:
    return slot.indicator_id, slot.area_id, slot.breakdown
