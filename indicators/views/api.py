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


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The page for whoever builds a connection."""
    context = {
        "base_url": settings.BASE_URL,
        "example": json.dumps(EXAMPLES[0], ensure_ascii=False, indent=2).replace("\n", "\n       "),
        "most": MOST_FIGURES,
        "megabytes": problems.MEGABYTES,
        "per_minute": PER_MINUTE,
        "breadcrumb": [("Home", "/"), ("Open data", "/data/"), ("Cijfers aanleveren", "")],
    }
    return render(request, "indicators/api.html", context)


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
