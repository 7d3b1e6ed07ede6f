"""What the page with all figures shows, as a file that can be read again."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from indicators import exports
from indicators.everything import Everything, Wanted
from indicators.import_forms import FORMATS
from indicators.views.everything import FilterForm
from policy.models import Chapter
from twenterand.accounts.rights import Action, require


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
    _, write, media_type = FORMATS[kind]
    response = HttpResponse(write(sheet), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"cijfers-keuze.{kind}")
    return response


def sheet_of(wanted: Wanted, *, title: str) -> exports.Sheet:
    """The rows that the filter finds, as a sheet."""
    rows = {row.pk for row in Everything(wanted).rows}
    chapters = Chapter.objects.filter(indicator_tables__groups__rows__in=rows).distinct()
    chapters = chapters.select_related("document", "owner").order_by("document", "position")
    sheet = exports.build(chapters, title=title, rows=rows)
    return replace(sheet, columns=[one for one in sheet.columns if one.period.kind == wanted.period_kind])
