"""Reading figures from a file, in four steps that each have an address: file, meaning, preview, result."""

from itertools import islice

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from indicators import import_jobs, imports
from indicators.import_forms import DecisionForm, ExportForm, MappingForm, UploadForm
from indicators.models import FigureImport
from indicators.naming import Names
from indicators.plans import LABELS, WRITTEN, WRONG, Planned, Status
from indicators.recognising import folded
from indicators.views.tables import CRUMBS
from twenterand.accounts.rights import Action, Relation, may, require
from twenterand.jobs.models import Job
from twenterand.workflow import Refused

PER_PAGE = 100
MOST_NAMES = 50
FILTERS = {
    "wijzigingen": ("Wat verandert", WRITTEN),
    "fouten": ("Wat niet kan", WRONG),
    "gelijk": ("Wat gelijk blijft", (Status.SAME, Status.EMPTY)),
}


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; below it, take figures away in one."""
    _require(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            record = imports.open_file(
                name=upload.name,
                content=upload.read(),
                document=form.cleaned_data["document"],
                by=request.user,
            )
            return _next(record, request)
        except Refused as refused:
            form.add_error("file", refused.sentence)
    mine = FigureImport.objects.filter(made_by=request.user.username).defer("plan", "skipped")
    context = {
        "form": form,
        "export_form": ExportForm(),
        "recent": mine[:10],
        "breadcrumb": [*CRUMBS, ("Inlezen", "")],
    }
    return render(request, "indicators/import_start.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, uid) -> HttpResponse:
    """Say what the columns mean, and which indicators the unknown names are."""
    record = _mine(request, uid)
    if record.state == FigureImport.State.APPLIED:
        return redirect("indicators:import_result", record.uid)
    sheets = imports.sheets_of(record)
    _, layout = imports.layout_of(record, sheets)
    form = MappingForm(
        request.POST if request.method == "POST" else None,
        sheets=imports.usable(sheets),
        layout=layout,
        unknown=_unknown(record),
        initial={"sheet": record.sheet, "document": record.document},
    )
    if form.is_valid():
        moved = form.cleaned_data.get("sheet", record.sheet) != record.sheet
        try:
            _choose(record, form, request.user)
            return redirect("indicators:import_mapping", record.uid) if moved else _next(record, request)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    context = {"record": record, "form": form, "layout": layout, "breadcrumb": _crumbs("Kolommen en namen")}
    return render(request, "indicators/import_mapping.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, uid) -> HttpResponse:
    """What the file would change, cell by cell; choose, and write."""
    record = _mine(request, uid)
    if record.state != FigureImport.State.PLANNED:
        applied = record.state == FigureImport.State.APPLIED
        return redirect("indicators:import_result" if applied else "indicators:import_mapping", record.uid)
    problem = ""
    decision = DecisionForm(request.POST if "apply" in request.POST else None)
    if request.method == "POST":
        _keep_choice(record, request.POST)
        try:
            if "again" in request.POST:
                return _next(record, request)
            if "apply" in request.POST and decision.is_valid():
                return _done(
                    record, import_jobs.apply_or_start(record, request.user, **decision.cleaned_data)
                )
        except Refused as refused:
            problem = refused.sentence
        if not problem and not decision.errors:
            return redirect(f"{request.path}?{request.POST.get('to', '')}")
    context = _preview_context(request, record) | {"problem": problem, "decision": decision}
    status = 409 if problem else 422 if decision.errors else 200
    return render(request, "indicators/import_preview.html", context, status=status)


@require_GET
def result(request: HttpRequest, uid) -> HttpResponse:
    """What was written."""
    record = _mine(request, uid)
    if record.state != FigureImport.State.APPLIED:
        return redirect("indicators:import_mapping", record.uid)
    left = sum(record.counts[status] for status in WRONG)
    context = {"record": record, "left": left, "breadcrumb": _crumbs("Ingelezen")}
    return render(request, "indicators/import_result.html", context)


# ------------------------------------------------------------------ parts
def _require(request: HttpRequest) -> None:
    """Whoever may change figures somewhere; which ones is judged row by row."""
    if not may(request.user, Action.EDIT_FIGURE, Relation.OWN):
        require(request.user, Action.EDIT_FIGURE, Relation.HOLDER)


def _mine(request: HttpRequest, uid) -> FigureImport:
    _require(request)
    record = get_object_or_404(FigureImport.objects.select_related("source", "document"), uid=uid)
    if record.made_by != request.user.username:
        raise PermissionDenied("Dit bestand is door iemand anders geopend. Lees uw eigen bestand in.")
    return record


def _crumbs(label: str) -> list[tuple[str, str]]:
    return [*CRUMBS, ("Inlezen", reverse("indicators:import_start")), (label, "")]


def _next(record: FigureImport, request: HttpRequest) -> HttpResponse:
    """Plan the file and show the preview; ask first what its columns mean where that is not clear."""
    asked = request.resolver_match.url_name == "import_start"
    try:
        if asked and len(imports.usable(imports.sheets_of(record))) > 1:
            return redirect("indicators:import_mapping", record.uid)
        job = import_jobs.plan_or_start(record, request.user)
    except Refused as refused:
        if not asked:
            raise
        messages.warning(request, refused.sentence)
        return redirect("indicators:import_mapping", record.uid)
    return redirect("jobs:job", job.pk) if job else redirect("indicators:import_preview", record.uid)


def _done(record: FigureImport, job: Job | None) -> HttpResponse:
    return redirect("jobs:job", job.pk) if job else redirect("indicators:import_result", record.uid)


def _choose(record: FigureImport, form: MappingForm, by) -> None:
    record.document = form.cleaned_data["document"]
    imports.choose(
        record=record,
        sheet=form.cleaned_data.get("sheet", record.sheet),
        columns=form.chosen_columns(),
        names=form.chosen_names(),
        by=by,
    )


def _unknown(record: FigureImport) -> list[tuple[str, str, list]]:
    """The names of the plan that are no indicator, with the indicators they are like."""
    shown: dict[str, str] = {}
    for cell in imports.cells(record):
        if cell.status is Status.UNKNOWN:
            shown.setdefault(folded(cell.name), cell.name)
    if not shown:
        return []
    names = Names(record.document, record.names)
    return [(text, name, names.like(name)) for text, name in islice(shown.items(), MOST_NAMES)]


def _keep_choice(record: FigureImport, given) -> None:
    """Cells on the page that were not ticked are skipped; those of other pages stay as they were."""
    seen = {int(place) for place in given.getlist("seen") if place.isdecimal()}
    ticked = {int(place) for place in given.getlist("take") if place.isdecimal()}
    record.skipped = sorted((set(record.skipped) - seen) | (seen - ticked))
    record.save(update_fields=["skipped"])


def _preview_context(request: HttpRequest, record: FigureImport) -> dict:
    given = request.GET.get("toon", "")
    default = "wijzigingen" if any(record.counts[status] for status in WRITTEN) else "fouten"
    shown = given if given in FILTERS else default
    wanted, skipped = FILTERS[shown][1], set(record.skipped)
    cells: list[tuple[int, Planned, bool]] = []
    todo = decides = 0
    for place, cell in enumerate(imports.cells(record)):
        taken = cell.writable and place not in skipped
        todo += taken
        decides += taken and cell.decides
        if cell.status in wanted:
            cells.append((place, cell, place not in skipped))
    return {
        "record": record,
        "page": Paginator(cells, PER_PAGE).get_page(request.GET.get("pagina")),
        "shown": shown,
        "filters": [
            (code, label, sum(record.counts[status] for status in statuses))
            for code, (label, statuses) in FILTERS.items()
        ],
        "todo": todo,
        "decides": decides,
        "unknown": record.counts[Status.UNKNOWN],
        "undecided": [code.strip("|") for code in record.columns.values() if code.startswith("|")],
        "facts": [
            (LABELS[status].capitalize(), record.counts[status]) for status in Status if record.counts[status]
        ],
        "breadcrumb": _crumbs("Voorbeeld"),
    }
