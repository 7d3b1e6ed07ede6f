"""Making documents, and arranging their chapters."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from policy import editing, obstacles, relations
from policy.forms import VersionForm
from policy.models import Chapter, Document
from policy.relations import require_text
from policy.structure_forms import ChapterForm, NewChapterForm, NewDocumentForm
from policy.views.common import (
    EDIT,
    MY_WORK,
    STALE,
    chapter_url,
    document_crumbs,
    document_url,
    here,
    last_writer,
    seen_version,
    with_version,
    worker,
)
from twenterand.accounts.rights import Action, refuse
from twenterand.workflow import Refused, Stale


@worker
@require_http_methods(EDIT)
def document_add(request: HttpRequest) -> HttpResponse:
    """A new document without chapters."""
    if not relations.may_add_document(request.user):
        refuse(Action.EDIT_TEXT)
    data = request.POST if request.method == "POST" else None
    form = NewDocumentForm(data, initial={"uid": uuid.uuid4()}, user=request.user)
    if data is not None and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            record = editing.add_document(by=request.user, **fields)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"“{record.title}” is toegevoegd. Voeg nu hoofdstukken toe.")
            return redirect(document_url(record))
    return _form_page(
        request,
        form,
        title="Document toevoegen",
        text="Komt dit document na een eerder document, zoals elk jaar de kadernota? Open dan dat eerdere "
        "document en kies “Doorzetten naar een volgend jaar”: dan komt alles mee.",
        crumbs=[MY_WORK, ("Teksten", "/werk/documenten/"), ("Document toevoegen", "")],
    )


@worker
@require_http_methods(EDIT)
def chapter_add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new chapter at the end of a document."""
    record = get_object_or_404(Document.objects.select_related("owner"), slug=slug)
    require_text(request.user, record)
    data = request.POST if request.method == "POST" else None
    form = NewChapterForm(data, initial={"uid": uuid.uuid4(), "owner": record.owner})
    if data is not None and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        try:
            added = editing.add_chapter(document=record, by=request.user, **fields)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"Het hoofdstuk “{added.title}” is toegevoegd.")
            return redirect(chapter_url(added))
    return _form_page(
        request,
        form,
        title="Hoofdstuk toevoegen",
        kicker=record.title,
        crumbs=here(document_crumbs(record), "Hoofdstuk toevoegen"),
    )


@worker
@require_http_methods(EDIT)
def chapter_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, kind, owner and address of a chapter."""
    record = _chapter(request, pk)
    initial = {name: getattr(record, name) for name in ("title", "kind", "owner", "slug", "version")}
    data = request.POST if request.method == "POST" else None
    form, conflict = ChapterForm(data, initial=initial), None
    if data is not None and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("title", "kind", "owner", "slug")}
        try:
            editing.change_chapter(
                chapter=record, seen_version=form.cleaned_data["version"], by=request.user, **fields
            )
        except Stale as stale:
            conflict = stale.current
            form = ChapterForm(with_version(request, conflict.version))
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "De gegevens van het hoofdstuk zijn opgeslagen.")
            return redirect(document_url(record.document))
    return _form_page(
        request,
        form,
        title="Gegevens van het hoofdstuk",
        kicker=record.document.title,
        crumbs=here(document_crumbs(record.document), "Gegevens van het hoofdstuk"),
        chapter=record,
        conflict=conflict,
    )


@worker
@require_http_methods(EDIT)
def chapter_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down in the document."""
    if request.method != "POST":
        return redirect(document_url(get_object_or_404(Document, chapters=pk)))
    record = _chapter(request, pk)
    direction = request.POST.get("direction", "")
    try:
        editing.move_chapter(
            chapter=record, direction=direction, seen_version=seen_version(request), by=request.user
        )
    except Stale:
        messages.error(request, STALE)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "De volgorde van de hoofdstukken is gewijzigd.")
    return redirect(f"{document_url(record.document)}#hoofdstukken")


@worker
@require_http_methods(EDIT)
def chapter_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove a chapter with everything in it."""
    record = _chapter(request, pk)
    alert, status = "", 200
    if request.method == "POST":
        try:
            editing.remove_chapter(chapter=record, seen_version=seen_version(request), by=request.user)
        except Stale as stale:
            record, alert, status = stale.current, f"{STALE} Wilt u het nog verwijderen?", 409
        except Refused as refused:
            alert, status = refused.sentence, 422
        else:
            messages.success(request, f"Het hoofdstuk “{record.title}” is verwijderd.")
            return redirect(document_url(record.document))
    texts = record.passages.count()
    return render(
        request,
        "policy/remove.html",
        {
            "title": "Hoofdstuk verwijderen?",
            "name": record.title,
            "explanation": f"Het hoofdstuk verdwijnt met {texts} {'tekst' if texts == 1 else 'teksten'} en met zijn "
            "tabellen. Dit kunt u niet terugdraaien. De doelenboom, de indicatoren en hun cijfers blijven bestaan.",
            "form": VersionForm(initial={"version": record.version}),
            "alert": alert,
            "obstacles": obstacles.before_removing(record),
            "back": document_url(record.document),
            "breadcrumb": here(document_crumbs(record.document), "Hoofdstuk verwijderen"),
        },
        status=status,
    )


def _chapter(request: HttpRequest, pk: int) -> Chapter:
    """The chapter, when this person may arrange its document."""
    record = get_object_or_404(Chapter.objects.select_related("document__owner", "owner"), pk=pk)
    require_text(request.user, record.document)
    return record


def _form_page(request: HttpRequest, form, *, title: str, crumbs: list, **context) -> HttpResponse:
    conflict = context.get("conflict")
    defaults = {
        "title": title,
        "form": form,
        "kicker": "",
        "text": "",
        "chapter": None,
        "conflict": None,
        "their_name": last_writer(conflict) if conflict else "",
        "back": crumbs[-2][1],
        "breadcrumb": crumbs,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "policy/structure_form.html", defaults | context, status=status)
