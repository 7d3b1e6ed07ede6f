"""Computed indicators: their figures follow from other figures by a formula, and are never typed.

A computed figure exists exactly where every input has one: same kind, period, area, breakdown and document. Where an
input is no number, it says "niet beschikbaar". What a person typed before there was a formula stays where the inputs
are missing; `COMPUTED` as its source note tells a computed figure from such a one.

Locks: a write holds its indicators first, then `_gate`, then chapters in the order of their keys. So one sum is never
worked out by two writes that do not see each other's input, and nobody waits in a circle.
"""

from collections.abc import Iterable

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from indicators import cards, effects, places, querysets, relations, sums
from indicators.describing import reopen
from indicators.effects import COMPUTED, COMPUTED_FROM, TypedFigures
from indicators.formulas import Formula
from indicators.locks import Locks
from indicators.models import Figure, Indicator
from indicators.querysets import Slot
from indicators.sums import Links
from indicators.targets import Settled
from policy import review
from policy.models import Chapter
from twenterand.accounts.models import Organisation, User
from twenterand.accounts.records import actor_name, add_all, keep, locked, remove
from twenterand.accounts.rights import Action, require
from twenterand.numbers import Value
from twenterand.unreadable import quoted

CHANGED = [
    "raw", "state", "number", "provisional", "reference_date", "source_file", "source_cell", "source_note", "version",
]  # fmt: skip


def refusal(indicator: Indicator) -> str:
    """Why a figure of this indicator is not typed; empty where it may be."""
    if not indicator.formula:
        return ""
    return f"{quoted(indicator.name)} wordt berekend. Wijzig niet dit cijfer, maar de cijfers waar het uit volgt."


def recompute(slots: Iterable[Slot], *, by: User | str, reason: str = "") -> list[Slot]:
    """Work out again what follows from the figures in these slots, and return the slots that changed by it.

    Call it inside the transaction of the write, after the figures were saved and before chapters are reopened (see
    the head of this module). Chapters that show a changed result go back to editing. One query when nothing follows
    from these indicators.
    """
    slots = set(slots)
    links = Links()
    order = links.after({slot.indicator_id for slot in slots})
    if not order:
        return []
    _gate()
    return _Run(order, links, slots, by=by, reason=reason).changed


@transaction.atomic
def set_formula(
    *,
    indicator: Indicator,
    formula: str,
    seen_version: int,
    reason: str = "",
    replaces: int | None = None,
    by: User | str,
) -> Indicator:
    """Make an indicator computed, change its formula, or (empty) make it one that is typed again.

    Figures are worked out for every place where all inputs have one, except in locked periods and for settled targets.
    `replaces` is how many typed figures the person agreed to lose; it takes a reason. Without formula everything
    stands again as it was typed. Chapters that show the indicator go back to editing. Raises PermissionDenied, Stale,
    Unreadable (also for a formula that goes round in a circle), and effects.TypedFigures.
    """
    if isinstance(by, User):
        require(by, Action.EDIT_INDICATOR, relations.of_indicator(by, indicator))
    text = " ".join(formula.split())
    named = sums.named(Formula.parse(text)) if text else {}
    needed = {one.pk for one in named.values()}
    _hold({indicator.pk, *needed})
    current = locked(indicator, seen_version=seen_version)
    if current.formula == text:
        return current
    links = Links()
    sums.refuse_circle(current, named, links)
    expected = effects.of_formula(current, text)
    _require_agreed(effects.replaced(expected), replaces, reason)
    current.formula = text
    keep(current, by=by, reason=reason)
    current.inputs.set(needed)
    links.inputs[current.pk] = sorted(needed)
    _follow_formula(current, needed, links, expected, by=by, reason=reason)
    reopen([current], by=by, what=f"formule van {quoted(current.name)}")
    return current


def _hold(indicators: set[int]) -> None:
    """Lock these in one order, as every write to figures does, and then the gate."""
    list(Indicator.objects.select_for_update().filter(pk__in=indicators).order_by("pk").only("pk"))
    _gate()


def _require_agreed(count: int, agreed: int | None, reason: str) -> None:
    if count and (count != agreed or not reason.strip()):
        raise TypedFigures(count)


def _follow_formula(
    current: Indicator, needed: set[int], links: Links, expected: list, *, by: User | str, reason: str
) -> None:
    """Bring back what the formula no longer gives, and work out what it does."""
    slots = _open_slots({*needed, current.pk})
    _lock_chapters([*slots, *(slot._replace(indicator_id=current.pk) for slot in slots)], current)
    returned = effects.bring_back(expected, indicator=current, by=by, reason=reason)
    if current.formula:
        slots |= set(returned)
        _Run([current.pk, *links.after([current.pk])], links, slots, by=by, reason=reason, anew=current.pk)
    else:
        recompute(returned, by=by, reason=reason)


def work_out_again(indicator: Indicator, *, by: User | str, reason: str = "") -> None:
    """Work out every figure of this indicator again, because it is rounded otherwise now; those in locked periods stay.

    Call it inside the transaction of that change, before chapters are reopened. Nothing for one without formula.
    """
    if indicator.formula:
        _gate()
        links = Links()
        order = [indicator.pk, *links.after([indicator.pk])]
        slots = _open_slots(set(links.inputs[indicator.pk]))
        _Run(order, links, slots, by=by, reason=reason, anew=indicator.pk)


class _Run:
    """Works out computed indicators, each after its inputs, for the slots that changed; writes what came out."""

    def __init__(
        self,
        order: list[int],
        links: Links,
        slots: set[Slot],
        *,
        by: User | str,
        reason: str,
        anew: int | None = None,
    ):
        self._by, self._reason, self._order, self._slots = by, reason, order, slots
        needed = {pk for computed in order for pk in links.inputs[computed]}
        self._indicators = Indicator.objects.in_bulk({*order, *needed})
        self._formulas = {pk: Formula.parse(self._indicators[pk].formula) for pk in order}
        self._known = self._resolved()
        self._figures = self._read({*order, *needed})
        self._settled = Settled()
        self._why: dict[Slot, str] = {}
        self._new: list[Figure] = []
        self._updated: list[Figure] = []
        self._removed: list[Figure] = []
        changed = set(slots)
        for pk in order:
            mine = {*links.inputs[pk], *({pk} if pk == anew else ())}
            places_now = {slot._replace(indicator_id=pk) for slot in changed if slot.indicator_id in mine}
            changed |= {slot for slot in sorted(places_now, key=str) if self._work_out(slot)}
        self.changed = list(self._why)
        if self.changed:
            self._write()

    def _resolved(self) -> dict[str, int]:
        by_slug = {one.slug: one.pk for one in self._indicators.values()}
        named = {reference.slug for formula in self._formulas.values() for reference in formula.references}
        earlier = sums.resolved(named - set(by_slug))
        return by_slug | {slug: one.pk for slug, one in earlier.items()}

    def _read(self, indicators: set[int]) -> dict[Slot, Figure]:
        days = {slot.first_day for slot in self._slots}
        found = Figure.objects.filter(indicator__in=indicators, first_day__in=days)
        return {Slot.of(figure): figure for figure in found}

    def _work_out(self, slot: Slot) -> bool:
        """Whether the figure in this slot becomes another."""
        if self._settled.holds(slot, None):
            return False
        formula, indicator = self._formulas[slot.indicator_id], self._indicators[slot.indicator_id]
        inputs = {
            reference.slug: self._figures.get(slot._replace(indicator_id=self._known.get(reference.slug)))
            for reference in formula.references
        }
        current = self._figures.get(slot)
        if not all(inputs.values()):
            if current is None or current.source_note != COMPUTED:
                return False
            self._why[slot] = self._words(slot, "een cijfer waaruit het volgt, is er niet meer")
            self._removed.append(self._figures.pop(slot))
            return True
        value = formula.result(sums.numbers_of(inputs), indicator.decimals)
        sum_text = f"{sums.in_numbers(formula, inputs)} = {value.raw}"
        return self._put(slot, current, value, list(inputs.values()), sum_text)

    def _put(
        self, slot: Slot, current: Figure | None, value: Value, inputs: list[Figure], sum_text: str
    ) -> bool:
        figure = current or Figure(**slot._asdict(), version=0)
        before = _content(figure)
        figure.raw, figure.state, figure.number = value.raw, value.state, value.number
        figure.provisional = any(one.provisional for one in inputs)
        days = {one.reference_date for one in inputs}
        figure.reference_date = days.pop() if len(days) == 1 else None
        figure.source_file_id, figure.source_cell, figure.source_note = None, "", COMPUTED
        if current and _content(figure) == before:
            return False
        figure._change_reason = self._why[slot] = self._words(slot, sum_text)
        self._figures[slot] = figure
        (self._updated if current else self._new).append(figure)
        return True

    def _words(self, slot: Slot, text: str) -> str:
        formula = self._formulas[slot.indicator_id]
        names = [
            self._indicators[pk].name
            for reference in formula.references
            if (pk := self._known.get(reference.slug)) in self._indicators
        ]
        return ". ".join(part for part in (f"{COMPUTED_FROM} {_listed(names)}: {text}", self._reason) if part)

    def _write(self) -> None:
        _lock_chapters([*self._slots, *self.changed])
        if self._new:
            versions = querysets.last_versions(indicator__in={figure.indicator_id for figure in self._new})
            for figure in self._new:
                figure.version = versions.get(Slot.of(figure), 0) + 1
            add_all(Figure, self._new, by=self._by)
        if self._updated:
            for figure in self._updated:
                figure.version += 1
            bulk_update_with_history(
                self._updated, Figure, CHANGED, batch_size=200, default_user=actor_name(self._by)
            )
        for figure in self._removed:
            remove(figure, by=self._by, reason=self._why[Slot.of(figure)])
        names = list(dict.fromkeys(self._indicators[slot.indicator_id].name for slot in self.changed))
        what = f"berekende cijfers van {_listed([quoted(name) for name in names[:3]])}"
        for chapter in places.chapters_of(places.showing(self.changed)):
            review.touched(chapter=chapter, by=self._by, what=what)


def _gate() -> None:
    """Writes that work out sums wait for each other here."""
    list(Organisation.objects.select_for_update().order_by("pk").only("pk"))


def _open_slots(indicators: set[int]) -> set[Slot]:
    """The slots of the figures of these indicators, without those in a locked period."""
    locks = Locks()
    found = {Slot.of(figure) for figure in Figure.objects.filter(indicator__in=indicators)}
    return {slot for slot in found if locks.covering(slot) is None}


def _lock_chapters(slots: Iterable[Slot], indicator: Indicator | None = None) -> None:
    """Lock, in one order, every chapter that this write may reopen: those of the inputs too, which the caller does."""
    keys = {place.chapter for place in places.showing(slots)}
    if indicator:
        keys |= {chapter.pk for chapter in cards.shown_in([indicator])}
    list(Chapter.objects.select_for_update().filter(pk__in=keys).order_by("pk").only("pk"))


def _content(figure: Figure) -> tuple:
    return tuple(getattr(figure, name) for name in CHANGED[:-1] if name != "source_file")


def _listed(names: list[str]) -> str:
    *head, last = names
    return f"{', '.join(head)} en {last}" if head else last
