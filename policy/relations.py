"""How a person stands to something of this app; accounts.rights says what that allows."""

from policy.models import Chapter, Document, GoalTree
from twenterand.accounts.models import User
from twenterand.accounts.rights import Action, Relation, may, refuse


def of_chapter(user: User, chapter: Chapter) -> Relation:
    """A chapter belongs to its owner; one without a goal tree also to the editors."""
    if chapter.owner_id in user.function_ids:
        return Relation.OWN
    return Relation.OTHER if chapter.edition_id else Relation.NO_TREE


def of_tree(user: User, tree: GoalTree) -> Relation:
    """A tree belongs to its owner."""
    return Relation.OWN if tree.owner_id in user.function_ids else Relation.OTHER


def of_document(user: User, document: Document) -> Relation:
    """A document as a whole stands outside every tree: its owner and the editors look after it."""
    return Relation.OWN if document.owner_id in user.function_ids else Relation.NO_TREE


def may_add_document(user: User) -> bool:
    """Whether a person may make a document: any, or one of a function that they hold."""
    own = bool(user.function_ids) and may(user, Action.EDIT_TEXT, Relation.OWN)
    return own or may(user, Action.EDIT_TEXT, Relation.NO_TREE)


def require_text(by: User | str, thing: Chapter | GoalTree | Document) -> None:
    """Raise PermissionDenied when `by` may not edit text of `thing`; commands (a plain name) may."""
    if not isinstance(by, str) and not may(by, Action.EDIT_TEXT, of(by, thing)):
        refuse(Action.EDIT_TEXT, owner=thing.owner.name)


def of(user: User, thing: Chapter | GoalTree | Document) -> Relation:
    """The relation of `user` to a chapter, a tree or a document."""
    if isinstance(thing, Chapter):
        return of_chapter(user, thing)
    return of_tree(user, thing) if isinstance(thing, GoalTree) else of_document(user, thing)
