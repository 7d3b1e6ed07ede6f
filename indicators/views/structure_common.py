"""What the pages share on which a table is arranged: finding what it is about, and writing what a form holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from indicators import history as histories
from indicators.models import Footnote, IndicatorGroup, IndicatorTable, TableColumn, TableRow
from indicators.relations import require_structure
from indicators.views.tables import CRUMBS, chapter_url, reopening
from policy.models import Chapter
from policy.views.common import with_version
from twenterand.workflow import Refused, Stale

TABLES = IndicatorTable.objects.select_related("chapter__document", "chapter__owner", "chapter__edition")
RECORDS: dict[str, tuple[QuerySet, Callable[[Model], int]]] = {
    "kolom": (TableColumn.objects.select_related("document", "group"), lambda column: column.table_id),
    "groep": (IndicatorGroup.objects.select_related("node"), lambda group: group.table_id),
    "rij": (
        TableRow.objects.select_related("group", "indicator", "area"),
        lambda row: row.group.table_id,
    ),
    "voetnoot": (Footnote.objects.all(), lambda note: note.table_id),
    "tabel": (IndicatorTable.objects.all(), lambda table: table.pk),
}


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed the table meanwhile: who, when, and what they did last."""

    who: str
    when: datetime
    what: str
    version: int


@dataclass
class Attempt:
    """What became of a form: `answer` when it was written, else the status of the page that shows it again."""

    status: int = 200
    conflict: Conflict | None = None
    answer: HttpResponse | None = None


def attempt(
    request: HttpRequest,
    table: IndicatorTable,
    form: forms.Form,
    write: Callable[..., object],
    *,
    said: str,
    anchor: str = "",
) -> Attempt:
    """Write what a valid form holds; `write` gets its fields with `seen_version` and `by`.

    After somebody else's change the form carries the newest version: who sends it once more knows what changed.
    """
    if request.method != "POST":
        return Attempt()
    if not form.is_valid():
        return Attempt(422)
    fields = dict(form.cleaned_data)
    version = fields.pop("version")
    try:
        write(**fields, seen_version=version, by=request.user)
    except Stale:
        conflict = conflict_of(table)
        form.data = with_version(request, conflict.version)
        return Attempt(409, conflict)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return Attempt(422)
    messages.success(request, said)
    return Attempt(answer=redirect(structure_url(table, anchor)))


def allowed_table(request: HttpRequest, pk: int) -> IndicatorTable:
    """The table, when this person may arrange it."""
    table = get_object_or_404(TABLES, pk=pk)
    require_structure(request.user, table.chapter)
    return table


def allowed_record(request: HttpRequest, what: str, pk: int) -> tuple[Model, IndicatorTable]:
    """A column, group, row, note or table by its word in addresses, and the table that it stands in."""
    if what not in RECORDS:
        raise Http404
    records, table_of = RECORDS[what]
    found = get_object_or_404(records, pk=pk)
    return found, allowed_table(request, table_of(found))


def conflict_of(table: IndicatorTable) -> Conflict:
    """Who changed the table last."""
    last = IndicatorTable.history.filter(id=table.pk).first()
    name = last.history_user_id
    return Conflict(
        histories.names([name])[name], last.history_date, last.history_change_reason or "", last.version
    )


def form_page(
    request: HttpRequest,
    table: IndicatorTable,
    form: forms.Form,
    tried: Attempt,
    *,
    title: str,
    anchor: str = "",
    **context,
) -> HttpResponse:
    """The page of one form about a table."""
    back = structure_url(table, anchor)
    defaults = {
        "title": title,
        "kicker": table.title,
        "form": form,
        "text": "",
        "button": "Opslaan",
        "warning": reopening(table.chapter),
        "conflict": tried.conflict,
        "back": back,
        "breadcrumb": [*table_crumbs(table), (title, "")],
    }
    return render(request, "indicators/structure_form.html", defaults | context, status=tried.status)


def structure_url(table: IndicatorTable, anchor: str = "") -> str:
    """The page of a table, at one of its parts ("kolom-3") when `anchor` is given."""
    return reverse("indicators:structure", args=[table.pk]) + (f"#{anchor}" if anchor else "")


def chapter_crumbs(chapter: Chapter) -> list[tuple[str, str]]:
    """The way to the tables of a chapter."""
    return [*CRUMBS, (f"{chapter.title}, {chapter.document.title}", chapter_url(chapter))]


def table_crumbs(table: IndicatorTable) -> list[tuple[str, str]]:
    """The way to the page of a table."""
    return [*chapter_crumbs(table.chapter), (f"Tabel inrichten: {table.title}", structure_url(table))]
