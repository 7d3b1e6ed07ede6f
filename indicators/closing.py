"""What a file or a source system may not change: computed figures, locked periods, settled targets without a decision,
and indicators that were joined with another or that are not kept up any more."""

from collections.abc import Collection

from indicators import computing, locks
from indicators.locks import Locks
from indicators.models import Indicator
from indicators.plans import Planned, Status
from indicators.querysets import Slot
from indicators.targets import Settled
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

# For whoever cannot be asked for a reason and a decision.
SETTLED = "Dit doel is al vastgesteld en verandert alleen door een besluit. Wijzig het in het portaal."


class Closed:
    """Read in three queries, and a few for each document whose targets change. A write makes it after it locked its
    indicators. `in_document` is the document in whose tables people work."""

    def __init__(self, indicators: Collection[int] | None = None, *, in_document: int | None = None):
        computed = Indicator.objects.exclude(formula="").order_by()
        if indicators is not None:
            computed = computed.filter(pk__in=indicators)
        self._computed = computed.only("name", "formula").in_bulk()
        ended = Indicator.objects.filter(lapsed=True) | Indicator.objects.exclude(superseded_reason="")
        self._ended = ended.select_related("successor").in_bulk()
        self._locks, self._settled, self._in_document = Locks(), Settled(), in_document

    def judge(self, cell: Planned, *, decides: bool = True) -> None:
        """Refuse a cell that may not be written; say of a target whether it takes a decision. Without `decides` there
        is nobody to give one."""
        if not cell.writable:
            return
        code, reason = self.refusal(cell.slot)
        if code:
            cell.status, cell.reason, cell.field = Status.REFUSED, reason, code
            return
        cell.decides = cell.decides and self.settled(cell.slot)
        if cell.decides and not decides:
            cell.status, cell.reason, cell.field = Status.REFUSED, SETTLED, "settled"

    def refusal(self, slot: Slot) -> tuple[str, str]:
        """A code and a sentence that say why nobody may write here; empty where it is open."""
        if indicator := self._ended.get(slot.indicator_id):
            if indicator.superseded:
                return "superseded", self._superseded(indicator)
            if indicator.last_year is None or slot.first_day.year > indicator.last_year:
                return "retired", _retired(indicator)
        if indicator := self._computed.get(slot.indicator_id):
            return "closed", computing.refusal(indicator)
        lock = self._locks.covering(slot)
        return ("closed", locks.sentence(lock)) if lock else ("", "")

    def _superseded(self, indicator: Indicator) -> str:
        stays = indicator.successor
        while stays.pk in self._ended and self._ended[stays.pk].superseded:
            stays = self._ended[stays.pk].successor
        names = f"{quoted(indicator.name)} is samengevoegd met {quoted(stays.name)}."
        return f"{names} Gebruik het adres {quoted(stays.slug)}."

    def require_open(self, slots: Collection[Slot]) -> None:
        """Raise Refused when one of these may not be written."""
        for slot in slots:
            _, reason = self.refusal(slot)
            if reason:
                raise Refused(f"{reason} Er is niets ingelezen. Maak het voorbeeld opnieuw.")

    def settled(self, slot: Slot) -> bool:
        """Whether this is a target that only changes by a decision."""
        return self._settled.holds(slot, self._in_document)


def _retired(indicator: Indicator) -> str:
    if indicator.last_year is None:
        return f"{quoted(indicator.name)} is vervallen. Er komen geen cijfers meer bij."
    return (
        f"{quoted(indicator.name)} is vervallen: het laatste jaar is {indicator.last_year}. Daarna komen er geen "
        "cijfers meer bij."
    )
