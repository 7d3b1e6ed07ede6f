"""The demo's documents, goal trees, framework and running text."""

from datetime import date

from policy.models import (
    Challenge,
    Chapter,
    Document,
    DocumentKind,
    DocumentRelation,
    GoalNode,
    GoalTree,
    Passage,
    Principle,
    RouteStep,
    Theme,
    TreeEdition,
)
from twenterand import demo_files
from twenterand.accounts.models import Function
from twenterand.accounts.records import add_all, keep
from twenterand.demo_files import ACTOR, REASON, choice, uid
from twenterand.richtext import sanitise

KADERNOTA = "kadernota-2026"


def load() -> None:
    """Add the framework, the goal trees of 2026 and the kadernota with its texts."""
    _load_trees()
    framework = demo_files.read("ibn-2023-2026.yaml")
    documents = demo_files.read(f"{KADERNOTA}/document.yaml")["documents"]
    rows = [framework["document"], *documents]
    for row in rows:
        _add_document(row)
    for row in rows:
        _add_relations(row)
    _add_framework(Document.objects.get(slug=framework["document"]["slug"]), framework)
    for position, slug in enumerate(documents[-1]["chapters"], start=1):
        _add_chapter(demo_files.read(f"{KADERNOTA}/chapters/{slug}.yaml"), position)


def _function(slug: str) -> Function:
    return Function.objects.get(slug=slug)


def _load_trees() -> None:
    data = demo_files.read("doelenbomen-2026.yaml")
    for row in data["trees"]:
        tree = keep(
            GoalTree(
                uid=uid("tree", row["slug"]),
                slug=row["slug"],
                title=row["title"],
                owner=_function(row["owner"]),
            ),
            by=ACTOR,
            reason=REASON,
        )
        edition = TreeEdition.objects.create(tree=tree, budget_year=data["budget_year"])
        _add_nodes(edition, None, row["nodes"])


def _add_nodes(edition: TreeEdition, parent: GoalNode | None, rows: list[dict]) -> None:
    for position, row in enumerate(rows, start=1):
        node = GoalNode(
            uid=uid("node", edition.tree.slug, row["kind"], row["title"]),
            edition=edition,
            parent=parent,
            kind=row["kind"],
            position=position,
            title=row["title"],
            explanation=row.get("explanation") or "",
        )
        keep(node, by=ACTOR, reason=REASON)
        _add_nodes(edition, node, row.get("children") or [])


def _add_document(row: dict) -> None:
    document = Document(
        uid=uid("document", row["slug"]),
        slug=row["slug"],
        kind=choice(DocumentKind, row["kind"]),
        title=row["title"],
        programme=row["programme"],
        summary=sanitise(row["summary"]),
        year_from=row["year_from"],
        year_to=row["year_to"],
        owner=_function(row["owner"]),
    )
    keep(document, by=ACTOR, reason=REASON)
    for position, step in enumerate(row["route_steps"], start=1):
        RouteStep.objects.create(
            document=document,
            position=position,
            kind=step["kind"],
            body=choice(RouteStep.Body, step["body"]),
            title=step["title"],
            date_from=date.fromisoformat(step["from"]) if step["from"] else None,
            date_to=date.fromisoformat(step["to"]) if step["to"] else None,
            precision=step["precision"],
            expected=step["expected"],
            outcome=choice(RouteStep.Outcome, step["outcome"]),
        )


def _add_relations(row: dict) -> None:
    document = Document.objects.get(slug=row["slug"])
    for relation in row["relations"]:
        DocumentRelation.objects.create(
            document=document,
            kind=choice(DocumentRelation.Kind, relation["kind"]),
            other=Document.objects.get(slug=relation["slug"]),
        )


def _add_framework(document: Document, data: dict) -> None:
    for position, row in enumerate(data["themes"], start=1):
        theme = Theme.objects.create(
            uid=uid("theme", row["slug"]),
            document=document,
            slug=row["slug"],
            title=row["title"],
            summary=row["summary"],
            position=position,
        )
        Challenge.objects.bulk_create(
            Challenge(uid=uid("challenge", title), theme=theme, title=title, position=number)
            for number, title in enumerate(row["challenges"], start=1)
        )
    Principle.objects.bulk_create(
        Principle(
            uid=uid("principle", row["slug"]),
            document=document,
            slug=row["slug"],
            title=row["title"],
            text=row["text"],
            position=position,
        )
        for position, row in enumerate(data["principles"], start=1)
    )


def _add_chapter(row: dict, position: int) -> None:
    edition = TreeEdition.objects.filter(tree__slug=row["tree"]).first() if row["tree"] else None
    chapter = Chapter(
        uid=uid("chapter", KADERNOTA, row["slug"]),
        document=Document.objects.get(slug=KADERNOTA),
        slug=row["slug"],
        title=row["title"],
        kind=row["kind"],
        position=position,
        edition=edition,
        owner=_function(row["owner"]),
    )
    keep(chapter, by=ACTOR, reason=REASON)
    nodes = {node.title: node for node in GoalNode.objects.filter(edition=edition)} if edition else {}
    passages = [
        Passage(
            uid=uid("passage", KADERNOTA, row["slug"], passage["key"]),
            chapter=chapter,
            node=nodes[passage["node"]] if passage["node"] else None,
            position=number,
            level=passage["level"],
            heading=passage["heading"],
            html=sanitise(passage["html"]),
        )
        for number, passage in enumerate(row["passages"], start=1)
    ]
    add_all(Passage, passages, by=ACTOR, reason=REASON)
