"""All that is known of one cell, for one person: what its own page and the panel beside the grid show."""

from dataclasses import dataclass

from indicators import assessing, commenting, computing, grid, locks, querysets, relations, sums, targets
from indicators import history as histories
from indicators.commenting import Thread
from indicators.grid import Cell, Note
from indicators.history import Change
from indicators.models import Figure, FigureKind, FootnoteAnchor
from indicators.querysets import Slot
from indicators.standing import Standing
from indicators.sums import Worked
from indicators.targets import Entry, Settled
from policy.models import Chapter
from twenterand.accounts.models import User


@dataclass(frozen=True)
class Placed:
    """A note whose mark stands at the cell, or at the row or the group of the cell."""

    note: Note
    anchor: FootnoteAnchor

    @property
    def here(self) -> bool:
        """Whether the mark stands at the cell itself."""
        return self.anchor.column is not None


@dataclass(frozen=True)
class Panel:
    """`closed` says why nobody may change it, `worked` how it is computed, `standing` where its row stands.
    `in_force` is an earlier document's target, where this one has set none; `settled` a target that changes by a
    decision only, `ledger` what it was before. `threads` are with whether this person may resolve them; `free` are
    the notes that may be put at this cell."""

    cell: Cell
    heading: str
    may_edit: bool
    may_note: bool
    closed: str
    worked: Worked | None
    standing: Standing | None
    in_force: Figure | None
    settled: bool
    ledger: list[Entry]
    changes: list[Change]
    threads: list[tuple[Thread, bool]]
    notes: list[Placed]
    free: list[Note]

    @property
    def chapter(self) -> Chapter:
        """The chapter in which the cell stands."""
        return self.cell.row.group.table.chapter

    @property
    def waiting(self) -> int:
        """How many threads are open."""
        return sum(not thread.resolver for thread, _ in self.threads)


def of(cell: Cell, user: User) -> Panel:
    """The panel of a cell; a fixed number of queries, however long its history and its threads are."""
    row, column = cell.row, cell.column
    slot = Slot.in_cell(row, column, querysets.our_area_id())
    chapter, indicator = row.group.table.chapter, row.indicator
    closed = computing.refusal(indicator) or (locks.sentence(cell.lock) if cell.lock else "")
    notes, free = _notes(cell)
    return Panel(
        cell=cell,
        heading=grid.heading(column),
        may_edit=relations.may_edit(user, row) and not closed,
        may_note=relations.may_arrange(user, chapter),
        closed=closed,
        worked=sums.worked(indicator, slot),
        standing=assessing.of_row(row),
        in_force=_in_force(cell),
        settled=bool(cell.figure) and Settled().holds(slot, chapter.document_id),
        ledger=_ledger(cell, slot),
        changes=histories.of_slot(slot, decimals=indicator.decimals),
        threads=[(thread, thread.closable(user, row)) for thread in commenting.threads(slot)],
        notes=notes,
        free=free,
    )


def _notes(cell: Cell) -> tuple[list[Placed], list[Note]]:
    """The notes whose mark stands at the cell, its row or its group, and those that can still be put at the cell."""
    row, placed, free = cell.row, [], []
    listed = row.group.table.footnotes.order_by("position", "pk").prefetch_related("anchors")
    for number, footnote in enumerate(listed, start=1):
        note = Note(footnote, number)
        anchors = footnote.anchors.all()
        here = [one for one in anchors if one.row_id == row.pk and one.column == cell.column.position]
        around = [
            one
            for one in anchors
            if (one.row_id == row.pk and one.column is None) or one.group_id == row.group_id
        ]
        placed += [Placed(note, one) for one in here or around[:1]]
        if not here and not around:
            free.append(note)
    return placed, free


def _ledger(cell: Cell, slot: Slot) -> list[Entry]:
    """What a target was, where it was ever changed."""
    if cell.column.kind != FigureKind.TARGET:
        return []
    entries = targets.ledger(slot, decimals=cell.row.indicator.decimals)
    return entries if len(entries) > 1 else []


def _in_force(cell: Cell) -> Figure | None:
    column = cell.column
    if column.kind != FigureKind.TARGET or cell.figure or column.document is None:
        return None
    return querysets.target_in_force(cell.row.indicator, column, column.document, row=cell.row)
