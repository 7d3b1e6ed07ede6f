"""What a series holds besides numbers, in Dutch words: text, "vervalt", "n.v.t." and why a figure is missing."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import Protocol

from twenterand.numbers import State, format_cell

MOST_LABELS = 3
# What is said of periods ("Over 2024", "Voor 2026"); `shown` is what tables print there.
_SENTENCES = {
    State.YES: "{when} staat er: ja.",
    State.NO: "{when} staat er: nee.",
    State.TEXT: "{when} staat er tekst: “{shown}”.",
    State.NOT_STATED: "{when} is geen getal bekend.",
    State.NOT_APPLICABLE: "{when} geldt: niet van toepassing.",
    State.NOT_AVAILABLE: "{when} is het cijfer niet beschikbaar.",
    State.NOT_YET_KNOWN: "{when} is het cijfer nog niet bekend.",
    State.LAPSED: "{when} staat er: vervalt.",
    State.LAPSING: "{when} staat er: gaat vervallen.",
    State.CONFIDENTIAL: "{when} is het cijfer vertrouwelijk.",
    State.BELOW_THRESHOLD: "{when} is het aantal te klein om te tonen ({shown}).",
}
_YEAR = re.compile(r"[0-9]{4}")


class StatedPoint(Protocol):
    """A figure of a period: a number, or the state that says why there is none; both empty without a figure."""

    label: str
    value: Decimal | None
    state: str
    raw: str


def describe_states(actuals: Sequence[StatedPoint], targets: Sequence[StatedPoint]) -> list[str]:
    """A sentence for each thing that stands where a number could; the points are in the order of time.

    Says nothing of periods without any figure. Where a period has a number too (a target of another document),
    the number counts.
    """
    end = _lapsed_since(actuals, targets)
    sentences = []
    for start, points in (("Over", actuals), ("Voor", targets)):
        known = {point.label for point in points if point.value is not None}
        found: dict[tuple[str, str], list[str]] = {}
        for point in points:
            if not point.state or point.value is not None or point.label in known:
                continue
            if point.state == State.LAPSED and end and point.label >= end:
                continue
            shown = format_cell(point.state, None, point.raw)
            labels = found.setdefault((point.state, shown), [])
            if point.label not in labels:
                labels.append(point.label)
        order = list(dict.fromkeys(point.label for point in points))
        sentences += [
            _SENTENCES[State(state)].format(when=f"{start} {listed(labels, order)}", shown=shown)
            for (state, shown), labels in found.items()
        ]
    return sentences + ([f"Deze indicator vervalt vanaf {end}."] if end else [])


def _lapsed_since(actuals: Sequence[StatedPoint], targets: Sequence[StatedPoint]) -> str:
    """The first year from which everything that stands in the series is "vervalt"; empty when there is none."""
    stated = [point for point in chain(actuals, targets) if point.state or point.value is not None]
    if not all(_YEAR.fullmatch(point.label) for point in stated):
        return ""
    lapsed = {point.label for point in stated if point.state == State.LAPSED}
    others = {point.label for point in stated if point.state != State.LAPSED}
    return min((label for label in lapsed if not others or label > max(others)), default="")


def listed(labels: list[str], order: list[str]) -> str:
    """All labels, or where there are many the first and last of a row in `order`, or else how many more."""
    if len(labels) <= MOST_LABELS:
        return joined(labels)
    start = order.index(labels[0])
    if order[start : start + len(labels)] == labels:
        return f"{labels[0]} tot en met {labels[-1]}"
    return f"{', '.join(labels[:2])} en nog {len(labels) - 2} keer"


def joined(parts: list[str]) -> str:
    """ "a, b en c"."""
    *head, last = parts
    return f"{', '.join(head)} en {last}" if head else last
