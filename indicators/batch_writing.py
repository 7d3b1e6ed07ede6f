"""Writing the cells of a batch that passed every check, with their history; inside the transaction of the caller."""

from typing import NamedTuple

from indicators.editing import SAID
from indicators.history import Past
from indicators.judging import same
from indicators.models import Figure
from indicators.outcomes import Outcome
from indicators.querysets import last_versions
from twenterand.accounts.models import User
from twenterand.accounts.records import add_all, keep, remove, update_all

VALUE = ["raw", "state", "number", "source_file", "source_cell", "decision", "version"]
# What is said about a value beside it: undoing brings it back with the value.
CHANGED = [*VALUE, *SAID]


class Change(NamedTuple):
    """What holds for all cells of one write."""

    by: User | str
    reason: str
    decision: str
    restoring: bool


def write(todo: list[Outcome], change: Change, past: Past | None) -> None:
    """Fill, change and empty; every outcome gets the figure that stands there after it."""
    emptied = [outcome for outcome in todo if outcome.value is None]
    changed = [outcome for outcome in todo if outcome.value and outcome.figure]
    filled = [outcome for outcome in todo if outcome.value and not outcome.figure]
    versions = last_versions(indicator__in={one.slot.indicator_id for one in filled}) if filled else {}
    for outcome in changed + filled:
        if outcome.figure is None:
            outcome.figure = Figure(**outcome.slot._asdict(), version=versions.get(outcome.slot, 0) + 1)
        _fill(outcome, change, past.last(outcome.slot, outcome.asked.raw) if past else None)
    _update([outcome.figure for outcome in changed], change)
    if filled:
        kept = add_all(Figure, [outcome.figure for outcome in filled], by=change.by, reason=change.reason)
        for outcome, figure in zip(filled, kept, strict=True):
            outcome.figure = figure
    for outcome in emptied:
        if outcome.decides:
            # For the history: by which decision it went.
            outcome.figure.decision = change.decision
        remove(outcome.figure, by=change.by, reason=change.reason)
        outcome.figure = None


def _update(figures: list[Figure], change: Change) -> None:
    if len(figures) == 1:
        # What people do most.
        keep(figures[0], by=change.by, reason=change.reason)
    elif figures:
        for figure in figures:
            figure.version += 1
        update_all(Figure, figures, CHANGED, by=change.by, reason=change.reason)


def _fill(outcome: Outcome, change: Change, earlier) -> None:
    figure, value = outcome.figure, outcome.value
    if outcome.decides:
        figure.decision = change.decision
    elif figure.pk and not same(value, figure):
        # In its own document, before anybody decided on it: what it says now is what is set.
        figure.decision = ""
    figure.raw, figure.state, figure.number = value.raw, value.state, value.number
    # The file that it came from says nothing about what a person typed over it.
    figure.source_file_id, figure.source_cell = None, ""
    if earlier is not None:
        for name in SAID:
            setattr(figure, name, getattr(earlier, name))
        figure.source_file_id, figure.source_cell = earlier.source_file_id, earlier.source_cell
        figure.decision = change.decision if outcome.decides else earlier.decision
