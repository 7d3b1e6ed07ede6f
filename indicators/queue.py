"""The work queue: what waits for some functions, and for whoever judges. A fixed number of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from indicators import commenting, querysets, reporting
from indicators.models import Figure
from indicators.places import Columns
from indicators.querysets import Series, Slot
from indicators.reporting import Duty
from indicators.standing import Standings
from policy import editing
from policy import querysets as policy_querysets
from policy import relations as policy_relations
from policy.models import Chapter, ReviewState
from twenterand.accounts import waiting
from twenterand.accounts.models import Function, User
from twenterand.accounts.rights import Action, may

MOST_REMARKS = 50


@dataclass(frozen=True)
class Group:
    """Duties that make one entry: those of a chapter for one period, or the periods of one indicator (`rhythm`).

    `due` is the day of the first.
    """

    owner: Function
    title: str
    due: date
    late: bool
    rhythm: str
    duties: list[Duty] = field(default_factory=list)


@dataclass(frozen=True)
class Unexplained:
    """A row that is off target and that nobody has explained yet; its chapter cannot be submitted before."""

    owner: Function
    label: str
    sum: str
    place: str
    href: str


@dataclass(frozen=True)
class Queue:
    """What waits. `to_judge` is None for who never judges; `open_again` are chapters of published documents that are
    being corrected, and that are to be submitted again."""

    late: list[Group]
    coming: list[Group]
    unexplained: list[Unexplained]
    remarks: list[commenting.Standing]
    submitted: list[Chapter]
    to_judge: list[Chapter] | None
    open_again: list[Chapter]
    others: list[waiting.Heap]

    @property
    def empty(self) -> bool:
        """Whether nothing waits at all."""
        parts = (self.late, self.coming, self.unexplained, self.remarks, self.submitted, self.to_judge)
        return not any((*parts, self.open_again, self.others))


def of(user: User, functions: Collection[int] | None = None, today: date | None = None) -> Queue:
    """What waits for these functions (primary keys; None: all), and what `user` may judge of theirs."""
    groups = grouped(reporting.duties(functions=functions, today=today))
    chapters = list(policy_querysets.for_review_list())
    judged = [one for one in chapters if may(user, Action.JUDGE, policy_relations.of_chapter(user, one))]
    # A reviewer's own queue holds all that they may judge, whoever wrote it.
    own = functions is not None and set(functions) == set(user.function_ids)
    theirs = judged if own else [one for one in judged if _of(one.owner_id, functions)]
    submitted = [one for one in chapters if one not in judged and _of(one.owner_id, functions)]
    return Queue(
        late=[group for group in groups if group.late],
        coming=[group for group in groups if not group.late],
        unexplained=unexplained(functions),
        remarks=_remarks(functions),
        submitted=submitted,
        to_judge=theirs if may(user, Action.JUDGE) else None,
        open_again=_open_again(functions),
        others=waiting.of(functions, today or timezone.localdate()),
    )


def _open_again(functions: Collection[int] | None) -> list[Chapter]:
    """Chapters of published documents that were agreed once and are in editing again, in printed order."""
    rows = Chapter.objects.filter(
        state=ReviewState.EDITING, agreed_at__isnull=False, document__slug__in=editing.published_slugs()
    )
    if functions is not None:
        rows = rows.filter(owner__in=functions)
    return list(rows.select_related("document", "owner").order_by("document__title", "position", "pk"))


def grouped(duties: Iterable[Duty]) -> list[Group]:
    """Duties as entries, in the order in which they come; an entry is late as a whole, or not at all."""
    found: dict[tuple, Group] = {}
    for duty in duties:
        key = (duty.label, duty.late) if duty.rhythm else (duty.place, duty.period, duty.due)
        title = duty.label if duty.rhythm else f"{duty.place}: {duty.period.label}"
        entry = Group(duty.owner, title, duty.due, duty.late, duty.place if duty.rhythm else "")
        found.setdefault((duty.owner.pk, *key), entry).duties.append(duty)
    return list(found.values())


class _Counted(NamedTuple):
    state: str
    number: object


def unexplained(functions: Collection[int] | None = None) -> list[Unexplained]:
    """Rows off target without explanation, in chapters that are being edited."""
    rows = [
        row
        for row in reporting.rows_in_work(functions)
        if row.group.table.chapter.state == ReviewState.EDITING
    ]
    columns = Columns(row.group.table_id for row in rows)
    area = querysets.our_area_id()
    found = Figure.objects.filter(indicator__in={row.indicator_id for row in rows}).order_by()
    figures = {
        Slot(*slot): _Counted(state, number)
        for *slot, state, number in found.values_list(*Slot._fields, "state", "number")
    }
    standings = Standings({row.group.table.chapter.document_id for row in rows})
    for row in rows:
        mine = columns.of(row.group_id, row.group.table_id)
        cells = [(column, figures.get(Slot.in_cell(row, column, area))) for column in mine]
        series = Series(row.indicator_id, row.area_id, row.breakdown)
        standings.add(row.pk, row.group.table.chapter.document_id, series, row.indicator, cells)
    missing = {key: one for key, one in standings.all().items() if one.missing}
    return [_unexplained(row, missing[row.pk].sum) for row in rows if row.pk in missing]


def _unexplained(row, sentence: str) -> Unexplained:
    chapter = row.group.table.chapter
    return Unexplained(
        owner=_responsible(row),
        label=row.label,
        sum=sentence,
        place=f"{chapter.title}, {chapter.document.title}",
        href=reverse("indicators:explanation", args=[row.pk]),
    )


def _responsible(row) -> Function:
    return row.indicator.holder or row.group.table.chapter.owner


def _remarks(functions: Collection[int] | None) -> list[commenting.Standing]:
    if functions is None:
        functions = Function.objects.values_list("pk", flat=True)
    return commenting.standing(commenting.as_threads(commenting.open_for(functions)[:MOST_REMARKS]))


def _of(owner: int, functions: Collection[int] | None) -> bool:
    return functions is None or owner in functions
