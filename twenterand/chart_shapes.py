"""What charts are drawn with: colours, sizes, and the marks with their names in the legend."""

from collections.abc import Callable, Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString

from twenterand.chart_labels import text_width

# On white: text and marks over 4.5 to 1. A test compares them with the theme.
ACTUAL_COLOUR = "#1a6151"
TARGET_COLOUR = "#7a4f00"
INK = "#1b2523"
SUBTLE_INK = "#52605c"
GRID_COLOUR = "#d3dcd8"
BACKGROUND = "#ffffff"
FONT = "'Source Sans 3', Arial, sans-serif"
# In units of the viewBox. It is narrow, so that the text still measures 11 pixels on a screen of 390.
FONT_SIZE = 13
LINE_HEIGHT = 16
WIDTH = 420
LEGEND_HEIGHT = 30
LEGEND_ROW = 22

Entry = tuple[float, str, Callable[[float, float], Iterable[SafeString]]]


def tag(name: str, *children: SafeString, **attributes: str | float) -> SafeString:
    """An element; an underscore in an attribute's name stands for a hyphen, numbers are rounded."""
    written = "".join(
        f' {key.replace("_", "-")}="{escape(value if isinstance(value, str) else f"{round(value, 1):g}")}"'
        for key, value in attributes.items()
    )
    return SafeString(f"<{name}{written}>{''.join(children)}</{name}>")


def text(words: str, x: float, y: float, **attributes: str | float) -> SafeString:
    """Words at a place."""
    return tag("text", escape(words), x=x, y=y, **attributes)


def dot(x: float, y: float) -> SafeString:
    """A value that was achieved."""
    return tag("circle", cx=x, cy=y, r=4, fill=ACTUAL_COLOUR)


def diamond(x: float, y: float) -> SafeString:
    """A target."""
    path = f"M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"
    return tag("path", d=path, fill=BACKGROUND, stroke=TARGET_COLOUR, stroke_width=2)


def first_diamond(x: float, y: float) -> SafeString:
    """A target as it was set first, before a decision changed it: lighter, with a broken line."""
    path = f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z"
    return tag("path", d=path, fill="none", stroke=TARGET_COLOUR, stroke_width=1.2, stroke_dasharray="2 1.5")


def break_line(x: float, top: float, bottom: float) -> SafeString:
    """Where values cannot be compared with those before."""
    return tag(
        "path", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", stroke=INK, stroke_width=1.5, stroke_dasharray="4 3"
    )


def legend_entries(*, actuals: bool, targets: bool, first: bool, breaks: bool) -> list[Entry]:
    """The marks that are drawn: the width of each, its name, and how it is drawn at the left end of a line."""
    found: list[Entry] = []
    if actuals:
        found.append((31, "Gerealiseerd", _line_with_dot))
    if targets:
        found.append((20, "Begroot", lambda x, y: [diamond(x + 7, y - 4.5)]))
    if first:
        found.append((20, "Eerst begroot", lambda x, y: [first_diamond(x + 7, y - 4.5)]))
    if breaks:
        found.append((12, "Anders geteld", lambda x, y: [break_line(x + 3, y - 13, y + 3)]))
    return found


def legend_height(entries: list[Entry], left: float) -> float:
    """How much room the legend takes; a narrow chart breaks it in rows."""
    rows = [row for row, _, _ in _placed(entries, left)]
    return LEGEND_HEIGHT + LEGEND_ROW * max(rows, default=0)


def legend(entries: list[Entry], left: float, bottom: float) -> Iterable[SafeString]:
    """The marks with their names; the last row stands at `bottom`."""
    placed = _placed(entries, left)
    last = max((row for row, _, _ in placed), default=0)
    for row, x, (width, name, draw) in placed:
        y = bottom - LEGEND_ROW * (last - row)
        yield from draw(x, y)
        yield text(name, x + width, y)


def _placed(entries: list[Entry], left: float) -> list[tuple[int, float, Entry]]:
    placed, row, x = [], 0, left
    for entry in entries:
        width, name, _ = entry
        if x > left and x + width + text_width(name) > WIDTH:
            row, x = row + 1, left
        placed.append((row, x, entry))
        x += width + text_width(name) + 24
    return placed


def _line_with_dot(x: float, y: float) -> Iterable[SafeString]:
    yield tag("path", d=f"M{x:g} {y - 4.5:g}h24", stroke=ACTUAL_COLOUR, stroke_width=2.5)
    yield dot(x + 12, y - 4.5)
