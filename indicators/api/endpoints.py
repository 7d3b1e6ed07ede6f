"""The two endpoints. A token (Authorization: Bearer) is the only way in; there are no sessions and no cookies here."""

import re
from typing import Annotated

from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Header, NinjaAPI, Query, Status
from ninja.security import HttpBearer
from pydantic import Field

from indicators.api import problems
from indicators.api.problems import ApiProblem
from indicators.api.schemas import MOST_FIGURES, DeliveryOut, FigureIn, IndicatorOut, Problem
from indicators.feeding import deliveries, systems
from indicators.models import Indicator, SourceSystem
from twenterand.accounts.addresses import client_address

VERSION = "1.0.0"
PER_MINUTE = 120
FAILURES_PER_MINUTE = 30
KEY = re.compile(r"[\x21-\x7e]{1,100}")
DESCRIPTION = (
    "Voor systemen die maandelijks of elk kwartaal cijfers leveren. Elke levering wordt nagekeken zoals een bestand "
    "dat een mens inleest: dezelfde regels, dezelfde zinnen, dezelfde rechten. Er wordt nooit stil iets overschreven: "
    "elke wijziging staat met de levering in de geschiedenis van het cijfer.\n\n"
    "*For systems that feed figures monthly or quarterly. Deliveries are validated like a file import. Use `dry_run` "
    "to see what would change. `Idempotency-Key` makes it safe to repeat a request.*"
)


class Token(HttpBearer):
    """The token of a source system; see indicators/feeding/systems.py."""

    def authenticate(self, request: HttpRequest, token: str) -> SourceSystem | None:
        """The system; None is answered with 401. Whoever keeps guessing waits a minute."""
        guesses = f"api-guesses-{client_address(request)}"
        if _count(guesses, 0) > FAILURES_PER_MINUTE:
            raise ApiProblem(429, "too_often", Retry_After="60")
        system = systems.of_token(token)
        if system is None:
            _count(guesses)
        elif _count(f"api-system-{system.pk}") > PER_MINUTE:
            raise ApiProblem(429, "too_often", Retry_After="60")
        return system


api = NinjaAPI(
    title="Cijfers aanleveren",
    version=VERSION,
    description=DESCRIPTION,
    auth=Token(),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)
problems.register(api)
WRONG = {frozenset({401, 405, 429}): Problem}


@api.post(
    "cijfers/",
    url_name="figures",
    operation_id="leverCijfers",
    summary="Cijfers leveren",
    response={200: DeliveryOut, 422: DeliveryOut, frozenset({400, 409, 413, 415}): Problem, **WRONG},
)
def deliver(
    request: HttpRequest,
    figures: Annotated[list[FigureIn], Field(min_length=1, max_length=MOST_FIGURES), Body(...)],
    dry_run: Annotated[
        bool, Query(description="Alleen nakijken: zegt wat er zou veranderen en bewaart niets.")
    ] = False,
    valid_only: Annotated[
        bool,
        Query(description="Verwerk wat goed is, ook als er fouten in staan. Anders: alles of niets (422)."),
    ] = False,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="Kenmerk van de levering, verplicht behalve bij een proef. Zelfde kenmerk en zelfde inhoud: "
            "hetzelfde antwoord, zonder dat er iets gebeurt. Zelfde kenmerk en andere inhoud: 409.",
        ),
    ] = None,
):
    """Stuur een lijst met cijfers. Het antwoord noemt elk cijfer: nieuw, gewijzigd (oud en nieuw), gelijk, of wat eraan
    mankeert."""
    system, sent = request.auth, [figure.sent() for figure in figures]
    if dry_run:
        found = deliveries.judge(system, request.body, sent)
    else:
        if not KEY.fullmatch(idempotency_key or ""):
            raise ApiProblem(400, "no_key")
        found = deliveries.deliver(system, request.body, sent, key=idempotency_key, valid_only=valid_only)
    if found.repeated:
        request.idempotency_replayed = True
    return Status(found.status, found.content)


@api.get(
    "indicatoren/",
    url_name="indicators",
    operation_id="indicatoren",
    summary="Indicatoren opvragen",
    response={200: list[IndicatorOut], **WRONG},
)
def indicators(request: HttpRequest):
    """De indicatoren waarvoor dit bronsysteem cijfers mag leveren, om eigen namen aan te koppelen."""
    found = Indicator.objects.select_related("holder").order_by("slug")
    allowed = systems.allowed_indicators(request.auth)
    if allowed is not None:
        found = found.filter(pk__in=allowed)
    superseded = Indicator.objects.exclude(superseded_reason="")
    joined = {
        pk: (other, slug) for pk, other, slug in superseded.values_list("pk", "successor", "successor__slug")
    }
    return [
        {
            "slug": one.slug,
            "name": one.name,
            "unit": one.unit,
            "period_kind": one.default_period_kind,
            "decimals": one.decimals,
            "holder": one.holder.name if one.holder else None,
            "computed": bool(one.formula),
            "lapsed": one.lapsed,
            "last_year": one.last_year,
            "superseded_by": _stays(one.pk, joined),
        }
        for one in found
    ]


def _stays(indicator: int, joined: dict[int, tuple[int, str]]) -> str | None:
    """The address of the indicator that this one proved to be, however many steps away."""
    slug = None
    while indicator in joined:
        indicator, slug = joined[indicator]
    return slug


def checked(view):
    """What holds for every request, before and after ninja sees it. The answer is of this system alone."""

    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            if request.method == "POST":
                _require_json(request)
            response = view(request, *args, **kwargs)
        except ApiProblem as problem:
            response = problems.answer(problem.status, problem.code)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            detail = f"Dit adres kent alleen: {allowed}."
            response = problems.answer(405, "wrong_method", detail=detail, Allow=allowed)
        response.headers["API-Version"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        if getattr(request, "idempotency_replayed", False):
            response.headers["Idempotency-Replayed"] = "true"
        return response

    wrapped.csrf_exempt = True
    wrapped.login_required = False
    return wrapped


def _require_json(request: HttpRequest) -> None:
    if request.content_type != "application/json" or request.headers.get("Content-Encoding"):
        raise ApiProblem(415, "not_json")
    try:
        _ = request.body
    except RequestDataTooBig:
        raise ApiProblem(413, "too_large") from None


def _count(name: str, more: int = 1) -> int:
    """How often something happened in this minute; each server process keeps its own count."""
    key = f"{name}-{timezone.now():%H%M}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key, more)
