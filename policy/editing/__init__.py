"""Writes of this app: keyword-only, atomic, with the actor, a version check and history in one transaction.

`seen_version` is the version that the person had on screen (None: do not compare). A stale write raises
workflow.Stale; a rule that says no raises workflow.Refused. Rights are asked by whoever calls (views).
"""

from collections.abc import Callable

from policy.editing.chapters import add_chapter, change_chapter, move_chapter, remove_chapter
from policy.editing.documents import (
    add_document,
    add_route_step,
    change_document,
    change_route_step,
    remove_route_step,
)
from policy.editing.nodes import add_node, change_node, move_node, put_under, remove_node
from policy.editing.passages import (
    add_passage,
    change_passage,
    move_passage,
    remove_passage,
    restore_passage,
)
from policy.models import Document

__all__ = [
    "add_chapter",
    "add_document",
    "add_node",
    "add_passage",
    "add_route_step",
    "change_chapter",
    "change_document",
    "change_node",
    "change_passage",
    "change_route_step",
    "move_chapter",
    "move_node",
    "move_passage",
    "published_check",
    "published_slugs",
    "put_under",
    "remove_chapter",
    "remove_node",
    "remove_passage",
    "remove_route_step",
    "restore_passage",
]


def _never_published(document: Document) -> bool:
    return False


def _none_published() -> set[str]:
    return set()


# Whether a document was ever published. `publications` knows and stands above this app, so it puts its own
# function here in its apps.py.
published_check: Callable[[Document], bool] = _never_published
# The addresses of all documents that were, in one query.
published_slugs: Callable[[], set[str]] = _none_published
