"""Reads, named after the page they serve. The number of queries does not grow with the proposals (tests)."""

from django.db.models import Prefetch, QuerySet

from policy.models import Chapter, Document, Passage
from proposals.models import Proposal


def _complete(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    return rows.select_related("document__owner", "edition__tree__owner", "activity", "passage__chapter").prefetch_related(
        "amounts", "coverage", Prefetch("explained_by", Passage.objects.order_by("position", "pk"))
    )


def for_chapter(chapter: Chapter) -> QuerySet[Proposal]:
    """The proposals that print in a chapter: those of its goal tree, else those printed under its passages."""
    rows = Proposal.objects.filter(document=chapter.document_id)
    if chapter.edition_id:
        rows = rows.filter(edition=chapter.edition_id)
    else:
        rows = rows.filter(edition=None, passage__chapter=chapter)
    return _complete(rows).order_by("position", "pk")


def for_list(document: Document) -> QuerySet[Proposal]:
    """All proposals of a document in printed order; five queries."""
    return _complete(Proposal.objects.filter(document=document)).order_by("position", "pk")


def for_page() -> QuerySet[Proposal]:
    """One proposal with everything its page shows."""
    return _complete(Proposal.objects.all())


def chapter_of(proposal: Proposal) -> Chapter | None:
    """The chapter in which a proposal prints; None when it stands nowhere."""
    rows = Chapter.objects.select_related("document", "owner", "edition__tree").filter(document=proposal.document_id)
    if proposal.edition_id:
        return rows.filter(edition=proposal.edition_id).first()
    return rows.filter(pk=proposal.passage.chapter_id).first() if proposal.passage_id else None
