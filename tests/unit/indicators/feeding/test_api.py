"""What a source system may send, what it is told, and what is left behind."""

import hashlib
import json
from datetime import date

import pytest
from django.core.cache import cache
from django.utils import timezone
from openapi_spec_validator import validate
from openapi_spec_validator.validation import OpenAPIV31SpecValidator

from indicators.api import endpoints, schemas
from indicators.api.description import description
from indicators.feeding import systems
from indicators.models import Delivery, Figure, FigureImport, PeriodLock, SourceFile
from policy import editing, review
from policy.models import ReviewState, RouteStep
from tests import factories
from twenterand.accounts.models import Act, AuditEvent

pytestmark = pytest.mark.django_db


def outcome(response) -> list[tuple]:
    return [(one["status"], one["code"], one["old"], one["new"]) for one in response.json()["figures"]]


def test_every_figure_is_answered_and_the_file_is_kept(fed):
    for period in ("februari 2024", "2024-Q1"):
        factories.figure(fed.row, factories.column(fed.table, period), "5")
    extra = {"provisional": True, "reference_date": "2024-12-31", "source_note": "uitdraai 12"}
    figures = [
        fed.one(**extra),
        fed.one(period="2024-03", value="7"),
        fed.one(period="2025-Q1", value="n.v.t."),
    ]
    response = fed.send(figures)
    assert response.status_code == 200, response.content
    answer = response.json()
    assert outcome(response) == [
        ("changed", None, "29", "31"),
        ("new", None, None, "7"),
        ("new", None, None, "n.v.t."),
    ]
    assert (answer["written"], answer["accepted"], answer["counts"]["new"]) == (3, True, 2)
    figure = Figure.objects.get(pk=fed.figure.pk)
    assert (figure.raw, figure.provisional, figure.source_note) == ("31", True, "uitdraai 12")
    assert (figure.reference_date, figure.source_cell) == (date(2024, 12, 31), "1")
    body = json.dumps(figures, ensure_ascii=False).encode()
    assert figure.source_file.sha256 == hashlib.sha256(body).hexdigest() == answer["sha256"]
    assert bytes(figure.source_file.kept.content) == body
    step = figure.history.first()
    assert (step.history_user_id, step.history_change_reason) == (
        "systeem suite",
        "Ingelezen uit levering k1 van Suite",
    )
    assert FigureImport.objects.get(uid=answer["delivery"]).counts["written"] == 3
    assert AuditEvent.objects.filter(act=Act.FED, actor="systeem suite").count() == 1
    assert Figure.objects.get(first_day=date(2024, 3, 1)).period_kind == "month"


def test_a_target_names_its_document(fed):
    figures = [fed.one(kind="target", period="2026", value="40", document="kadernota-2026")]
    assert outcome(fed.send(figures)) == [("new", None, None, "40")]
    assert Figure.objects.get(kind="target").document == fed.document
    wrong = [fed.one(kind="target", period="2026"), fed.one(kind="target", period="2026", document="weg")]
    response = fed.send(wrong, query="?dry_run=true")
    assert {one["code"] for one in response.json()["figures"]} == {"invalid_document"}


def test_one_wrong_figure_and_nothing_is_written(fed):
    figures = [
        fed.one(),
        fed.one(period="ooit"),
        fed.one(period="2023", value="1.5"),
        fed.one(period="2022", area="Nergenshuizen"),
        fed.one(indicator="bestaat-niet"),
        fed.one(period="2021", value="1"),
        fed.one(period="2021", value="2"),
    ]
    response = fed.send(figures)
    assert response.status_code == 422
    assert [code for _, code, _, _ in outcome(response)] == [
        None, "invalid_period", "invalid_value", "invalid_area", "unknown_indicator", "invalid_duplicate",
        "invalid_duplicate",
    ]  # fmt: skip
    sentences = [one["sentence"] for one in response.json()["figures"]]
    assert "“ooit” is geen periode" in sentences[1]
    assert "bij nummer 7" in sentences[5]
    assert (response.json()["accepted"], response.json()["written"]) == (False, 0)
    assert Figure.objects.get().raw == "29"
    assert not FigureImport.objects.exists()
    assert not SourceFile.objects.exists()


def test_the_valid_part_when_asked(fed):
    figures = [fed.one(), fed.one(period="ooit")]
    response = fed.send(figures, query="?valid_only=true")
    assert (response.status_code, response.json()["written"]) == (200, 1)
    assert Figure.objects.get().raw == "31"


def test_a_dry_run_keeps_nothing_and_needs_no_key(fed):
    response = fed.send([fed.one()], query="?dry_run=true", key=None)
    assert outcome(response) == [("changed", None, "29", "31")]
    assert (response.json()["dry_run"], response.json()["delivery"]) == (True, None)
    assert not Delivery.objects.exists()
    assert not SourceFile.objects.exists()
    assert Figure.objects.get().raw == "29"


def test_the_same_key_again(fed):
    first = fed.send([fed.one()])
    second = fed.send([fed.one()])
    assert first.content == second.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Figure.objects.get().version == fed.figure.version + 1
    other = fed.send([fed.one(value="32")])
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert fed.send([fed.one()], query="?valid_only=true").status_code == 409
    assert fed.send([fed.one()], key="k2").json()["counts"]["same"] == 1
    refused = fed.send([fed.one(period="ooit")], key="k3")
    assert refused.status_code == 422
    assert fed.send([fed.one(period="ooit")], key="k3").content == refused.content


@pytest.mark.parametrize(
    ("value", "answered"),
    [
        ("31", ("refused", "not_allowed", None, None)),
        ("29", ("refused", "not_allowed", None, None)),
        ("1.2.3", ("invalid", "invalid_value", None, None)),
    ],
)
def test_nothing_is_told_of_figures_that_are_not_its_own(fed, value, answered):
    fed.system.holder = factories.function("een ander")
    fed.system.save()
    assert outcome(fed.send([fed.one(value=value)], query="?dry_run=true")) == [answered]


def test_only_the_indicators_of_the_function(fed, client):
    strange = factories.indicator(holder=factories.function("een ander"))
    response = fed.send([fed.one(indicator=strange.slug)])
    assert (response.status_code, outcome(response)[0][1]) == (422, "not_allowed")
    headers = {"Authorization": f"Bearer {fed.token}"}
    assert [one["slug"] for one in client.get("/api/v1/indicatoren/", headers=headers).json()] == [
        fed.indicator.slug
    ]
    fed.system.everything = True
    fed.system.save()
    assert fed.send([fed.one(indicator=strange.slug)], key="k2").status_code == 200
    listed = client.get("/api/v1/indicatoren/", headers=headers).json()
    assert {one["slug"] for one in listed} == {fed.indicator.slug, strange.slug}
    assert set(listed[0]) == set(schemas.IndicatorOut.model_fields)


def test_what_is_closed_is_said_per_figure(fed):
    lock = {"period_kind": "year", "first_day": date(2024, 1, 1), "last_day": date(2024, 12, 31)}
    PeriodLock.objects.create(**lock, reason="Vastgesteld", locked_by="test", locked_at=timezone.now())
    computed = factories.indicator(holder=fed.indicator.holder, formula="[a] + [b]")
    figures = [fed.one(), fed.one(indicator=computed.slug, period="2025"), fed.one(period="2025")]
    response = fed.send(figures, query="?valid_only=true")
    assert outcome(response) == [
        ("refused", "closed", "29", None),
        ("refused", "closed", None, None),
        ("new", None, None, "31"),
    ]
    locked, formula, _ = (one["sentence"] for one in response.json()["figures"])
    assert "vastgezet" in locked
    assert "berekend" in formula


def test_an_agreed_chapter_that_shows_it_is_reopened(fed):
    fed.chapter.state = ReviewState.SUBMITTED
    fed.chapter.save()
    fed.send([fed.one()])
    fed.chapter.refresh_from_db()
    assert fed.chapter.state == review.EDITING
    assert "levering k1 van Suite" in fed.chapter.reason


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer bp_verkeerd", "Basic YTpi", "Bearer ééé"])
def test_without_a_good_token(fed, header):
    response = fed.send([fed.one()], Authorization=header)
    assert (response.status_code, response.json()["code"]) == (401, "no_token")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_stops_at_once(fed):
    systems.revoke(system=fed.system, seen=systems.mark(fed.system), by="test")
    assert fed.send([fed.one()]).status_code == 401


FIGURE = {"indicator": "x", "period": "2024", "value": "1"}
BAD = {
    "nothing": (b" ", 400, "bad_json", ""),
    "no json": (b"[{", 400, "bad_json", ""),
    "no text": (b"\xff\xfe[\xff", 400, "bad_json", ""),
    "deep": (b"[" * 100_000, 400, "bad_json", ""),
    "no list": (b'{"a": 1}', 400, "bad_request", "de inhoud"),
    "empty list": (b"[]", 400, "bad_request", "de inhoud"),
    "no figure": (b"[1]", 400, "bad_request", "cijfer 1"),
    "half": ([{"indicator": "x"}], 400, "bad_request", "cijfer 1, period"),
    "other field": ([{**FIGURE, "waarde": "1"}], 400, "bad_request", "cijfer 1, waarde"),
    "number": ([FIGURE, {**FIGURE, "value": 12}], 400, "bad_request", "cijfer 2, value"),
    "spaces": ([{**FIGURE, "value": "  "}], 400, "bad_request", "cijfer 1, value"),
    "nul": ([{**FIGURE, "source_note": "a\0"}], 400, "bad_request", "cijfer 1, source_note"),
    "half a character": (
        b'[{"indicator":"x","period":"2024","value":"\\ud800"}]',
        400,
        "bad_request",
        "cijfer 1",
    ),
    "kind": ([{**FIGURE, "kind": "doel"}], 400, "bad_request", "cijfer 1, kind"),
    "date": ([{**FIGURE, "reference_date": "31-12-2024"}], 400, "bad_request", "cijfer 1, reference_date"),
    "truth": ([{**FIGURE, "provisional": "ja"}], 400, "bad_request", "cijfer 1, provisional"),
    "long": ([{**FIGURE, "value": "9" * 2001}], 400, "bad_request", "cijfer 1, value"),
    "many": ([FIGURE] * (schemas.MOST_FIGURES + 1), 413, "too_large", ""),
    "large": (b" " * (5 * 1024 * 1024 + 1), 413, "too_large", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_as_described_changes_nothing(fed, name):
    sent, status, code, place = BAD[name]
    response = fed.send(sent)
    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    assert place in "".join(error["place"] for error in response.json()["errors"])
    assert response.json()["detail"].endswith(".")
    schemas.Problem.model_validate(response.json())
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("key", [None, "", "met spatie", "é", "x" * 101])
def test_a_delivery_needs_a_key(fed, key):
    response = fed.send([fed.one()], key=key)
    assert (response.status_code, response.json()["code"]) == (400, "no_key")


def test_other_forms_methods_and_addresses(fed, client):
    assert fed.send([fed.one()], content_type="text/plain").json()["code"] == "not_json"
    assert fed.send([fed.one()], **{"Content-Encoding": "gzip"}).status_code == 415
    headers = {"Authorization": f"Bearer {fed.token}"}
    for method, address in (("get", "cijfers/"), ("delete", "cijfers/"), ("put", "indicatoren/")):
        response = getattr(client, method)(f"/api/v1/{address}", headers=headers)
        assert (response.status_code, response.json()["code"]) == (405, "wrong_method")
        assert response.headers["Allow"] in response.json()["detail"]
    for address in ("/api/v1/", "/api/v1/cijfers", "/api/v1/wat/dan/ook"):
        for method in (client.get, client.post):
            assert method(address, headers=headers).json()["code"] == "not_found"


def test_too_many_requests(fed, monkeypatch):
    monkeypatch.setattr(endpoints, "PER_MINUTE", 2)
    monkeypatch.setattr(endpoints, "FAILURES_PER_MINUTE", 1)
    assert [fed.send([fed.one()]).status_code for _ in range(3)] == [200, 200, 429]
    assert fed.send([fed.one()]).headers["Retry-After"] == "60"
    cache.clear()
    assert [fed.send([fed.one()], given="mis").status_code for _ in range(3)] == [401, 401, 429]


def test_no_session_no_cookie_no_cross_site_check(fed, client):
    client.force_login(fed.owner)
    client.handler.enforce_csrf_checks = True
    assert fed.send([fed.one()], given="mis").status_code == 401
    response = fed.send([fed.one()])
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["API-Version"] == "1.0.0"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_the_description_is_valid_and_its_examples_are_true(client):
    response = client.get("/api/v1/openapi.json")
    found = response.json()
    validate(found, cls=OpenAPIV31SpecValidator)
    assert found == json.loads(json.dumps(description()))
    assert set(found["paths"]) == {"/api/v1/cijfers/", "/api/v1/indicatoren/"}
    post = found["paths"]["/api/v1/cijfers/"]["post"]
    assert set(post["responses"]) == {"200", "400", "401", "405", "409", "413", "415", "422", "429"}
    assert post["security"] == [{"Token": []}]
    assert found["components"]["securitySchemes"]["Token"]["scheme"] == "bearer"
    examples = found["components"]["schemas"]["FigureIn"]["examples"]
    for example in examples:
        schemas.FigureIn.model_validate(example)
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_page_for_people_shows_an_example_that_works(client, fed, monkeypatch):
    text = client.get("/api/").content.decode()
    assert "/api/v1/openapi.json" in text
    assert "Idempotency-Key: levering-2025" in text
    assert "curl http://testserver/api/v1/cijfers/" in text
    assert fed.indicator.slug not in text
    monkeypatch.setattr(editing, "published_check", lambda document: document == fed.document)
    text = client.get("/api/").content.decode()
    assert f"&quot;indicator&quot;: &quot;{fed.indicator.slug}&quot;" in text
    example = {**schemas.EXAMPLES[0], "indicator": fed.indicator.slug}
    assert outcome(fed.send([example]))[0][0] == "new"


def test_a_system_takes_no_decision_about_a_settled_target(fed):
    """The sentence says where a person can."""
    factories.figure(fed.row, fed.target, "424")
    RouteStep.objects.create(
        document=fed.document, kind="decision", title="Vaststelling", outcome="adopted", expected=False
    )
    figure = fed.one(kind="target", period="2026", document="kadernota-2026", value="450")
    response = fed.send([figure])
    [answer] = response.json()["figures"]
    assert (response.status_code, answer["code"]) == (422, "settled")
    assert "Wijzig het in het portaal" in answer["sentence"]
    assert Figure.objects.get(kind="target").raw == "424"
    assert fed.send([{**figure, "value": "424"}], key="k2").status_code == 200
