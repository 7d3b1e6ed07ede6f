"""Writes to figures and footnotes: atomic, version compared, history with actor and reason.

Writes to the figures of one indicator wait for each other (a lock on the indicator): of two people who fill
the same empty cell one is told, though there is no figure yet to lock.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction

from indicators import computing, grid, locks, places, querysets, splitting, targets
from indicators.locks import Locks
from indicators.models import Area, Figure, Footnote, Indicator, Mark, TableColumn, TableRow
from indicators.querysets import Slot
from indicators.relations import of_cell, of_footnote, of_indicator
from policy import review
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, locked, remove
from twenterand.accounts.rights import Action, require
from twenterand.numbers import Unreadable, Value, parse_cell
from twenterand.unreadable import quoted
from twenterand.workflow import Refused, Stale


class About(TypedDict, total=False):
    """What is said about a figure beside its value; what is left out stays as it is."""

    provisional: bool
    reference_date: date | None
    source_note: str
    mark: str
    mark_note: str


SAID = tuple(About.__annotations__)


@dataclass(frozen=True)
class _Spot:
    """Where a figure is written: its slot, and what it is called there. `document` is that of the table, None for a
    figure that is written outside of any."""

    indicator: Indicator
    slot: Slot
    label: str
    heading: str
    document: int | None


def change_figure(
    *,
    row: TableRow,
    column: TableColumn,
    raw: str,
    seen_version: int,
    reason: str = "",
    decision: str = "",
    by: User | str,
    **about: Unpack[About],
) -> Figure:
    """Fill the cell where `row` and `column` meet, or change what stands in it.

    `seen_version` is 0 for a cell without figure. Raises PermissionDenied, Unreadable, or Stale with the figure as it
    is now (None when it has been removed), or Refused (a note without a mark, a locked period, a computed figure;
    targets.DecisionNeeded for a settled target without reason and decision). What is computed from it follows. Every
    chapter that shows the cell goes back to editing. What changes nothing is not recorded.
    """
    _require_cell(by, row, column)
    return _change(_in_cell(row, column), raw, seen_version, reason, decision, by, about)


def change_in_slot(
    *,
    indicator: Indicator,
    slot: Slot,
    raw: str,
    seen_version: int,
    reason: str = "",
    decision: str = "",
    by: User | str,
    **about: Unpack[About],
) -> Figure:
    """As `change_figure`, for a figure of an indicator wherever it belongs: in a table or in none."""
    _require(by, of_indicator(by, indicator) if isinstance(by, User) else None)
    return _change(_outside(indicator, slot), raw, seen_version, reason, decision, by, about)


def _change(
    spot: _Spot,
    raw: str,
    seen_version: int,
    reason: str,
    decision: str,
    by: User | str,
    about: About,
) -> Figure:
    value = _read(raw, spot, seen_version)
    with transaction.atomic():
        _hold(spot.indicator)
        figure = _seen(spot.slot, seen_version) or _new(spot.slot)
        before = _content(figure)
        decides = _decides(spot, figure, value)
        otherwise = targets.changes(figure, value)
        figure.raw, figure.state, figure.number = value.raw, value.state, value.number
        _say(figure, about)
        if figure.pk and _content(figure) == before:
            return figure
        _require_open(spot)
        if decides:
            figure.decision = _decision(reason, decision)
        elif otherwise:
            figure.decision = ""
        # The file that it came from says nothing about what a person typed over it.
        if figure.raw != before[0]:
            figure.source_file, figure.source_cell = None, ""
        keep(figure, by=by, reason=reason)
        _follow(spot, by, reason)
    return figure


def remove_figure(
    *,
    row: TableRow,
    column: TableColumn,
    seen_version: int,
    reason: str,
    decision: str = "",
    by: User | str,
) -> None:
    """Take the figure out of a cell; its history stays. Always with a reason, for a settled target with the decision.

    Raises as `change_figure` does.
    """
    _require_cell(by, row, column)
    _remove(_in_cell(row, column), seen_version, reason, decision, by)


def remove_from_slot(
    *,
    indicator: Indicator,
    slot: Slot,
    seen_version: int,
    reason: str,
    decision: str = "",
    by: User | str,
) -> None:
    """As `remove_figure`, for a figure of an indicator wherever it belongs."""
    _require(by, of_indicator(by, indicator) if isinstance(by, User) else None)
    _remove(_outside(indicator, slot), seen_version, reason, decision, by)


def _remove(spot: _Spot, seen_version: int, reason: str, decision: str, by: User | str) -> None:
    if not reason.strip():
        raise Refused(f"Geef een reden op om het cijfer bij “{spot.label}” te verwijderen.")
    with transaction.atomic():
        _hold(spot.indicator)
        figure = _seen(spot.slot, seen_version)
        if figure is None:
            raise Refused(f"Bij “{spot.label}” staat geen cijfer in {spot.heading}.")
        _require_open(spot)
        if _decides(spot, figure, None):
            # For the history: by which decision it went.
            figure.decision = _decision(reason, decision)
        remove(figure, by=by, reason=reason)
        _follow(spot, by, reason)


def change_footnote(
    *, footnote: Footnote, text: str, seen_version: int, reason: str = "", by: User | str
) -> Footnote:
    """Change the text under a table; its places and its mark stay. Raises Stale, Refused (empty)."""
    chapter = footnote.table.chapter
    _require(by, of_footnote(by, chapter) if isinstance(by, User) else None)
    tidy = " ".join(text.split())
    if not tidy:
        raise Refused("De voetnoot is leeg. Vul een tekst in.")
    with transaction.atomic():
        current = locked(footnote, seen_version=seen_version)
        if current.text == tidy:
            return current
        current.text = tidy
        keep(current, by=by, reason=reason)
        review.touched(chapter=chapter, by=by, what=f"voetnoot {quoted(tidy)}")
    return current


def meet(row: TableRow, column: TableColumn) -> bool:
    """Whether the table has a cell there: a group with columns of its own has none in those of the table."""
    if column.group_id:
        return column.group_id == row.group_id
    return column.table_id == row.group.table_id and not row.group.own_columns.exists()


def _require_cell(by: User | str, row: TableRow, column: TableColumn) -> None:
    if not meet(row, column):
        raise ValueError("this row and this column do not meet in a cell")
    _require(by, of_cell(by, row) if isinstance(by, User) else None)


def _require(by: User | str, relation) -> None:
    """Commands act under a plain name and are not asked for rights."""
    if isinstance(by, User):
        require(by, Action.EDIT_FIGURE, relation)


def _in_cell(row: TableRow, column: TableColumn) -> _Spot:
    slot = Slot.in_cell(row, column, Area.objects.get(ours=True).pk)
    document = row.group.table.chapter.document_id
    return _Spot(row.indicator, slot, row.label, grid.heading(column), document)


def _outside(indicator: Indicator, slot: Slot) -> _Spot:
    return _Spot(indicator, slot, indicator.name, splitting.named(slot), None)


def _read(raw: str, spot: _Spot, seen_version: int) -> Value:
    if not raw.strip() and seen_version:
        raise Unreadable(
            "De cel is leeg. Is er geen waarde? Vul dan een streepje (-) in. "
            "Wilt u het cijfer weghalen? Gebruik dan “Cijfer verwijderen” en geef een reden op.",
            ("-",),
        )
    return parse_cell(raw, decimals=spot.indicator.decimals)


def _hold(indicator: Indicator) -> None:
    Indicator.objects.select_for_update().only("pk").get(pk=indicator.pk)


def _seen(slot: Slot, seen_version: int) -> Figure | None:
    """The figure that the person saw; raises Stale when it is another by now."""
    current = querysets.find(slot)
    if (current.version if current else 0) != seen_version:
        raise Stale(current)
    return current


def _new(slot: Slot) -> Figure:
    """A figure for an empty slot. Versions go on from a removed one, so that an old page never matches."""
    removed = querysets.history_of(slot).first()
    return Figure(**slot._asdict(), version=removed.version + 1 if removed else 1)


def _content(figure: Figure) -> tuple:
    return (figure.raw, *(getattr(figure, name) for name in SAID))


def _say(figure: Figure, about: About) -> None:
    for name, value in about.items():
        setattr(figure, name, " ".join(value.split()) if isinstance(value, str) else value)
    if figure.mark and not figure.mark_note and {"mark", "mark_note"} & set(about):
        raise Refused(mark_unexplained(figure.mark))
    if figure.mark_note and not figure.mark:
        raise Refused("Kies waarom het cijfer niet vergelijkbaar is, of haal de toelichting daarop weg.")


def mark_unexplained(mark: str) -> str:
    """The sentence for a mark without an explanation."""
    return f"U kiest {quoted(Mark(mark).label)}. Leg uit wat er anders is dan bij het cijfer ervoor."


def _require_open(spot: _Spot) -> None:
    """Nobody changes what is computed, or a period that was locked."""
    if sentence := computing.refusal(spot.indicator):
        raise Refused(sentence)
    if lock := Locks().covering(spot.slot):
        raise Refused(locks.sentence(lock))


def _decides(spot: _Spot, figure: Figure, value: Value | None) -> bool:
    """Whether this changes a target that is settled."""
    if not figure.pk or not targets.changes(figure, value):
        return False
    return targets.Settled().holds(spot.slot, spot.document)


def _decision(reason: str, decision: str) -> str:
    if sentence := targets.missing(reason=reason, decision=decision):
        raise targets.DecisionNeeded(sentence)
    return " ".join(decision.split())


def _follow(spot: _Spot, by: User | str, reason: str) -> None:
    computing.recompute([spot.slot], by=by, reason=reason)
    for chapter in places.chapters_of(places.showing([spot.slot])):
        review.touched(chapter=chapter, by=by, what=f"{quoted(spot.label)}, {spot.heading}")
