"""How an actual stands to its target: a judgement with the sum that it follows from. Knows no database.

The rules:

* The difference counts in percent of the target (without its sign), rounded to one decimal: what is printed is what is
  judged. From `Terms.attention` on it asks for attention, from `Terms.off` on it is off target.
* "higher" and "lower": only a difference to the unfavourable side counts. "neutral", and a direction that nobody has
  decided on: both sides count, and the sum says which side without calling it good or bad.
* "band": there is no target but a lowest and a highest value; outside them the difference to the nearest of both
  counts, in percent of that one.
* A target of 0 is never divided by: equal or favourable is on course, anything else is off target.
* Percentages differ in percentage points, and how much that is, is again measured against the target: 29% where 33%
  was the target is 4 percentage points lower, which is 12,1% of the target.
* Without a number there is no judgement, and neither where a percentage would be compared with a count.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cached_property

from indicators.models.choices import Direction, Status
from twenterand.digits import MINUS, tidy
from twenterand.numbers import State, format_number

PERCENT_UNITS = frozenset({"%", "procent", "percentage"})
STEP = Decimal("0.1")


@dataclass(frozen=True)
class Measured:
    """A figure as it counts: `when` is the name of its period, `state` one of twenterand.numbers.State."""

    when: str
    state: str
    number: Decimal | None


@dataclass(frozen=True)
class Terms:
    """What an indicator is judged by. `attention` and `off` are percents; `low` and `high` belong to a band."""

    direction: str = ""
    attention: Decimal = Decimal(10)
    off: Decimal = Decimal(25)
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True)
class Judgement:
    """A status with the sum in words. `percent` is None where nothing could be divided; `say` writes the sum, which
    most rows of a long table are never asked for."""

    status: Status
    percent: Decimal | None
    say: Callable[[], str] = field(repr=False, compare=False)

    @cached_property
    def sum(self) -> str:
        """ "Gerealiseerd 2024: 300. Begroot 2025: 400. Verschil: 100 lager, dat is 25% van het doel." """
        return self.say()


@dataclass(frozen=True)
class Progress:
    """How far it is from a beginning to the target; `percent` may lie under 0 or over 100, and is None where the
    beginning already equals the target."""

    sum: str
    percent: Decimal | None


def judge(actual: Measured, target: Measured | None, terms: Terms) -> Judgement | None:
    """The status of `actual`; None where there is nothing to compare it with. A band needs no target."""
    if actual.number is None:
        return None
    if terms.direction == Direction.BAND:
        return _in_band(actual, terms)
    if target is None or target.number is None or not _alike(actual, target, terms):
        return None

    def begin() -> str:
        return f"{_begin(actual, terms)} Begroot {target.when}: {_text(target.number, _percents(target, terms))}."

    difference = actual.number - target.number
    return _judged(begin, difference, target.number, _counts(difference, terms.direction), actual, terms)


def progress(start: Measured, actual: Measured, target: Measured, terms: Terms) -> Progress | None:
    """How far `actual` is on the way from `start` to `target`; None where one of them is no number, or for a band."""
    numbers = (start.number, actual.number, target.number)
    if None in numbers or terms.direction == Direction.BAND:
        return None
    if not (_alike(start, target, terms) and _alike(actual, target, terms)):
        return None
    percents = _percents(target, terms)
    begin, now, goal = (_text(number, percents) for number in numbers)
    if start.number == target.number:
        return Progress(f"Het begin ({start.when}) was al gelijk aan het doel: {goal}.", None)
    percent = _share(actual.number - start.number, target.number - start.number)
    side = ", voorbij het doel" if percent > 100 else ", de andere kant op" if percent < 0 else ""
    less = f"({begin})" if start.number < 0 else begin
    worked = f"({now} {MINUS} {less}) ÷ ({goal} {MINUS} {less})"
    return Progress(
        f"Van {begin} naar {now} op weg naar {goal}: {worked} = {_text(percent, True)}{side}.", percent
    )


def _in_band(actual: Measured, terms: Terms) -> Judgement | None:
    low, high = terms.low, terms.high
    if low is None and high is None:
        return None

    def begin() -> str:
        return f"{_begin(actual, terms)} Bandbreedte: {_band(low, high, _percents(actual, terms))}."

    below = low is not None and actual.number < low
    if not below and (high is None or actual.number <= high):
        return Judgement(Status.ON_COURSE, None, lambda: f"{begin()} De waarde ligt daarbinnen.")
    edge, name = (low, "de ondergrens") if below else (high, "de bovengrens")
    return _judged(begin, actual.number - edge, edge, True, actual, terms, against=name)


def _band(low: Decimal | None, high: Decimal | None, percents: bool) -> str:
    if low is None:
        return f"tot en met {_text(high, percents)}"
    if high is None:
        return f"vanaf {_text(low, percents)}"
    return f"{_text(low, percents)} tot en met {_text(high, percents)}"


def _judged(
    begin: Callable[[], str],
    difference: Decimal,
    reference: Decimal,
    counts: bool,
    actual: Measured,
    terms: Terms,
    *,
    against: str = "het doel",
) -> Judgement:
    """`counts` says whether a difference to this side is unfavourable."""
    if not difference:
        return Judgement(Status.ON_COURSE, Decimal(0), lambda: f"{begin()} Er is geen verschil.")

    def size() -> str:
        points = " procentpunt" if _percents(actual, terms) else ""
        return f"Verschil: {_text(abs(difference), False)}{points} {'hoger' if difference > 0 else 'lager'}"

    if not reference:
        status = Status.OFF if counts else Status.ON_COURSE
        why = f"Een percentage is er niet, want {against} is 0."
        return Judgement(status, None, lambda: f"{begin()} {size()}. {why}")
    percent = _share(abs(difference), abs(reference))
    status = _status(percent, terms) if counts else Status.ON_COURSE
    return Judgement(
        status, percent, lambda: f"{begin()} {size()}, dat is {_text(percent, True)} van {against}."
    )


def _status(percent: Decimal, terms: Terms) -> Status:
    # What rounds to nothing is nothing, also where the limits are 0.
    if not percent:
        return Status.ON_COURSE
    if percent >= terms.off:
        return Status.OFF
    return Status.ATTENTION if percent >= terms.attention else Status.ON_COURSE


def _counts(difference: Decimal, direction: str) -> bool:
    if direction == Direction.HIGHER:
        return difference < 0
    if direction == Direction.LOWER:
        return difference > 0
    return True


def _begin(actual: Measured, terms: Terms) -> str:
    return f"Gerealiseerd {actual.when}: {_text(actual.number, _percents(actual, terms))}."


def _alike(one: Measured, other: Measured, terms: Terms) -> bool:
    return _percents(one, terms) == _percents(other, terms)


def _percents(figure: Measured, terms: Terms) -> bool:
    return figure.state == State.PERCENTAGE or terms.unit.strip().casefold() in PERCENT_UNITS


def _share(part: Decimal, whole: Decimal) -> Decimal:
    """`part` in percent of `whole`, in tenths."""
    with localcontext(prec=60):
        return (part * 100 / whole).quantize(STEP, ROUND_HALF_UP)


def _text(number: Decimal, percent: bool) -> str:
    return format_number(tidy(number)) + ("%" if percent else "")
