"""Writing what a plan holds: every figure with its history, in blocks, inside the transaction of the caller."""

from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from django.core.exceptions import PermissionDenied

from indicators import computing, places, plans, relations, targets
from indicators.closing import Closed
from indicators.models import Figure, FigureImport, FigureKind, Indicator
from indicators.planning import REFUSED
from indicators.plans import Planned
from indicators.querysets import Slot, last_versions
from policy import review
from twenterand.accounts.models import User
from twenterand.accounts.records import add_all, update_all
from twenterand.numbers import Value, parse_cell
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

CHANGED = [
    "raw", "state", "number", "provisional", "reference_date", "source_file", "source_cell", "source_note",
    "decision", "version",
]  # fmt: skip
AT_ONCE = 1000
STALE = (
    "Sinds dit voorbeeld is gemaakt, heeft iemand cijfers gewijzigd die ook in het bestand staan. Er is niets "
    "ingelezen. Maak het voorbeeld opnieuw en kijk het na."
)


class Change(NamedTuple):
    """Who writes what, and why: `reason` and `decision` go with the settled targets that change."""

    record: FigureImport
    by: User | str
    reason: str = ""
    decision: str = ""


def write(change: Change, progress: Callable[[int, str], None]) -> int:
    """Write the chosen cells and return how many; what is computed from them follows, and chapters that show them are
    reopened, once each.

    Raises Refused when there is nothing, when one of the figures is no longer what the plan saw or may not be changed,
    and targets.DecisionNeeded when a settled target was to change without reason and decision.
    """
    record, by = change.record, change.by
    slots = {cell.slot for cell in plans.chosen(record)}
    if not slots:
        raise Refused("Er is niets gekozen om in te lezen.")
    indicators = {slot.indicator_id for slot in slots}
    if isinstance(by, User) and indicators - relations.editable_indicators(by):
        raise PermissionDenied(REFUSED)
    # In one order, as every write to figures does: two imports wait for each other and never deadlock.
    held = Indicator.objects.select_for_update().filter(pk__in=indicators).order_by("pk")
    decimals = dict(held.values_list("pk", "decimals"))
    closed = Closed(in_document=record.document_id)
    closed.require_open(slots)
    left, done = plans.chosen(record), 0
    while some := list(islice(left, AT_ONCE)):
        _write_some(some, change, decimals, closed)
        done += len(some)
        progress(5 + 85 * done // len(slots), f"{done} van {len(slots)} cijfers opgeslagen")
    computing.recompute(slots, by=by, reason=f"Ingelezen uit {record.name}")
    what = f"{len(slots)} {'cijfer' if len(slots) == 1 else 'cijfers'} uit {quoted(record.name)}"
    for chapter in places.chapters_of(places.showing(slots)):
        review.touched(chapter=chapter, by=by, what=what)
    return len(slots)


def _write_some(some: list[Planned], change: Change, decimals: dict[int, int], closed: Closed) -> None:
    area = {
        "indicator__in": {cell.slot.indicator_id for cell in some},
        "first_day__in": {cell.slot.first_day for cell in some},
    }
    figures = {Slot.of(figure): figure for figure in Figure.objects.filter(**area)}
    removed = last_versions(**area, history_type="-")
    new, changed = [], []
    for cell in some:
        figure = figures.get(cell.slot)
        if (figure.version if figure else 0) != cell.version:
            raise Refused(STALE)
        if figure is None:
            figure = Figure(**cell.slot._asdict(), version=removed.get(cell.slot, 0))
            new.append(figure)
        else:
            changed.append(figure)
        value = parse_cell(cell.raw, decimals=decimals[cell.slot.indicator_id])
        _decide(figure, value, change, closed)
        _fill(figure, value, cell, change.record)
    reason = f"Ingelezen uit {change.record.name}"
    if new:
        add_all(Figure, new, by=change.by, reason=reason)
    if changed:
        update_all(Figure, changed, CHANGED, by=change.by, reason=reason)


def _decide(figure: Figure, value: Value, change: Change, closed: Closed) -> None:
    """A settled target keeps the decision by which it changes, and the reason stands in its history."""
    if not figure.pk or figure.kind != FigureKind.TARGET or not targets.changes(figure, value):
        return
    if not closed.settled(Slot.of(figure)):
        figure.decision = ""
        return
    if sentence := targets.missing(reason=change.reason, decision=change.decision):
        raise targets.DecisionNeeded(sentence)
    figure.decision = " ".join(change.decision.split())
    figure._change_reason = f"{change.reason.strip()} (ingelezen uit {change.record.name})"


def _fill(figure: Figure, value: Value, cell: Planned, record: FigureImport) -> None:
    figure.raw, figure.state, figure.number = value.raw, value.state, value.number
    if cell.provisional is not None:
        figure.provisional = cell.provisional
    if cell.reference_date is not None:
        figure.reference_date = cell.reference_date
    if cell.source_note is not None:
        figure.source_note = cell.source_note
    figure.source_file_id = record.source_id
    figure.source_cell = f"{record.sheet[:28]}, {cell.place}" if record.sheet else cell.place
    figure.version += 1
