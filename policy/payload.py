"""This app's share of a chapter's fragment: the chapter itself, its goal tree and its running text."""

from datetime import datetime

from policy import trees
from policy.fragments import Part
from policy.models import Chapter, GoalNode, GoalTree, Passage, TreeEdition
from policy.querysets import for_payload
from twenterand import richtext

# What the fragment shows of the chapter itself; its review is not among it.
SHOWN = ("slug", "title", "kind", "owner_id", "edition_id")


def build(chapter: Chapter) -> dict:
    """Keys uid, slug, title, kind, owner (name of the function), tree and passages; at most five queries."""
    return {
        "uid": str(chapter.uid),
        "slug": chapter.slug,
        "title": chapter.title,
        "kind": chapter.kind,
        "owner": chapter.owner.name,
        "tree": _tree(chapter.edition),
        "passages": [_passage(passage) for passage in for_payload(chapter)],
    }


def changed_by(chapter: Chapter, since: datetime | None) -> set[str]:
    """Who changed the chapter, its texts or its tree after `since`; removed texts and goals count too."""
    histories = [Passage.history.filter(chapter_id=chapter.pk)]
    if chapter.edition_id:
        trees_shown = TreeEdition.objects.filter(pk=chapter.edition_id).values("tree_id")
        histories += [
            GoalNode.history.filter(edition_id=chapter.edition_id),
            GoalTree.history.filter(id__in=trees_shown),
        ]
    names = _changed_chapter(chapter, since)
    for rows in histories:
        recent = rows.filter(history_date__gt=since) if since else rows
        names |= set(recent.order_by().values_list("history_user_id", flat=True).distinct())
    return names - {""}


PART = Part(build=build, changed_by=changed_by)


def _tree(edition: TreeEdition | None) -> dict | None:
    if edition is None:
        return None
    return {
        "uid": str(edition.tree.uid),
        "slug": edition.tree.slug,
        "title": edition.tree.title,
        "year": edition.budget_year,
        "nodes": trees.payload(edition),
    }


def _passage(passage: Passage) -> dict:
    return {
        "uid": str(passage.uid),
        "heading": passage.heading,
        "level": passage.level,
        "html": richtext.sanitise(passage.html),
        "node": str(passage.node.uid) if passage.node_id else None,
    }


def _changed_chapter(chapter: Chapter, since: datetime | None) -> set[str]:
    """Who changed what is shown of the chapter. Submitting and judging write history as well; those rows
    differ from the row before only in the review and do not count."""
    rows = chapter.history.order_by("history_date", "history_id").values_list(
        "history_date", "history_user_id", *SHOWN
    )
    names, previous = set(), None
    for moment, name, *shown in rows:
        if shown != previous and (since is None or moment > since):
            names.add(name)
        previous = shown
    return names
