"""The versions of a document in the work environment: what happened to each, its embargo, and withdrawing it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policy import relations
from policy.models import Document
from twenterand.accounts.people import names
from twenterand.accounts.rights import Action, require
from twenterand.publications import addresses, publishing, querysets
from twenterand.publications.forms import EmbargoForm, WithdrawForm
from twenterand.publications.models import Publication, PublicationEvent, SubjectKind
from twenterand.templatetags.portal import moment
from twenterand.workflow import Refused

DOCUMENT = SubjectKind.DOCUMENT
BREADCRUMB = [("Mijn werk", "/werk/"), ("Publiceren", "/werk/publiceren/")]


def rows(versions: Iterable[Publication], *, allowed: bool) -> list[dict[str, Any]]:
    """Each row of querysets.for_publishing for the list of versions; `allowed` to act on them."""
    versions = list(versions)
    jobs = publishing.jobs_of(versions)
    people = names(event.actor for row in versions for event in row.events.all())
    return [_row(row, jobs.get(row.pk), people, allowed=allowed) for row in versions]


def _row(row: Publication, job: int | None, people: dict[str, str], *, allowed: bool) -> dict[str, Any]:
    at = [row.subject_slug, row.number]
    acts = allowed and not row.withdrawn
    return {
        "publication": row,
        "events": [_event(event, row, people) for event in row.events.all()],
        "state": state_of(row),
        "href": addresses.publication(*at) if row.released else "",
        "job": reverse("jobs:job", args=[job]) if job and not row.released else "",
        "withdraw": reverse("work:withdraw", args=at) if acts else "",
        "withdraw_label": "intrekken" if row.released else "afbreken",
        "embargo": reverse("work:embargo", args=at) if acts and row.embargoed else "",
    }


def _event(event: PublicationEvent, row: Publication, people: dict[str, str]) -> dict[str, Any]:
    what = event.get_kind_display()
    if event.kind == PublicationEvent.Kind.EMBARGOED:
        lifted = event.embargo_until <= event.at
        what = "embargo opgeheven" if lifted else f"embargo tot {moment(event.embargo_until)}"
    elif event.kind == PublicationEvent.Kind.WITHDRAWN and not row.released:
        what = "afgebroken"
    return {"what": what, "who": people.get(event.actor, event.actor), "at": event.at, "note": event.note}


def state_of(row: Publication) -> str:
    """One word for where a version stands."""
    if row.withdrawn:
        return "ingetrokken" if row.released else "afgebroken"
    if not row.released:
        return "nog niet klaar"
    return "onder embargo" if row.embargoed else "gepubliceerd"


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take one version away from readers, or break off one that they never got; with a reason."""
    found = _found(request, slug, number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.withdraw(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _done(
                request, slug, f"Versie {number} is {'ingetrokken' if found.released else 'afgebroken'}."
            )
    context = {
        **_context(found, f"Versie {number} {'intrekken' if found.released else 'afbreken'}"),
        "form": form,
    }
    return render(request, "publications/work/withdraw.html", context, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def embargo(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a version under embargo another moment, or make it public now; with a reason."""
    found = _found(request, slug, number)
    form = EmbargoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = "now" in request.POST
        until = timezone.now() if now else form.cleaned_data["embargo_until"]
        try:
            publishing.embargo(found, until=until, note=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            done = "is nu openbaar" if now and found.released else "heeft een ander moment van publicatie"
            return _done(request, slug, f"Versie {number} {done}.")
    context = {
        **_context(found, f"Embargo van versie {number} wijzigen"),
        "form": form,
        "obstacle": refused(lambda: publishing.check_embargo(found)),
    }
    return render(request, "publications/work/embargo.html", context, status=_status(request))


def refused(check: Callable[[], object]) -> str:
    """The sentence of a check, empty when it passes."""
    try:
        check()
    except Refused as refusal:
        return refusal.sentence
    return ""


def _found(request: HttpRequest, slug: str, number: int) -> Publication:
    document = get_object_or_404(Document, slug=slug)
    require(request.user, Action.PUBLISH, relations.of_document(request.user, document))
    found = querysets.for_publishing(DOCUMENT, slug).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def _context(found: Publication, here: str) -> dict[str, Any]:
    back = reverse("work:publish", args=[found.subject_slug])
    return {
        "breadcrumb": [*BREADCRUMB, (found.title, back), (here, "")],
        "publication": found,
        "title": here,
        "back": back,
    }


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _done(request: HttpRequest, slug: str, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("work:publish", slug)
