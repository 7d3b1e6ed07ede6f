"""What every spelling parses to, and that no input gets anything else than a value or a readable refusal."""

import contextlib
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twenterand.numbers import (
    State,
    Unreadable,
    format_cell,
    format_date,
    format_euro,
    format_number,
    parse_amount,
    parse_cell,
    parse_date,
)

LONG_SENTENCE = "Vervalt/aanbesteding dus onduidelijk of SZT het nog gaat doen"

NUMBERS = [
    ("424", "424"),
    ("0", "0"),
    ("007", "7"),
    ("410000", "410000"),
    ("410.000", "410000"),
    ("410 000", "410000"),
    ("410\u00a0000", "410000"),
    ("410\u202f000", "410000"),
    ("400.000", "400000"),
    ("514.907", "514907"),
    ("1.144", "1144"),
    ("1.234.567", "1234567"),
    ("1.234.567,89", "1234567.89"),
    ("€ 12.763", "12763"),
    ("€42.525", "42525"),
    ("€ 18.000,-", "18000"),
    ("€ 18.000,–", "18000"),
    ("410.000 euro", "410000"),
    ("1,5", "1.5"),
    ("1,50", "1.5"),
    ("0,125", "0.125"),
    ("1.234,567", "1234.567"),
    ("12,1250", "12.125"),
    ("-5", "-5"),
    ("- 5", "-5"),
    ("\u22125", "-5"),
    ("–5", "-5"),
    ("5-", "-5"),
    ("5\u2212", "-5"),
    ("€ -5", "-5"),
    ("-€ 5", "-5"),
    ("+5", "5"),
    ("-0", "0"),
    ("\ufeff 12 \n", "12"),
    ("99999999999,9999", "99999999999.9999"),
]
PERCENTAGES = [
    ("100%", "100"),
    ("29%", "29"),
    ("29 %", "29"),
    ("29,5%", "29.5"),
    ("-3%", "-3"),
    ("29 procent", "29"),
]
STATES = [
    ("-", State.NOT_STATED),
    ("–", State.NOT_STATED),
    (" \u2212 ", State.NOT_STATED),
    ("N.v.t.", State.NOT_APPLICABLE),
    ("n.v.t.", State.NOT_APPLICABLE),
    ("n.v.t", State.NOT_APPLICABLE),
    ("nvt", State.NOT_APPLICABLE),
    ("NVT", State.NOT_APPLICABLE),
    ("vervalt", State.LAPSED),
    ("Vervalt", State.LAPSED),
    ("gaat vervallen", State.LAPSING),
    ("Gaat  vervallen.", State.LAPSING),
    ("Ja", State.YES),
    ("ja", State.YES),
    ("Nee", State.NO),
    ("volgt", State.NOT_YET_KNOWN),
    ("nog niet bekend", State.NOT_YET_KNOWN),
    ("onbekend", State.NOT_AVAILABLE),
    ("niet beschikbaar", State.NOT_AVAILABLE),
    ("vertrouwelijk", State.CONFIDENTIAL),
    ("<10", State.BELOW_THRESHOLD),
    ("< 10", State.BELOW_THRESHOLD),
    ("minder dan 10", State.BELOW_THRESHOLD),
    ("gereed", State.TEXT),
    ("386 AMW en BRAM 78 SGMW 3 THV", State.TEXT),
    (LONG_SENTENCE, State.TEXT),
    ("1 januari", State.TEXT),
    ("in 2 van de 5 kernen", State.TEXT),
    ("jaarlijks", State.TEXT),
]
UNREADABLE = [
    ("", ("-",)),
    (" \u00a0 ", ("-",)),
    ("1.5", ("1,5",)),
    ("900,000", ("900.000", "900")),
    ("12,125", ("12.125", "12,1250")),
    ("1e5", ("100.000",)),
    ("1E5", ("100.000",)),
    ("1e400", ()),
    ("12.34.5", ("1.234,5", "12.345")),
    ("1.2345", ("1,2345", "12.345")),
    ("0.125", ("0,125",)),
    ("1,144.50", ("1.144,5", "114.450")),
    ("1,234,567", ("1.234.567", "1.234,567")),
    ("1.5%", ("1,5%",)),
    ("41 00", ("4.100",)),
    ("1'000", ("1.000",)),
    ("(5)", ("−5",)),
    ("--5", ("−5",)),
    ("117*", ("117",)),
    ("117****", ("117",)),
    ("1O0", ("100",)),
    ("12 fte", ("12",)),
    ("5 mln", ("5.000.000",)),
    ("1,5 miljoen", ("1.500.000",)),
    ("123456789012", ()),
    ("9" * 16, ()),
    ("1,23456", ("123.456",)),
    ("5 -", ()),
    ("-5-", ()),
    ("29%%", ("29%",)),
    ("%", ()),
    ("?", ()),
    ("½", ()),
    ("١٢", ()),
    ("10²", ()),
    (">10", ()),
    ("10-15", ()),
    ("2022/2023", ()),
    ("31-12-2026", ()),
    ("=1+1", ()),
    ("#N/B", ()),
    ("NaN", ()),
    ("-inf", ()),
    ("0x1F", ()),
    ("1\x002", ()),
    ("a\ud800", ()),
]


@pytest.mark.parametrize(("raw", "number"), NUMBERS)
def test_numbers(raw, number):
    value = parse_cell(raw)
    assert (value.raw, value.state, str(value.number)) == (raw, State.NUMBER, number)


@pytest.mark.parametrize(("raw", "number"), PERCENTAGES)
def test_percentages_keep_what_is_printed_before_the_sign(raw, number):
    value = parse_cell(raw)
    assert (value.raw, value.state, str(value.number)) == (raw, State.PERCENTAGE, number)


@pytest.mark.parametrize(("raw", "state"), STATES)
def test_states_without_number(raw, state):
    value = parse_cell(raw)
    assert (value.raw, value.state, value.number) == (raw, state, None)


@pytest.mark.parametrize(("raw", "suggestions"), UNREADABLE)
def test_unclear_values_are_asked_about(raw, suggestions):
    with pytest.raises(Unreadable) as caught:
        parse_cell(raw)
    assert caught.value.suggestions == suggestions
    assert caught.value.sentence.endswith(".")
    assert str(caught.value) == caught.value.sentence


def test_the_refusal_shows_the_value_and_what_to_do():
    with pytest.raises(Unreadable) as caught:
        parse_cell("900,000")
    assert caught.value.sentence == (
        "“900,000” is geen duidelijk getal. Bedoelt u 900.000 of 900? "
        "Gebruik een punt voor duizendtallen en een komma voor decimalen."
    )


def test_a_long_value_is_cut_in_the_sentence():
    with pytest.raises(Unreadable) as caught:
        parse_cell("9" * 5000)
    assert len(caught.value.sentence) < 150


@pytest.mark.parametrize(
    ("raw", "decimals", "number"),
    [
        ("1.5", 1, "1.5"),
        ("1.50", 2, "1.5"),
        ("1.2345", 4, "1.2345"),
        ("900,000", 3, "900"),
        ("12,125", 3, "12.125"),
        ("1.5%", 1, "1.5"),
        # Three digits behind a point stay thousands, or 1.144 would change with the indicator.
        ("1.144", 3, "1144"),
    ],
)
def test_an_indicator_with_decimals_makes_more_spellings_clear(raw, decimals, number):
    assert str(parse_cell(raw, decimals=decimals).number) == number


def test_more_decimals_than_the_indicator_has_are_asked_about():
    with pytest.raises(Unreadable):
        parse_cell("1.50", decimals=1)


@pytest.mark.parametrize(
    "raw", ["9" * 200_000, "1." * 100_000, " 1" * 100_000 + "x", "O" * 200_000, "-*)" * 70_000]
)
def test_hostile_lengths_take_no_time(raw):
    started = time.perf_counter()
    for parse in (parse_cell, parse_amount, parse_date):
        try:
            parse(raw)
        except Unreadable:
            continue
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("€ 12.763", "12763"),
        ("€42.525", "42525"),
        ("410000", "410000"),
        ("410.000", "410000"),
        ("410 000", "410000"),
        ("€ 18.000,-", "18000"),
        ("€ 18.000,--", "18000"),
        ("18.000,– euro", "18000"),
        ("12,50", "12.5"),
        ("€ 1.234,56", "1234.56"),
        ("EUR 5", "5"),
        ("0", "0"),
        ("1.5", None),
        ("12.50", None),
        ("900,000", None),
        ("12,505", None),
        ("0,001", None),
        ("29%", None),
        ("-5", None),
        ("", None),
        ("veel", None),
        ("1e5", None),
        ("€", None),
    ],
)
def test_amounts(raw, amount):
    if amount is None:
        with pytest.raises(Unreadable):
            parse_amount(raw)
    else:
        assert str(parse_amount(raw)) == amount


def test_a_negative_amount_is_refused_unless_asked_for():
    assert parse_amount("€ -5", negative=True) == Decimal(-5)
    with pytest.raises(Unreadable, match="kies voordeel of nadeel") as caught:
        parse_amount("€ -5")
    assert caught.value.suggestions == ("5",)


@pytest.mark.parametrize(
    ("number", "decimals", "printed"),
    [
        (1144, None, "1.144"),
        (Decimal("1.5"), None, "1,5"),
        (Decimal("1144.0000"), None, "1.144"),
        (Decimal("1E+5"), None, "100.000"),
        (Decimal("12.125"), None, "12,1250"),
        (Decimal("0.125"), None, "0,125"),
        (Decimal("-1234.5"), None, "−1.234,5"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.4"), 0, "0"),
        (Decimal(5), 1, "5,0"),
        (Decimal("12.125"), 3, "12,125"),
    ],
)
def test_format_number(number, decimals, printed):
    assert format_number(number, decimals) == printed


def test_a_float_is_never_printed():
    with pytest.raises(TypeError):
        format_number(1.5)


def test_format_euro_has_cents_only_where_there_are_any():
    assert format_euro(Decimal("12763.00")) == "€\u00a012.763"
    assert format_euro(Decimal("12.5")) == "€\u00a012,50"
    assert format_euro(Decimal(-600000)) == "€\u00a0−600.000"


@pytest.mark.parametrize(
    ("raw", "printed"),
    [
        ("410000", "410.000"),
        ("29 %", "29%"),
        ("nvt", "n.v.t."),
        ("Vervalt", "vervalt"),
        ("–", "-"),
        ("ja", "Ja"),
        ("volgt", "nog niet bekend"),
        ("<10", "<\u00a010"),
        (f" {LONG_SENTENCE} ", LONG_SENTENCE),
    ],
)
def test_format_cell(raw, printed):
    value = parse_cell(raw)
    assert format_cell(value.state, value.number, value.raw) == printed


def test_format_cell_adds_decimals_and_never_drops_any():
    assert format_cell("number", Decimal("5.0000"), "5", decimals=1) == "5,0"
    assert format_cell("number", Decimal("5.25"), "5,25", decimals=1) == "5,25"
    assert format_cell("percentage", Decimal(29), "29%", decimals=1) == "29,0%"


def test_below_threshold_without_a_limit_has_a_label():
    assert format_cell(State.BELOW_THRESHOLD, None, "") == "onder de drempel"


numberlike = st.text(alphabet="0123456789.,-−+ %€eE<*()ol\u00a0", max_size=18)
known_words = st.sampled_from([raw for raw, _ in STATES + NUMBERS + PERCENTAGES])


@given(raw=numberlike | known_words | st.text(max_size=40), decimals=st.integers(0, 4))
def test_what_is_printed_reads_back_as_the_same_value(raw, decimals):
    try:
        value = parse_cell(raw, decimals=decimals)
    except Unreadable as refusal:
        for suggestion in refusal.suggestions:
            parse_cell(suggestion, decimals=decimals)
        return
    assert value.raw == raw
    assert (value.number is not None) == (value.state in (State.NUMBER, State.PERCENTAGE))
    for minimum in (0, decimals):
        printed = format_cell(value.state, value.number, value.raw, decimals=minimum)
        again = parse_cell(printed, decimals=decimals)
        assert (again.state, again.number) == (value.state, value.number)


@given(number=st.decimals(min_value=-(10**11) + 1, max_value=10**11 - 1, places=4))
def test_every_number_we_keep_survives_printing(number):
    assert parse_cell(format_number(number)).number == number


@given(raw=numberlike | st.text(max_size=30))
def test_amounts_survive_printing(raw):
    try:
        amount = parse_amount(raw, negative=True)
    except Unreadable:
        return
    assert parse_amount(format_euro(amount), negative=True) == amount


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("31-12-2026", date(2026, 12, 31)),
        ("1-2-2026", date(2026, 2, 1)),
        ("01-02-2026", date(2026, 2, 1)),
        ("2026-02-01", date(2026, 2, 1)),
        ("1 januari 2026", date(2026, 1, 1)),
        (" 1\u00a0Januari 2026 ", date(2026, 1, 1)),
        ("1 mrt. 2026", date(2026, 3, 1)),
        ("29-2-2024", date(2024, 2, 29)),
    ],
)
def test_dates(raw, expected):
    assert parse_date(raw) == expected


@pytest.mark.parametrize(
    ("raw", "part", "suggestions"),
    [
        ("1/2/2026", "is geen datum", ("1 februari 2026",)),
        ("1-2-26", "is geen datum", ("1 februari 2026",)),
        ("99-99-26", "is geen datum", ()),
        ("31-2-2026", "bestaat niet", ()),
        ("1 foo 2026", "bestaat niet", ()),
        ("1-1-0026", "Het jaar 26", ()),
        ("2026", "is geen datum", ()),
        ("", "Vul een datum in", ()),
    ],
)
def test_unreadable_dates(raw, part, suggestions):
    with pytest.raises(Unreadable, match=part) as caught:
        parse_date(raw)
    assert caught.value.suggestions == suggestions


@given(day=st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_printed_date_reads_back(day):
    assert parse_date(format_date(day)) == parse_date(day.isoformat()) == day


@given(raw=st.text(alphabet="0123456789-/. janurifebmt\x00", max_size=16) | st.text(max_size=20))
def test_a_date_is_read_or_refused(raw):
    with contextlib.suppress(Unreadable):
        parse_date(raw)


@pytest.mark.parametrize(
    ("raw", "suggestion"),
    [
        ("circa 300", "300"),
        ("ca. 300", "300"),
        ("ongeveer 1.144", "1.144"),
        ("3.151 (voorlopig)", "3.151"),
        ("29% (schatting)", "29"),
    ],
)
def test_a_number_with_a_remark_is_asked_about(raw, suggestion):
    with pytest.raises(Unreadable) as refused:
        parse_cell(raw)
    assert suggestion in refused.value.suggestions
    assert raw in refused.value.sentence


def test_a_text_that_would_not_fit_a_printed_cell_is_refused():
    assert parse_cell("a" * 250).state == State.TEXT
    with pytest.raises(Unreadable, match="is 251 tekens lang"):
        parse_cell("a" * 251)
