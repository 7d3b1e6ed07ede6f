"""What every write on the structure of a table does first and last."""

from indicators.models import IndicatorTable
from indicators.relations import require_structure
from policy import review
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, locked


def opened(table: IndicatorTable, *, seen_version: int | None, by: User | str) -> IndicatorTable:
    """The table under lock; raises PermissionDenied or Stale. Call inside a transaction, and `noted` at its end."""
    require_structure(by, table.chapter)
    return locked(table, seen_version=seen_version)


def noted(table: IndicatorTable, *, by: User | str, what: str) -> None:
    """One version higher, with `what` in the history of the table; the chapter goes back to editing.

    Columns, groups and places of notes have no history of their own: theirs is that of their table.
    """
    keep(table, by=by, reason=what)
    review.touched(chapter=table.chapter, by=by, what=f"tabel “{table.title}”: {what}")
