"""The newsletter in the work environment: where each edition stands, a preview, and publishing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from newsletter import addresses, obstacles, overview, querysets, quoting
from newsletter import payload as edition_payload
from newsletter.editing.editions import WORKFLOW
from newsletter.forms import PublishForm
from newsletter.models import Edition, EditionState
from newsletter.views.common import edition_crumbs
from policy.fragments import digest
from twenterand.accounts.people import names
from twenterand.accounts.rights import Action, may, require
from twenterand.dates import format_date
from twenterand.publications import publishing
from twenterand.publications import querysets as publication_querysets
from twenterand.publications.models import Publication, ReleaseKind, SubjectKind
from twenterand.workflow import Refused

MY_WORK = ("Mijn werk", "/werk/")


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Every edition with its state and what readers see of it."""
    require(request.user, Action.VIEW_WORK)
    rows = querysets.for_work_list()
    context = {
        "breadcrumb": [MY_WORK, ("Nieuwsbrieven", "")],
        "editions": rows,
        "actions": [{"label": "Nieuwe editie", "href": reverse("newsletter:edition_new")}]
        if may(request.user, Action.EDIT_NEWSLETTER)
        else [],
    }
    return render(request, "newsletter/work_editions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """How far an edition is, article by article; a POST publishes it and leads to the job."""
    require(request.user, Action.VIEW_WORK)
    record = get_object_or_404(Edition, slug=slug)
    form = PublishForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        require(request.user, Action.EDIT_NEWSLETTER)
        if form.is_valid():
            try:
                return _publish(request, record, form.cleaned_data["note"])
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
        status = 422
    newest = _newest(slug)
    making = may(request.user, Action.EDIT_NEWSLETTER)
    label = str(record).capitalize()
    context = {
        "breadcrumb": [
            MY_WORK,
            ("Nieuwsbrieven", reverse("newsletter:work_editions")),
            (label, ""),
        ],
        "edition": record,
        "kicker": label,
        "facts": _facts(record),
        "actions": _actions(record, making),
        "articles": overview.articles(record, localdate()),
        "making": making,
        "obstacles": obstacles.of_edition(record, localdate()),
        "outdated": quoting.outdated(record) if making else [],
        "transitions": WORKFLOW.leaving(record.state) if making else [],
        "newest": newest,
        "newest_by": newest and names([newest.created_by]).get(newest.created_by, newest.created_by),
        "public_href": addresses.edition(slug) if newest and querysets.is_visible(newest) else "",
        "form": form,
        "button": _button(request, record, newest),
    }
    return render(request, "newsletter/work_edition.html", context, status=status)


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The edition as its web page would show it now."""
    require(request.user, Action.VIEW_WORK)
    record = get_object_or_404(Edition, slug=slug)
    context = {
        "breadcrumb": [*edition_crumbs(record), ("Voorbeeld", "")],
        "edition": record,
        "content": edition_payload.build(slug),
    }
    return render(request, "newsletter/work_preview.html", context)


def _facts(record: Edition) -> list[tuple[str, str]]:
    dates = (("Geplande datum", record.planned_date), ("Bijdragen aanleveren vóór", record.deadline))
    return [(term, format_date(day)) for term, day in dates if day]


def _actions(record: Edition, making: bool) -> list[dict[str, str]]:
    actions = [
        {
            "label": "Voorbeeld",
            "kind": "secondary",
            "href": reverse("newsletter:work_preview", args=[record.slug]),
        },
        {
            "label": "Voorbeeld van de e-mail",
            "kind": "secondary",
            "href": reverse("newsletter:work_mail", args=[record.slug]),
        },
    ]
    if making and record.state in (EditionState.COLLECTING, EditionState.EDITING):
        href = reverse("newsletter:edition_edit", args=[record.slug])
        actions.append({"label": "Gegevens wijzigen", "kind": "secondary", "href": href})
        href = reverse("newsletter:edition_masthead", args=[record.slug])
        actions.append({"label": "Kopbeeld", "kind": "secondary", "href": href})
        if not record.articles.exists():
            href = reverse("newsletter:edition_remove", args=[record.slug])
            actions.append({"label": "Editie verwijderen", "kind": "secondary", "href": href})
    if making:
        href = reverse("newsletter:draft", args=[record.slug])
        actions.append({"label": "Concept als pdf", "kind": "secondary", "href": href})
        href = reverse("newsletter:sending", args=[record.slug])
        actions.append({"label": "Versturen per e-mail", "kind": "secondary", "href": href})
    return actions


def _publish(request: HttpRequest, record: Edition, note: str) -> HttpResponse:
    newest = _newest(record.slug)
    kind = ReleaseKind.CORRECTION if newest else ReleaseKind.EDITION
    if newest and not newest.released:
        # Pressed twice: what is being made is no reason for a correction.
        kind = newest.release_kind
    _, job = publishing.prepare(
        kind=SubjectKind.EDITION, slug=record.slug, release_kind=kind, note=note, by=request.user
    )
    return redirect("jobs:job", job.pk)


def _newest(slug: str) -> Publication | None:
    """The version that counts: released or being made, not one that failed or was withdrawn."""
    return publishing.newest_that_counts(SubjectKind.EDITION, slug)


def _button(request: HttpRequest, record: Edition, newest: Publication | None) -> dict[str, Any]:
    """The publish button, with the reason when it cannot be used."""
    numbers = (row.number for row in publication_querysets.for_publishing(SubjectKind.EDITION, record.slug))
    button = {
        "label": f"Versie {max(numbers, default=0) + 1} publiceren",
        "id": "publiceren",
        "disabled_reason": "",
    }
    if not may(request.user, Action.EDIT_NEWSLETTER):
        return button | {"disabled_reason": "Alleen wie de nieuwsbrief maakt, kan hem publiceren."}
    try:
        if newest and newest.sha256 == digest(edition_payload.build(record.slug)):
            return button | {"disabled_reason": f"Er is niets gewijzigd sinds versie {newest.number}."}
        edition_payload.check(record.slug)
    except Refused as refusal:
        return button | {"disabled_reason": refusal.sentence}
    return button
