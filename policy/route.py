"""The decision route of a document: the word for where it stands, and its steps in words.

*Concept*, *ter inspraak* and *vastgesteld* follow from the steps and are never typed.
"""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone

from policy.models import RouteStep
from twenterand.dates import MONTHS, format_date

CONCEPT, CONSULTING, ADOPTED, AMENDED, REJECTED, BEFORE_COUNCIL = (
    "concept",
    "ter inspraak",
    "vastgesteld",
    "gewijzigd vastgesteld",
    "niet vastgesteld",
    "aangeboden aan de raad",
)
QUARTERS = ("eerste", "tweede", "derde", "vierde")
_OUTCOMES = {
    RouteStep.Outcome.ADOPTED: ADOPTED,
    RouteStep.Outcome.AMENDED: AMENDED,
    RouteStep.Outcome.REJECTED: REJECTED,
}


class PrintedStep(NamedTuple):
    """A step in words, for pages and payload readers."""

    step: RouteStep
    kind: str
    body: str
    date: str
    status: str


def decision_label(steps: Iterable[RouteStep], today: date | None = None) -> str:
    """Where a document stands on `today` (default: now in Amsterdam).

    The council decides where it has a decision on the route, else the last body that decides. Before that, a
    consultation that certainly runs today makes it "ter inspraak".
    """
    today = today or timezone.localdate()
    steps = sorted(steps, key=lambda step: (step.position, step.pk or 0))
    decisions = [step for step in steps if step.kind == RouteStep.Kind.DECISION]
    final = [step for step in decisions if step.body == RouteStep.Body.COUNCIL] or decisions[-1:]
    for step in reversed(final):
        if label := _OUTCOMES.get(step.outcome):
            return label
    if any(_runs(step, today) for step in steps if step.kind == RouteStep.Kind.CONSULTATION):
        return CONSULTING
    if any(_OUTCOMES.get(step.outcome) in (ADOPTED, AMENDED) for step in decisions):
        return BEFORE_COUNCIL
    return CONCEPT


def printed(steps: Iterable[RouteStep]) -> list[PrintedStep]:
    """Each step in words, in order."""
    return [
        PrintedStep(
            step=step,
            kind=step.get_kind_display(),
            body=step.get_body_display() if step.body else "",
            date=printed_period(step.date_from, step.date_to, step.precision),
            status=step.get_outcome_display() if step.outcome else "verwacht" if step.expected else "gepland",
        )
        for step in steps
    ]


def payload_steps(steps: Iterable[RouteStep]) -> list[dict]:
    """The steps as the `decision` key of a document payload holds them."""
    return [
        {
            "kind": step.kind,
            "body": step.body,
            "title": step.title,
            "from": step.date_from.isoformat() if step.date_from else None,
            "to": step.date_to.isoformat() if step.date_to else None,
            "precision": step.precision,
            "expected": step.expected,
            "outcome": step.outcome,
        }
        for step in steps
    ]


def printed_period(first: date | None, last: date | None, precision: str) -> str:
    """A date or period as precise as it is known: "3 juli 2025", "mei tot en met juni 2025".

    Two days in a row are "18 en 19 juli 2023": "tot en met" promises a day in between.
    """
    if first is None or precision == RouteStep.Precision.UNKNOWN:
        return "datum nog niet bekend"
    start = _printed_date(first, precision)
    end = _printed_date(last, precision) if last else start
    if start == end:
        return start
    if precision != RouteStep.Precision.YEAR and first.year == last.year:
        start = start.removesuffix(f" {first.year}")
        if precision == RouteStep.Precision.DAY and first.month == last.month:
            start = str(first.day)
    in_a_row = precision == RouteStep.Precision.DAY and last - first == timedelta(days=1)
    return f"{start} en {end}" if in_a_row else f"{start} tot en met {end}"


def _printed_date(moment: date, precision: str) -> str:
    if precision == RouteStep.Precision.DAY:
        return format_date(moment)
    if precision == RouteStep.Precision.MONTH:
        return f"{MONTHS[moment.month - 1]} {moment.year}"
    if precision == RouteStep.Precision.QUARTER:
        return f"{QUARTERS[(moment.month - 1) // 3]} kwartaal {moment.year}"
    return str(moment.year)


def _runs(step: RouteStep, today: date) -> bool:
    """Whether a step certainly takes place on `today` and has not ended."""
    if step.expected or step.outcome or step.date_from is None:
        return False
    start, _ = _span(step.date_from, step.precision)
    _, end = _span(step.date_to or step.date_from, step.precision)
    return start <= today <= end


def _span(moment: date, precision: str) -> tuple[date, date]:
    """First and last day of the day, month, quarter or year in which `moment` lies."""
    if precision == RouteStep.Precision.DAY:
        return moment, moment
    if precision == RouteStep.Precision.MONTH:
        first, last = moment.month, moment.month
    elif precision == RouteStep.Precision.QUARTER:
        first = (moment.month - 1) // 3 * 3 + 1
        last = first + 2
    else:
        first, last = 1, 12
    return date(moment.year, first, 1), date(moment.year, last, calendar.monthrange(moment.year, last)[1])
