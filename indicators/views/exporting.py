"""Figures as a file that can be read again: of a chapter, of all, or what the page with all figures shows."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from indicators import exports
from indicators.everything import Everything, Wanted
from indicators.import_forms import FORMATS, ExportForm
from indicators.views.everything import FilterForm
from policy.models import Chapter
from twenterand.accounts.rights import Action, require


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The figures of a chapter, or of all."""
    require(request.user, Action.VIEW_WORK)
    form = ExportForm(request.GET)
    if not form.is_valid():
        messages.error(request, "Kies een hoofdstuk en een vorm uit de lijst.")
        return redirect("indicators:figures")
    chapter, kind = form.cleaned_data["chapter"], form.cleaned_data["format"]
    chapters = Chapter.objects.select_related("document", "owner").order_by("document", "position")
    chapters = chapters.filter(indicator_tables__isnull=False).distinct()
    if chapter:
        chapters = chapters.filter(pk=chapter.pk)
    title = f"{chapter.document.title}: {chapter.title}" if chapter else "Cijfers van alle hoofdstukken"
    name = f"cijfers-{chapter.document.slug}-{chapter.slug}" if chapter else "cijfers"
    return _file(exports.build(chapters, title=title), kind, name)


@require_GET
def filtered(request: HttpRequest, kind: str) -> HttpResponse:
    """All rows that fit the filter, on every page of it, with the columns of the chosen kind of period."""
    require(request.user, Action.VIEW_WORK)
    if kind not in FORMATS:
        raise Http404
    form = FilterForm(request.GET)
    if not form.is_valid():
        return redirect(reverse("indicators:everything", query=request.GET))  # the page says what is wrong
    sheet = sheet_of(form.wanted(), title="Cijfers volgens uw keuze" if request.GET else "Alle cijfers")
    return _file(sheet, kind, "cijfers-keuze")


def sheet_of(wanted: Wanted, *, title: str) -> exports.Sheet:
    """The rows that the filter finds, as a sheet."""
    rows = {row.pk for row in Everything(wanted).rows}
    chapters = Chapter.objects.filter(indicator_tables__groups__rows__in=rows).distinct()
    chapters = chapters.select_related("document", "owner").order_by("document", "position")
    sheet = exports.build(chapters, title=title, rows=rows)
    return replace(sheet, columns=[one for one in sheet.columns if one.period.kind == wanted.period_kind])


def _file(sheet: exports.Sheet, kind: str, name: str) -> HttpResponse:
    _, write, media_type = FORMATS[kind]
    response = HttpResponse(write(sheet), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    return response
