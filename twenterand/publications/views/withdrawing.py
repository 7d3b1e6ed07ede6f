"""What was public and was withdrawn: readers hear since when; who works here can still read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from twenterand.accounts.rights import Action, may
from twenterand.publications import addresses, querysets
from twenterand.publications.models import Publication


class Gone(Exception):
    """The reader asks for what was withdrawn: `publication`, from querysets.taken_away."""

    def __init__(self, publication: Publication):
        self.publication = publication
        super().__init__(str(publication))


def for_worker(request: HttpRequest, kind: str, slug: str, number: int | None) -> Publication | None:
    """A withdrawn version for who works here; None when nothing was withdrawn. Raises Gone for readers."""
    found = querysets.taken_away(kind, slug, number)
    if found is None:
        return None
    if number is not None and request.reader and may(request.reader, Action.VIEW_WORK):
        return found
    raise Gone(found)


def answer(request: HttpRequest, gone: Gone) -> HttpResponse:
    """410 with the day, and the way to the version that readers have now."""
    found = gone.publication
    kind, slug = found.subject_kind, found.subject_slug
    current = querysets.versions(request.reader, kind, slug).first()
    context = {
        "publication": found,
        "current": current,
        "href": addresses.subject(kind, slug) if current else "",
    }
    return render(request, "publications/gone.html", context, status=410)
