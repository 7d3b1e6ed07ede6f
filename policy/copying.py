"""Copies of chapters, texts and goal trees for a document of a later year (carrying.py)."""

from dataclasses import dataclass, field

from policy.models import Chapter, Document, GoalNode, NodeKind, Passage, TreeEdition
from twenterand import richtext
from twenterand.accounts.records import add_all

# Copies are made under this name: whoever carries a document forward has written none of its content, and may judge it.
COPIER = "doorzetten"


@dataclass
class Carried:
    """What the shares of other apps need: old primary keys with what came in their place."""

    source: Document
    document: Document
    years: int
    reason: str
    footnotes: bool
    kept_columns: frozenset[int]
    documents: dict[int, Document]
    chapters: dict[int, Chapter] = field(default_factory=dict)
    nodes: dict[int, GoalNode] = field(default_factory=dict)


def chapters(carried: Carried) -> None:
    """The chapters, each about the edition of its tree in the later year."""
    old = list(carried.source.chapters.select_related("edition").order_by("position", "pk"))
    editions = _editions([chapter.edition for chapter in old if chapter.edition], carried)
    new = [
        Chapter(
            document=carried.document,
            uid=chapter.uid,
            copied_from=chapter.uid,
            slug=chapter.slug,
            title=chapter.title,
            kind=chapter.kind,
            position=chapter.position,
            owner_id=chapter.owner_id,
            edition=editions.get(chapter.edition_id),
        )
        for chapter in old
    ]
    add_all(Chapter, new, by=COPIER, reason=carried.reason)
    carried.chapters = {chapter.pk: copy for chapter, copy in zip(old, new, strict=True)}


def _editions(old: list[TreeEdition], carried: Carried) -> dict[int, TreeEdition]:
    """The editions of the later year: those there are, and copies of the others."""
    there = {
        (edition.tree_id, edition.budget_year): edition
        for edition in TreeEdition.objects.filter(tree__in=[edition.tree_id for edition in old])
    }
    later = {edition.pk: (edition.tree_id, edition.budget_year + carried.years) for edition in old}
    fresh = [
        TreeEdition(tree_id=tree, budget_year=year)
        for tree, year in later.values()
        if (tree, year) not in there
    ]
    TreeEdition.objects.bulk_create(fresh)
    there |= {(edition.tree_id, edition.budget_year): edition for edition in fresh}
    found = {pk: there[key] for pk, key in later.items()}
    _nodes(found, {edition.pk for edition in fresh}, carried)
    return found


def _nodes(editions: dict[int, TreeEdition], fresh: set[int], carried: Carried) -> None:
    """Copy the nodes into editions that are new; in those that were there a node is the one with the same uid."""
    old = list(GoalNode.objects.filter(edition__in=editions).order_by("edition", "position", "pk"))
    known = GoalNode.objects.filter(edition__in=[one.pk for one in editions.values() if one.pk not in fresh])
    there = {(node.edition_id, node.uid): node for node in known}
    for kind in NodeKind.values:
        level = [node for node in old if node.kind == kind and editions[node.edition_id].pk in fresh]
        copies = [
            GoalNode(
                edition=editions[node.edition_id],
                parent=carried.nodes.get(node.parent_id),
                uid=node.uid,
                copied_from=node.uid,
                kind=node.kind,
                position=node.position,
                title=node.title,
                explanation=node.explanation,
            )
            for node in level
        ]
        add_all(GoalNode, copies, by=COPIER, reason=carried.reason)
        carried.nodes |= {node.pk: copy for node, copy in zip(level, copies, strict=True)}
    for node in old:
        if same := there.get((editions[node.edition_id].pk, node.uid)):
            carried.nodes[node.pk] = same


def passages(carried: Carried) -> None:
    """The texts. Where a goal is gone from a tree that was there already, its title becomes the heading of its text."""
    old = Passage.objects.filter(chapter__document=carried.source).select_related("node")
    copies = []
    for passage in old.order_by("chapter", "position", "pk"):
        node = carried.nodes.get(passage.node_id)
        lost = passage.node_id and node is None and not passage.heading
        copies.append(
            Passage(
                chapter=carried.chapters[passage.chapter_id],
                node=node,
                uid=passage.uid,
                copied_from=passage.uid,
                position=passage.position,
                level=passage.level,
                heading=richtext.one_line(passage.node.title)[:250] if lost else passage.heading,
                html=passage.html,
            )
        )
    add_all(Passage, copies, by=COPIER, reason=carried.reason)
