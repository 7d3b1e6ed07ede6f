"""What was saved but looks like a slip of the hand: told to who typed it, never refused. Knows no database."""

from indicators.models import Figure, Indicator
from indicators.status import PERCENT_UNITS
from twenterand.digits import decimals_in
from twenterand.numbers import State, Value
from twenterand.unreadable import quoted

EURO_UNITS = frozenset({"€", "euro", "euro's", "euro’s", "eur"})


def warning(indicator: Indicator, value: Value | None, before: Figure | None) -> str:
    """A Dutch sentence about a value that is odd for this indicator, or nothing.

    What was odd before is no news: text in the place of text, a percentage in the place of a percentage.
    """
    if value is None or (before is not None and before.state == value.state == State.TEXT):
        return ""
    if value.state == State.TEXT:
        return f"{quoted(value.raw)} is tekst, geen getal."
    if value.number is None:
        return ""
    unit = indicator.unit.strip().casefold()
    counts = unit and unit not in PERCENT_UNITS
    was_percentage = before is not None and before.state == State.PERCENTAGE
    if value.state == State.PERCENTAGE and counts and not was_percentage:
        return f"{quoted(value.raw)} is een percentage, maar de eenheid is “{indicator.unit}”."
    if value.number < 0 and counts and unit not in EURO_UNITS:
        return f"{quoted(value.raw)} is minder dan nul, en de eenheid is “{indicator.unit}”."
    if decimals_in(value.number) > indicator.decimals:
        allowed = {0: "hele getallen", 1: "één decimaal"}.get(
            indicator.decimals, f"{indicator.decimals} decimalen"
        )
        return f"{quoted(value.raw)} heeft meer decimalen dan de indicator: die heeft {allowed}."
    return ""
