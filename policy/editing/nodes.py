"""Writes on goal trees. All documents of one year share an edition, so a change reopens every
chapter about it."""

from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from policy import review
from policy.editing import order
from policy.editing.passages import hanging_on
from policy.models import Chapter, GoalNode, NodeKind, TreeEdition
from policy.relations import require_text
from policy.trees import CHILD_KINDS
from twenterand import richtext
from twenterand.accounts.records import keep, locked, remove
from twenterand.workflow import Refused


@transaction.atomic
def change_node(
    *, node: GoalNode, seen_version: int | None, by, title: str, explanation: str, reason: str = ""
) -> GoalNode:
    """Replace title and explanation. The kind of a node never changes: remove it and add another."""
    require_text(by, node.edition.tree)
    current = locked(node, seen_version=seen_version)
    before = (current.title, current.explanation)
    current.title = _title(title)
    current.explanation = richtext.sanitise(explanation)
    if (current.title, current.explanation) == before:
        return current
    keep(current, by=by, reason=reason)
    _touch(current.edition, by=by, what=f"{current.get_kind_display()} “{current.title}”")
    return current


@transaction.atomic
def add_node(
    *,
    edition: TreeEdition,
    parent: GoalNode | None,
    kind: str,
    by,
    title: str,
    explanation: str = "",
    reason: str = "",
    uid: UUID | None = None,
) -> GoalNode:
    """A new node, last among its siblings. Without `parent` it is the effect of the tree.

    `uid` comes from the form: a form that is sent twice adds one node, and the second time gives that one.
    """
    require_text(by, edition.tree)
    sent_before = edition.nodes.filter(uid=uid).first() if uid else None
    if sent_before and (sent_before.title, sent_before.kind) == (_title(title), kind):
        return sent_before
    check_place(edition, parent, kind)
    node = GoalNode(
        edition=edition,
        parent=parent,
        kind=kind,
        position=order.end(_siblings(edition, parent, kind)),
        title=_title(title),
        explanation=richtext.sanitise(explanation),
    )
    if uid and not sent_before:
        node.uid = uid
    keep(node, by=by, reason=reason)
    _touch(edition, by=by, what=f"{node.get_kind_display()} “{node.title}” toegevoegd")
    return node


@transaction.atomic
def move_node(*, node: GoalNode, direction: str, seen_version: int | None, by) -> None:
    """One place up or down among the siblings of the same kind."""
    require_text(by, node.edition.tree)
    current = locked(node, seen_version=seen_version)
    siblings = _siblings(current.edition, current.parent, current.kind)
    order.move(current, siblings, direction=direction, by=by, reason="Verplaatst")
    _touch(current.edition, by=by, what=f"{current.get_kind_display()} “{current.title}” verplaatst")


@transaction.atomic
def put_under(
    *, node: GoalNode, parent: GoalNode, seen_version: int | None, by, reason: str = ""
) -> GoalNode:
    """Hang a node, with everything below it, under another parent of the same tree."""
    require_text(by, node.edition.tree)
    current = locked(node, seen_version=seen_version)
    check_place(current.edition, parent, current.kind)
    if parent.pk == current.parent_id:
        return current
    current.position = order.end(_siblings(current.edition, parent, current.kind))
    current.parent = parent
    keep(current, by=by, reason=reason or f"Verplaatst naar “{parent.title}”")
    _touch(current.edition, by=by, what=f"{current.get_kind_display()} “{current.title}” verplaatst")
    return current


@transaction.atomic
def remove_node(*, node: GoalNode, seen_version: int | None, by, reason: str = "") -> None:
    """Delete a node without children. Refused while texts, tables or proposals are about it."""
    require_text(by, node.edition.tree)
    current = locked(node, seen_version=seen_version)
    edition, kind, title = current.edition, current.get_kind_display(), current.title
    below = current.children.count()
    if below:
        raise Refused(
            f"“{title}” kan niet weg: er {'staat' if below == 1 else 'staan'} nog {below} "
            f"{'onderdeel' if below == 1 else 'onderdelen'} onder. Verplaats of verwijder die eerst."
        )
    try:
        remove(current, by=by, reason=reason)
    except ProtectedError as error:
        raise Refused(
            f"“{title}” kan niet weg: het wordt nog gebruikt in {hanging_on(error)}. Haal het daar eerst weg."
        ) from None
    _touch(edition, by=by, what=f"{kind} “{title}” verwijderd")


def check_place(edition: TreeEdition, parent: GoalNode | None, kind: str) -> None:
    """Refuse a kind that may not stand under `parent`."""
    if kind not in NodeKind.values:
        raise Refused(f"“{kind}” is geen soort onderdeel. Kies effect, doel, subdoel of activiteit.")
    label = NodeKind(kind).label
    if parent is None:
        if kind != NodeKind.EFFECT:
            raise Refused(f"Een {label} staat nooit bovenaan. Kies waar het onder hoort.")
        if edition.nodes.filter(kind=NodeKind.EFFECT).exists():
            raise Refused("Deze doelenboom heeft al een beoogd maatschappelijk effect. Wijzig dat effect.")
        return
    if parent.edition_id != edition.pk:
        raise Refused(f"“{parent.title}” staat in een andere doelenboom. Kies een onderdeel uit deze boom.")
    if kind not in CHILD_KINDS[parent.kind]:
        allowed = " of ".join(NodeKind(child).label for child in CHILD_KINDS[parent.kind])
        hint = f"Hieronder kan alleen een {allowed}." if allowed else "Hieronder kan niets staan."
        raise Refused(f"Een {label} kan niet onder een {parent.get_kind_display()} staan. {hint}")


def _siblings(edition: TreeEdition, parent: GoalNode | None, kind: str) -> list[GoalNode]:
    return list(
        GoalNode.objects.select_for_update(of=("self",))
        .filter(edition=edition, parent=parent, kind=kind)
        .order_by("position", "pk")
    )


def _title(title: str) -> str:
    title = richtext.one_line(title)
    if not title:
        raise Refused("De titel is leeg. Vul een titel in.")
    return title


def _touch(edition: TreeEdition, *, by, what: str) -> None:
    # In order of primary key: two people at once must not wait for each other.
    for chapter in Chapter.objects.filter(edition=edition).order_by("pk"):
        review.touched(chapter=chapter, by=by, what=what)
