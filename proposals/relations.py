"""Who may write a proposal: whoever may write the text of every chapter in which it prints.

A proposal that stands in no chapter belongs to its document.
"""

from collections.abc import Iterable

from policy import relations
from policy.models import Chapter, Document
from twenterand.accounts.models import User
from twenterand.accounts.rights import Action, may


def require_write(by: User | str, document: Document, chapters: Iterable[Chapter]) -> None:
    """Raise PermissionDenied unless `by` may write there; commands (a plain name) may."""
    for thing in list(chapters) or [document]:
        relations.require_text(by, thing)


def may_write(user: User, document: Document, chapters: Iterable[Chapter]) -> bool:
    """The same as a question."""
    return all(
        may(user, Action.EDIT_TEXT, relations.of(user, thing)) for thing in list(chapters) or [document]
    )
