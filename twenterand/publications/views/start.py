"""Mijn werk: where everybody lands after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twenterand.accounts.rights import Action, require
from twenterand.gallery import gallery
from twenterand.publications import addresses, worklist


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start page of the person who is signed in; every role may see its own."""
    work = worklist.of(request.user)

    def linked(rows):
        return [(row, addresses.subject(row.subject_kind, row.subject_slug)) for row in rows]

    context = {
        "work": work,
        "publications": linked(work.publications),
        "embargoed": linked(work.embargoed or []),
    }
    return render(request, "publications/work/start.html", context)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """The gallery of components, for who looks after the portal; it means nothing to anybody else."""
    require(request.user, Action.ADMINISTER)
    return gallery(request)
