"""What a file or a source system may not change: computed figures, locked periods, and settled targets without a
decision."""

from collections.abc import Collection

from indicators import computing, locks
from indicators.locks import Locks
from indicators.models import Indicator
from indicators.plans import Planned, Status
from indicators.querysets import Slot
from indicators.targets import Settled
from twenterand.workflow import Refused

# For whoever cannot be asked for a reason and a decision.
SETTLED = "Dit doel is al vastgesteld en verandert alleen door een besluit. Wijzig het in het portaal."


class Closed:
    """Read in two queries, and one for each document whose targets change. A write makes it after it locked its
    indicators. `in_document` is the document in whose tables people work."""

    def __init__(self, indicators: Collection[int] | None = None, *, in_document: int | None = None):
        computed = Indicator.objects.exclude(formula="").order_by()
        if indicators is not None:
            computed = computed.filter(pk__in=indicators)
        self._computed = computed.only("name", "formula").in_bulk()
        self._locks, self._settled, self._in_document = Locks(), Settled(), in_document

    def judge(self, cell: Planned, *, decides: bool = True) -> None:
        """Refuse a cell that may not be written; say of a target whether it takes a decision. Without `decides` there
        is nobody to give one."""
        if not cell.writable:
            return
        if reason := self.reason(cell.slot):
            cell.status, cell.reason, cell.field = Status.REFUSED, reason, "closed"
            return
        cell.decides = cell.decides and self.settled(cell.slot)
        if cell.decides and not decides:
            cell.status, cell.reason, cell.field = Status.REFUSED, SETTLED, "settled"

    def reason(self, slot: Slot) -> str:
        """Why nobody may write here; empty where it is open."""
        if indicator := self._computed.get(slot.indicator_id):
            return computing.refusal(indicator)
        lock = self._locks.covering(slot)
        return locks.sentence(lock) if lock else ""

    def require_open(self, slots: Collection[Slot]) -> None:
        """Raise Refused when one of these may not be written."""
        for slot in slots:
            if reason := self.reason(slot):
                raise Refused(f"{reason} Er is niets ingelezen. Maak het voorbeeld opnieuw.")

    def settled(self, slot: Slot) -> bool:
        """Whether this is a target that only changes by a decision."""
        return self._settled.holds(slot, self._in_document)
