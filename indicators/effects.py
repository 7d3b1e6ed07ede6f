"""What a formula does to every figure of its indicator, before it does it; and what stood there before it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from indicators import splitting, sums
from indicators.formulas import Formula
from indicators.judging import same
from indicators.locks import Locks
from indicators.models import Figure, FigureKind, Indicator
from indicators.periods import Period
from indicators.querysets import Slot
from indicators.targets import Settled
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, remove
from twenterand.numbers import format_cell
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

COMPUTED = "Berekend"
# With this the reason of every computed step in the history begins; a note alone could have been typed.
COMPUTED_FROM = "Berekend uit"
NO_MORE = "De formule geeft hier geen cijfer meer"
BROUGHT_BACK = "Teruggezet zoals het was voor de formule"
KEPT = [
    "raw", "state", "number", "provisional", "reference_date", "source_file_id", "source_cell", "source_note",
    "decision", "mark", "mark_note",
]  # fmt: skip


class TypedFigures(Refused):
    """A formula was to replace figures that people typed, and nobody agreed to that."""

    def __init__(self, count: int):
        self.count = count
        what = "een ingevuld cijfer" if count == 1 else f"{count} ingevulde cijfers"
        super().__init__(
            f"Deze formule vervangt {what}. Kijk in de lijst wat er verandert, vink aan dat het mag en geef de "
            "reden op. Er is nog niets opgeslagen."
        )


@dataclass(frozen=True)
class Effect:
    """What becomes of the figure in one slot: `now` and `becomes` are figures in words, empty where there is none.

    `replaces`: a person typed what the result takes the place of. `locked`: the period is, so nothing happens.
    `part` is the area and breakdown in words.
    `back` is the step of history that returns.
    """

    slot: Slot
    now: str
    becomes: str
    sum: str = ""
    why: str = ""
    replaces: bool = False
    locked: bool = False
    back: object = None
    part: str = ""

    @property
    def changes(self) -> bool:
        """Whether something else stands there afterwards."""
        return self.now != self.becomes

    @property
    def label(self) -> str:
        """The place in words: "Gerealiseerd 2024"."""
        kind = FigureKind(self.slot.kind).label.capitalize()
        return f"{kind} {Period(*self.slot[2:5]).label}{f', {self.part}' if self.part else ''}"


def of_formula(indicator: Indicator, text: str) -> list[Effect]:
    """Every place that has a figure or would get one, newest period first; an empty `text` takes the formula away.

    The formula must be one that can be read.
    """
    found = sorted(_Effects(indicator, text).found(), key=_order, reverse=True)
    parts = splitting.Parts({effect.slot[6:] for effect in found})
    return [replace(effect, part=parts.of(*effect.slot[6:]).label) for effect in found]


def replaced(effects: Iterable[Effect]) -> int:
    """How many typed figures make place for a result."""
    return sum(effect.replaces for effect in effects)


def passed_over(indicator: Indicator) -> str:
    """A sentence with the periods that are not computed because they are locked; empty where there are none."""
    locked = [effect for effect in of_formula(indicator, indicator.formula) if effect.locked]
    names = list(dict.fromkeys(Period(*effect.slot[2:5]).label for effect in locked))
    if not names:
        return ""
    verb = "berekend" if indicator.formula else "teruggezet"
    return f"Niet {verb}, want vastgezet: {', '.join(names)}. Die cijfers staan er nog zoals ze waren."


def bring_back(effects: Iterable[Effect], *, indicator: Indicator, by: User | str, reason: str) -> list[Slot]:
    """Put back what people had typed, and take away what was only computed. Returns the slots that changed.

    Call it inside the transaction of the write, with everything locked.
    """
    todo = [effect for effect in effects if effect.back or (effect.now and not effect.becomes)]
    figures = {Slot.of(figure): figure for figure in Figure.objects.filter(indicator=indicator)}
    for effect in todo:
        figure = figures.get(effect.slot)
        if effect.back is None:
            remove(figure, by=by, reason=". ".join(filter(None, (NO_MORE, reason))))
            continue
        if figure is None:
            last = Figure.history.filter(**effect.slot._asdict()).order_by("-version").first()
            # Versions go on from a removed figure, so that an old page never matches.
            figure = Figure(**effect.slot._asdict(), version=last.version + 1)
        for name in KEPT:
            setattr(figure, name, getattr(effect.back, name))
        keep(figure, by=by, reason=". ".join(part for part in (BROUGHT_BACK, reason) if part))
    return [effect.slot for effect in todo]


class _Effects:
    """Reads all there is to know once, and looks at every slot."""

    def __init__(self, indicator: Indicator, text: str):
        self.indicator, self.formula = indicator, Formula.parse(text) if text else None
        references = self.formula.references if self.formula else ()
        self.known = sums.resolved(reference.slug for reference in references)
        wanted = {indicator.pk, *(one.pk for one in self.known.values())}
        self.figures = {Slot.of(figure): figure for figure in Figure.objects.filter(indicator__in=wanted)}
        self.locks, self.settled = Locks(), Settled()
        self.computed, self.before = _past(indicator)

    def found(self) -> Iterable[Effect]:
        places = {slot._replace(indicator_id=self.indicator.pk) for slot in {*self.figures, *self.before}}
        for slot in places:
            effect = self._of(slot)
            if effect.now or effect.becomes or effect.locked:
                yield effect

    def _of(self, slot: Slot) -> Effect:
        current = self.figures.get(slot)
        now = self._words(current)
        inputs = {
            name: self.figures.get(slot._replace(indicator_id=one.pk)) for name, one in self.known.items()
        }
        complete = self.formula and all(inputs.values()) and len(inputs) == len(self.formula.references)
        if self.locks.covering(slot):
            year = Period(*slot[2:5]).label
            return Effect(slot, now, now, why=f"{year} is vastgezet en wordt niet berekend.", locked=True)
        if self.settled.holds(slot, None):
            why = "Dit doel is vastgesteld. Het blijft staan en wordt niet berekend." if now else ""
            return Effect(slot, now, now, why=why)
        if complete:
            return self._result(slot, current, now, inputs)
        return self._without(slot, current, now, inputs)

    def _result(self, slot: Slot, current: Figure | None, now: str, inputs: dict) -> Effect:
        value = self.formula.result(sums.numbers_of(inputs), self.indicator.decimals)
        becomes = format_cell(value.state, value.number, value.raw, decimals=self.indicator.decimals)
        typed = current is not None and slot not in self.computed
        return Effect(
            slot,
            now,
            becomes,
            sum=sums.in_numbers(self.formula, inputs),
            replaces=typed and not same(value, current),
        )

    def _without(self, slot: Slot, current: Figure | None, now: str, inputs: dict) -> Effect:
        """No result here: what was computed goes, and what stood there before a formula returns."""
        missing = [self.known[name].name for name, figure in inputs.items() if figure is None]
        why = f"Niet berekend: er is geen cijfer van {quoted(missing[0])}." if missing else ""
        if slot not in self.computed:
            return Effect(slot, now, now, why=why)
        if back := self.before.get(slot):
            words = "Terug zoals het was voor de formule."
            return Effect(slot, now, self._words(back), why=f"{words} {why}".strip(), back=back)
        return Effect(slot, now, "", why=why or "Dit cijfer was alleen berekend en verdwijnt.")

    def _words(self, figure) -> str:
        if figure is None:
            return ""
        return format_cell(figure.state, figure.number, figure.raw, decimals=self.indicator.decimals)


def _past(indicator: Indicator) -> tuple[set[Slot], dict[Slot, object]]:
    """The slots whose last step was computed, and of those what a person had left there last; in one query."""
    last, typed = {}, {}
    for step in Figure.history.filter(indicator=indicator).order_by("history_date", "history_id"):
        slot = Slot.of(step)
        last[slot] = step
        if not _computed(step):
            typed[slot] = step
    computed = {slot for slot, step in last.items() if _computed(step)}
    before = {slot: typed[slot] for slot in computed if slot in typed and typed[slot].history_type != "-"}
    return computed, before


def _computed(step) -> bool:
    return step.source_note == COMPUTED and (step.history_change_reason or "").startswith(COMPUTED_FROM)


def _order(effect: Effect) -> tuple:
    slot = effect.slot
    return (slot.last_day, slot.first_day, slot.kind, slot.document_id or 0, slot.area_id, slot.breakdown)
