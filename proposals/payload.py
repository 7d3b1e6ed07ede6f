"""The proposals of a chapter as they are agreed to and published."""

from datetime import datetime
from typing import Any

from policy.fragments import Part
from policy.models import Chapter
from proposals import querysets
from proposals.models import Proposal, ProposalAmount, ProposalCoverage
from proposals.totals import plain, printed, totals


def build(chapter: Chapter) -> dict[str, Any]:
    """`proposals` in printed order and their `totals` for the document's year (None without proposals)."""
    rows = list(querysets.for_chapter(chapter))
    year = chapter.document.year_from
    amounts = [amount for row in rows for amount in row.amounts.all()]
    return {
        "proposals": [_row(proposal, year) for proposal in rows],
        "totals": totals(amounts, year=year) if rows else None,
    }


def _row(proposal: Proposal, year: int) -> dict[str, Any]:
    amounts = list(proposal.amounts.all())
    return {
        "uid": str(proposal.uid),
        "slug": proposal.slug,
        "title": proposal.title,
        "basis": proposal.basis,
        "fte": plain(proposal.fte) if proposal.fte is not None else None,
        "task_field": proposal.task_field,
        "state": proposal.state,
        "activity": str(proposal.activity.uid) if proposal.activity else None,
        "passage": str(proposal.passage.uid) if proposal.passage else None,
        "explained_by": [str(passage.uid) for passage in proposal.explained_by.all()],
        "amounts": [
            {
                "year": amount.year,
                "recurrence": amount.recurrence,
                "effect": amount.effect,
                "amount": plain(amount.amount),
            }
            for amount in amounts
        ],
        "coverage": [
            {
                "year": item.year,
                "source": item.source,
                "amount": plain(item.amount) if item.amount is not None else None,
            }
            # Sorted here: databases do not agree on the order of letters, and the hash must be the same.
            for item in sorted(proposal.coverage.all(), key=lambda item: (item.year, item.source))
        ],
        "printed": printed(amounts, year=year),
    }


def changed_by(chapter: Chapter, since: datetime | None) -> set[str]:
    """User names from the history of the chapter's proposals, their amounts and coverage, removed ones included."""
    proposals = Proposal.history.filter(document_id=chapter.document_id)
    if chapter.edition_id:
        proposals = proposals.filter(edition_id=chapter.edition_id)
    else:
        proposals = proposals.filter(edition_id=None, passage_id__in=chapter.passages.values("pk"))
    # With those that have moved away since: leaving is a change of what the chapter shows.
    ids = set(proposals.values_list("id", flat=True))
    actors: set[str] = set()
    for rows in (
        Proposal.history.filter(id__in=ids),
        ProposalAmount.history.filter(proposal_id__in=ids),
        ProposalCoverage.history.filter(proposal_id__in=ids),
    ):
        if since is not None:
            rows = rows.filter(history_date__gt=since)
        actors |= set(rows.values_list("history_user_id", flat=True).distinct())
    return actors - {""}


PART = Part(build=build, changed_by=changed_by)
