"""Formulas beside the records: which indicators one names, what depends on what, and a sum in words and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from indicators import querysets
from indicators.formulas import Formula, Reference
from indicators.models import Figure, FigureKind, Indicator, IndicatorAlias
from indicators.querysets import Slot
from twenterand.digits import MINUS
from twenterand.numbers import format_cell, format_number
from twenterand.unreadable import Unreadable, quoted


class Links:
    """Which computed indicator follows from which, by primary key; read in one query."""

    def __init__(self):
        through = Indicator.inputs.through.objects.order_by("pk")
        self.inputs: dict[int, list[int]] = {}
        for computed, needed in through.values_list("from_indicator", "to_indicator"):
            self.inputs.setdefault(computed, []).append(needed)

    def after(self, changed: Iterable[int]) -> list[int]:
        """The indicators that follow from the changed ones, each after everything that it follows from."""
        reached = set(changed)
        found: dict[int, None] = {}
        for computed in self._ordered():
            if reached.intersection(self.inputs[computed]):
                reached.add(computed)
                found[computed] = None
        return list(found)

    def path(self, start: int, end: int) -> list[int]:
        """From an indicator down to one that it follows from, both included; empty where it does not."""
        came_from: dict[int, int | None] = {start: None}
        todo = [start]
        while todo:
            here = todo.pop(0)
            if here == end:
                steps = []
                while here is not None:
                    steps.append(here)
                    here = came_from[here]
                return steps[::-1]
            for needed in self.inputs.get(here, ()):
                if needed not in came_from:
                    came_from[needed] = here
                    todo.append(needed)
        return []

    def _ordered(self) -> list[int]:
        """All computed indicators, each after its inputs. There are no cycles: they are refused when written."""
        done: dict[int, None] = {}
        for start in self.inputs:
            todo = [start]
            while todo:
                here = todo[-1]
                open_ones = [
                    one for one in self.inputs.get(here, ()) if one in self.inputs and one not in done
                ]
                if here in done or not open_ones:
                    done[todo.pop()] = None
                else:
                    todo += open_ones
        return list(done)


def resolved(slugs: Iterable[str]) -> dict[str, Indicator]:
    """The indicators with these addresses, also earlier ones, in this order; in one query, and one more where some are
    earlier addresses."""
    order = list(dict.fromkeys(slugs))
    wanted = set(order)
    found = {one.slug: one for one in Indicator.objects.filter(slug__in=wanted)} if wanted else {}
    if missing := wanted - set(found):
        aliases = IndicatorAlias.objects.filter(slug__in=missing).select_related("indicator")
        found |= {alias.slug: alias.indicator for alias in aliases}
    return {slug: found[slug] for slug in order if slug in found}


def named(formula: Formula) -> dict[str, Indicator]:
    """The indicators that a formula names, by the address that it uses. Raises Unreadable for one that does not exist
    or that was joined with another."""
    found = resolved(reference.slug for reference in formula.references)
    for reference in formula.references:
        if reference.slug not in found:
            raise _unknown(reference)
        indicator = found[reference.slug]
        if indicator.superseded_reason:
            raise Unreadable(
                f"Bij teken {reference.position}: {quoted(indicator.name)} is samengevoegd met "
                f"{quoted(indicator.successor.name)}. Gebruik [{indicator.successor.slug}].",
                (indicator.successor.slug,),
            )
    return found


def _unknown(reference: Reference) -> Unreadable:
    near = get_close_matches(reference.slug, Indicator.objects.values_list("slug", flat=True), n=1)
    help_text = f" Bedoelt u [{near[0]}]?" if near else " Kies een adres uit de lijst onder de formule."
    return Unreadable(
        f"Bij teken {reference.position}: er is geen indicator met het adres {quoted(reference.slug)}.{help_text}",
        tuple(near),
    )


def readable(indicators: Iterable[Indicator]) -> dict[int, str]:
    """The formulas in words, by primary key of the computed indicators among these; no query where there are none."""
    formulas = {one.pk: Formula.parse(one.formula) for one in indicators if one.formula}
    known = resolved(reference.slug for formula in formulas.values() for reference in formula.references)
    return {pk: formula.written(lambda slug: _name(known, slug)) for pk, formula in formulas.items()}


def _name(known: dict[str, Indicator], slug: str) -> str:
    return f"“{known[slug].name}”" if slug in known else f"[{slug}]"


@dataclass(frozen=True)
class Input:
    """One indicator of a sum, with its figure in the slot that the sum is about; `text` is that figure in words."""

    indicator: Indicator
    figure: Figure | None
    text: str


@dataclass(frozen=True)
class Worked:
    """A sum with its numbers: "12 + 30" and "42"; `result` is empty where an input has no figure at all, `numbers`
    and `slot` where there is no place yet to work it out for."""

    words: str
    numbers: str
    result: str
    inputs: tuple[Input, ...]
    slot: Slot | None


def check(indicator: Indicator, text: str) -> dict[str, Indicator]:
    """What a formula for this indicator names. Raises Unreadable, also where it would go round in a circle."""
    found = named(Formula.parse(text)) if text else {}
    refuse_circle(indicator, found, Links())
    return found


def refuse_circle(indicator: Indicator, needed: dict[str, Indicator], links: Links) -> None:
    """Raise Unreadable, with the way round, where one of the needed indicators follows from this one."""
    for one in needed.values():
        path = links.path(one.pk, indicator.pk)
        if not path:
            continue
        names = dict(Indicator.objects.filter(pk__in=path).values_list("pk", "name"))
        steps = " → ".join(f"“{names[pk]}”" for pk in [indicator.pk, *path])
        raise Unreadable(f"Zo zou de formule zichzelf nodig hebben: {steps}. Laat er een uit weg.")


def tried(indicator: Indicator, text: str) -> Worked:
    """The sum of a formula that can be read, for the newest place where all that it names has a figure."""
    formula = Formula.parse(text)
    known = resolved(reference.slug for reference in formula.references)
    slot = _newest([one.pk for one in known.values()])
    if slot:
        return _worked(formula, known, indicator, slot)
    inputs = tuple(Input(one, None, "") for one in known.values())
    return Worked(formula.written(lambda slug: _name(known, slug)), "", "", inputs, None)


def worked(indicator: Indicator, slot: Slot) -> Worked | None:
    """The sum of a computed indicator in one slot; None for an indicator without formula."""
    if not indicator.formula:
        return None
    formula = Formula.parse(indicator.formula)
    known = resolved(reference.slug for reference in formula.references)
    return _worked(formula, known, indicator, slot)


def _worked(formula: Formula, known: dict[str, Indicator], indicator: Indicator, slot: Slot) -> Worked:
    places = {name: slot._replace(indicator_id=one.pk) for name, one in known.items()}
    found = Figure.objects.filter(
        indicator__in=known.values(), first_day=slot.first_day, last_day=slot.last_day
    )
    figures = {Slot.of(figure): figure for figure in found}
    mine = {name: figures.get(place) for name, place in places.items()}
    inputs = tuple(Input(one, mine[name], _text(mine[name], one)) for name, one in known.items())
    value = formula.result(numbers_of(mine), indicator.decimals)
    complete = len(known) == len(formula.references) and all(mine.values())
    return Worked(
        words=formula.written(lambda slug: _name(known, slug)),
        numbers=in_numbers(formula, mine),
        result=format_cell(value.state, value.number, value.raw, decimals=indicator.decimals)
        if complete
        else "",
        inputs=inputs,
        slot=slot,
    )


def _newest(indicators: list[int]) -> Slot | None:
    """The place that shows best how a sum is made, among those where each of these has a figure: our area before
    others, the whole before a part, an actual before a target, and the newest period."""
    found: dict[Slot, set[int]] = {}
    figures = Figure.objects.filter(indicator__in=indicators)
    ours = querysets.our_area_id()
    for figure in figures:
        slot = Slot.of(figure)
        found.setdefault(slot._replace(indicator_id=0), set()).add(slot.indicator_id)
    complete = [slot for slot, there in found.items() if there == set(indicators)]
    return max(complete, key=lambda slot: _telling(slot, ours), default=None)


def _telling(slot: Slot, ours: int | None) -> tuple:
    actual = slot.kind == FigureKind.ACTUAL
    return (
        slot.area_id == ours,
        not slot.breakdown,
        actual,
        slot.last_day,
        slot.first_day,
        slot.document_id or 0,
    )


def numbers_of(figures: dict[str, Figure | None]) -> dict[str, Decimal | None]:
    """The numbers of figures by name; None where there is no figure or no number."""
    return {name: figure.number if figure else None for name, figure in figures.items()}


def in_numbers(formula: Formula, figures: dict[str, Figure | None]) -> str:
    """The sum with what stands in its inputs."""

    def show(slug: str) -> str:
        figure = figures.get(slug)
        if figure is None:
            return "geen cijfer"
        if figure.number is None:
            return format_cell(figure.state, None, figure.raw)
        text = format_number(figure.number)
        return f"({text})" if text.startswith(MINUS) else text

    return formula.written(show)


def _text(figure: Figure | None, indicator: Indicator) -> str:
    if figure is None:
        return ""
    return format_cell(figure.state, figure.number, figure.raw, decimals=indicator.decimals)
