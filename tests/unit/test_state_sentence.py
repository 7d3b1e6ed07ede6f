"""What is said of figures that are no number: every state, actuals and targets, and when an indicator lapses."""

from decimal import Decimal

import pytest

from twenterand.charts import Point
from twenterand.numbers import State
from twenterand.state_sentence import describe_states, listed


def point(label: str, state: str = "", raw: str = "", value: str | None = None) -> Point:
    return Point(label, None if value is None else Decimal(value), state, raw)


def number(label: str) -> Point:
    return point(label, "number", value="5")


SAID = {
    State.YES: ("Ja", "Over 2024 staat er: ja."),
    State.NO: ("Nee", "Over 2024 staat er: nee."),
    State.TEXT: ("386 AMW en 3 THV", "Over 2024 staat er tekst: “386 AMW en 3 THV”."),
    State.NOT_STATED: ("-", "Over 2024 is geen getal bekend."),
    State.NOT_APPLICABLE: ("N.v.t.", "Over 2024 geldt: niet van toepassing."),
    State.NOT_AVAILABLE: ("onbekend", "Over 2024 is het cijfer niet beschikbaar."),
    State.NOT_YET_KNOWN: ("volgt", "Over 2024 is het cijfer nog niet bekend."),
    State.LAPSED: ("vervalt", "Deze indicator vervalt vanaf 2024."),
    State.LAPSING: ("gaat vervallen", "Over 2024 staat er: gaat vervallen."),
    State.CONFIDENTIAL: ("geheim", "Over 2024 is het cijfer vertrouwelijk."),
    State.BELOW_THRESHOLD: ("<10", "Over 2024 is het aantal te klein om te tonen (<\u00a010)."),
}


@pytest.mark.parametrize("state", [state for state in State if state not in (State.NUMBER, State.PERCENTAGE)])
def test_every_state_has_a_sentence(state):
    raw, sentence = SAID[state]
    assert describe_states([number("2023"), point("2024", state, raw)], []) == [sentence]


def test_numbers_and_absent_figures_are_not_mentioned():
    assert describe_states([number("2022"), point("2023")], [point("2025", "percentage", "29%", "29")]) == []


def test_targets_are_for_a_year_and_equal_ones_share_a_sentence():
    targets = [point("2025", "not_applicable", "N.v.t."), point("2026", "not_applicable", "nvt")]
    assert describe_states([], targets) == ["Voor 2025 en 2026 geldt: niet van toepassing."]


def test_different_texts_have_sentences_of_their_own():
    actuals = [point("2023", "text", "gereed"), point("2024", "text", "loopt nog")]
    assert describe_states(actuals, []) == [
        "Over 2023 staat er tekst: “gereed”.",
        "Over 2024 staat er tekst: “loopt nog”.",
    ]


def test_an_indicator_lapses_from_the_first_year_after_its_last_figure():
    targets = [point("2025", "lapsed", "vervalt"), point("2026", "lapsed", "vervalt")]
    assert describe_states([number("2024")], targets) == ["Deze indicator vervalt vanaf 2025."]
    assert describe_states([], targets) == ["Deze indicator vervalt vanaf 2025."]


def test_a_lapsed_year_before_a_figure_is_only_quoted():
    found = describe_states([point("2023", "lapsed", "vervalt"), number("2024")], [])
    assert found == ["Over 2023 staat er: vervalt."]
    mixed = [point("2025", "lapsed", "vervalt"), point("2026", "not_stated", "-")]
    assert describe_states([], mixed) == ["Voor 2025 staat er: vervalt.", "Voor 2026 is geen getal bekend."]


def test_periods_that_are_no_years_cannot_be_compared():
    found = describe_states([point("2022/2023", "lapsed", "vervalt")], [])
    assert found == ["Over 2022/2023 staat er: vervalt."]


def test_a_number_of_another_document_counts():
    assert describe_states([], [point("2028", "not_stated", "-"), number("2028")]) == []


def test_many_periods_are_shortened():
    years = [str(year) for year in range(2019, 2025)]
    assert listed(years, years) == "2019 tot en met 2024"
    assert listed(["2019", "2021", "2022", "2024"], years) == "2019, 2021 en nog 2 keer"
