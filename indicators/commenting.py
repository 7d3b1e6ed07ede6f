"""Remarks of colleagues beside a cell: a thread is a first remark with its replies, and is resolved as a whole.

They stay inside the organisation: no payload reads them. A remark belongs to a slot, not to a figure, so that it
can stand beside an empty cell and outlives a figure that is removed.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from indicators import grid, places, querysets, relations
from indicators import history as histories
from indicators.models import CellComment, TableColumn, TableRow
from indicators.querysets import Slot
from twenterand.accounts.models import Function, User
from twenterand.accounts.rights import Action, Relation, require
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

LONGEST = 4000
MOST_DONE = 25
# "@" inside a word is part of a mail address.
MENTION = re.compile(r"(?<![\w.])@(?=\w)")
UNKNOWN = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Thread:
    """A first remark with its replies, for people: `names` are those of the authors by user name."""

    first: CellComment
    replies: tuple[CellComment, ...]
    names: dict[str, str]

    @property
    def remarks(self) -> list[tuple[CellComment, str, list[Function]]]:
        """Every remark in order, with who made it and whom it is for."""
        return [
            (remark, self.names[remark.author], list(remark.mentions.all()))
            for remark in (self.first, *self.replies)
        ]

    @property
    def resolver(self) -> str:
        """Who resolved it; empty while it is open."""
        return self.names[self.first.resolved_by] if self.first.resolved_at else ""

    def closable(self, user: User, row: TableRow) -> bool:
        """Whether this person may resolve and reopen it: who made it, for whom it is, and who owns the cell."""
        mentioned = {function.pk for _, _, functions in self.remarks for function in functions}
        owns = relations.of_cell(user, row) in {Relation.OWN, Relation.HOLDER}
        return owns or self.first.author == user.get_username() or bool(mentioned & user.function_ids)


@dataclass(frozen=True)
class Standing:
    """A thread with the cell where it can be read; `row` is None when no table shows that cell any more."""

    thread: Thread
    row: TableRow | None
    column: int

    @property
    def label(self) -> str:
        """The row as printed, else the name of the indicator."""
        return self.row.label if self.row else self.thread.first.indicator.name

    @property
    def heading(self) -> str:
        """The column in words."""
        return grid.heading(self.thread.first)


class Beside:
    """The open threads beside the cells of these indicators: one query, and a second where there are any."""

    def __init__(self, indicators: Collection[int] | QuerySet):
        self._open = open_beside(indicators)
        self._ours = querysets.our_area_id() if self._open else None

    def count(self, cell: grid.Cell) -> int:
        """How many open threads stand beside a cell."""
        return self._open[Slot.in_cell(cell.row, cell.column, self._ours)] if self._open else 0


def add(
    *, row: TableRow, column: TableColumn, text: str, by: User, mentions: Iterable[Function] = ()
) -> CellComment:
    """Start a thread beside a cell. Functions in the text ("@adviseur-wmo", "@Adviseur Wmo") are mentioned too.

    Raises Refused with a sentence: nothing written, too long, or an @ before what is no active function.
    """
    require(by, Action.VIEW_WORK)
    slot = Slot.in_cell(row, column, querysets.our_area_id())
    return _keep(CellComment(**slot._asdict()), text, mentions, by)


def reply(*, comment: CellComment, text: str, by: User) -> CellComment:
    """Answer in an open thread; `comment` is its first remark. Raises Refused as `add` does."""
    require(by, Action.VIEW_WORK)
    with transaction.atomic():
        first = CellComment.objects.select_for_update().get(pk=comment.pk, parent=None)
        if first.resolved_at:
            raise Refused("Deze opmerking is al afgehandeld. Open haar weer om te reageren.")
        return _keep(CellComment(**Slot.of(first)._asdict(), parent=first), text, (), by)


def resolve(*, comment: CellComment, row: TableRow, by: User) -> CellComment:
    """Mark a thread as done. Raises Refused for who may not, or when a colleague was first."""
    return _close(comment, row, by, done=True)


def reopen(*, comment: CellComment, row: TableRow, by: User) -> CellComment:
    """Make a thread that was done open again. Raises Refused for who may not, or when it is open."""
    return _close(comment, row, by, done=False)


def threads(slot: Slot) -> list[Thread]:
    """The threads beside a cell, open ones first and then the newest; a fixed number of queries."""
    return as_threads(CellComment.objects.filter(**slot._asdict(), parent=None))


def as_threads(comments: QuerySet[CellComment]) -> list[Thread]:
    """First remarks as threads, open ones first and then the newest; a fixed number of queries."""
    replies = CellComment.objects.prefetch_related("mentions")
    firsts = list(comments.prefetch_related("mentions", Prefetch("replies", replies)))
    firsts.sort(key=lambda first: (first.resolved_at is not None, -first.made_at.timestamp()))
    everyone = [*firsts, *(answer for first in firsts for answer in first.replies.all())]
    names = histories.names({name for one in everyone for name in (one.author, one.resolved_by) if name})
    return [Thread(first, tuple(first.replies.all()), names) for first in firsts]


def mentioning(functions: Collection[int]) -> QuerySet[CellComment]:
    """The first remarks of threads in which one of these functions (primary keys) is mentioned."""
    meant = Q(mentions__in=functions) | Q(replies__mentions__in=functions)
    found = CellComment.objects.filter(meant, parent=None).order_by().values("pk")
    return CellComment.objects.filter(pk__in=found).select_related("indicator").order_by("-made_at", "-pk")


def open_for(functions: Collection[int]) -> QuerySet[CellComment]:
    """What still waits for one of these functions (primary keys), the newest first; for lists and reminders."""
    return mentioning(functions).filter(resolved_at=None)


def board(functions: Collection[int]) -> tuple[list[Standing], list[Standing]]:
    """The threads that mention these functions: those that are open, and the last that were done."""
    done = mentioning(functions).exclude(resolved_at=None).order_by("-resolved_at", "-pk")[:MOST_DONE]
    return standing(as_threads(open_for(functions))), standing(as_threads(done))


def standing(threads: Collection[Thread]) -> list[Standing]:
    """Threads with the first cell that shows what they are about; a fixed number of queries."""
    slots = {Slot.of(thread.first) for thread in threads}
    shown: dict[Slot, places.Place] = {}
    for place in places.showing(slots) if slots else ():
        shown.setdefault(place.slot, place)
    rows = TableRow.objects.select_related("group__table__chapter__document")
    records = rows.in_bulk([place.row for place in shown.values()])
    found = [(thread, shown.get(Slot.of(thread.first))) for thread in threads]
    return [
        Standing(thread, records[place.row] if place else None, place.column if place else 0)
        for thread, place in found
    ]


def open_beside(indicators: Collection[int] | QuerySet) -> Counter[Slot]:
    """How many open threads stand beside the cells of these indicators, by slot; one query."""
    found = CellComment.objects.filter(indicator__in=indicators, parent=None, resolved_at=None)
    return Counter(Slot(*values) for values in found.order_by().values_list(*Slot._fields))


def mentioned_in(text: str) -> list[Function]:
    """The active functions that a text names after an @, by slug or by name. Raises Refused for any other @."""
    if not MENTION.search(text):
        return []
    functions = Function.objects.filter(active=True)
    known = {word.casefold(): function for function in functions for word in (function.slug, function.name)}
    longest_first = sorted(known, key=len, reverse=True)
    found: dict[int, Function] = {}
    for match in MENTION.finditer(text):
        rest = text[match.end() :].casefold()
        name = next((word for word in longest_first if re.match(rf"{re.escape(word)}(?![\w-])", rest)), None)
        if name is None:
            raise Refused(_unknown(text[match.end() :], known))
        found[known[name].pk] = known[name]
    return list(found.values())


def _unknown(rest: str, known: dict[str, Function]) -> str:
    word = UNKNOWN.match(rest).group()
    near = get_close_matches(word.casefold(), known, n=1, cutoff=0.5)
    hint = f" Bedoelt u “@{known[near[0]].name}”?" if near else ""
    unknown = f"{quoted('@' + word)} is geen functie die wij kennen."
    return f"{unknown}{hint} Kies een functie uit de lijst, of haal de @ weg."


@transaction.atomic
def _keep(comment: CellComment, text: str, mentions: Iterable[Function], by: User) -> CellComment:
    tidy = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not tidy:
        raise Refused("De opmerking is leeg. Vul een tekst in.")
    if len(tidy) > LONGEST:
        raise Refused(f"De opmerking is {len(tidy)} tekens lang. Dat mogen er ten hoogste {LONGEST} zijn.")
    meant = {function.pk: function for function in (*mentioned_in(tidy), *mentions)}
    comment.text, comment.author = tidy, by.get_username()
    comment.save()
    comment.mentions.set(meant.values())
    return comment


@transaction.atomic
def _close(comment: CellComment, row: TableRow, by: User, *, done: bool) -> CellComment:
    require(by, Action.VIEW_WORK)
    first = CellComment.objects.select_for_update().get(pk=comment.pk, parent=None)
    thread = as_threads(CellComment.objects.filter(pk=first.pk))[0]
    if not thread.closable(by, row):
        raise Refused(
            "U kunt deze opmerking niet afhandelen of weer openen. Dat doet de schrijver, de functie voor wie de "
            "opmerking is, of wie over dit cijfer gaat."
        )
    if bool(first.resolved_at) is done:
        raise Refused(f"Al afgehandeld door {thread.resolver}." if done else "Deze opmerking staat al open.")
    first.resolved_at = timezone.now() if done else None
    first.resolved_by = by.get_username() if done else ""
    first.save(update_fields=["resolved_at", "resolved_by"])
    return first
