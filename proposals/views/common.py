"""What the pages of this app share: the way to them, and what was sent on another version."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from policy.models import Document

CRUMBS = [("Mijn werk", "/werk/"), ("Voorstellen", "/werk/voorstellen/")]


def list_url(document: Document) -> str:
    """The list of the proposals of a document."""
    return f"{reverse('proposals:list')}?document={document.slug}"


def crumbs(document: Document | None = None, label: str = "") -> list[tuple[str, str]]:
    """The way to a page about a document; without one, to the list itself."""
    if document is None:
        return [CRUMBS[0], (CRUMBS[1][0], "")]
    return [*CRUMBS, (document.title, list_url(document)), (label, "")]


def on_version(request: HttpRequest, version: int) -> QueryDict:
    """What was sent, as if it had been written on this version."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data
