"""The figures of one indicator over time: its chart with a sentence, or sentences alone where nothing can be drawn."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from twenterand import charts
from twenterand.break_sentence import describe_breaks
from twenterand.state_sentence import describe_states

Row = dict[str, Any]


@dataclass(frozen=True)
class SeriesChart:
    """A chart with its sentence and the label of the indicator."""

    label: str
    svg: str
    sentence: str


Pairs = list[tuple[Row, Row | None]]


def series_chart(indicator: Row, pairs: Pairs, *, label: str, key: str = "") -> SeriesChart | None:
    """The chart of one indicator from (column, cell) pairs; None under three numbers.

    A line compares periods of one kind: a quarter is no year. Where there are more, the kind with most numbers is
    drawn. `key` tells apart charts of one indicator on one page.

    A target prefers the column that was set last when two columns are about one period: the first printed one.
    """
    pairs = _of_one_kind(pairs)
    actuals, targets = _series_points(pairs)
    numbers = {
        (point.label, kind) for kind, points in enumerate((actuals, targets)) for point in _known(points)
    }
    if len(numbers) < charts.MINIMUM_NUMBERS:
        return None
    chart = charts.line_chart(
        uid=f"g-{indicator['uid'][:8]}-{len(pairs)}{key and f'-{key}'}",
        title=label,
        unit=indicator["unit"],
        actuals=actuals,
        targets=targets,
    )
    return SeriesChart(label=label, svg=chart.svg, sentence=chart.sentence)


def series_remarks(pairs: Pairs) -> list[str]:
    """Sentences on the figures of a series that are no number or cannot be compared; a chart says the same in its own
    sentence."""
    points = _series_points(pairs)
    return [*describe_breaks(*points), *describe_states(*points)]


def _of_one_kind(pairs: Pairs) -> Pairs:
    counted: dict[str, int] = {}
    for column, cell in pairs:
        known = cell is not None and cell["number"] is not None
        counted[column["period"]["kind"]] = counted.get(column["period"]["kind"], 0) + known
    kind = max(counted, key=lambda one: (counted[one], one == "year"), default="")
    return [pair for pair in pairs if pair[0]["period"]["kind"] == kind]


def _series_points(pairs: Pairs) -> tuple[list[charts.Point], list[charts.Point]]:
    """Actuals and targets, oldest period first; within a period as printed."""
    ordered = sorted(pairs, key=lambda pair: (pair[0]["period"]["first"], pair[0]["period"]["last"]))
    points = [(column["kind"], _point(column, cell)) for column, cell in ordered]
    actuals, targets = ([point for kind, point in points if kind == name] for name in ("actual", "target"))
    return actuals, targets


def _known(points: list[charts.Point]) -> list[charts.Point]:
    return [point for point in points if point.value is not None]


def _point(column: Row, cell: Row | None) -> charts.Point:
    label = column["period"]["label"]
    if cell is None:
        return charts.Point(label=label, value=None)
    value = None if cell["number"] is None else Decimal(cell["number"])
    mark = cell.get("mark") or {"kind": "", "note": ""}
    was = cell.get("was") or {"number": None}
    said = {"state": cell["state"], "raw": cell["raw"], "mark": mark["kind"], "note": mark["note"]}
    first = None if was["number"] is None else Decimal(was["number"])
    return charts.Point(label=label, value=value, was=first, **said)
