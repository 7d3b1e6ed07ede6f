"""Where text fits in a chart. Widths are estimated, on the wide side: there is no font to measure with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FONT_SIZE = 13
MOST_LINES = 3
_NARROW = frozenset("iljtfr.,:;'|!()[] /-\u00a0")
_WIDE = frozenset("mwMW%@€—")
# A line may break after a space, and after the stroke or hyphen in "2022/2023".
_PIECE = re.compile(r"[^ /-]+[/-]*|[/-]+")


@dataclass(frozen=True)
class Box:
    """A rectangle that must stay free."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, reach_x: float, reach_y: float) -> "Box":
        return cls(x - reach_x, y - reach_y, x + reach_x, y + reach_y)

    @classmethod
    def along(cls, start: tuple[float, float], end: tuple[float, float]) -> Iterator["Box"]:
        """Small boxes that together cover a line."""
        (x1, y1), (x2, y2) = start, end
        steps = int(max(abs(x2 - x1), abs(y2 - y1)) / 4) + 1
        for step in range(steps + 1):
            part = step / steps
            yield cls.around(x1 + (x2 - x1) * part, y1 + (y2 - y1) * part, 2, 2)

    def touches(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def text_width(text: str, *, bold: bool = False) -> float:
    """The most that a line of text takes, in the letters of our font and of its usual substitutes."""
    ems = sum(0.34 if char in _NARROW else 0.9 if char in _WIDE else 0.57 for char in text)
    return ems * FONT_SIZE * (1.06 if bold else 1)


def wrapped(text: str, width: float) -> list[str]:
    """The text in at most MOST_LINES lines of `width`; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    for piece, after_space in _pieces(text):
        joined = f"{lines[-1]}{' ' if after_space else ''}{piece}" if lines else piece
        if lines and text_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(piece)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    return [_cut(line, width) for line in lines]


def wrapped_axis(labels: tuple[str, ...], slot: float, margin: float) -> list[list[str]]:
    """The lines of every label; where they are too wide for their place only every second, third … is shown.

    The last label, the one that readers look for, is always there. Where it is wider than its place and the
    `margin` beside it, it moves towards the one before it, so there must be room for that too.
    """
    for every in range(1, len(labels) + 1):
        width = min(every * slot - 6, (every * slot + slot / 2 + margin - 8) / 1.5)
        shown = [
            wrapped(label, width) if _shown(place, labels, every) else []
            for place, label in enumerate(labels)
        ]
        whole = all("…" not in line for lines in shown for line in lines)
        if whole or every * slot > 90:
            break
    return shown


def _shown(place: int, labels: tuple[str, ...], every: int) -> bool:
    return (len(labels) - 1 - place) % every == 0


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The smallest pieces of a text that may stand on a line, each with whether a space stands before it."""
    for word in text.split(" "):
        for number, piece in enumerate(_PIECE.findall(word)):
            yield piece, number == 0


def _cut(line: str, width: float) -> str:
    if text_width(line) <= width:
        return line
    while len(line) > 1 and text_width(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"
