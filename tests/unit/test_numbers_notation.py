"""However a Dutch number is written it is that number; what an English reader would write is never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twenterand.numbers import State, Unreadable, parse_amount, parse_cell

NUMBERS = st.decimals(min_value=0, max_value=10**10, places=2)
GROUPINGS = st.sampled_from(["", ".", " ", "\u00a0", "\u202f"])
FRAMES = st.sampled_from(["{}", " {} ", "{}%", "{} %", "+{}", "-{}", "−{}", "\ufeff{}", "{}\n"])


def dutch(number: Decimal, grouping: str) -> str:
    """The number with a comma before its decimals, if it has any."""
    whole, _, rest = f"{number:,.2f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", grouping) + (f",{rest}" if rest else "")


@given(number=NUMBERS, grouping=GROUPINGS, frame=FRAMES)
def test_a_dutch_number_is_that_number(number, grouping, frame):
    value = parse_cell(frame.format(dutch(number, grouping)))
    assert value.number == (-number if frame[0] in "-−" else number)
    assert value.state == (State.PERCENTAGE if "%" in frame else State.NUMBER)


@given(number=NUMBERS, grouping=GROUPINGS, frame=st.sampled_from(["{}", "€ {}", "€{}", "{} euro"]))
def test_a_dutch_amount_is_that_amount(number, grouping, frame):
    assert parse_amount(frame.format(dutch(number, grouping))) == number


@given(number=st.decimals(min_value=1000, max_value=10**10, places=2).filter(lambda one: one % 1))
def test_an_english_number_is_asked_about(number):
    with pytest.raises(Unreadable):
        parse_cell(f"{number:,.2f}")


@given(whole=st.integers(1, 999), rest=st.integers(0, 999))
def test_one_comma_and_three_digits_is_asked_about(whole, rest):
    with pytest.raises(Unreadable):
        parse_cell(f"{whole},{rest:03}")


@given(number=st.integers(1, 10**9), power=st.integers(1, 9), mark=st.sampled_from("eE"))
def test_a_power_of_ten_is_asked_about(number, power, mark):
    with pytest.raises(Unreadable):
        parse_cell(f"{number}{mark}{power}")


TEARS = st.text(alphabet=" \t\n\r\v\f\x85\u2028\u2029\u00a0", min_size=1, max_size=4).filter(
    lambda gap: gap not in (" ", "\u00a0")
)


@given(
    first=st.integers(1, 999), gap=TEARS, second=st.integers(100, 999), frame=st.sampled_from(["{}", "€ {}"])
)
def test_numbers_of_two_cells_never_run_together(first, gap, second, frame):
    raw = frame.format(f"{first}{gap}{second}")
    for parse in (parse_cell, parse_amount):
        with pytest.raises(Unreadable) as refused:
            parse(raw)
        assert not refused.value.suggestions


@pytest.mark.parametrize(
    "raw", ["33\t400 fte", "5\t-", "1\n-2", "circa 33\t400", "410\u00a0 000", "12\n(33)"]
)
def test_what_a_block_leaves_in_one_cell_is_refused(raw):
    with pytest.raises(Unreadable, match="meer getallen"):
        parse_cell(raw)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ("niet\nbekend", State.NOT_AVAILABLE),
        ("Vervalt in 2025\n2026 nieuw", State.TEXT),
        ("12\n", State.NUMBER),
    ],
)
def test_words_on_two_lines_are_read_as_before(raw, state):
    assert parse_cell(raw).state == state
