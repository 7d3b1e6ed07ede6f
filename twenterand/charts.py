"""Line charts of an indicator: what was achieved as a line, what was budgeted as diamonds.

The picture is SVG with presentation attributes only, so that it is the same in the browser under a strict
Content-Security-Policy and in a PDF. It carries no visible title and no description: the
heading and the sentence that stand with it say them once.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString

from twenterand.chart_labels import Box, text_width, wrapped, wrapped_axis
from twenterand.chart_scale import in_order, ticks_of
from twenterand.chart_sentence import describe, printed
from twenterand.chart_shapes import (
    ACTUAL_COLOUR,
    BACKGROUND,
    FONT,
    FONT_SIZE,
    GRID_COLOUR,
    INK,
    LINE_HEIGHT,
    SUBTLE_INK,
    TARGET_COLOUR,
    WIDTH,
    break_line,
    diamond,
    dot,
    first_diamond,
    legend,
    legend_entries,
    legend_height,
    tag,
    text,
)
from twenterand.digits import decimals_in

PLOT_HEIGHT = 150
RIGHT = 10
MINIMUM_NUMBERS = 3


@dataclass(frozen=True)
class Point:
    """A value at a period; without a value it leaves a gap in the line. `state` (twenterand.numbers.State) and
    `raw` say what stands there instead; both are empty where nothing does. `mark` (see break_sentence.py) says that it
    cannot be compared with the one before it, and `note` why: the line is broken there. `was` is the
    target that was set first, where a later decision changed it."""

    label: str
    value: Decimal | None
    state: str = ""
    raw: str = ""
    mark: str = ""
    note: str = ""
    was: Decimal | None = None


@dataclass(frozen=True)
class Chart:
    """The picture, and what it shows in words for whoever does not see it."""

    svg: SafeString
    sentence: str


@dataclass(frozen=True)
class _Plot:
    """The area between the axes and how periods and values map onto it."""

    labels: tuple[str, ...]
    ticks: tuple[Decimal, ...]
    left: float
    top: float

    @property
    def slot(self) -> float:
        return (WIDTH - self.left - RIGHT) / len(self.labels)

    @property
    def bottom(self) -> float:
        return self.top + PLOT_HEIGHT

    def place(self, point: Point) -> tuple[float, float]:
        return self.x(point.label), self.y(point.value)

    def x(self, label: str) -> float:
        return self.left + (self.labels.index(label) + 0.5) * self.slot

    def y(self, value: Decimal) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - PLOT_HEIGHT * float((value - low) / (high - low))


def chart_possible(points: Iterable[Point]) -> bool:
    """Whether there are enough numbers to draw; with fewer a table says it better."""
    return sum(point.value is not None for point in points) >= MINIMUM_NUMBERS


def line_chart(
    *, uid: str, title: str, unit: str, actuals: Sequence[Point], targets: Sequence[Point]
) -> Chart:
    """Draw the values of one unit; `uid` must be unique on the page; screen readers say `title` first.

    Years are put in order and a year in between without a point gets an empty place of its own; other periods
    keep the order in which they are given, actuals first. Of two points with one label the first that has a
    value counts. Raises ValueError when there is no value at all.
    """
    labels = in_order([point.label for point in [*actuals, *_known(targets)]])
    stated = _one_each(targets, in_order([point.label for point in targets]))
    actuals, targets = _one_each(actuals, labels), _known(_one_each(targets, labels))
    values = [point.value for point in [*actuals, *targets] if point.value is not None]
    values += [point.was for point in targets if point.was is not None]
    if not values:
        raise ValueError("A chart needs at least one value.")
    sentence = describe(actuals, stated, unit)
    svg = _picture(uid, title, unit, labels, ticks_of(values), actuals, targets)
    return Chart(svg=svg, sentence=sentence)


def _picture(
    uid: str,
    title: str,
    unit: str,
    labels: tuple[str, ...],
    ticks: tuple[Decimal, ...],
    actuals: list[Point],
    targets: list[Point],
) -> SafeString:
    decimals = max(0, *map(decimals_in, ticks))
    tick_texts = [printed(tick, unit, decimals=decimals) for tick in ticks]
    left = max(text_width(words) for words in tick_texts) + 12
    unit_lines = wrapped(unit, WIDTH - 4) if printed(Decimal(1), unit) == "1" else []
    plot = _Plot(labels, ticks, left, top=LINE_HEIGHT * len(unit_lines) + 26)
    period_lines = wrapped_axis(labels, plot.slot, RIGHT)
    entries = _entries(plot, actuals, targets)
    height = plot.bottom + LINE_HEIGHT * max(map(len, period_lines)) + 10 + legend_height(entries, plot.left)
    name = re.sub(r"[^A-Za-z0-9_-]", "-", uid)
    return tag(
        "svg",
        tag("title", escape(title), id=f"{name}-titel"),
        tag("rect", width=WIDTH, height=height, fill=BACKGROUND),
        *(text(line, 2, 14 + LINE_HEIGHT * row, fill=SUBTLE_INK) for row, line in enumerate(unit_lines)),
        *_axes(plot, tick_texts, period_lines),
        *_marks(plot, actuals, targets),
        *_value_labels(plot, actuals, targets, unit, below=LINE_HEIGHT * len(unit_lines) + 1),
        *legend(entries, plot.left, height - 12),
        xmlns="http://www.w3.org/2000/svg",
        **{"class": "chart", "viewBox": f"0 0 {WIDTH} {height:g}"},
        width=WIDTH,
        height=height,
        role="img",
        aria_labelledby=f"{name}-titel",
        font_family=FONT,
        font_size=FONT_SIZE,
        fill=INK,
    )


def _entries(plot: _Plot, actuals: list[Point], targets: list[Point]):
    return legend_entries(
        actuals=bool(_known(actuals)),
        targets=bool(targets),
        first=any(point.was is not None for point in targets),
        breaks=bool(_breaks(plot, actuals)),
    )


def _axes(plot: _Plot, tick_texts: list[str], period_lines: list[list[str]]) -> Iterable[SafeString]:
    for tick, words in zip(plot.ticks, tick_texts, strict=True):
        y = plot.y(tick)
        colour = SUBTLE_INK if tick == 0 else GRID_COLOUR
        yield tag("path", d=f"M{plot.left:g} {y:.1f}H{WIDTH - RIGHT}", stroke=colour, stroke_width=1)
        yield text(words, plot.left - 6, y + 4.5, text_anchor="end", fill=SUBTLE_INK)
    for label, lines in zip(plot.labels, period_lines, strict=True):
        for row, line in enumerate(lines):
            reach = text_width(line) / 2 + 2
            x = min(max(plot.x(label), reach), WIDTH - reach)
            yield text(line, x, plot.bottom + 18 + LINE_HEIGHT * row, text_anchor="middle")


def _marks(plot: _Plot, actuals: list[Point], targets: list[Point]) -> Iterable[SafeString]:
    """The diamonds first, so that a value that met its target shows inside its diamond."""
    for x in _breaks(plot, actuals):
        yield break_line(x, plot.top - 4, plot.bottom)
    for point in targets:
        if point.was is not None:
            yield first_diamond(plot.x(point.label), plot.y(point.was))
    for point in targets:
        yield diamond(*plot.place(point))
    for stretch in _stretches(actuals):
        places = [plot.place(point) for point in stretch]
        if len(places) > 1:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
            yield tag("polyline", points=line, fill="none", stroke=ACTUAL_COLOUR, stroke_width=2.5)
        for x, y in places:
            yield dot(x, y)


def _value_labels(
    plot: _Plot, actuals: list[Point], targets: list[Point], unit: str, *, below: float
) -> Iterable[SafeString]:
    """The numbers that matter most, as many as fit without touching a mark, a line or each other."""
    known = _known(actuals)
    taken = [Box.around(*plot.place(point), 5, 5) for point in known]
    taken += [Box.around(*plot.place(point), 8, 8) for point in targets]
    firsts = [(plot.x(point.label), plot.y(point.was)) for point in targets if point.was is not None]
    taken += [Box.around(*place, 7, 7) for place in firsts]
    taken += [Box(x - 2, plot.top, x + 2, plot.bottom) for x in _breaks(plot, actuals)]
    for stretch in _stretches(actuals):
        places = [plot.place(point) for point in stretch]
        for start, end in pairwise(places):
            taken += Box.along(start, end)
    by_value = sorted(known, key=lambda point: point.value)
    wanted = [(point, ACTUAL_COLOUR) for point in known[-1:]]
    wanted += [(point, TARGET_COLOUR) for point in reversed(targets)]
    wanted += [(point, ACTUAL_COLOUR) for point in [*known[:1], *by_value[-1:], *by_value[:1]]]
    for point, colour in dict.fromkeys(wanted):
        words = printed(point.value, unit)
        x, y = plot.place(point)
        half = text_width(words, bold=True) / 2
        for centre_x, centre_y in ((x, y - 17), (x, y + 17), (x + half + 12, y), (x - half - 12, y)):
            box = Box.around(centre_x, centre_y, half + 1, 7)
            inside = (
                plot.left <= box.left
                and box.right <= WIDTH
                and box.top >= below
                and box.bottom <= plot.bottom + 2
            )
            if inside and not any(box.touches(other) for other in taken):
                taken.append(box)
                yield text(
                    words, centre_x, centre_y + 4.5, text_anchor="middle", font_weight=600, fill=colour
                )
                break


def _breaks(plot: _Plot, actuals: list[Point]) -> list[float]:
    """Where the line is broken because values cannot be compared: halfway to the period before."""
    return [plot.x(point.label) - plot.slot / 2 for point in actuals[1:] if point.mark]


def _one_each(points: Sequence[Point], labels: tuple[str, ...]) -> list[Point]:
    """One point per label that is given or lies between given ones, in the order of the axis."""
    found: dict[str, Point] = {}
    for point in points:
        former = found.get(point.label)
        if former is None or (former.value is None and point.value is not None):
            found[point.label] = point
    places = [place for place, label in enumerate(labels) if label in found]
    between = labels[places[0] : places[-1] + 1] if places else ()
    return [found.get(label) or Point(label, None) for label in between]


def _known(points: Iterable[Point]) -> list[Point]:
    return [point for point in points if point.value is not None]


def _stretches(points: list[Point]) -> list[list[Point]]:
    """The points with a value, in pieces that are broken where a value is missing or cannot be compared."""
    stretches: list[list[Point]] = [[]]
    for point in points:
        if point.value is None or point.mark:
            stretches.append([])
        if point.value is not None:
            stretches[-1].append(point)
    return [stretch for stretch in stretches if stretch]
