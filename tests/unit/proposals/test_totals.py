"""Sums and printed letters: exact strings, no database."""

from decimal import Decimal

import pytest

from proposals.models import ProposalAmount
from proposals.totals import plain, printed, sum_totals, totals


def amounts(*rows):
    """Unsaved amounts: year, i or s, v or n, euros."""
    recurrence = {"i": "incidental", "s": "structural"}
    effect = {"v": "advantage", "n": "disadvantage"}
    return [
        ProposalAmount(year=year, recurrence=recurrence[often], effect=effect[sign], amount=Decimal(euros))
        for year, often, sign, euros in rows
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("25000.00", "25000"),
        ("0.33", "0.33"),
        ("1.50", "1.5"),
        ("0.00", "0"),
        ("1E+5", "100000"),
        ("100", "100"),
    ],
)
def test_a_number_is_a_plain_string(number, text):
    assert plain(Decimal(number)) == text


def test_totals_of_one_year_have_voordeel_nadeel_and_balance():
    rows = amounts(
        (2026, "i", "n", "135850.00"),
        (2026, "s", "n", "25000.50"),
        (2026, "s", "v", "30000"),
        (2027, "s", "n", "999999"),
    )
    assert totals(rows, year=2026) == {
        "year": 2026,
        "incidental": {"advantage": "0", "disadvantage": "135850", "balance": "-135850"},
        "structural": {"advantage": "30000", "disadvantage": "25000.5", "balance": "4999.5"},
        "balance": "-130850.5",
    }


def test_totals_of_nothing_are_zeros():
    zero = {"advantage": "0", "disadvantage": "0", "balance": "0"}
    assert totals([], year=2026) == {"year": 2026, "incidental": zero, "structural": zero, "balance": "0"}


def test_totals_of_chapters_add_up_to_those_of_all_amounts():
    first = amounts((2026, "i", "n", "0.10"), (2026, "s", "v", "0.20"))
    second = amounts((2026, "i", "v", "0.70"), (2026, "s", "n", "12345678901.01"))
    parts = [totals(first, year=2026), totals(second, year=2026)]
    assert sum_totals(parts, year=2026) == totals([*first, *second], year=2026)


@pytest.mark.parametrize(
    ("rows", "recurrence", "amount", "effect"),
    [
        ([(2026, "s", "n", "25000")], "s", "25000", "n"),
        ([(2026, "i", "n", "10"), (2026, "s", "n", "15")], "i/s", "25", "n"),
        ([(2026, "i", "v", "40"), (2026, "s", "n", "15")], "i/s", "25", "v"),
        ([(2026, "i", "v", "15"), (2026, "i", "n", "15")], "i", "0", "v/n"),
        ([(2026, "i", "n", "0")], "i", "0", "n"),
        ([(2027, "s", "n", "25000")], "", None, ""),
        ([], "", None, ""),
    ],
)
def test_what_the_table_prints_follows_from_the_amounts_of_the_year(rows, recurrence, amount, effect):
    expected = {"year": 2026, "recurrence": recurrence, "amount": amount, "effect": effect}
    assert printed(amounts(*rows), year=2026) == expected
