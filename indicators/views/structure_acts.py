"""Arranging a table: moving and removing its parts, columns of a group's own, and the places of notes."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from indicators import arranging, footnotes, grid, structure
from indicators.models import FootnoteAnchor, IndicatorTable
from indicators.structure_forms import PlaceForm
from indicators.views.structure import EDIT, show
from indicators.views.structure_common import (
    allowed_record,
    allowed_table,
    attempt,
    conflict_of,
    form_page,
    structure_url,
    table_crumbs,
)
from indicators.views.tables import chapter_url, reopening
from policy.forms import VersionForm
from policy.views.common import seen_version
from twenterand.workflow import Refused, Stale

MOVES = {
    "kolom": (structure.move_column, "column"),
    "groep": (structure.move_group, "group"),
    "rij": (structure.move_row, "row"),
    "voetnoot": (footnotes.move_footnote, "footnote"),
    "tabel": (structure.move_table, "table"),
}
REMOVALS = {
    "kolom": (structure.remove_column, "column"),
    "groep": (structure.remove_group, "group"),
    "rij": (structure.remove_row, "row"),
    "voetnoot": (footnotes.remove_footnote, "footnote"),
    "tabel": (structure.remove_table, "table"),
}
NOT_DONE = "Iemand anders heeft deze tabel intussen gewijzigd. Hieronder ziet u hoe hij nu is. Er is niets gewijzigd."


@require_POST
def move(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """One place up or down, or to the left or right."""
    found, table = allowed_record(request, what, pk)
    write, name = MOVES[what]
    write = partial(write, **{name: found}, direction=request.POST.get("direction", ""))
    anchor = "" if what == "tabel" else f"{what}-{pk}"
    return _done(request, table, write, said="De volgorde is gewijzigd.", anchor=anchor)


@require_http_methods(EDIT)
def remove(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Ask, with what goes and what stays; then remove a column, group, row, note or table."""
    found, table = allowed_record(request, what, pk)
    write, name = REMOVALS[what]
    alert, status = "", 200
    if request.method == "POST":
        try:
            write(**{name: found}, seen_version=seen_version(request), by=request.user)
        except Stale:
            alert, status = (
                f"{conflict_of(table).who} heeft deze tabel intussen gewijzigd. Wilt u dit nog?",
                409,
            )
            table.refresh_from_db()
        except Refused as refused:
            alert, status = refused.sentence, 422
        else:
            messages.success(request, f"{_name(what, found)} is weg.")
            return redirect(chapter_url(table.chapter) if what == "tabel" else structure_url(table))
    context = {
        "title": f"{what.capitalize()} weghalen?",
        "name": _name(what, found),
        "explanations": _explanations(what, found),
        "alert": alert,
        "warning": reopening(table.chapter),
        "form": VersionForm(initial={"version": table.version}),
        "back": structure_url(table, f"{what}-{pk}" if what != "tabel" else ""),
        "breadcrumb": [*table_crumbs(table), (f"{what.capitalize()} weghalen", "")],
    }
    return render(request, "indicators/structure_remove.html", context, status=status)


@require_POST
def group_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a group columns of its own (`eigen`), or those of the table again."""
    group, table = allowed_record(request, "groep", pk)
    own = request.POST.get("eigen") == "ja"
    write = partial(structure.own_columns if own else structure.share_columns, group=group)
    said = "De groep heeft nu eigen kolommen." if own else "De groep heeft weer de kolommen van de tabel."
    return _done(request, table, write, said=said, anchor=f"groep-{pk}")


@require_http_methods(EDIT)
def place_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more place for the mark of a note."""
    note, table = allowed_record(request, "voetnoot", pk)
    shown = arranging.page(table).table
    data = request.POST if request.method == "POST" else None
    form = PlaceForm(data, initial={"version": table.version}, places=arranging.choices(shown))

    def write(*, place: str, **fields):
        footnotes.anchor(footnote=note, **fields, **arranging.chosen(shown, place))

    tried = attempt(request, table, form, write, said="De voetnoot staat er.", anchor=f"voetnoot-{pk}")
    return tried.answer or form_page(
        request,
        table,
        form,
        tried,
        title="Voetnoot bij nog een plaats",
        anchor=f"voetnoot-{pk}",
        text=note.text,
    )


@require_POST
def place_remove(request: HttpRequest, anchor: int) -> HttpResponse:
    """Take the mark of a note away from one place."""
    found = get_object_or_404(
        FootnoteAnchor.objects.select_related("footnote", "group", "row__group__table"), pk=anchor
    )
    table = allowed_table(request, found.footnote.table_id)
    write = partial(footnotes.unanchor, anchor=found)
    return _done(request, table, write, said="Het sterretje is weg.", anchor=f"voetnoot-{found.footnote_id}")


@require_POST
def restore(request: HttpRequest, table: int, uid: UUID) -> HttpResponse:
    """Bring a removed row back."""
    record = allowed_table(request, table)
    write = partial(structure.restore_row, table=record, uid=uid)
    return _done(request, record, write, said="De rij staat er weer.", anchor="groepen")


def _done(request: HttpRequest, table: IndicatorTable, write, *, said: str, anchor: str) -> HttpResponse:
    """Do it and go back to its place, or show the page with why it was not done."""
    try:
        write(seen_version=seen_version(request), by=request.user)
    except Stale:
        table.refresh_from_db()
        return show(request, table, status=409, alert=NOT_DONE)
    except Refused as refused:
        return show(request, table, status=422, alert=refused.sentence)
    messages.success(request, said)
    return redirect(structure_url(table, anchor))


def _name(what: str, found: Model) -> str:
    names = {
        "kolom": lambda: f"De kolom “{grid.heading(found)}”",
        "groep": lambda: f"De groep “{found.heading}”",
        "rij": lambda: f"De rij “{found.label}”",
        "voetnoot": lambda: f"De voetnoot “{found.text}”",
        "tabel": lambda: f"De tabel “{found.title}”",
    }
    if what not in names:
        raise Http404
    return names[what]()


def _explanations(what: str, found: Model) -> list[str]:
    """What disappears, and what does not."""
    match what:
        case "kolom":
            filled = arranging.filled(found)
            cells = "cel met een cijfer verdwijnt" if filled == 1 else "cellen met een cijfer verdwijnen"
            return [
                f"{filled or 'Geen'} {cells} uit deze tabel.",
                "De cijfers zelf blijven bewaard: zet u de kolom later terug, dan staan ze er weer.",
                "Voetnoten in deze kolom raken hun plaats kwijt. Ze blijven onder de tabel staan.",
            ]
        case "groep":
            return ["Een groep kan alleen weg als er geen rijen meer in staan."]
        case "rij":
            return [
                "De rij verdwijnt uit deze tabel. De indicator en al zijn cijfers blijven bestaan.",
                "U kunt de rij later terugzetten. De sterretjes van voetnoten bij deze rij komen dan niet terug.",
            ]
        case "voetnoot":
            return ["De voetnoot verdwijnt onder de tabel, en zijn sterretjes ook."]
    rows = sum(group.rows.count() for group in found.groups.all())
    notes = found.footnotes.count()
    return [
        f"De tabel verdwijnt met {rows} {'rij' if rows == 1 else 'rijen'} en {notes} "
        f"{'voetnoot' if notes == 1 else 'voetnoten'}.",
        "De indicatoren en hun cijfers blijven bestaan. De tabel zelf kunt u niet terugzetten.",
    ]
