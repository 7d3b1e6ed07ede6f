"""What people put beside a cell: remarks of colleagues and notes under the table. And the remarks that wait for me."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from indicators import commenting, footnotes, grid
from indicators.forms import CommentForm, NoteForm
from indicators.models import CellComment, Footnote, FootnoteAnchor
from indicators.querysets import Slot, our_area_id
from indicators.relations import require_structure
from indicators.views.cells import done, find, reply_form, show
from indicators.views.tables import CRUMBS
from twenterand.accounts.rights import Action, require
from twenterand.workflow import Refused


@vary_on_headers("HX-Request")
@require_POST
def comment(request: HttpRequest, row: int, column: int) -> HttpResponse:
    """Remarks beside a cell: `act` is add, reply, resolve or reopen; the last three are about thread `comment`."""
    found = find(request, row, column)
    act = request.POST.get("act", "add")
    if act == "add":
        return _add_comment(request, found)
    slot = Slot.in_cell(found.row, found.column, our_area_id())
    first = get_object_or_404(
        CellComment, pk=_key(request.POST.get("comment")), parent=None, **slot._asdict()
    )
    if act == "reply":
        return _reply(request, found, first)
    if act not in {"resolve", "reopen"}:
        raise BadRequest("an act that we do not know")
    try:
        if act == "resolve":
            commenting.resolve(comment=first, row=found.row, by=request.user)
        else:
            commenting.reopen(comment=first, row=found.row, by=request.user)
    except Refused as refused:
        return show(request, found, status=422, problem=refused.sentence, said_at="comments")
    said = "De opmerking is afgehandeld." if act == "resolve" else "De opmerking staat weer open."
    return done(request, found, said, at="comments")


@vary_on_headers("HX-Request")
@require_POST
def note(request: HttpRequest, row: int, column: int) -> HttpResponse:
    """Notes at a cell: `act` is add (a new one), attach (one of the table) or detach (take its mark away here)."""
    found = find(request, row, column)
    table = found.row.group.table
    require_structure(request.user, table.chapter)
    place = {"row": found.row, "column": found.column}
    act = request.POST.get("act", "add")
    if act == "add":
        return _add_note(request, found)
    if act == "attach":
        other = get_object_or_404(Footnote, pk=_key(request.POST.get("footnote")), table=table)
        footnotes.anchor(footnote=other, by=request.user, **place)
        return done(request, found, "De voetnoot staat nu ook bij dit cijfer.", at="notes")
    if act != "detach":
        raise BadRequest("an act that we do not know")
    anchor = get_object_or_404(
        FootnoteAnchor, pk=_key(request.POST.get("anchor")), row=found.row, column=found.column.position
    )
    footnotes.unanchor(anchor=anchor, by=request.user)
    return done(request, found, "De voetnoot staat niet meer bij dit cijfer.", at="notes")


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The remarks in which one of my functions is mentioned: what is open, and what was done lately."""
    require(request.user, Action.VIEW_WORK)
    waiting, closed = commenting.board(request.user.function_ids)
    context = {
        "waiting": waiting,
        "closed": closed,
        "functions": request.user.functions.filter(active=True),
        "breadcrumb": [*CRUMBS, ("Opmerkingen voor mij", "")],
    }
    return render(request, "indicators/comments.html", context)


def _add_comment(request: HttpRequest, found: grid.Cell) -> HttpResponse:
    form = CommentForm(request.POST, auto_id="opmerking-%s")
    if form.is_valid():
        function = form.cleaned_data["function"]
        try:
            commenting.add(
                row=found.row,
                column=found.column,
                text=form.cleaned_data["text"],
                by=request.user,
                mentions=[function] if function else [],
            )
        except Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            return done(request, found, "De opmerking is geplaatst.", at="comments")
    return show(request, found, status=422, comment_form=form)


def _reply(request: HttpRequest, found: grid.Cell, first: CellComment) -> HttpResponse:
    form = reply_form(first.pk, request.POST)
    if form.is_valid():
        try:
            commenting.reply(comment=first, text=form.cleaned_data["text"], by=request.user)
        except Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            return done(request, found, "Uw reactie is geplaatst.", at="comments")
    return show(request, found, status=422, reply=(first.pk, form))


def _add_note(request: HttpRequest, found: grid.Cell) -> HttpResponse:
    form = NoteForm(request.POST, auto_id="noot-%s")
    if form.is_valid():
        try:
            footnotes.add_footnote(
                table=found.row.group.table,
                text=form.cleaned_data["text"],
                by=request.user,
                row=found.row,
                column=found.column,
            )
        except Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            return done(request, found, "De voetnoot is toegevoegd.", at="notes")
    return show(request, found, status=422, note_form=form)


def _key(text: str | None) -> int:
    """A primary key that one of our forms sent."""
    if not (text or "").isdecimal() or len(text) > 18:
        raise BadRequest("not a key that we gave")
    return int(text)
