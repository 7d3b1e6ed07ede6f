"""What a chart shows, in Dutch words: the first and last value, the highest and lowest, the targets, and what
stands where there is no number."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from twenterand.break_sentence import MarkedPoint, describe_breaks, since_break
from twenterand.numbers import format_euro, format_number
from twenterand.state_sentence import StatedPoint, describe_states, joined, listed

_PERCENT = frozenset({"%", "procent", "percentage"})
_EURO = frozenset({"€", "euro", "eur"})


def printed(value: Decimal, unit: str, *, decimals: int | None = None) -> str:
    """The value with its sign for per cent or euro; other units are not repeated with every number."""
    name = unit.strip().casefold()
    if name in _EURO and not decimals:
        return format_euro(value)
    number = format_number(value, decimals)
    return f"{number}%" if name in _PERCENT else f"€\u00a0{number}" if name in _EURO else number


class Shown(StatedPoint, MarkedPoint, Protocol):
    """All that is said of a point; `was` is the target that was set first."""

    was: Decimal | None


def describe(actuals: Sequence[Shown], targets: Sequence[Shown], unit: str) -> str:
    """Short sentences; the points are in the order of time. Values are compared from the last break on."""
    same = since_break(actuals)
    sentences = [_course(same, unit), _extremes(same, unit), *describe_breaks(actuals, targets)]
    sentences += [
        _missing(actuals),
        _targets(targets, unit),
        *_revised(targets, unit),
        *describe_states(actuals, targets),
    ]
    if printed(Decimal(1), unit) == "1" and unit.strip().casefold() not in ("", "aantal"):
        sentences.append(f"De eenheid is: {unit.strip()}.")
    return " ".join(sentence for sentence in sentences if sentence)


def _course(points: Sequence[StatedPoint], unit: str) -> str:
    known = [point for point in points if point.value is not None]
    if not known:
        return "Er is nog geen gerealiseerde waarde."
    first, last = known[0], known[-1]
    if len(known) == 1:
        return f"In {first.label} was de waarde {printed(first.value, unit)}."
    if len({point.value for point in known}) == 1:
        return f"Van {first.label} tot en met {last.label} was de waarde steeds {printed(first.value, unit)}."
    if first.value == last.value:
        return f"De waarde was {printed(first.value, unit)} in {first.label} en ook in {last.label}."
    start, end = printed(first.value, unit), printed(last.value, unit)
    return f"De waarde ging van {start} in {first.label} naar {end} in {last.label}."


def _extremes(points: Sequence[StatedPoint], unit: str) -> str:
    known = [point for point in points if point.value is not None]
    values = {point.value for point in known}
    if len(values) < 2:
        return ""
    high, low = max(values), min(values)
    when = {
        value: _listed([point.label for point in known if point.value == value], points)
        for value in (high, low)
    }
    return (
        f"De hoogste waarde was {printed(high, unit)} in {when[high]}, "
        f"de laagste {printed(low, unit)} in {when[low]}."
    )


def _missing(points: Sequence[StatedPoint]) -> str:
    """Periods without any figure; a state has a sentence of its own."""
    labels = [point.label for point in points if point.value is None and not point.state]
    if not labels or len(labels) == len(points):
        return ""
    return f"Over {_listed(labels, points)} is geen getal bekend."


def _targets(points: Sequence[StatedPoint], unit: str) -> str:
    by_value: dict[Decimal, list[str]] = {}
    for point in points:
        if point.value is not None:
            by_value.setdefault(point.value, []).append(point.label)
    parts = [f"{printed(value, unit)} voor {_listed(labels, points)}" for value, labels in by_value.items()]
    return f"Begroot is {joined(parts)}." if parts else ""


def _revised(points: Sequence[Shown], unit: str) -> list[str]:
    """What was budgeted first, where a decision changed it."""
    return [
        f"Eerst was voor {point.label} {printed(point.was, unit)} begroot."
        for point in points
        if point.was is not None
    ]


def _listed(labels: list[str], points: Sequence[StatedPoint]) -> str:
    return listed(labels, [point.label for point in points])
