"""Many cells in one write: what a person pastes, undoes or empties is validated and kept as a whole.

Valid cells are written, the others come back with a sentence and with what stands there now. Nothing is written
when the transaction fails. More cells never mean more reads; writes go in blocks.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max, Q

from indicators import grid, places, querysets, relations
from indicators import history as histories
from indicators.models import Figure, Indicator, TableColumn, TableRow
from indicators.outcomes import Asked, Outcome, Result
from indicators.querysets import Slot
from policy import review
from twenterand.accounts.models import User
from twenterand.accounts.records import add_all, keep, remove, update_all
from twenterand.numbers import Unreadable, parse_cell
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

MOST_CELLS = 2000
LONGEST = 2000
JOINED = ("indicator", "group__table__chapter__owner")
NEEDED = (
    "label", "area", "breakdown", "indicator__name", "indicator__decimals", "indicator__holder",
    "group__table__chapter__document", "group__table__chapter__owner__name",
)  # fmt: skip
VALUE = ["raw", "state", "number", "source_file", "source_cell", "version"]
# What is said about a value beside it: undoing brings it back with the value.
SAID = ["provisional", "reference_date", "source_note", "mark", "mark_note"]
CHANGED = VALUE + SAID


def change_figures(
    *,
    cells: Sequence[Asked],
    by: User | str,
    reason: str = "",
    restoring: bool = False,
    dry_run: bool = False,
) -> list[Outcome]:
    """Write every valid cell of `cells`, with one reason, and return what became of each, in the same order.

    Emptying a cell needs a reason. `restoring` (undo) brings back what was said about the value that stood there
    before (peildatum, provisional …) and its source file. `dry_run` only judges. Every chapter that shows a
    changed cell goes back to editing, once. Raises Refused for more than MOST_CELLS cells.
    """
    if len(cells) > MOST_CELLS:
        raise Refused(
            f"U wijzigt {len(cells)} cellen tegelijk. Dat kan met ten hoogste {MOST_CELLS}. "
            "Plak het in delen."
        )
    outcomes = [Outcome(asked) for asked in cells]
    _locate(outcomes)
    _check_rights(outcomes, by)
    for outcome in outcomes:
        if outcome.open:
            _read(outcome, reason)
    with transaction.atomic():
        _compare(outcomes)
        todo = [outcome for outcome in outcomes if outcome.open]
        if todo and not dry_run:
            _write(todo, by=by, reason=reason, restoring=restoring)
            _reopen(todo, by)
            written = {outcome.slot: outcome.figure for outcome in todo}
            for outcome in outcomes:
                outcome.figure = written.get(outcome.slot, outcome.figure)
    _explain_stale(outcomes)
    return outcomes


def _locate(outcomes: list[Outcome]) -> None:
    """Find row, column and slot of every cell; a row and a column that do not meet make no cell.

    Reads no more than it needs: this is on the way of every cell that somebody types.
    """
    rows = TableRow.objects.select_related(*JOINED).only(*NEEDED)
    rows = {row.pk: row for row in rows.filter(pk__in={outcome.asked.row for outcome in outcomes})}
    groups = {row.group_id for row in rows.values()}
    wanted = {outcome.asked.column for outcome in outcomes}
    found = TableColumn.objects.filter(Q(pk__in=wanted) | Q(group__in=groups)).order_by()
    columns = {column.pk: column for column in found}
    with_own = {column.group_id for column in columns.values()}
    area = querysets.our_area_id()
    for outcome in outcomes:
        row, column = rows.get(outcome.asked.row), columns.get(outcome.asked.column)
        if row is None or column is None or not _meet(row, column, with_own):
            outcome.no(Result.ABSENT, "Deze cel bestaat niet meer. Laad de pagina opnieuw.")
            continue
        outcome.row, outcome.column = row, column
        outcome.slot = Slot.in_cell(row, column, area)


def _meet(row: TableRow, column: TableColumn, with_own: set[int | None]) -> bool:
    """As `editing.meet`; `with_own` are the groups that have columns of their own."""
    if column.group_id:
        return column.group_id == row.group_id
    return column.table_id == row.group.table_id and row.group_id not in with_own


def _check_rights(outcomes: list[Outcome], by: User | str) -> None:
    """Own chapter or own indicator, per row; commands act under a plain name and are not asked for rights."""
    if isinstance(by, str):
        return
    for outcome in outcomes:
        if outcome.open and not relations.may_edit(by, outcome.row):
            owner = outcome.row.group.table.chapter.owner.name
            sentence = f"U mag dit cijfer niet wijzigen. Dat doet “{owner}” of de houder van de indicator."
            outcome.no(Result.REFUSED, sentence)


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


def _compare(outcomes: list[Outcome]) -> None:
    """Read what stands in the cells, under lock, and set apart what is stale, the same or there twice."""
    indicators = {outcome.slot.indicator_id for outcome in outcomes if outcome.slot}
    # Writes to one indicator wait for each other (see editing.py); in one order, so that batches never deadlock.
    list(Indicator.objects.select_for_update().filter(pk__in=indicators).order_by("pk").values_list("pk"))
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
        elif (other := first.setdefault(outcome.slot, outcome)) is not outcome:
            _twice(outcome, other)


def _twice(outcome: Outcome, other: Outcome) -> None:
    """One figure may stand in two tables: filling both with one value is fine, with two values is not."""
    if outcome.asked.raw == other.asked.raw:
        outcome.no(Result.SAME)
    else:
        outcome.no(Result.INVALID, "Dit cijfer staat twee keer in wat u invult. Vul het op één plaats in.")


def _write(todo: list[Outcome], *, by: User | str, reason: str, restoring: bool) -> None:
    emptied = [outcome for outcome in todo if outcome.value is None]
    changed = [outcome for outcome in todo if outcome.value and outcome.figure]
    filled = [outcome for outcome in todo if outcome.value and not outcome.figure]
    earlier = _earlier(changed + filled) if restoring else {}
    versions = _last_versions(filled)
    for outcome in changed + filled:
        if outcome.figure is None:
            # Versions go on from a removed figure, so that an old page never matches.
            outcome.figure = Figure(**outcome.slot._asdict(), version=versions.get(outcome.slot, 0) + 1)
        _fill(outcome, earlier.get((outcome.slot, outcome.asked.raw)))
    _update([outcome.figure for outcome in changed], by=by, reason=reason)
    if filled:
        kept = add_all(Figure, [outcome.figure for outcome in filled], by=by, reason=reason)
        for outcome, figure in zip(filled, kept, strict=True):
            outcome.figure = figure
    for outcome in emptied:
        remove(outcome.figure, by=by, reason=reason)
        outcome.figure = None


def _update(figures: list[Figure], *, by: User | str, reason: str) -> None:
    if len(figures) == 1:
        # What people do most, and a plain UPDATE takes half the time of one that could change many.
        keep(figures[0], by=by, reason=reason)
    elif figures:
        for figure in figures:
            figure.version += 1
        update_all(Figure, figures, CHANGED, by=by, reason=reason)


def _fill(outcome: Outcome, earlier) -> None:
    figure, value = outcome.figure, outcome.value
    figure.raw, figure.state, figure.number = value.raw, value.state, value.number
    # The file that it came from says nothing about what a person typed over it.
    figure.source_file_id, figure.source_cell = None, ""
    if earlier is not None:
        for name in SAID:
            setattr(figure, name, getattr(earlier, name))
        figure.source_file_id, figure.source_cell = earlier.source_file_id, earlier.source_cell


def _earlier(outcomes: Iterable[Outcome]) -> dict:
    """The last step of the history in which each slot held each raw value."""
    indicators = {outcome.slot.indicator_id for outcome in outcomes}
    steps = Figure.history.filter(indicator__in=indicators).order_by("history_date", "history_id")
    return {(Slot.of(step), step.raw): step for step in steps}


def _last_versions(outcomes: Iterable[Outcome]) -> dict[Slot, int]:
    indicators = {outcome.slot.indicator_id for outcome in outcomes}
    if not indicators:
        return {}
    steps = Figure.history.filter(indicator__in=indicators).order_by().values_list(*Slot._fields)
    return {Slot(*values[:-1]): values[-1] for values in steps.annotate(last=Max("version"))}


def _reopen(done: list[Outcome], by: User | str) -> None:
    first = done[0]
    what = f"{quoted(first.row.label)}, {grid.heading(first.column)}"
    if len(done) > 1:
        what = f"{len(done)} cijfers, waaronder {what}"
    slots = {outcome.slot for outcome in done}
    # Agreeing waits for the write, in every chapter with one of these indicators; in which of them exactly the
    # cells are shown is only worth a look where there is something to reopen.
    if review.hold(places.with_indicators({slot.indicator_id for slot in slots})):
        for chapter in places.chapters_of(places.showing(slots)):
            review.touched(chapter=chapter, by=by, what=what)


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
