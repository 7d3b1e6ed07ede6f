"""No-break spaces where a line must not end."""

import pytest

from twenterand.templatetags.portal import rich
from twenterand.typography import NBSP, unbroken


@pytest.mark.parametrize(
    "text",
    [
        "€~85.050",
        "€~350~miljoen",
        "ruim 2,5~miljoen~euro",
        "100~euro",
        "3~miljard",
        "29~procent",
        "29~%",
        "0,33~fte",
        "1~januari 2026",
        "18~en 19~juli",
        "art.~3",
        "artikel~12 van de wet",
        "nr.~4",
    ],
)
def test_kept_together(text):
    shown = text.replace("~", NBSP)
    assert unbroken(text.replace("~", " ")) == shown
    assert unbroken(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "in 2026 zijn er 3 plaatsen",
        "de euro",
        "5 eurobiljetten",
        "in mei 2026",
        "€ nog niet bekend",
        "4 meisjes",
    ],
)
def test_other_spaces_stay(text):
    assert unbroken(text) == text


def test_tags_and_attributes_stay():
    html = '<a href="https://voorbeeld.nl/?q=1 mei" title="5 euro > 4 euro">2 mei</a><!-- 3 mei -->'
    assert unbroken(html) == html.replace(">2 mei<", f">2{NBSP}mei<")


def test_a_title_keeps_its_name():
    assert unbroken("<title>Stand op 1 mei</title>") == "<title>Stand op 1 mei</title>"


def test_an_entity_is_a_space_already():
    assert unbroken("€&nbsp;25") == "€&nbsp;25"


def test_rich_text_is_shown_unbroken():
    assert rich("<p>Op 1 mei: € 25.000</p>") == f"<p>Op 1{NBSP}mei: €{NBSP}25.000</p>"
