"""How a person stands to an article; accounts.rights says what that allows."""

from newsletter.models import Article
from twenterand.accounts.models import User
from twenterand.accounts.rights import Action, Relation, may, refuse, require


def of_article(user: User, article: Article) -> Relation:
    """An article belongs to the function that was asked to write it."""
    return Relation.OWN if article.owner_id in user.function_ids else Relation.OTHER


def may_write(user: User, article: Article) -> bool:
    """Whether a person may change the text of an article."""
    return may(user, Action.WRITE_ARTICLE, of_article(user, article))


def require_writing(by: User | str, article: Article) -> None:
    """Raise PermissionDenied when `by` may not write this article; commands and links (a plain name) may."""
    if isinstance(by, User) and not may_write(by, article):
        refuse(Action.WRITE_ARTICLE, owner=article.owner.name if article.owner else "")


def require_making(by: User | str) -> None:
    """Raise PermissionDenied when `by` does not make the newsletter."""
    if isinstance(by, User):
        require(by, Action.EDIT_NEWSLETTER)
