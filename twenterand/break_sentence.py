"""Where figures of one series cannot be compared with those before: the sentence, for tables and charts alike."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

_SENTENCES = {
    "series_break": "Vanaf {when} is anders geteld",
    "definition": "Vanaf {when} geldt een andere definitie",
}
_OF_TARGETS = {
    "series_break": "Vanaf {when} is het doel anders berekend",
    "definition": "Vanaf {when} geldt voor het doel een andere definitie",
}
_WITHOUT_NOTE = "Vergelijk dit cijfer niet met eerdere cijfers."


class MarkedPoint(Protocol):
    """A figure of a period; `mark` is empty where it can be compared with the one before it."""

    label: str
    mark: str
    note: str


Marked = TypeVar("Marked", bound=MarkedPoint)


def describe_break(kind: str, when: str, note: str = "", *, target: bool = False) -> str:
    """ "Vanaf 2023 is anders geteld: <note>" as a sentence; `kind` is "series_break" or "definition"."""
    start = (_OF_TARGETS if target else _SENTENCES)[kind].format(when=when)
    if not note:
        return f"{start}. {_WITHOUT_NOTE}"
    return f"{start}: {note}{'' if note.endswith(('.', '!', '?')) else '.'}"


def describe_breaks(actuals: Sequence[MarkedPoint], targets: Sequence[MarkedPoint]) -> list[str]:
    """A sentence for every break, in the order of the points."""
    return [
        describe_break(point.mark, point.label, point.note, target=target)
        for target, points in ((False, actuals), (True, targets))
        for point in points
        if point.mark
    ]


def since_break(points: Sequence[Marked]) -> Sequence[Marked]:
    """The points from the last break on: only those can be compared."""
    breaks = [place for place, point in enumerate(points) if point.mark]
    return points[breaks[-1] :] if breaks else points
