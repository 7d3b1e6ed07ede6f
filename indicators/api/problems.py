"""What goes wrong in the API, as application/problem+json with a Dutch sentence and a code for programs."""

import json
import logging

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from indicators.api.schemas import MOST_FIGURES
from indicators.feeding.deliveries import Gone, KeyReused
from twenterand.workflow import Refused

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MEGABYTES = 5
MOST_ERRORS = 50
TITLES = {
    400: "De aanvraag klopt niet",
    401: "Geen toegang",
    404: "Niet gevonden",
    405: "Deze methode kan hier niet",
    409: "Botst met wat er al is",
    413: "Te groot",
    415: "Verkeerde vorm",
    422: "Niet te verwerken",
    429: "Te veel aanvragen",
    500: "Er ging iets mis",
}
DETAILS = {
    "bad_json": "De inhoud is geen geldige JSON. Stuur een lijst met cijfers, in UTF-8.",
    "bad_request": "De aanvraag heeft niet de vorm die /api/v1/openapi.json beschrijft. Er is niets verwerkt.",
    "no_token": "Stuur een geldig token mee: “Authorization: Bearer …”. De beheerder van het portaal geeft het uit.",
    "not_found": "Dit adres is er niet. Wel: /api/v1/cijfers/ en /api/v1/indicatoren/. Zie /api/v1/openapi.json.",
    "no_key": "Stuur een kenmerk voor deze levering mee: “Idempotency-Key: …”, van 1 tot 100 letters, cijfers en "
    "tekens zonder spaties. Herhaalt u de levering, gebruik dan hetzelfde kenmerk: dan telt die één keer.",
    "key_reused": "Met dit kenmerk (Idempotency-Key) is al een levering met een andere inhoud gedaan. Er is niets "
    "verwerkt. Gebruik voor een nieuwe levering een nieuw kenmerk.",
    "too_large": f"De inhoud is groter dan {MEGABYTES} MB of heeft meer dan {MOST_FIGURES} cijfers. Verdeel de cijfers "
    "over meer leveringen, elk met een eigen kenmerk.",
    "not_json": "Stuur de inhoud als “Content-Type: application/json”, in UTF-8 en niet ingepakt.",
    "too_often": "Dit zijn te veel aanvragen achter elkaar. Wacht een minuut en probeer het opnieuw.",
    "failed": "Er ging iets mis dat niet aan uw gegevens ligt. Er is niets verwerkt. Probeer het later opnieuw met "
    "hetzelfde kenmerk. Blijft het misgaan? Meld het dan bij de beheerder van het portaal.",
    "busy": "Mensen wijzigden dezelfde cijfers terwijl de levering binnenkwam. Er is niets verwerkt. Probeer het "
    "opnieuw met hetzelfde kenmerk.",
}
SENTENCES = {
    "missing": "Dit ontbreekt.",
    "extra_forbidden": "Dit veld is er niet.",
    "string_type": "Dit moet tekst zijn, tussen aanhalingstekens.",
    "string_unicode": "Deze tekens zijn geen tekst.",
    "string_too_short": "Dit mag niet leeg zijn.",
    "string_too_long": "Dit is te lang: ten hoogste {max_length} tekens.",
    "literal_error": "Dit kan alleen zijn: {expected}.",
    "bool_type": "Dit moet true of false zijn.",
    "bool_parsing": "Dit moet true of false zijn.",
    "list_type": "Dit moet een lijst met cijfers zijn.",
    "too_short": "De lijst is leeg.",
    "model_attributes_type": "Dit moet een object met de velden van een cijfer zijn.",
    "value_error": "Dit mag niet leeg zijn en geen nul-tekens bevatten.",
}
DATE = "Dit moet een datum zijn, zoals 2026-03-31."


class ApiProblem(Exception):
    """An answer other than the usual one; `code` is a key of DETAILS or comes with its own `detail`."""

    def __init__(self, status: int, code: str, detail: str = "", **headers: str):
        super().__init__(code)
        self.status, self.code, self.detail, self.headers = status, code, detail or DETAILS[code], headers


def answer(status: int, code: str, *, detail: str = "", errors: list[dict] | None = None, **headers: str):
    """The problem as a response; underscores in the names of `headers` are hyphens."""
    content = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "code": code,
        "detail": detail or DETAILS[code],
        "errors": errors or [],
    }
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=names
    )


def register(api: NinjaAPI) -> None:
    """Give every way in which a request goes wrong its answer."""
    unauthorized = {"WWW_Authenticate": 'Bearer realm="Beleidsportaal"'}
    answers = {
        ApiProblem: lambda _, one: answer(one.status, one.code, detail=one.detail, **one.headers),
        AuthenticationError: lambda *_: answer(401, "no_token", **unauthorized),
        Gone: lambda *_: answer(401, "no_token", **unauthorized),
        KeyReused: lambda *_: answer(409, "key_reused"),
        Refused: lambda _, one: answer(409, "busy", detail=one.sentence),
        HttpError: lambda *_: answer(400, "bad_json"),
        ValidationError: _invalid,
        Exception: _failed,
    }
    for kind, handler in answers.items():
        api.add_exception_handler(kind, handler)


def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer(500, "failed")


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if any(one["type"] == "too_long" for one in error.errors):
        return answer(413, "too_large")
    errors = [{"place": _place(one["loc"]), "sentence": _sentence(one)} for one in error.errors]
    return answer(400, "bad_request", errors=errors[:MOST_ERRORS])


def _place(loc: tuple) -> str:
    """ "cijfer 3, period" for what stands in the body; the name of a header or parameter for the rest."""
    source, _, *rest = (*loc, "", "")
    if source != "body":
        return str(loc[-1])
    parts = [f"cijfer {part + 1}" if isinstance(part, int) else str(part) for part in rest if part != ""]
    return ", ".join(parts) or "de inhoud"


def _sentence(error: dict) -> str:
    if error["type"].startswith("date"):
        return DATE
    sentence = SENTENCES.get(error["type"], "Dit klopt niet; zie /api/v1/openapi.json.")
    return sentence.format_map({"max_length": "", "expected": "", **error.get("ctx", {})}).replace(
        " or ", " of "
    )
