"""Two indicators side by side, before a person decides that they are one."""

from collections import defaultdict
from dataclasses import dataclass

from indicators import splitting
from indicators.models import Figure, FigureKind, Indicator
from indicators.periods import Period
from indicators.querysets import Slot
from twenterand.numbers import format_cell

NONE = ""


@dataclass(frozen=True)
class Pair:
    """What both say about one period; empty where one of them says nothing."""

    period: str
    about: str
    values: tuple[str, str]
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """Periods on which both have a value come first: those that differ before those that do not."""

    pairs: list[Pair]

    @property
    def differing(self) -> int:
        return sum(pair.differs for pair in self.pairs)

    @property
    def shared(self) -> int:
        return sum(all(pair.values) for pair in self.pairs)


def compare(first: Indicator, second: Indicator) -> Comparison:
    """Every period of both with the two values; a fixed number of queries."""
    figures = Figure.objects.filter(indicator__in=[first, second]).select_related("document")
    slots: dict[Slot, dict[int, Figure]] = defaultdict(dict)
    for figure in figures.order_by("-first_day", "-last_day", "kind", "pk"):
        slots[Slot.of(figure)._replace(indicator_id=0)][figure.indicator_id] = figure
    parts = splitting.Parts((slot.area_id, slot.breakdown) for slot in slots)
    pairs = [_pair(found, (first, second), parts) for found in slots.values()]
    return Comparison(sorted(pairs, key=lambda pair: (not pair.differs, not all(pair.values))))


def _pair(found: dict[int, Figure], both: tuple[Indicator, Indicator], parts: splitting.Parts) -> Pair:
    figure = next(iter(found.values()))
    title = figure.document.title if figure.document else ""
    part = parts.of(figure.area_id, figure.breakdown).label
    about = filter(None, (FigureKind(figure.kind).label, title, part))
    known = [found.get(one.pk) for one in both]
    first, second = (
        format_cell(one.state, one.number, one.raw, decimals=both[place].decimals) if one else NONE
        for place, one in enumerate(known)
    )
    differs = all(known) and _said(known[0]) != _said(known[1])
    return Pair(Period.of(figure).label, ", ".join(about), (first, second), differs)


def _said(figure: Figure) -> tuple:
    return (figure.state, figure.number) if figure.number is not None else (figure.state, figure.raw.strip())
