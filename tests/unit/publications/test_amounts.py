"""Sums under proposal tables: one-off and recurring apart, always with v or n, never with a minus sign."""

import pytest

from twenterand.publications import amounts

NBSP = "\N{NO-BREAK SPACE}"


def proposal(*items: tuple[str, str, str], year: int = 2026) -> dict:
    """A proposal with (recurrence, effect, amount) items, as a payload holds it."""
    rows = [{"year": year, "recurrence": r, "effect": e, "amount": a} for r, e, a in items]
    return {
        "slug": "v",
        "title": "Voorstel",
        "basis": "undecided",
        "fte": None,
        "task_field": "",
        "amounts": rows,
        "coverage": [],
        "printed": {"year": 2026, "recurrence": "s", "amount": "1", "effect": "n"},
    }


def sums(*proposals: dict) -> list[tuple[str, str, str, str]]:
    table = amounts.proposal_table(list(proposals))
    return [
        (row["label"], row["recurrence"], row["amount"].replace(NBSP, " "), row["effect"])
        for row in table["sums"]
    ]


def test_one_proposal_is_its_own_sum():
    assert sums(proposal(("structural", "disadvantage", "25000"))) == []


def test_one_kind_has_one_sum():
    one, other = (
        proposal(("structural", "disadvantage", "25000")),
        proposal(("structural", "advantage", "40000")),
    )
    assert sums(one, other) == [("Samen structureel", "s", "€ 15.000", "v")]


def test_both_kinds_stand_apart_before_their_balance():
    one, other = (
        proposal(("structural", "disadvantage", "25000")),
        proposal(("incidental", "advantage", "10000")),
    )
    assert sums(one, other) == [
        ("Samen incidenteel", "i", "€ 10.000", "v"),
        ("Samen structureel", "s", "€ 25.000", "n"),
        ("Saldo van incidenteel en structureel", "i/s", "€ 15.000", "n"),
    ]


def test_other_years_do_not_count():
    later = proposal(("structural", "disadvantage", "7"), year=2027)
    assert sums(proposal(("structural", "disadvantage", "25000")), later)[0][2] == "€ 25.000"


def test_amounts_that_cancel_out_have_no_letter():
    one, other = proposal(("structural", "disadvantage", "5")), proposal(("structural", "advantage", "5"))
    assert sums(one, other) == [("Samen structureel", "s", "€ 0", "")]


@pytest.fixture
def totals() -> dict:
    part = {"advantage": "0", "disadvantage": "25000", "balance": "-25000"}
    none = {"advantage": "0", "disadvantage": "0", "balance": "0"}
    return {"year": 2026, "incidental": none, "structural": part, "balance": "-25000"}


def test_balances_per_chapter_have_letters(totals):
    chapters = [{"title": "Jeugd", "totals": totals}, {"title": "Inleiding", "totals": None}]
    table = amounts.by_chapter({"chapters": chapters, "totals": totals}, id="x", caption="Alles")
    shown = [[cell["text"].replace(NBSP, " ") for cell in row] for row in [*table["rows"], table["footer"]]]
    assert shown == [
        ["Jeugd", "€ 0", "€ 25.000 n", "€ 25.000 n"],
        ["Totaal", "€ 0", "€ 25.000 n", "€ 25.000 n"],
    ]
