"""What a search query finds in a text."""

import pytest

from twenterand.publications.matching import Query, fold


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("jeugd", "De jeugdhulp", True),
        ("hulp", "De jeugdhulp", True),  # Dutch writes compounds as one word
        ("hul", "De jeugdhulp", False),
        ("wmo", "Adviseur Wmo", True),
        ("ggd", "Bron: GGD-monitor", True),
        ("cafe", "Café Één", True),
        ("jeugd hulp", "hulp aan de jeugd", True),
        ("jeugd sport", "hulp aan de jeugd", False),
        ("25.000", "€ 25.000", True),
        ("25000", "€ 25.000", True),
        ("25.000", "€ 125.000", False),
        ("2026", "in 2026", True),
        ("026", "in 2026", False),
        ("€ 25.000", "€\u00a025.000", True),
    ],
)
def test_found(query, text, found):
    assert Query(query).found_in(fold(text)) is found


@pytest.mark.parametrize("query", ["", " ", "a", "a b", "€"])
def test_a_query_needs_a_word(query):
    assert not Query(query)


def test_words_that_begin_so_are_better_than_words_that_hold_it():
    assert Query("hulp").begins_in(fold("hulp bij schulden"))
    assert not Query("hulp").begins_in(fold("jeugdhulp"))


def test_what_is_found_is_marked_and_the_rest_is_text():
    assert Query("één <b>").marked("Één <b>") == "<mark>Één</mark> <mark>&lt;b&gt;</mark>"
    assert Query("a").marked("a & b") == "a &amp; b"
