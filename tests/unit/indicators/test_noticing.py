"""What is saved but looks like a slip of the hand gets a sentence; what was so before does not."""

import pytest

from indicators.models import Figure, Indicator
from indicators.noticing import warning
from twenterand.numbers import parse_cell


def about(raw: str, *, unit: str = "", decimals: int = 0, before: str = "") -> str:
    was = Figure(raw=before, state=parse_cell(before).state) if before else None
    return warning(Indicator(unit=unit, decimals=decimals), parse_cell(raw, decimals=decimals), was)


@pytest.mark.parametrize(
    ("raw", "rest", "expected"),
    [
        ("abc", {}, "“abc” is tekst, geen getal."),
        ("vijf", {"before": "5"}, "“vijf” is tekst, geen getal."),
        ("29%", {"unit": "inwoners"}, "“29%” is een percentage, maar de eenheid is “inwoners”."),
        ("-5", {"unit": "inwoners"}, "“-5” is minder dan nul, en de eenheid is “inwoners”."),
        ("1,5", {}, "“1,5” heeft meer decimalen dan de indicator: die heeft hele getallen."),
        ("1,25", {"decimals": 1}, "“1,25” heeft meer decimalen dan de indicator: die heeft één decimaal."),
    ],
)
def test_what_looks_like_a_slip(raw, rest, expected):
    assert about(raw, **rest) == expected


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        ("volgt", {"before": "5"}),
        ("in 2025 opnieuw", {"before": "na de zomer"}),
        ("29%", {"unit": "%"}),
        ("29%", {}),
        ("30%", {"unit": "inwoners", "before": "29%"}),
        ("-5", {"unit": "euro"}),
        ("1,50", {"decimals": 1}),
        ("1.000", {"unit": "inwoners"}),
    ],
)
def test_what_is_common(raw, rest):
    assert about(raw, **rest) == ""


def test_nothing_to_say_about_an_empty_cell():
    assert warning(Indicator(), None, None) == ""
