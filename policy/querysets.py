"""Reads, named after the page they serve. Their number of queries does not grow with the rows (tests)."""

from django.db.models import Count, Prefetch, Q, QuerySet

from policy.models import (
    Chapter,
    Document,
    DocumentRelation,
    GoalNode,
    Passage,
    ReviewState,
    TreeEdition,
)


def for_document_list() -> QuerySet[Document]:
    """Documents with their owner, and per document the number of chapters in each state; one query."""
    states = {
        f"chapters_{state}": Count("chapters", filter=Q(chapters__state=state), distinct=True)
        for state in ReviewState.values
    }
    return Document.objects.select_related("owner").annotate(
        chapter_count=Count("chapters", distinct=True), **states
    )


def for_document_page() -> QuerySet[Document]:
    """A document with chapters, route and relations both ways; five queries."""
    return Document.objects.select_related("owner").prefetch_related(
        Prefetch("chapters", Chapter.objects.select_related("owner", "edition__tree")),
        "route_steps",
        Prefetch("relations", DocumentRelation.objects.select_related("other").order_by("pk")),
        Prefetch("inverse_relations", DocumentRelation.objects.select_related("document").order_by("pk")),
    )


def for_chapter_page() -> QuerySet[Chapter]:
    """A chapter with document, owner, tree and passages (with the goal each is about); two queries."""
    return Chapter.objects.select_related("document", "owner", "edition__tree").prefetch_related(
        Prefetch("passages", Passage.objects.select_related("node"))
    )


def for_passage_page() -> QuerySet[Passage]:
    """A passage with its chapter and document; one query."""
    return Passage.objects.select_related("chapter__document", "chapter__owner", "chapter__edition", "node")


def for_tree_list() -> QuerySet[TreeEdition]:
    """Editions with tree, owner and the number of nodes per kind; one query."""
    return (
        TreeEdition.objects.select_related("tree__owner")
        .annotate(
            goals=Count("nodes", filter=Q(nodes__kind="goal")),
            subgoals=Count("nodes", filter=Q(nodes__kind="subgoal")),
            activities=Count("nodes", filter=Q(nodes__kind="activity")),
        )
        .order_by("-budget_year", "tree__title")
    )


def for_tree_page() -> QuerySet[TreeEdition]:
    """An edition with its tree, nodes, and the chapters that show it; three queries."""
    return TreeEdition.objects.select_related("tree__owner").prefetch_related(
        "nodes", Prefetch("chapters", Chapter.objects.select_related("document"))
    )


def for_node_page() -> QuerySet[GoalNode]:
    """A node with its parent, edition, tree and the chapters that show it; two queries."""
    return GoalNode.objects.select_related("parent", "edition__tree__owner").prefetch_related(
        Prefetch("edition__chapters", Chapter.objects.select_related("document"))
    )


def for_review_list() -> QuerySet[Chapter]:
    """Chapters that wait for a judgement, longest waiting first; one query."""
    return (
        Chapter.objects.filter(state=ReviewState.SUBMITTED)
        .select_related("document", "owner", "edition__tree")
        .order_by("submitted_at")
    )


def for_payload(chapter: Chapter) -> list[Passage]:
    """The passages of a chapter in reading order, each with its node; one query."""
    return list(chapter.passages.select_related("node").order_by("position", "pk"))


def removed_passages(chapter: Chapter) -> list:
    """The last row of history of every passage that was removed, newest first; one query beside the passages
    of for_chapter_page."""
    here = {passage.uid for passage in chapter.passages.all()}
    rows = Passage.history.filter(chapter_id=chapter.pk, history_type="-")
    found = {}
    for row in rows.order_by("-history_date", "-history_id"):
        if row.uid not in here:
            found.setdefault(row.uid, row)
    return list(found.values())
