"""What an indicator does not take from a file or a source system, though it can be read: a word among numbers, more
decimals than it has; and of a source system, which nobody watches, another kind of period or one that is not over."""

from collections.abc import Iterable

from django.utils import timezone

from indicators.models import Figure, FigureKind, PeriodKind
from indicators.naming import Known
from indicators.periods import Period
from indicators.plans import Planned, Status
from twenterand.digits import decimals_in
from twenterand.numbers import State, Value
from twenterand.unreadable import quoted

NOT_YET = State.NOT_YET_KNOWN
NUMBERS = (State.NUMBER, State.PERCENTAGE)
# What a program reads of a cell that was not taken, as its `field`.
TEXT, DECIMALS, KIND, FUTURE = "not_a_number", "decimals", "period_kind", "future"


class Accepting:
    """What the figures of one indicator say about new ones. `watched`: a person looks at the plan before it counts."""

    def __init__(self, known: Known, figures: Iterable[Figure], *, watched: bool):
        self._known, self._watched = known, watched
        states, self._kinds = set(), {known.period_kind}
        for figure in figures:
            states.add(figure.state)
            self._kinds.add(figure.period_kind)
        self._numbers = bool(states.intersection(NUMBERS)) and State.TEXT not in states
        self._today = timezone.localdate()

    def judge(self, cell: Planned, value: Value | None) -> None:
        """Refuse a cell that does not fit, or (a word among numbers, watched) leave it to the person to choose it."""
        if not cell.writable or value is None:
            return
        if value.number is not None and decimals_in(value.number) > self._known.decimals:
            self._no(cell, Status.INVALID, DECIMALS, self._decimals(cell))
        elif value.state == State.TEXT and self._numbers:
            words = f"{quoted(cell.raw)} is geen getal, en {quoted(self._known.name)} heeft verder getallen."
            if self._watched:
                cell.reason = f"Let op: {words} Vink het aan als het klopt."
            else:
                self._no(
                    cell, Status.INVALID, TEXT, f"{words} Stuur een getal, of bijvoorbeeld “-” of “n.v.t.”."
                )
        elif not self._watched:
            self._unwatched(cell, value)

    def _unwatched(self, cell: Planned, value: Value) -> None:
        slot = cell.slot
        period = Period(*slot[2:5]).label
        if slot.period_kind not in self._kinds:
            kept = ", ".join(PeriodKind(kind).label for kind in sorted(self._kinds))
            kind = PeriodKind(slot.period_kind).label
            words = (
                f"{quoted(self._known.name)} wordt bijgehouden per {kept}; {quoted(period)} is een {kind}."
            )
            self._no(cell, Status.REFUSED, KIND, f"{words} Stuur een periode van die soort.")
        elif slot.kind == FigureKind.ACTUAL and slot.last_day >= self._today and value.state != NOT_YET:
            words = f"{quoted(period)} is nog niet voorbij; daarover is nog niets gerealiseerd."
            self._no(cell, Status.REFUSED, FUTURE, f"{words} Stuur het cijfer na afloop.")

    def _decimals(self, cell: Planned) -> str:
        count = self._known.decimals
        has = "geen decimalen" if not count else "1 decimaal" if count == 1 else f"{count} decimalen"
        return (
            f"{quoted(cell.raw)} heeft te veel decimalen: {quoted(self._known.name)} heeft {has}. Rond het getal af, "
            "of pas de indicator aan."
        )

    @staticmethod
    def _no(cell: Planned, status: Status, field: str, sentence: str) -> None:
        cell.status, cell.field, cell.reason = status, field, sentence
