"""Publishing in the work environment: what stands in the way, publish, and withdraw."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from policy import relations
from policy.models import Document
from twenterand.accounts.models import User
from twenterand.accounts.rights import Action, may, require
from twenterand.publications import addresses, amounts, comparing, payload, publishing, querysets
from twenterand.publications.forms import PublishForm, WithdrawForm
from twenterand.publications.models import Publication, SubjectKind
from twenterand.workflow import Refused

DOCUMENT = SubjectKind.DOCUMENT
NOT_YOU = "Publiceren doet een eindredacteur."


@require_safe
def publish_list(request: HttpRequest) -> HttpResponse:
    """Every document with what stands in the way of publishing it."""
    require(request.user, Action.VIEW_WORK)
    newest = {row.subject_slug: row for row in querysets.for_archive(request.user, DOCUMENT)}
    documents = list(Document.objects.prefetch_related("chapters"))
    context = {
        "breadcrumb": [("Mijn werk", reverse("work:start")), ("Publiceren", "")],
        "documents": [
            {"document": row, "obstacle": obstacle(row), "newest": newest.get(row.slug)}
            for row in documents
            if row.chapters.all()
        ],
        "without_chapters": [row for row in documents if not row.chapters.all()],
    }
    return render(request, "publications/work/publish_list.html", context)


def obstacle(document: Document, *, built: payload.Payload | None = None) -> str:
    """What stands in the way of publishing, as a sentence; empty when nothing does."""
    try:
        publishing.check_document(document, built=built)
    except Refused as refusal:
        return refusal.sentence
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Preview and publish one document; on to the progress of the job when it is queued."""
    document = get_object_or_404(Document.objects.select_related("owner"), slug=slug)
    require(request.user, Action.VIEW_WORK)
    if request.method != "POST":
        return _page(request, document, PublishForm(), status=200)
    require(request.user, Action.PUBLISH, relations.of_document(request.user, document))
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            return redirect("jobs:job", _prepare(document, form.cleaned_data, by=request.user).pk)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _page(request, document, form, status=422)


@transaction.atomic
def _prepare(document: Document, decided: dict[str, Any], *, by: User):
    publication, job = publishing.prepare(
        kind=DOCUMENT, slug=document.slug, release_kind=decided["release_kind"], note=decided["note"], by=by
    )
    if decided["embargo_until"]:
        publishing.embargo(publication, until=decided["embargo_until"], by=by)
    return job


def _page(request: HttpRequest, document: Document, form: PublishForm, *, status: int) -> HttpResponse:
    versions = list(querysets.for_publishing(DOCUMENT, document.slug))
    allowed = may(request.user, Action.PUBLISH, relations.of_document(request.user, document))
    jobs = publishing.jobs_of(versions)
    context = {
        "breadcrumb": [("Publiceren", reverse("work:publish_list")), (document.title, "")],
        "document": document,
        "form": form,
        "allowed": allowed,
        "versions": [_version(row, jobs.get(row.pk), allowed=allowed) for row in versions],
        **_preview(document, versions),
    }
    reason = context["obstacle"] or ("" if allowed else NOT_YOU) or context["nothing_new"]
    context["button"] = {"label": "Publiceren", "id": "publiceren", "disabled_reason": reason}
    return render(request, "publications/work/publish.html", context, status=status)


def _preview(document: Document, versions: list[Publication]) -> dict[str, Any]:
    """What would be published: totals, and how it differs from the newest publication."""
    now = payload.build_document(document)
    kept = [row for row in versions if not row.withdrawn]
    before = payload.read(kept[0]) if kept else None
    differences = comparing.chapters(now, before)
    rest = comparing.rest_changed(now, before)
    changed = rest or any(row.kind != comparing.SAME for row in differences)
    return {
        "obstacle": obstacle(document, built=now),
        "differences": differences,
        "rest_changed": rest,
        "compared_with": kept[0] if kept else None,
        "nothing_new": "" if changed else f"Er is niets gewijzigd sinds versie {kept[0].number}.",
        "totals": amounts.totals_table(
            now["totals"], id="totalen", caption=f"Totaal van de voorstellen, {now['totals']['year']}"
        ),
    }


def _version(row: Publication, job: int | None, *, allowed: bool) -> dict[str, Any]:
    withdraw = reverse("work:withdraw", args=[row.subject_slug, row.number])
    visible = row.released and not row.withdrawn
    return {
        "publication": row,
        "events": row.events.all(),
        "state": "ingetrokken" if row.withdrawn else "gepubliceerd" if row.released else "nog niet klaar",
        "href": addresses.publication(row.subject_slug, row.number) if visible else "",
        "job": reverse("jobs:job", args=[job]) if job and not row.released else "",
        "withdraw": withdraw if visible and allowed else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take one version away from readers, with a reason."""
    document = get_object_or_404(Document, slug=slug)
    require(request.user, Action.PUBLISH, relations.of_document(request.user, document))
    found = querysets.for_publishing(DOCUMENT, slug).filter(number=number).first()
    if found is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.withdraw(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("work:publish", slug)
    context = {
        "breadcrumb": [
            ("Publiceren", reverse("work:publish_list")),
            (document.title, reverse("work:publish", args=[slug])),
            (f"Versie {number} intrekken", ""),
        ],
        "publication": found,
        "form": form,
        "back": reverse("work:publish", args=[slug]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "publications/work/withdraw.html", context, status=status)
