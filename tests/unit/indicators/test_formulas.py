"""Reading and working out formulas; no database."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.formulas import DEEPEST, LONGEST, MOST_PARTS, NOT_AVAILABLE, Formula
from twenterand.numbers import State, parse_cell
from twenterand.unreadable import Unreadable

NUMBERS = {"a": Decimal(120), "b": Decimal(34), "nul": Decimal(0), "leeg": None}


@pytest.mark.parametrize(
    ("text", "decimals", "raw"),
    [
        ("[a] + [b] * 2", 0, "188"),
        ("([a] + [b]) × 2", 0, "308"),
        ("[a] - [b] - 1", 0, "85"),
        ("[a] − ([b] − 1)", 0, "87"),
        ("[a] / [b] : 2", 2, "1,76"),
        ("som([a]; [b]; 1.000)", 0, "1.154"),
        ("verschil([b]; [a])", 0, "−86"),
        ("verhouding([b]; [a])", 1, "28,3%"),
        ("(verhouding([b]; [a]))", 0, "28%"),
        ("verhouding([b]; [a]) + 1", 1, "29,3"),
        ("PER_1000([b]; [a])", 0, "283"),
        ("per_10000([b]; [a] + 0,5)", 1, "2.821,6"),
        ("-[a] + + [b]", 0, "−86"),
        ("[a] / 16", 0, "8"),  # 7,5: half goes up
        ("-[a] / 16", 0, "−8"),
        ("[b] - [b]", 1, "0,0"),
    ],
)
def test_sums(text, decimals, raw):
    value = Formula.parse(text).result(NUMBERS, decimals)
    assert value.raw == raw
    again = parse_cell(raw, decimals=decimals)
    assert (again.state, again.number) == (value.state, value.number)


@pytest.mark.parametrize("text", ["[a] / [nul]", "[a] / ([b] - [b])", "[a] + [leeg]", "[a] + [weg]"])
def test_without_a_number_there_is_no_result(text):
    assert Formula.parse(text).result(NUMBERS, 0) == NOT_AVAILABLE


def test_what_does_not_fit_a_figure_is_no_result():
    huge = " * ".join(["[a]"] * 50)
    assert Formula.parse(huge).result({"a": Decimal(99_999_999_999)}, 4) == NOT_AVAILABLE
    assert Formula.parse("[a] * 1").result({"a": Decimal("99999999999.9")}, 0) == NOT_AVAILABLE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "niet af"),
        ("1 + 2", "geen indicator"),
        ("[a] [b]", "Bij teken 5 staat “b”. Daar hoort een teken"),
        ("[a", "Sluit de haak"),
        ("a + 1", "Zet een indicator tussen vierkante haken, [a]"),
        ("[a] + ", "Aan het eind (teken 7)"),
        ("[a] + )", "Bij teken 7 staat “)”"),
        ("([a]", "hoort een “)”"),
        ("1.5 * [a]", "Bij teken 1 staat “1.5”. Dat is geen duidelijk getal"),
        ("som([a])", "twee of meer delen"),
        ("verhouding([a]; [b]; 1)", "precies twee delen, gescheiden door een puntkomma. Er staan er 3"),
        ("[a] ** 2", "Bij teken 6 staat “*”"),
        ("__import__([a]; 1)", "kies een van"),
        ("[a] @ 2", "“@”. Dat hoort niet in een formule"),
        ("(" * 30 + "[a]" + ")" * 30, f"meer dan {DEEPEST} haakjes"),
        ("-" * 30 + "[a]", f"meer dan {DEEPEST}"),
        ("+".join(["[a]"] * (MOST_PARTS + 1)), f"meer dan {MOST_PARTS} delen"),
        ("[a]" + " " * LONGEST, f"{LONGEST + 3} tekens lang"),
    ],
)
def test_what_cannot_be_read_says_where(text, words):
    with pytest.raises(Unreadable) as caught:
        Formula.parse(text)
    assert words in caught.value.sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[a]+[b]*2", "«a» + «b» × 2"),
        ("([a]+[b])*2", "(«a» + «b») × 2"),
        ("[a]-([b]-1)", "«a» − («b» − 1)"),
        ("[a]/([b]*2)", "«a» ÷ («b» × 2)"),
        ("verhouding([a];[b])", "«a» ÷ «b» × 100%"),
        ("per_1000([a];[b])", "«a» ÷ «b» × 1.000"),
        ("2*-[a]", "2 × (−«a»)"),
    ],
)
def test_in_words(text, words):
    formula = Formula.parse(text)
    assert formula.written(lambda slug: f"«{slug}»") == words
    # What is written reads back as the same sum.
    again = Formula.parse(words.removesuffix("%").replace("«", "[").replace("»", "]"))
    assert again.result(NUMBERS, 4).number == formula.result(NUMBERS, 4).number


def test_references_stand_once_in_order():
    assert [one.slug for one in Formula.parse("[b] + som([ a ]; [b])").references] == ["b", "a"]


PIECES = ("[a]", "[b]", "[nul]", "[leeg]", "(", ")", "+", "-", "*", "/", ";", " ", "1", "0,5", "1.5", "som(",
          "verhouding(", "per_1000(", "[", "]", "é", "\x00", "٣", "1e5", "−", "×")  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)))
@example("[a]" * 400)
@example("٣ + [a]")
def test_anything_is_read_or_refused_with_a_sentence(text):
    formula = None
    try:
        formula = Formula.parse(text)
    except Unreadable as error:
        refused = error.sentence
    else:
        refused = ""
    assert refused.endswith(".") == (formula is None)
    if formula is None:
        return
    value = formula.result(NUMBERS, 2)
    assert (value.number is not None) == (value.state in (State.NUMBER, State.PERCENTAGE))
    assert formula.written(lambda slug: slug)


numbers = st.one_of(st.none(), st.decimals(min_value=-(10**10), max_value=10**10, places=4))


@given(numbers, numbers, st.integers(0, 4))
def test_a_result_always_fits_a_figure(a, b, decimals):
    value = Formula.parse("verhouding([a]; [b])").result({"a": a, "b": b}, decimals)
    if value.number is not None:
        digits = value.number.as_tuple()
        assert -digits.exponent <= decimals
        assert abs(value.number) < 10**11
