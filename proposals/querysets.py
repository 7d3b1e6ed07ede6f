"""Reads, named after the page they serve. The number of queries does not grow with the proposals (tests)."""

from django.db.models import Prefetch, QuerySet

from policy.models import Chapter, Document, GoalNode, NodeKind, Passage
from proposals.models import Proposal


def _complete(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    related = ("document__owner", "edition__tree__owner", "activity__edition__tree")
    explained_by = Passage.objects.select_related("node", "chapter").order_by(
        "chapter__position", "position", "pk"
    )
    return (
        rows.select_related(*related, "passage__chapter__edition__tree", "passage__node")
        .prefetch_related("amounts", "coverage", Prefetch("explained_by", explained_by))
        .order_by("position", "pk")
    )


def for_chapter(chapter: Chapter) -> QuerySet[Proposal]:
    """The proposals that print in a chapter: those of its goal tree, else those printed under its passages."""
    rows = Proposal.objects.filter(document=chapter.document_id)
    if chapter.edition_id:
        rows = rows.filter(edition=chapter.edition_id)
    else:
        rows = rows.filter(edition=None, passage__chapter=chapter)
    return _complete(rows)


def for_list(document: Document) -> QuerySet[Proposal]:
    """All proposals of a document in printed order; four queries."""
    return _complete(Proposal.objects.filter(document=document))


def for_page() -> QuerySet[Proposal]:
    """One proposal with everything its page shows; four queries."""
    return _complete(Proposal.objects.all())


def documents() -> QuerySet[Document]:
    """Documents that can hold proposals, newest first: those with chapters."""
    return Document.objects.filter(chapters__isnull=False).distinct().order_by("-year_from", "title")


def chapters_of(document: Document) -> list[Chapter]:
    """The chapters of a document with what rights and places need; one query."""
    return list(
        document.chapters.select_related("document", "owner", "edition__tree").order_by("position", "pk")
    )


def activities_of(document: Document) -> list[GoalNode]:
    """The activities of the goal trees that the document's chapters are about; one query."""
    return list(
        GoalNode.objects.filter(kind=NodeKind.ACTIVITY, edition__chapters__document=document)
        .select_related("edition__tree", "parent")
        .distinct()
        .order_by("edition", "parent__position", "parent", "position", "pk")
    )


def passages_of(document: Document) -> list[Passage]:
    """The passages of a document in reading order; one query."""
    return list(
        Passage.objects.filter(chapter__document=document)
        .select_related("chapter__edition__tree", "node")
        .order_by("chapter__position", "chapter", "position", "pk")
    )
