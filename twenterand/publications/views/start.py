"""Mijn werk: where everybody lands after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

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
