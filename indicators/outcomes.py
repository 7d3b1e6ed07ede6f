"""What is asked of one cell in a write of many, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from indicators import grid
from indicators.models import Figure, TableColumn, TableRow
from indicators.querysets import Slot
from twenterand.numbers import Value


class Asked(NamedTuple):
    """What one cell is to hold; `seen_version` is 0 for a cell without figure, an empty `raw` empties it."""

    row: int
    column: int
    raw: str
    seen_version: int


class Result(StrEnum):
    SAVED = "saved"
    SAME = "same"
    INVALID = "invalid"
    STALE = "stale"
    REFUSED = "refused"
    ABSENT = "absent"
    LOCKED = "locked"
    COMPUTED = "computed"
    DECISION = "decision"


@dataclass
class Outcome:
    """What became of one cell.

    `figure` is what stands there now, `before` what stood there as text; `who` and `when` tell who wrote first, where
    the result is STALE. `decides`: a decision changes a target that was settled. `warning`: what is odd about a value
    that is saved all the same.
    """

    asked: Asked
    result: Result = Result.SAVED
    row: TableRow | None = None
    column: TableColumn | None = None
    value: Value | None = None
    figure: Figure | None = None
    before: str = ""
    sentence: str = ""
    suggestions: tuple[str, ...] = ()
    who: str = ""
    when: datetime | None = None
    slot: Slot | None = field(default=None, repr=False)
    decides: bool = False
    warning: str = ""

    @property
    def open(self) -> bool:
        """Whether this cell is still to be written."""
        return self.result is Result.SAVED

    @property
    def text(self) -> str:
        """What stands in the cell now, as it is printed."""
        return grid.Cell(self.row, self.column, self.figure).text

    def no(self, result: Result, sentence: str = "", suggestions: tuple[str, ...] = ()) -> None:
        """Say why this cell is not written."""
        self.result, self.sentence, self.suggestions = result, sentence, suggestions
