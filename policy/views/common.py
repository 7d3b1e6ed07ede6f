"""What the pages of this app share."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from policy.models import Chapter, Document, TreeEdition
from twenterand.accounts.people import names
from twenterand.accounts.rights import Action, may, require

EDIT = ["GET", "HEAD", "POST"]
Crumbs = list[tuple[str, str]]

MY_WORK = ("Mijn werk", "/werk/")
STALE = "Iemand anders heeft dit intussen gewijzigd. Hieronder ziet u hoe het nu is. Er is niets gewijzigd."


def worker(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who may see the work environment."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        require(request.user, Action.VIEW_WORK)
        return view(request, *args, **kwargs)

    return checked


def judges(request: HttpRequest) -> bool:
    """Whether the person is one of those who agree to chapters: editing costs them that right."""
    return may(request.user, Action.JUDGE)


def seen_version(request: HttpRequest) -> int:
    """The version in a form that holds nothing else to check."""
    try:
        return int(request.POST["version"])
    except (KeyError, ValueError):
        raise BadRequest("Het formulier noemt geen versie. Laad de pagina opnieuw.") from None


def with_version(request: HttpRequest, version: int) -> QueryDict:
    """What the person typed, to be saved on top of `version`."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data


def saved_already(request: HttpRequest, record, wanted: dict, *, keeper=None) -> bool:
    """Whether this very person just wrote exactly this: the second of two clicks is answered like the first.

    `keeper` is the record with the history, where `record` has none of its own.
    """
    last = (keeper or record).history.first()
    mine = last is not None and last.history_user_id == request.user.get_username()
    return mine and all(getattr(record, name) == value for name, value in wanted.items())


def last_writer(record) -> str:
    """The name of whoever wrote `record` last."""
    last = record.history.first()
    return names([last.history_user_id]).get(last.history_user_id, "") if last else ""


def document_crumbs(document: Document) -> Crumbs:
    """The way to a document."""
    return [MY_WORK, ("Teksten", reverse("policy:documents")), (document.title, document_url(document))]


def chapter_crumbs(chapter: Chapter) -> Crumbs:
    """The way to a chapter."""
    return [*document_crumbs(chapter.document), (chapter.title, chapter_url(chapter))]


def tree_crumbs(edition: TreeEdition) -> Crumbs:
    """The way to a goal tree."""
    return [
        MY_WORK,
        ("Doelenbomen", reverse("policy:trees")),
        (f"{edition.tree.title} {edition.budget_year}", tree_url(edition)),
    ]


def here(crumbs: Crumbs, label: str = "") -> Crumbs:
    """Crumbs for a page: `label` behind them, or the last one without its link."""
    return [*crumbs, (label, "")] if label else [*crumbs[:-1], (crumbs[-1][0], "")]


def document_url(document: Document) -> str:
    """The page of a document."""
    return reverse("policy:document", args=[document.slug])


def chapter_url(chapter: Chapter, uid="") -> str:
    """The page of a chapter, at one of its passages when `uid` is given."""
    address = reverse("policy:chapter", args=[chapter.document.slug, chapter.slug])
    return f"{address}#tekst-{uid}" if uid else address


def tree_url(edition: TreeEdition, uid="") -> str:
    """The page of an edition of a goal tree, at one of its nodes when `uid` is given."""
    address = reverse("policy:tree", args=[edition.tree.slug, edition.budget_year])
    return f"{address}#doel-{uid}" if uid else address
