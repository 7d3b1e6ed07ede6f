"""What stands on "Mijn werk": what a person's functions own, what waits, and what happened lately.

A fixed number of queries, however much work there is.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from indicators import commenting, reporting
from indicators.models import TableRow
from policy import querysets as policy_querysets
from policy.models import Chapter, TreeEdition
from proposals.models import Proposal
from proposals.totals import printed
from twenterand.accounts import waiting
from twenterand.accounts.models import Function, Role, User
from twenterand.accounts.rights import Action, Relation, may
from twenterand.accounts.waiting import Heap
from twenterand.jobs.models import Job
from twenterand.publications import querysets
from twenterand.publications.changes import Change, latest
from twenterand.publications.models import Publication

MOST_PROPOSALS = 25
MOST_PUBLICATIONS = 5


@dataclass
class Work:
    """One person's page. Lists are empty where there is no such work, None where the role never has any."""

    functions: list[Function]
    roles: list[str]
    is_worker: bool
    is_administrator: bool
    late: int = 0
    coming: int = 0
    remarks: int = 0
    heaps: list[Heap] = field(default_factory=list)
    trees: list[TreeEdition] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    proposals: list[dict[str, Any]] = field(default_factory=list)
    to_review: list[Chapter] | None = None
    jobs: list[Job] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    embargoed: list[Publication] | None = None
    publications: list[Publication] = field(default_factory=list)


def of(user: User) -> Work:
    """Everything on the start page of `user`."""
    work = Work(
        functions=list(user.functions.filter(active=True)),
        roles=[label for value, label in Role.choices if value in user.roles],
        is_worker=may(user, Action.VIEW_WORK),
        is_administrator=may(user, Action.ADMINISTER),
    )
    if work.is_worker:
        owned = user.function_ids
        duties = reporting.duties(functions=owned) if owned else []
        work.late = sum(duty.late for duty in duties)
        work.coming = len(duties) - work.late
        work.heaps = waiting.of(owned, localdate()) if owned else []
        work.remarks = commenting.open_for(owned).count()
        work.trees = list(policy_querysets.for_tree_list().filter(tree__owner__in=owned))
        work.chapters = list(_chapters(owned))
        work.figures = _figures_in_other_chapters(owned)
        work.proposals = _proposals(owned)
        work.jobs = list(_jobs(user))
        work.changes = latest()
    if may(user, Action.JUDGE):
        work.to_review = list(policy_querysets.for_review_list())
    if may(user, Action.READ_EMBARGOED, Relation.EMBARGOED):
        work.embargoed = list(querysets.under_embargo())
    work.publications = list(querysets.newest(user)[:MOST_PUBLICATIONS])
    return work


def _chapters(owned: frozenset[int]) -> QuerySet[Chapter]:
    rows = Chapter.objects.filter(owner__in=owned).select_related("document", "owner", "edition__tree")
    rows = rows.annotate(tables=Count("indicator_tables"))
    return rows.order_by("-document__year_from", "document__title", "position", "pk")


def _figures_in_other_chapters(owned: frozenset[int]) -> list[dict[str, Any]]:
    """Chapters of somebody else that show indicators which these functions hold, with how many."""
    rows = (
        TableRow.objects.filter(indicator__holder__in=owned)
        .exclude(group__table__chapter__owner__in=owned)
        .order_by()
        .values(
            "group__table__chapter__document__slug",
            "group__table__chapter__document__title",
            "group__table__chapter__slug",
            "group__table__chapter__title",
        )
        .annotate(count=Count("indicator", distinct=True))
    )
    found = []
    for row in rows.order_by("group__table__chapter__document__title", "group__table__chapter__title"):
        document, title, slug, chapter, count = row.values()
        href = reverse("indicators:chapter", args=[document, slug])
        found.append({"document": title, "chapter": chapter, "count": count, "href": href})
    return found


def _proposals(owned: frozenset[int]) -> list[dict[str, Any]]:
    rows = (
        Proposal.objects.filter(
            Q(edition__tree__owner__in=owned) | Q(edition=None, passage__chapter__owner__in=owned)
        )
        .select_related("document")
        .prefetch_related("amounts")
        .order_by("-document__year_from", "position", "pk")[:MOST_PROPOSALS]
    )
    return [
        {"proposal": row, "printed": printed(row.amounts.all(), year=row.document.year_from)} for row in rows
    ]


def _jobs(user: User) -> QuerySet[Job]:
    """What runs now, and what this person asked for and failed."""
    states = Job.State
    running = Q(state__in=[states.QUEUED, states.RUNNING])
    return Job.objects.filter(running | Q(state=states.FAILED, requested_by=user.get_username()))[:10]
