"""What the API is, for people (/api/) and for programs (/api/v1/openapi.json), and what it has not."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from indicators.api import problems
from indicators.api.description import description
from indicators.api.endpoints import PER_MINUTE
from indicators.api.schemas import EXAMPLES, MOST_FIGURES
from indicators.models import Indicator, PeriodKind
from policy import editing
from policy.models import Document


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The page for whoever builds a connection."""
    context = {
        # On one's own machine the port is whatever this page was asked at.
        "base_url": settings.BASE_URL if settings.PRODUCTION else request.build_absolute_uri("/")[:-1],
        "example": json.dumps(_example(), ensure_ascii=False, indent=2).replace("\n", "\n       "),
        "most": MOST_FIGURES,
        "megabytes": problems.MEGABYTES,
        "per_minute": PER_MINUTE,
        "breadcrumb": [("Home", "/"), ("Open data", "/data/"), ("Cijfers aanleveren", "")],
    }
    return render(request, "indicators/api.html", context)


def _example() -> dict:
    """A delivery about an indicator that readers know: one in a published table, kept by year and typed."""
    documents = Document.objects.filter(chapters__indicator_tables__isnull=False).distinct().order_by("-pk")
    known = Indicator.objects.filter(
        default_period_kind=PeriodKind.YEAR, formula="", lapsed=False, superseded_reason=""
    )
    for document in documents:
        if editing.published_check(document):
            shown = known.filter(rows__group__table__chapter__document=document, rows__area=None)
            if found := shown.order_by("slug").first():
                return {**EXAMPLES[0], "indicator": found.slug}
    return EXAMPLES[0]


@require_safe
@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; readable from other sites, as the Dutch design rules for API's ask."""
    response = HttpResponse(
        json.dumps(description(), ensure_ascii=False, indent=1), content_type="application/json"
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@csrf_exempt
@login_not_required
def unknown(request: HttpRequest) -> HttpResponse:
    """An address that does not exist, said the way programs read it."""
    return problems.answer(404, "not_found")
