"""Many cells in one write: what a person pastes, undoes or empties is validated and kept as a whole.

Valid cells are written, the others come back with a sentence and with what stands there now. Nothing is written
when the transaction fails. More cells never mean more reads; writes go in blocks.
"""

from collections.abc import Sequence

from django.db import transaction

from indicators import batch_writing, computing, grid, locating, locks, noticing, places, relations, targets
from indicators import history as histories
from indicators.judging import LONGEST
from indicators.locks import Locks
from indicators.models import Figure
from indicators.outcomes import Asked, Outcome, Result
from indicators.querysets import Slot
from policy import review
from twenterand.accounts.models import Function, User
from twenterand.numbers import Unreadable, parse_cell
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

MOST_CELLS = 2000
LONGEST_REASON = 500


def change_figures(
    *,
    cells: Sequence[Asked],
    by: User | str,
    reason: str = "",
    decision: str = "",
    restoring: bool = False,
    dry_run: bool = False,
) -> list[Outcome]:
    """Write every valid cell of `cells`, with one reason, and return what became of each, in the same order.

    Emptying a cell needs a reason; changing a settled target (indicators/targets.py) needs the `decision` as well.
    `restoring` (undo) brings back what was said about the value that stood there before (peildatum, provisional,
    decision …) and its source file, and takes back one's own changes without a new decision. `dry_run` only judges.
    What is computed from these figures follows. Every chapter that shows a changed cell goes back to editing, once.
    Raises Refused for more than MOST_CELLS cells, and for a reason longer than the page of a cell takes.
    """
    if len(reason) > LONGEST_REASON:
        raise Refused(
            f"De reden is te lang: {len(reason)} tekens, er passen er {LONGEST_REASON}. Maak de reden korter."
        )
    if len(cells) > MOST_CELLS:
        raise Refused(
            f"U wijzigt {len(cells)} cellen tegelijk. Dat kan met ten hoogste {MOST_CELLS}. "
            "Plak het in delen."
        )
    change = batch_writing.Change(by, reason, " ".join(decision.split()), restoring)
    outcomes = [Outcome(asked) for asked in cells]
    _locate(outcomes)
    _check_rights(outcomes, by)
    for outcome in outcomes:
        if outcome.open:
            _read(outcome, reason)
    with transaction.atomic():
        _carry_out(outcomes, change, dry_run=dry_run)
    _explain_stale(outcomes)
    return outcomes


def _carry_out(outcomes: list[Outcome], change: batch_writing.Change, *, dry_run: bool) -> None:
    feeding = _compare(outcomes)
    past = histories.Past(feeding) if change.restoring else None
    _check_targets(outcomes, change, past)
    todo = [outcome for outcome in outcomes if outcome.open]
    for outcome in todo if past is None else ():
        outcome.warning = noticing.warning(outcome.row.indicator, outcome.value, outcome.figure)
    if not todo or dry_run:
        return
    batch_writing.write(todo, change, past)
    _follow(todo, change, computed=any(feeding.values()))
    written = {outcome.slot: outcome.figure for outcome in todo}
    for outcome in outcomes:
        outcome.figure = written.get(outcome.slot, outcome.figure)


def _locate(outcomes: list[Outcome]) -> None:
    """Find row, column and slot of every cell; a row and a column that do not meet make no cell."""
    cells = locating.cells(outcome.asked[:2] for outcome in outcomes)
    for outcome in outcomes:
        if found := cells.get(outcome.asked[:2]):
            outcome.row, outcome.column, outcome.slot = found.row, found.column, found.slot
        else:
            outcome.no(Result.ABSENT, "Deze cel bestaat niet meer. Laad de pagina opnieuw.")


def _check_rights(outcomes: list[Outcome], by: User | str) -> None:
    """Own chapter or own indicator, per row, and nothing that is computed; commands act under a plain name and are
    not asked for rights."""
    owners: dict[int, str] = {}
    for outcome in outcomes:
        if outcome.open and not isinstance(by, str) and not relations.may_edit(by, outcome.row):
            owners = owners or dict(Function.objects.order_by().values_list("pk", "name"))
            owner = owners[outcome.row.group.table.chapter.owner_id]
            sentence = f"U mag dit cijfer niet wijzigen. Dat doet “{owner}” of de houder van de indicator."
            outcome.no(Result.REFUSED, sentence)
        elif outcome.open and (sentence := computing.refusal(outcome.row.indicator)):
            outcome.no(Result.COMPUTED, sentence)


def _read(outcome: Outcome, reason: str) -> None:
    raw = outcome.asked.raw
    if not raw.strip():
        if outcome.asked.seen_version and not reason.strip():
            sentence = (
                "De cel is leeg. Is er geen waarde? Vul dan een streepje (-) in. Wilt u het cijfer weghalen? "
                "Druk dan op Delete en geef een reden op."
            )
            outcome.no(Result.INVALID, sentence, ("-",))
        return
    if len(raw) > LONGEST:
        outcome.no(Result.INVALID, f"{quoted(raw)} is te lang: ten hoogste {LONGEST} tekens.")
        return
    try:
        outcome.value = parse_cell(raw, decimals=outcome.row.indicator.decimals)
    except Unreadable as error:
        outcome.no(Result.INVALID, error.sentence, error.suggestions)


def _compare(outcomes: list[Outcome]) -> dict[int, bool]:
    """Read what stands in the cells, under lock, and set apart what is stale, the same, locked or there twice.
    Returns the indicators, each with whether another one is computed from it."""
    indicators = {outcome.slot.indicator_id for outcome in outcomes if outcome.slot}
    # Writes to one indicator wait for each other (see editing.py); in one order, so that batches never deadlock.
    feeding = locating.hold_indicators(indicators)
    period_locks = Locks()
    days = {outcome.slot.first_day for outcome in outcomes if outcome.slot}
    there = Figure.objects.filter(indicator__in=indicators, first_day__in=days).order_by()
    figures = {Slot.of(figure): figure for figure in there}
    first: dict[Slot, Outcome] = {}
    for outcome in outcomes:
        figure = outcome.figure = figures.get(outcome.slot)
        if figure:
            outcome.before = outcome.text
        if not outcome.open:
            continue
        if (figure.version if figure else 0) != outcome.asked.seen_version:
            outcome.no(Result.STALE, "Iemand anders heeft dit cijfer intussen gewijzigd.")
        elif (figure.raw if figure else "") == outcome.asked.raw or not (figure or outcome.value):
            outcome.no(Result.SAME)
        elif lock := period_locks.covering(outcome.slot):
            outcome.no(Result.LOCKED, locks.sentence(lock))
        elif (other := first.setdefault(outcome.slot, outcome)) is not outcome:
            _twice(outcome, other)
    return feeding


def _twice(outcome: Outcome, other: Outcome) -> None:
    """One figure may stand in two tables: filling both with one value is fine, with two values is not."""
    if outcome.asked.raw == other.asked.raw:
        outcome.no(Result.SAME)
    else:
        outcome.no(Result.INVALID, "Dit cijfer staat twee keer in wat u invult. Vul het op één plaats in.")


def _check_targets(
    outcomes: list[Outcome], change: batch_writing.Change, past: histories.Past | None
) -> None:
    """A settled target only changes by a decision, unless somebody takes back what they just did."""
    settled = targets.Settled()
    missing = targets.missing(reason=change.reason, decision=change.decision)
    for outcome in outcomes:
        if not outcome.open or not targets.changes(outcome.figure, outcome.value):
            continue
        if not settled.holds(outcome.slot, outcome.row.group.table.chapter.document_id):
            continue
        if past is not None and past.own(outcome.slot, outcome.asked.raw, change.by):
            continue
        if missing:
            outcome.no(Result.DECISION, missing)
        outcome.decides = True


def _follow(done: list[Outcome], change: batch_writing.Change, *, computed: bool) -> None:
    """What is computed from these figures becomes another; chapters that show them go back to editing."""
    slots = {outcome.slot for outcome in done}
    if computed:
        computing.recompute(slots, by=change.by, reason=change.reason)
    # Agreeing waits for the write, in every chapter with one of these indicators; in which of them exactly the cells
    # are shown is only worth a look where there is something to reopen.
    elif not locating.hold_chapters({slot.indicator_id for slot in slots}):
        return
    first = done[0]
    what = f"{quoted(first.row.label)}, {grid.heading(first.column)}"
    if len(done) > 1:
        what = f"{len(done)} cijfers, waaronder {what}"
    for chapter in places.chapters_of(places.showing(slots)):
        review.touched(chapter=chapter, by=change.by, what=what)


def _explain_stale(outcomes: list[Outcome]) -> None:
    """Who wrote first, and when; removing is a step in the history as well."""
    stale = [outcome for outcome in outcomes if outcome.result is Result.STALE]
    if not stale:
        return
    indicators = {outcome.slot.indicator_id for outcome in stale}
    steps = Figure.history.filter(indicator__in=indicators).order_by("history_date", "history_id")
    last = {Slot.of(step): step for step in steps}
    names = histories.names(step.history_user_id for step in last.values())
    for outcome in stale:
        if step := last.get(outcome.slot):
            outcome.who, outcome.when = names[step.history_user_id], step.history_date
