"""One cell: on a page of its own and, with htmx, in the panel beside the grid. Both show the same.

409 answers with both values when somebody else wrote first, 422 with a sentence when a value is unreadable.
"""

import json
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from indicators import editing, grid, panel, querysets, relations
from indicators import history as histories
from indicators.forms import CommentForm, FigureForm, NoteForm, RemoveForm, ReplyForm
from indicators.models import Figure, TableColumn, TableRow
from indicators.views.batch import state
from indicators.views.tables import CRUMBS, chapter_url, reopening
from twenterand.accounts.rights import Action, require
from twenterand.numbers import Unreadable
from twenterand.workflow import Refused, Stale


@dataclass(frozen=True)
class Conflict:
    """What somebody else did meanwhile; `text` is empty when they removed the figure."""

    who: str
    when: object
    text: str
    version: int


@vary_on_headers("HX-Request")
@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, row: int, column: int) -> HttpResponse:
    """All that is known of a cell; who may change it gets the form, and saves it here."""
    found = find(request, row, column)
    return _save(request, found) if request.method == "POST" else show(request, found)


@vary_on_headers("HX-Request")
@require_GET
def beside(request: HttpRequest, row: int, column: int) -> HttpResponse:
    """What stands in the panel beside the grid; as a page of its own where it is opened as one."""
    return show(request, find(request, row, column))


@vary_on_headers("HX-Request")
@require_POST
def remove(request: HttpRequest, row: int, column: int) -> HttpResponse:
    """Take the figure out of its cell, with a reason."""
    found = find(request, row, column)
    require(request.user, Action.EDIT_FIGURE, relations.of_cell(request.user, found.row))
    form = RemoveForm(request.POST, auto_id="verwijderen-%s", settled=True)
    if not form.is_valid():
        return show(request, found, status=422, removal=form)
    try:
        editing.remove_figure(row=found.row, column=found.column, by=request.user, **form.cleaned_data)
    except Stale as stale:
        return show(request, found, status=409, conflict=_conflict(found, stale.current))
    except Refused as refused:
        form.add_error("reason", refused.sentence)
        return show(request, found, status=422, removal=form)
    return done(request, found, f"Het cijfer bij “{found.row.label}” is verwijderd.", to=_place_url(found))


def find(request: HttpRequest, row_id: int, column_id: int) -> grid.Cell:
    """The cell, when there is one, for everybody who works here."""
    require(request.user, Action.VIEW_WORK)
    row = get_object_or_404(
        TableRow.objects.select_related(
            "indicator__holder", "group__table__chapter__document", "group__table__chapter__owner"
        ),
        pk=row_id,
    )
    column = get_object_or_404(
        TableColumn.objects.select_related("document"), pk=column_id, table=row.group.table_id
    )
    if not editing.meet(row, column):
        raise Http404
    return grid.of_cell(row, column)


def show(request: HttpRequest, found: grid.Cell, *, status: int = 200, **extra) -> HttpResponse:
    """The cell as panel or as page. `extra` replaces forms by those that were sent, with their errors:
    form, suggestions, conflict, removal, note_form, comment_form, and `reply` (a thread's key with its form)."""
    about = panel.of(found, request.user)
    template = "indicators/panel.html" if request.htmx else "indicators/cell.html"
    for form in (extra.get("form"), extra.get("removal")):
        if form and not about.settled:
            form.without_decision()
    context = _context(about) | extra
    key, form = extra.get("reply", (0, None))
    context["threads"] = [
        (thread, closable, form if thread.first.pk == key else reply_form(thread.first.pk))
        for thread, closable in about.threads
    ]
    return render(request, template, context, status=status)


def done(request: HttpRequest, found: grid.Cell, said: str, *, at: str = "", to: str = "") -> HttpResponse:
    """What answers an action that succeeded: the panel as it is now with what was done (in the part `at`), or a
    message on the page `to`, the cell's own unless told."""
    if request.htmx:
        # Read again: the chapter may have gone back to editing.
        return show(request, find(request, found.row.pk, found.column.pk), said=said, said_at=at)
    messages.success(request, said)
    return redirect(to or reverse("indicators:cell", args=[found.row.pk, found.column.pk]))


def reply_form(key: int, data: QueryDict | None = None) -> ReplyForm:
    """The form to answer in the thread with this primary key."""
    return ReplyForm(data, auto_id=f"reactie-{key}-%s")


def _save(request: HttpRequest, found: grid.Cell) -> HttpResponse:
    require(request.user, Action.EDIT_FIGURE, relations.of_cell(request.user, found.row))
    form = _form(found, _submitted(request), settled=True)
    suggestions: tuple[str, ...] = ()
    if form.is_valid():
        try:
            figure = editing.change_figure(
                row=found.row, column=found.column, by=request.user, **form.cleaned_data
            )
        except Unreadable as error:
            form.add_error("raw", error.sentence)
            suggestions = error.suggestions
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as stale:
            return show(request, found, status=409, form=form, conflict=_conflict(found, stale.current))
        else:
            text = grid.Cell(found.row, found.column, figure).text
            said = f"Opgeslagen: {found.row.label}, {grid.heading(found.column)}: {text}."
            return done(request, found, said, to=_place_url(found))
    elif "seen_version" in form.errors:
        raise BadRequest("seen_version is missing or not a number")
    return show(request, found, status=422, form=form, suggestions=suggestions)


def _form(found: grid.Cell, data: QueryDict | None = None, *, settled: bool) -> FigureForm:
    figure = found.figure
    initial = {"seen_version": figure.version if figure else 0, "raw": figure.raw if figure else ""}
    if figure:
        initial |= {name: getattr(figure, name) for name in editing.SAID}
    ids = f"veld-{found.row.pk}-{found.column.pk}-%s"
    return FigureForm(data, initial=initial, auto_id=ids, settled=settled)


def _submitted(request: HttpRequest) -> QueryDict:
    """What was sent; a spelling that the portal offered takes the place of what stands in the field."""
    data = request.POST.copy()
    if "suggestion" in data:
        data["raw"] = data["suggestion"]
    return data


def _context(about: panel.Panel) -> dict:
    found, chapter = about.cell, about.chapter
    removal = None
    if found.figure and about.may_edit:
        removal = RemoveForm(
            initial={"seen_version": found.figure.version}, auto_id="verwijderen-%s", settled=about.settled
        )
    crumb = (f"{chapter.title}, {chapter.document.title}", chapter_url(chapter))
    return {
        "panel": about,
        "cell": found,
        "state": json.dumps(state(found) | {"comments": about.waiting, "notes": _notes(about)}),
        "heading": about.heading,
        "chapter": chapter,
        "place_url": _place_url(found),
        "warning": reopening(chapter) if about.may_edit else "",
        "form": _form(found, settled=about.settled),
        "suggestions": (),
        "conflict": None,
        "removal": removal,
        "comment_form": CommentForm(auto_id="opmerking-%s"),
        "note_form": NoteForm(auto_id="noot-%s"),
        "said": "",
        "said_at": "",
        "breadcrumb": [*CRUMBS, crumb, ("Over een cijfer", "")],
    }


def _notes(about: panel.Panel) -> list[dict]:
    """The notes at the cell itself, for the grid."""
    placed = [one.note for one in about.notes if one.here]
    return [{"key": note.footnote.pk, "mark": note.mark, "text": note.footnote.text} for note in placed]


def _conflict(found: grid.Cell, current: Figure | None) -> Conflict:
    slot = querysets.Slot.in_cell(found.row, found.column, querysets.our_area_id())
    step = querysets.history_of(slot).first()
    name = step.history_user_id if step else ""
    return Conflict(
        who=histories.names([name])[name],
        when=step.history_date if step else None,
        text=grid.described(current, found.row.indicator.decimals) if current else "",
        version=current.version if current else 0,
    )


def _place_url(found: grid.Cell) -> str:
    """Back to this cell in its table."""
    return f"{chapter_url(found.row.group.table.chapter)}#cel-{found.row.pk}-{found.column.pk}"
