"""Names of periods: each reads as one kind with its days, and what is printed reads back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import periods
from indicators.models import PeriodKind
from indicators.periods import Period
from twenterand.unreadable import Unreadable


@pytest.mark.parametrize(
    ("text", "kind", "first", "last", "label"),
    [
        ("2026", "year", "2026-01-01", "2026-12-31", "2026"),
        ("  2026 ", "year", "2026-01-01", "2026-12-31", "2026"),
        ("2022/2023", "multi_year", "2022-01-01", "2023-12-31", "2022/2023"),
        ("2022-2023", "multi_year", "2022-01-01", "2023-12-31", "2022/2023"),
        ("2022/23", "multi_year", "2022-01-01", "2023-12-31", "2022/2023"),
        ("2020 t/m 2023", "multi_year", "2020-01-01", "2023-12-31", "2020/2023"),
        ("2026-03", "month", "2026-03-01", "2026-03-31", "maart 2026"),
        ("2024-Q1", "quarter", "2024-01-01", "2024-03-31", "1e kwartaal 2024"),
        ("q4 2024", "quarter", "2024-10-01", "2024-12-31", "4e kwartaal 2024"),
        ("1e kwartaal 2024", "quarter", "2024-01-01", "2024-03-31", "1e kwartaal 2024"),
        ("3de kwartaal van 2024", "quarter", "2024-07-01", "2024-09-30", "3e kwartaal 2024"),
        ("schooljaar 2023/2024", "school_year", "2023-08-01", "2024-07-31", "schooljaar 2023/2024"),
        ("Schooljaar 2023-2024", "school_year", "2023-08-01", "2024-07-31", "schooljaar 2023/2024"),
        ("januari 2024", "month", "2024-01-01", "2024-01-31", "januari 2024"),
        ("februari 2024", "month", "2024-02-01", "2024-02-29", "februari 2024"),
    ],
)
def test_what_a_name_means(text, kind, first, last, label):
    period = Period.parse(text)
    assert (period.kind, period.first, period.last) == (
        kind,
        date.fromisoformat(first),
        date.fromisoformat(last),
    )
    assert period.label == str(period) == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "20266",
        "2023/2022",
        "2023/2023",
        "2011-12",  # two years or December: not guessed
        "2024-Q5",
        "5e kwartaal 2024",
        "schooljaar 2023",
        "schooljaar 2023/2026",
        "louwmaand 2024",
        "1850",
        "2250",
        "0000",
        "volgend jaar",
    ],
)
def test_what_is_not_a_period_is_answered_with_its_own_text(text):
    with pytest.raises(Unreadable) as caught:
        Period.parse(text)
    assert text in caught.value.sentence


def test_days_that_do_not_fit_the_kind_are_written_out():
    period = Period(PeriodKind.YEAR, date(2024, 2, 1), date(2024, 12, 31))
    assert period.label == "1 februari 2024 tot en met 31 december 2024"


YEARS = st.integers(1900, 2198)
PERIODS = st.one_of(
    YEARS.map(periods.year),
    st.tuples(YEARS, st.integers(1, 9)).map(lambda pair: periods.years(pair[0], min(sum(pair), 2199))),
    st.tuples(YEARS, st.integers(1, 4)).map(lambda pair: periods.quarter(*pair)),
    st.tuples(YEARS, st.integers(1, 12)).map(lambda pair: periods.month(*pair)),
    YEARS.map(periods.school_year),
)


@given(PERIODS)
def test_what_is_printed_reads_back(period):
    assert Period.parse(period.label) == period


@given(st.text(max_size=30))
def test_anything_else_is_refused_with_a_sentence(text):
    try:
        period = Period.parse(text)
    except Unreadable as error:
        sentence = error.sentence
    else:
        sentence = f"{Period.parse(period.label)}."
    assert sentence.endswith(".")
