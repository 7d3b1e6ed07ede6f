"""Documents: list, page, basics and decision route."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from policy import editing, readiness, relations
from policy.forms import DocumentForm, RouteStepForm, VersionForm
from policy.models import Document, RouteStep
from policy.querysets import for_document_list, for_document_page
from policy.relations import require_text
from policy.richtext_widget import RichTextField, media_with_nonce
from policy.route import decision_label, printed
from policy.views.common import (
    MY_WORK,
    document_crumbs,
    document_url,
    here,
    saved_already,
    seen_version,
    with_version,
    worker,
)
from twenterand import richtext
from twenterand.accounts.rights import Action, may
from twenterand.workflow import Refused, Stale


@worker
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """All documents with the state of their chapters."""
    return render(
        request,
        "policy/documents.html",
        {
            "documents": for_document_list(),
            "may_add": relations.may_add_document(request.user),
            "breadcrumb": [MY_WORK, ("Teksten", "")],
        },
    )


@worker
@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """One document: its chapters with state, decision route and relations."""
    record = get_object_or_404(for_document_page(), slug=slug)
    steps = list(record.route_steps.all())
    published = editing.published_check(record)
    return render(
        request,
        "policy/document.html",
        {
            "document": record,
            "label": decision_label(steps),
            "steps": printed(steps),
            "may_edit": may(request.user, Action.EDIT_TEXT, relations.of_document(request.user, record)),
            "published": published,
            "gaps": [] if published else readiness.of_document(record),
            "readiness": readiness.of_chapters(record, record.chapters.all()),
            "may_publish": may(request.user, Action.PUBLISH),
            "breadcrumb": here(document_crumbs(record)),
        },
    )


@worker
@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit title, programme, address, period and summary."""
    record = get_object_or_404(Document.objects.select_related("owner"), slug=slug)
    require_text(request.user, record)
    form = DocumentForm(request.POST or None, initial=DocumentForm.initial_of(record))
    status, current = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            fields = {name: form.cleaned_data[name] for name in (*DocumentForm.FIELDS, "reason")}
            try:
                record = editing.change_document(
                    document=record, seen_version=form.cleaned_data["version"], by=request.user, **fields
                )
            except Stale as stale:
                fields.pop("reason")
                if saved_already(request, stale.current, fields):
                    return redirect(document_url(stale.current))
                status, current = 409, stale.current
                form = _newer(DocumentForm, request, current.version)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, "De gegevens van het document zijn opgeslagen.")
                return redirect(document_url(record))
    return _form_page(
        request,
        form,
        status=status,
        title="Gegevens van het document",
        document=record,
        theirs=_compared(DocumentForm, form, DocumentForm.initial_of(current)) if current else [],
    )


@worker
@require_http_methods(["GET", "HEAD", "POST"])
def step_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a step to the decision route."""
    record = get_object_or_404(Document.objects.select_related("owner"), slug=slug)
    require_text(request.user, record)
    initial = {"version": record.version, "expected": True, "precision": RouteStep.Precision.UNKNOWN}
    form = RouteStepForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in RouteStepForm.FIELDS}
        try:
            editing.add_route_step(document=record, by=request.user, **fields)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "De stap is toegevoegd.")
            return redirect(document_url(record))
    status = 422 if form.errors else 200
    return _form_page(
        request, form, status=status, title="Stap toevoegen aan de besluitroute", document=record
    )


@worker
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a step of the decision route."""
    record = get_object_or_404(RouteStep.objects.select_related("document__owner"), pk=pk)
    require_text(request.user, record.document)
    form = RouteStepForm(request.POST or None, initial=RouteStepForm.initial_of(record))
    status, stale_step = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            fields = {name: form.cleaned_data[name] for name in RouteStepForm.FIELDS}
            try:
                editing.change_route_step(
                    step=record, seen_version=form.cleaned_data["version"], by=request.user, **fields
                )
            except Stale as stale:
                status = 409
                stale_step = RouteStep.objects.select_related("document").get(pk=pk)
                if saved_already(request, stale_step, fields, keeper=stale.current):
                    return redirect(document_url(stale_step.document))
                form = _newer(RouteStepForm, request, stale.current.version)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, "De stap is opgeslagen.")
                return redirect(document_url(record.document))
    return _form_page(
        request,
        form,
        status=status,
        title="Stap in de besluitroute",
        document=record.document,
        step=record,
        theirs=_compared(RouteStepForm, form, RouteStepForm.initial_of(stale_step)) if stale_step else [],
    )


@worker
@require_http_methods(["GET", "HEAD", "POST"])
def step_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove a step of the decision route."""
    record = get_object_or_404(RouteStep.objects.select_related("document__owner"), pk=pk)
    require_text(request.user, record.document)
    alert, status = "", 200
    if request.method == "POST":
        try:
            editing.remove_route_step(step=record, seen_version=seen_version(request), by=request.user)
        except Stale:
            alert, status = (
                "Iemand anders heeft het document intussen gewijzigd. Wilt u de stap nog weghalen?",
                409,
            )
        else:
            messages.success(request, f"De stap “{record.title}” is weg.")
            return redirect(document_url(record.document))
    record.document.refresh_from_db()
    return render(
        request,
        "policy/remove.html",
        {
            "title": "Stap weghalen uit de besluitroute?",
            "name": record.title,
            "explanation": "De stap verdwijnt uit de besluitroute van dit document.",
            "form": VersionForm(initial={"version": record.document.version}),
            "alert": alert,
            "back": document_url(record.document),
            "breadcrumb": here(document_crumbs(record.document), "Stap weghalen"),
        },
        status=status,
    )


def _newer(form_class: type, request: HttpRequest, version: int):
    """The same form with what the person typed, but now with the newest version."""
    return form_class(with_version(request, version))


def _compared(form_class: type, form, current: dict) -> list[tuple[str, str]]:
    """Label and present value of each field that differs from what the person typed."""
    shown = form_class(initial=current)
    rows = []
    for name in form_class.FIELDS:
        typed, now = form[name].value(), shown[name].value()
        if str(typed or "") != str(now or ""):
            choices = dict(getattr(shown.fields[name], "choices", []))
            value = (
                richtext.plain(now)
                if isinstance(shown.fields[name], RichTextField)
                else choices.get(now, now)
            )
            rows.append((shown[name].label, str(value or "(leeg)")))
    return rows


def _form_page(
    request: HttpRequest, form, *, status: int, title: str, document: Document, **context
) -> HttpResponse:
    return render(
        request,
        "policy/document_form.html",
        {
            "title": title,
            "form": form,
            "media": media_with_nonce(form, request.csp_nonce),
            "document": document,
            "theirs": [],
            "step": None,
            "conflict": status == 409,
            "back": document_url(document),
            "breadcrumb": here(document_crumbs(document), title),
        }
        | context,
        status=status,
    )
