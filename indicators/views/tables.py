"""The overview, the tables of a chapter, the history of a figure, and the text of a note."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from indicators import commenting, editing, grid, kinds, locks, overview, relations, splitting, standing
from indicators import history as histories
from indicators.forms import FootnoteForm
from indicators.locks import Locks
from indicators.models import Footnote, Indicator, PeriodLock
from policy.models import Chapter, ReviewState
from twenterand.accounts.rights import Action, may, require
from twenterand.workflow import Refused, Stale

CRUMBS = [("Mijn werk", "/werk/"), ("Cijfers", "/werk/cijfers/")]


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Every document with tables, and how far each chapter is."""
    require(request.user, Action.VIEW_WORK)
    context = {
        "documents": overview.by_document(),
        "functions": request.user.function_ids,
        "breadcrumb": [CRUMBS[0], ("Cijfers", "")],
    }
    return render(request, "indicators/figures.html", context)


@require_GET
def chapter(request: HttpRequest, document: str, chapter: str) -> HttpResponse:
    """The tables of one chapter as they are printed, or (`?periode=quarter`) one kind of period of them. Without script
    each cell is a link."""
    require(request.user, Action.VIEW_WORK)
    now = timezone.now()  # before reading: what is written meanwhile counts as news
    found = get_object_or_404(
        Chapter.objects.select_related("document", "owner", "edition"), document__slug=document, slug=chapter
    )
    tables = grid.of_chapter(found, Locks())
    found_kinds = kinds.of(tables)
    kind = request.GET.get("periode", "") if len(found_kinds) > 1 else ""
    if kind and kind not in found_kinds:
        raise Http404
    rows = [row.record for table in tables for row in table.rows]
    editable = {row.pk for row in rows if relations.may_edit(request.user, row)}
    context = {
        "chapter": found,
        "tables": kinds.only(tables, kind) if kind else tables,
        "kinds": found_kinds,
        "kind": kind,
        "standings": standing.of_chapter(found, tables),
        "editable": editable,
        "remarks": commenting.Beside({row.indicator_id for row in rows}),
        "arrangeable": relations.may_arrange(request.user, found),
        "notes_editable": may(request.user, Action.EDIT_FIGURE, relations.of_footnote(request.user, found)),
        "warning": reopening(found) if editable else "",
        "locks": locks_of(cell for table in tables for row in table.rows for cell in row.cells),
        "computed": any(row.indicator.formula for row in rows),
        "now": now,
        "breadcrumb": [*CRUMBS, (f"{found.title}, {found.document.title}", "")],
    }
    return render(request, "indicators/chapter.html", context)


@require_GET
def history(request: HttpRequest, figure: int) -> HttpResponse:
    """Who changed a figure, when, from what to what and why; also of a figure that was removed."""
    require(request.user, Action.VIEW_WORK)
    slot = histories.slot_of(figure)
    if slot is None:
        raise Http404
    indicator = get_object_or_404(Indicator, pk=slot.indicator_id)
    context = {
        "indicator": indicator,
        "heading": splitting.named(slot),
        "changes": histories.of_slot(slot, decimals=indicator.decimals),
        "breadcrumb": [*CRUMBS, ("Geschiedenis van een cijfer", "")],
    }
    return render(request, "indicators/history.html", context)


@require_http_methods(["GET", "POST"])
def footnote(request: HttpRequest, footnote: int) -> HttpResponse:
    """Change the text of a note under a table."""
    note = get_object_or_404(
        Footnote.objects.select_related("table__chapter__document", "table__chapter__owner"), pk=footnote
    )
    found = note.table.chapter
    require(request.user, Action.EDIT_FIGURE, relations.of_footnote(request.user, found))
    current, status = None, 200
    form = FootnoteForm(request.POST or None, initial={"seen_version": note.version, "text": note.text})
    if request.method == "POST" and form.is_valid():
        try:
            editing.change_footnote(footnote=note, by=request.user, **form.cleaned_data)
        except Stale as stale:
            current, status = stale.current, 409
        except Refused as refused:
            form.add_error("text", refused.sentence)
        else:
            messages.success(request, "De voetnoot is opgeslagen.")
            return redirect(f"{chapter_url(found)}#voetnoot-{note.pk}")
    if form.errors:
        status = 422
    context = {
        "note": note,
        "form": form,
        "conflict": _other_text(current) if current else None,
        "cancel_url": chapter_url(found),
        "warning": reopening(found),
        "breadcrumb": [
            *CRUMBS,
            (f"{found.title}, {found.document.title}", chapter_url(found)),
            ("Voetnoot", ""),
        ],
    }
    return render(request, "indicators/footnote.html", context, status=status)


def locks_of(cells: Iterable[grid.Cell | None]) -> list[tuple[PeriodLock, str]]:
    """The locks under which some of these cells lie, each with its sentence; newest period first."""
    found = {cell.lock for cell in cells if cell and cell.lock}
    ordered = sorted(found, key=lambda lock: (lock.first_day, lock.pk), reverse=True)
    return [(lock, locks.sentence(lock)) for lock in ordered]


def chapter_url(chapter: Chapter) -> str:
    """The page with the tables of a chapter."""
    return reverse("indicators:chapter", args=[chapter.document.slug, chapter.slug])


def reopening(chapter: Chapter) -> str:
    """What a change does to a chapter that is under review or agreed; empty while it is being edited."""
    if chapter.state == ReviewState.EDITING:
        return ""
    label = ReviewState(chapter.state).label
    return (
        f"Dit hoofdstuk heeft de status “{label}”. Als u een cijfer of een voetnoot wijzigt, gaat het terug "
        "naar “in bewerking” en moet het opnieuw worden beoordeeld."
    )


def _other_text(note: Footnote) -> dict:
    step = note.history.order_by("-history_date", "-history_id").first()
    who = histories.names([step.history_user_id])[step.history_user_id]
    return {"who": who, "when": step.history_date, "text": note.text, "version": note.version}
