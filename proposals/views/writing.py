"""Adding, changing and removing a proposal. Everything works without JavaScript.

409 answers with both versions when somebody else wrote first, 422 with sentences when something cannot be
stored; what a person typed stays in the form either way.
"""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from policy.models import Chapter, Document
from proposals import content as contents
from proposals import editing, overview, querysets
from proposals import history as histories
from proposals.forms import Entry, RemoveForm
from proposals.models import Proposal
from proposals.places import Places
from proposals.relations import require_write
from proposals.views.common import crumbs, list_url, on_version
from twenterand.accounts.rights import Action, require
from twenterand.workflow import Refused, Stale

MORE = "more"


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, document: str) -> HttpResponse:
    """Add a proposal to a document."""
    require(request.user, Action.VIEW_WORK)
    found = get_object_or_404(Document, slug=document)
    places = Places(found, request.user)
    if not places.any:
        require_write(request.user, found, [])
    entry = Entry(found, places=places, data=request.POST if request.method == "POST" else None)
    page = {"document": found, "title": "Voorstel toevoegen"}
    if request.method != "POST":
        return _form_page(request, entry, **page)
    if MORE in request.POST:
        entry.take_over(lengthen=request.POST[MORE])
        return _form_page(request, entry, **page)
    if entry.is_valid():
        try:
            record = editing.add_proposal(
                document=found, content=entry.content(), by=request.user, reason=entry.reason
            )
        except Refused as refused:
            entry.main.add_error(None, refused.sentence)
        else:
            messages.success(request, f"Het voorstel “{record.title}” is toegevoegd.")
            return redirect("proposals:proposal", record.pk)
    return _form_page(request, entry, status=422, **page)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal."""
    require(request.user, Action.VIEW_WORK)
    record = querysets.for_page().filter(pk=pk).first()
    if record is None:
        return _gone(request, pk)
    content = contents.of(record)
    places = Places(record.document, request.user, stored=content)
    showing = contents.chapters_showing(content.tree, content.passage, places.chapters)
    require_write(request.user, record.document, showing)
    page = _page_of(record, showing)
    if request.method != "POST":
        entry = Entry(record.document, places=places, content=content, version=record.version)
        return _form_page(request, entry, **page)
    entry = Entry(record.document, places=places, data=request.POST, content=content)
    if MORE in request.POST:
        entry.take_over(lengthen=request.POST[MORE])
        return _form_page(request, entry, **page)
    if entry.is_valid():
        try:
            return _changed(request, record, entry)
        except Stale:
            return _conflict(request, pk, entry)
        except Refused as refused:
            entry.main.add_error(None, refused.sentence)
    return _form_page(request, entry, status=422, **page)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a reason and a confirmation, then take the proposal away."""
    require(request.user, Action.VIEW_WORK)
    record = get_object_or_404(querysets.for_page(), pk=pk)
    line = overview.line(record, querysets.chapters_of(record.document))
    require_write(request.user, record.document, line.chapters)
    if request.method != "POST":
        return _remove_page(request, line, RemoveForm(initial={"version": record.version}))
    form = RemoveForm(request.POST)
    if "version" in form.errors:
        raise BadRequest("Het formulier noemt geen versie. Laad de pagina opnieuw.")
    if not form.is_valid():
        return _remove_page(request, line, form, status=422)
    version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
    try:
        editing.remove_proposal(proposal=record, seen_version=version, reason=reason, by=request.user)
    except Stale:
        again = RemoveForm(on_version(request, record.version))
        return _remove_page(request, line, again, status=409, last=histories.last_change(record))
    except Refused as refused:
        form.add_error("reason", refused.sentence)
        return _remove_page(request, line, form, status=422)
    messages.success(request, f"Het voorstel “{record.title}” is weggehaald.")
    return redirect(list_url(record.document))


def _remove_page(
    request: HttpRequest, line: overview.Line, form: RemoveForm, *, status: int = 200, last=None
) -> HttpResponse:
    context = {
        "proposal": line.proposal,
        "line": line,
        "form": form,
        "last": last,
        "warnings": overview.reopening(line.chapters),
        "breadcrumb": crumbs(line.proposal.document, "Voorstel weghalen"),
    }
    return render(request, "proposals/remove.html", context, status=status)


def _changed(request: HttpRequest, record: Proposal, entry: Entry) -> HttpResponse:
    editing.change_proposal(
        proposal=record,
        content=entry.content(),
        seen_version=entry.version,
        by=request.user,
        reason=entry.reason,
    )
    messages.success(request, f"Het voorstel “{entry.content().title}” is opgeslagen.")
    return redirect("proposals:proposal", record.pk)


def _conflict(request: HttpRequest, pk: int, entry: Entry) -> HttpResponse:
    """Both versions side by side, with the form as it was typed; sending it again replaces the other's."""
    record = get_object_or_404(querysets.for_page(), pk=pk)
    mine, theirs = entry.content(), contents.of(record)
    places = Places(record.document, request.user, stored=theirs)
    showing = contents.chapters_showing(theirs.tree, theirs.passage, places.chapters)
    again = Entry(record.document, places=places, content=theirs, data=on_version(request, record.version))
    conflict = {"last": histories.last_change(record), "rows": contents.differences(mine, theirs)}
    return _form_page(request, again, status=409, conflict=conflict, **_page_of(record, showing))


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody took the proposal away while this person was writing: what they typed can be kept as a new one."""
    last = histories.last_row(pk)
    if last is None or request.method != "POST":
        raise Http404("Dit voorstel bestaat niet of is weggehaald.")
    document = get_object_or_404(Document, pk=last.document_id)
    places = Places(document, request.user)
    if not places.any:
        require_write(request.user, document, [])
    entry = Entry(document, places=places, data=request.POST)
    entry.take_over()
    return _form_page(
        request,
        entry,
        status=409,
        document=document,
        title="Voorstel toevoegen",
        gone=histories.removed(last),
    )


def _page_of(record: Proposal, showing: list[Chapter]) -> dict:
    return {
        "document": record.document,
        "title": "Voorstel wijzigen",
        "proposal": record,
        "warnings": overview.reopening(showing),
    }


def _form_page(
    request: HttpRequest, entry: Entry, *, document: Document, title: str, status: int = 200, **extra
) -> HttpResponse:
    """The form. Without `proposal` in `extra` it adds one."""
    record = extra.get("proposal")
    address = (
        reverse("proposals:change", args=[record.pk])
        if record
        else reverse("proposals:add", args=[document.slug])
    )
    defaults = {"proposal": None, "warnings": [], "conflict": None, "gone": None}
    back = reverse("proposals:proposal", args=[record.pk]) if record else list_url(document)
    context = defaults | {
        "entry": entry,
        "errors": list(entry.errors()),
        "document": document,
        "title": title,
        "address": address,
        "back": back,
        "breadcrumb": crumbs(document, title),
        **extra,
    }
    return render(request, "proposals/form.html", context, status=status)
