"""Arranging a table: the page itself, and the forms that add or change a column, group, row or note."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from indicators import arranging, footnotes, structure
from indicators.models import Indicator, IndicatorGroup, IndicatorTable
from indicators.periods import Period
from indicators.relations import require_structure
from indicators.structure_forms import (
    ColumnForm,
    GroupForm,
    NewRowForm,
    NewTableForm,
    NoteForm,
    RowForm,
    TitleForm,
    initial_of,
)
from indicators.views.structure_common import (
    allowed_record,
    allowed_table,
    attempt,
    chapter_crumbs,
    form_page,
    table_crumbs,
)
from indicators.views.structure_common import structure_url as address
from indicators.views.tables import chapter_url, reopening
from policy.models import Chapter
from twenterand.accounts.rights import Action, Relation, may
from twenterand.workflow import Refused

EDIT = ["GET", "HEAD", "POST"]
FIGURES_STAY = "De cijfers zelf veranderen niet: een kolom laat zien wat er voor deze periode al is."
COLUMN_ADDED = (
    "De kolom is toegevoegd: begroot voor gerealiseerd, in de volgorde van de jaren. U kunt hem verplaatsen."
)
NOTES_STAY = "Voetnoten bij cellen in deze kolom blijven staan: kijk of ze dan nog kloppen."


@require_http_methods(EDIT)
def page(request: HttpRequest, table: int) -> HttpResponse:
    """Everything of which a table consists, with what can be done to each; sending it changes the title."""
    record = allowed_table(request, table)
    form = TitleForm(request.POST or None, initial={"title": record.title, "version": record.version})

    def write(**fields):
        structure.change_title(table=record, **fields)

    tried = attempt(request, record, form, write, said="De titel is opgeslagen.")
    return tried.answer or show(request, record, form=form, status=tried.status, conflict=tried.conflict)


def show(
    request: HttpRequest,
    record: IndicatorTable,
    *,
    form=None,
    status: int = 200,
    alert: str = "",
    conflict=None,
) -> HttpResponse:
    """The page of a table; `alert` says why something was not done."""
    context = {
        "page": arranging.page(record),
        "chapter": record.chapter,
        "removed": structure.removed_rows(record),
        "form": form or TitleForm(initial={"title": record.title, "version": record.version}),
        "warning": reopening(record.chapter),
        "alert": alert,
        "conflict": conflict,
        "version": conflict.version if conflict else record.version,
        "breadcrumb": [*table_crumbs(record)[:-1], ("Tabel inrichten", "")],
    }
    return render(request, "indicators/structure.html", context, status=status)


@require_http_methods(EDIT)
def add(request: HttpRequest, table: int, what: str) -> HttpResponse:
    """Add a column, a group, a row or a note. `?groep=` is the group of a row, or of a column of its own."""
    record = allowed_table(request, table)
    group = _group(request, record)
    match what:
        case "kolom":
            return _add_column(request, record, group)
        case "groep":
            return _add_group(request, record)
        case "rij":
            return _add_row(request, record, group)
        case "voetnoot":
            return _add_note(request, record)
    raise Http404


@require_http_methods(EDIT)
def change(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Change a column, a group or a row."""
    if what not in ("kolom", "groep", "rij"):
        raise Http404
    found, record = allowed_record(request, what, pk)
    stored = {"version": record.version}
    if what == "kolom":
        stored |= {"kind": found.kind, "period": Period.of(found), "document": found.document}
        form, text = ColumnForm(_data(request), initial=stored), f"{FIGURES_STAY} {NOTES_STAY}"
        write = partial(structure.change_column, column=found)
    elif what == "groep":
        stored |= {"heading": found.heading, "node": found.node}
        form, text = GroupForm(_data(request), initial=stored, chapter=record.chapter), ""
        write = partial(structure.change_group, group=found)
    else:
        form = RowForm(_data(request), initial=initial_of(found) | stored, table=record)
        text, write = f"Indicator: {found.indicator.name}", partial(structure.change_row, row=found)
    anchor = f"{what}-{pk}"
    tried = attempt(request, record, form, write, said="Opgeslagen.", anchor=anchor)
    title = f"{what.capitalize()} wijzigen"
    return tried.answer or form_page(request, record, form, tried, title=title, anchor=anchor, text=text)


@require_http_methods(EDIT)
def table_add(request: HttpRequest, document: str, chapter: str) -> HttpResponse:
    """Add a table to a chapter, and go on arranging it."""
    home = get_object_or_404(
        Chapter.objects.select_related("document", "owner"), document__slug=document, slug=chapter
    )
    require_structure(request.user, home)
    form = NewTableForm(_data(request), chapter=home)
    if request.method == "POST" and form.is_valid():
        try:
            made = structure.add_table(chapter=home, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"De tabel “{made.title}” is toegevoegd. Richt hem hieronder in.")
            return redirect(address(made))
    context = {
        "title": "Tabel toevoegen",
        "kicker": home.title,
        "form": form,
        "text": "",
        "button": "Toevoegen",
        "warning": reopening(home),
        "conflict": None,
        "back": chapter_url(home),
        "breadcrumb": [*chapter_crumbs(home), ("Tabel toevoegen", "")],
    }
    return render(request, "indicators/structure_form.html", context, status=422 if form.errors else 200)


def _add_column(request: HttpRequest, table: IndicatorTable, group: IndicatorGroup | None) -> HttpResponse:
    form = ColumnForm(_data(request), initial={"version": table.version})
    write = partial(structure.add_column, table=table, group=group)
    tried = attempt(request, table, form, write, said=COLUMN_ADDED, anchor="kolommen")
    title = "Kolom toevoegen"
    where = f"Alleen voor de groep “{group.heading}”. " if group else ""
    return tried.answer or form_page(
        request, table, form, tried, title=title, text=f"{where}{FIGURES_STAY}", button="Toevoegen"
    )


def _add_group(request: HttpRequest, table: IndicatorTable) -> HttpResponse:
    form = GroupForm(_data(request), initial={"version": table.version}, chapter=table.chapter)
    write = partial(structure.add_group, table=table)
    tried = attempt(request, table, form, write, said="De groep is toegevoegd.", anchor="groepen")
    return tried.answer or form_page(request, table, form, tried, title="Groep toevoegen", button="Toevoegen")


def _add_row(request: HttpRequest, table: IndicatorTable, group: IndicatorGroup | None) -> HttpResponse:
    """First which indicator, then how it is printed."""
    key = request.POST.get("indicator") or request.GET.get("indicator", "")
    indicator = Indicator.objects.filter(pk=key).first() if key.isdecimal() else None
    if indicator is None:
        return _choose(request, table, group)
    initial = {
        "version": table.version,
        "indicator": indicator,
        "group": group,
        **arranging.proposed(indicator),
    }
    form = NewRowForm(_data(request), initial=initial, table=table)
    tried = attempt(request, table, form, structure.add_row, said="De rij is toegevoegd.", anchor="groepen")
    text = f"Indicator: {indicator.name}"
    return tried.answer or form_page(
        request, table, form, tried, title="Rij toevoegen", text=text, button="Toevoegen"
    )


def _choose(request: HttpRequest, table: IndicatorTable, group: IndicatorGroup | None) -> HttpResponse:
    asked = request.GET.get("zoek", "").strip()[:200]
    found = arranging.search(asked)
    context = {
        "table": table,
        "group": group,
        "asked": asked,
        "found": found[: arranging.MOST_FOUND],
        "more": len(found) > arranging.MOST_FOUND,
        "may_make": may(request.user, Action.EDIT_INDICATOR, Relation.HOLDER),
        "back": address(table),
        "breadcrumb": [*table_crumbs(table), ("Rij toevoegen", "")],
    }
    return render(request, "indicators/structure_choose.html", context)


def _add_note(request: HttpRequest, table: IndicatorTable) -> HttpResponse:
    shown = arranging.page(table).table
    place = {"place": request.GET.get("plaats", ""), "version": table.version}
    form = NoteForm(_data(request), initial=place, places=arranging.choices(shown))

    def write(*, place: str, **fields):
        footnotes.add_footnote(table=table, **fields, **arranging.chosen(shown, place))

    tried = attempt(request, table, form, write, said="De voetnoot is toegevoegd.", anchor="voetnoten")
    text = "Een voetnoot die er al staat, krijgt er een plaats bij."
    return tried.answer or form_page(
        request, table, form, tried, title="Voetnoot toevoegen", text=text, button="Toevoegen"
    )


def _group(request: HttpRequest, table: IndicatorTable) -> IndicatorGroup | None:
    key = request.GET.get("groep", "")
    return get_object_or_404(table.groups, pk=key) if key.isdecimal() else None


def _data(request: HttpRequest):
    return request.POST if request.method == "POST" else None
