"""The two axes of a chart: the periods in order, and the numbers beside the lines."""

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

LONGEST_YEAR_RANGE = 30

_YEAR = re.compile(r"[0-9]{4}")
_YEARS = re.compile(r"[0-9]{4}([/-][0-9]{4})?")


def in_order(labels: Sequence[str]) -> tuple[str, ...]:
    """Every label once: years and school years sorted, with the years in between; others as given."""
    unique = list(dict.fromkeys(labels))
    if unique and all(_YEAR.fullmatch(label) for label in unique):
        first, last = int(min(unique)), int(max(unique))
        if last - first <= LONGEST_YEAR_RANGE:
            return tuple(f"{year:04}" for year in range(first, last + 1))
    return tuple(sorted(unique) if all(_YEARS.fullmatch(label) for label in unique) else unique)


def ticks_of(values: list[Decimal]) -> tuple[Decimal, ...]:
    """Four to six round numbers from the lowest to the highest value, always with zero among them."""
    low, high = min(0, *values), max(0, *values)
    if low == high:
        high = Decimal(1)
    rough = Decimal(high - low) / 4
    unit = Decimal(1).scaleb(rough.adjusted())
    step = next(
        unit * factor for factor in map(Decimal, ("1", "2", "2.5", "5", "10")) if unit * factor >= rough
    )
    if all(value == value.to_integral_value() for value in values) and step != step.to_integral_value():
        step = step.to_integral_value(ROUND_CEILING)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return tuple(step * count for count in range(int(first), int(last) + 1))
