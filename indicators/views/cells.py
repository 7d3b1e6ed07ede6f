"""One cell: in its place in the table (htmx) and, for whoever has no JavaScript, on a page of its own.

409 answers with both values when somebody else wrote first, 422 with a sentence when a value is unreadable.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from indicators import editing, grid, locks, querysets, relations
from indicators import history as histories
from indicators.forms import CellForm, FigureForm, RemoveForm
from indicators.models import Figure, FigureKind, TableColumn, TableRow
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
    """Show the form of a cell, or save it. `?lezen` gives the cell as it stands in the table."""
    found = _allowed_cell(request, row, column)
    if request.method == "POST":
        return _save(request, found)
    if request.htmx:
        template = "indicators/cell_shown.html" if "lezen" in request.GET else "indicators/cell_form.html"
        return _partial(request, template, _context(found, _form(request, found), focus=True))
    return _page(request, found, _form(request, found))


@require_POST
def remove(request: HttpRequest, row: int, column: int) -> HttpResponse:
    """Take the figure out of its cell, with a reason."""
    found = _allowed_cell(request, row, column)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, _form(None, found), status=422, removal=form)
    try:
        editing.remove_figure(row=found.row, column=found.column, by=request.user, **form.cleaned_data)
    except Stale as stale:
        conflict = _conflict(found, stale.current)
        return _page(request, found, _form(None, found), status=409, conflict=conflict)
    except Refused as refused:
        form.add_error("reason", refused.sentence)
        return _page(request, found, _form(None, found), status=422, removal=form)
    messages.success(request, f"Het cijfer bij “{found.row.label}” is verwijderd.")
    return redirect(_place_url(found))


def _save(request: HttpRequest, found: grid.Cell) -> HttpResponse:
    form = _form(request, found)
    suggestions: tuple[str, ...] = ()
    status, conflict = 422, None
    if form.is_valid():
        try:
            figure = _change(request, found, form)
        except Unreadable as error:
            form.add_error("raw", error.sentence)
            suggestions = error.suggestions
        except Refused as refused:
            form.add_error("raw", refused.sentence)
        except Stale as stale:
            status, conflict = 409, _conflict(found, stale.current)
        else:
            return _saved(request, found, figure)
    elif "seen_version" in form.errors:
        raise BadRequest("seen_version is missing or not a number")
    if request.htmx:
        template = "indicators/cell_conflict.html" if conflict else "indicators/cell_form.html"
        context = _context(found, form, suggestions=suggestions, conflict=conflict, focus=True)
        return _partial(request, template, context, status=status)
    return _page(request, found, form, status=status, suggestions=suggestions, conflict=conflict)


def _change(request: HttpRequest, found: grid.Cell, form: CellForm) -> Figure:
    return editing.change_figure(row=found.row, column=found.column, by=request.user, **form.cleaned_data)


def _saved(request: HttpRequest, found: grid.Cell, figure: Figure) -> HttpResponse:
    fresh = grid.Cell(found.row, found.column, figure)
    said = f"Opgeslagen: {found.row.label}, {grid.heading(found.column)}: {fresh.text}."
    if request.htmx:
        context = _context(fresh, None, focus=True, said=said)
        return _partial(request, "indicators/cell_shown.html", context)
    messages.success(request, said)
    return redirect(_place_url(found))


def _form(request: HttpRequest | None, found: grid.Cell) -> CellForm:
    """The short form inside the table, the full one on the page; bound when this is a submission."""
    figure = found.figure
    initial = {"seen_version": figure.version if figure else 0, "raw": figure.raw if figure else ""}
    if figure:
        initial |= {"provisional": figure.provisional, "reference_date": figure.reference_date}
    kind = CellForm if request is not None and request.htmx else FigureForm
    data = _submitted(request) if request is not None and request.method == "POST" else None
    return kind(data, initial=initial, auto_id=f"veld-{found.row.pk}-{found.column.pk}-%s")


def _submitted(request: HttpRequest) -> QueryDict:
    """What was sent; a spelling that the portal offered takes the place of what stands in the field."""
    data = request.POST.copy()
    if "suggestion" in data:
        data["raw"] = data["suggestion"]
    return data


def _partial(request: HttpRequest, template: str, context: dict, *, status: int = 200) -> HttpResponse:
    """What takes the place of the cell; the address in the browser stays that of the table."""
    response = render(request, template, context, status=status)
    response["HX-Push-Url"] = "false"
    return response


def _page(
    request: HttpRequest, found: grid.Cell, form: CellForm, *, status: int = 200, removal=None, **extra
) -> HttpResponse:
    chapter = found.row.group.table.chapter
    if removal is None and found.figure:
        removal = RemoveForm(initial={"seen_version": found.figure.version}, auto_id="verwijderen-%s")
    context = _context(found, form, removal=removal, **extra) | {
        "chapter": chapter,
        "warning": reopening(chapter),
        "locked": locks.sentence(found.lock) if found.lock else "",
        "in_force": _in_force(found),
        "breadcrumb": [
            *CRUMBS,
            (f"{chapter.title}, {chapter.document.title}", chapter_url(chapter)),
            ("Cijfer wijzigen", ""),
        ],
    }
    return render(request, "indicators/cell.html", context, status=status)


def _context(found: grid.Cell, form: CellForm | None, **extra) -> dict:
    defaults = {"suggestions": (), "conflict": None, "focus": False, "said": "", "removal": None}
    return defaults | {
        "cell": found,
        "form": form,
        "heading": grid.heading(found.column),
        "place_url": _place_url(found),
        **extra,
    }


def _allowed_cell(request: HttpRequest, row_id: int, column_id: int) -> grid.Cell:
    """The cell, when there is one and this person may change it."""
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
    require(request.user, Action.EDIT_FIGURE, relations.of_cell(request.user, row))
    return grid.of_cell(row, column)


def _in_force(found: grid.Cell) -> Figure | None:
    """An earlier document's target, where this one has set none of its own."""
    column = found.column
    if column.kind != FigureKind.TARGET or found.figure or column.document is None:
        return None
    return querysets.target_in_force(found.row.indicator, column, column.document)


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
    chapter = found.row.group.table.chapter
    url = reverse("indicators:chapter", args=[chapter.document.slug, chapter.slug])
    return f"{url}#cel-{found.row.pk}-{found.column.pk}"
