"""The words concept, ter inspraak and vastgesteld, and dates as precise as they are known."""

from datetime import date

import pytest

from policy.models import RouteStep
from policy.route import decision_label, payload_steps, printed, printed_period

TODAY = date(2026, 5, 20)


def step(kind="decision", body="", outcome="", precision="unknown", **fields) -> RouteStep:
    fields.setdefault("expected", outcome == "")
    return RouteStep(kind=kind, body=body, outcome=outcome, precision=precision, title="Stap", **fields)


def running(**fields) -> RouteStep:
    dates = {"date_from": date(2026, 5, 1), "date_to": date(2026, 5, 31)}
    defaults = {"precision": "day", "expected": False, **dates}
    return step("consultation", "inwoners", **{**defaults, **fields})


COUNCIL_LATER = step(body="raad", position=9)


@pytest.mark.parametrize(
    ("steps", "label"),
    [
        ([], "concept"),
        ([step(body="college"), COUNCIL_LATER], "concept"),
        ([step(body="raad", outcome="adopted")], "vastgesteld"),
        ([step(body="raad", outcome="amended")], "gewijzigd vastgesteld"),
        ([step(body="raad", outcome="rejected")], "niet vastgesteld"),
        ([step(body="college", outcome="adopted"), COUNCIL_LATER], "aangeboden aan de raad"),
        ([step(body="college", outcome="adopted")], "vastgesteld"),
        ([step(body="college", outcome="rejected"), COUNCIL_LATER], "concept"),
        ([running(), COUNCIL_LATER], "ter inspraak"),
        ([running(expected=True)], "concept"),
        ([running(outcome="done")], "concept"),
        ([running(date_to=date(2026, 5, 19))], "concept"),
        ([running(date_to=TODAY)], "ter inspraak"),
        ([running(date_from=date(2026, 4, 1), date_to=None, precision="quarter")], "ter inspraak"),
        ([running(date_from=date(2026, 4, 1), date_to=None, precision="month")], "concept"),
        ([running(date_from=date(2026, 1, 1), date_to=None, precision="year")], "ter inspraak"),
        ([step("advice", "adviesraad", outcome="given"), COUNCIL_LATER], "concept"),
        ([running(), step(body="raad", outcome="adopted", position=2)], "vastgesteld"),
        (
            [
                step(body="raad", outcome="rejected", position=1),
                step(body="raad", outcome="adopted", position=2),
            ],
            "vastgesteld",
        ),
    ],
)
def test_decision_label(steps, label):
    assert decision_label(steps, TODAY) == label


@pytest.mark.parametrize(
    ("first", "last", "precision", "text"),
    [
        (None, None, "unknown", "datum nog niet bekend"),
        (date(2026, 7, 3), None, "day", "3 juli 2026"),
        (date(2026, 7, 3), date(2026, 7, 3), "day", "3 juli 2026"),
        (date(2026, 7, 3), date(2026, 7, 9), "day", "3 tot en met 9 juli 2026"),
        (date(2023, 7, 18), date(2023, 7, 19), "day", "18 en 19 juli 2023"),
        (date(2026, 5, 31), date(2026, 6, 1), "day", "31 mei en 1 juni 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "day", "31 december 2025 en 1 januari 2026"),
        (date(2026, 7, 18), date(2026, 7, 20), "day", "18 tot en met 20 juli 2026"),
        (date(2026, 5, 30), date(2026, 6, 2), "day", "30 mei tot en met 2 juni 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "day", "30 december 2025 tot en met 2 januari 2026"),
        (date(2026, 5, 1), None, "month", "mei 2026"),
        (date(2026, 5, 1), date(2026, 6, 30), "month", "mei tot en met juni 2026"),
        (date(2026, 4, 1), None, "quarter", "tweede kwartaal 2026"),
        (date(2026, 1, 1), None, "year", "2026"),
        (date(2025, 1, 1), date(2026, 12, 31), "year", "2025 tot en met 2026"),
    ],
)
def test_printed_period(first, last, precision, text):
    assert printed_period(first, last, precision) == text


def test_steps_in_words_and_in_the_payload():
    steps = [step(body="raad", precision="month", date_from=date(2026, 7, 1))]
    words = printed(steps)[0]
    assert (words.kind, words.body, words.date, words.status) == (
        "besluit",
        "gemeenteraad",
        "juli 2026",
        "verwacht",
    )
    assert payload_steps(steps) == [
        {
            "kind": "decision",
            "body": "raad",
            "title": "Stap",
            "from": "2026-07-01",
            "to": None,
            "precision": "month",
            "expected": True,
            "outcome": "",
        }
    ]
