"""How an actual stands to its target, and the sum that says why."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.models import Direction, Status
from indicators.status import Measured, Terms, judge, progress

NUMBERS = st.decimals(min_value=-(10**11), max_value=10**11, places=4)
DIRECTIONS = st.sampled_from(["", Direction.HIGHER, Direction.LOWER, Direction.NEUTRAL])


def actual(value, when="2024", state="number"):
    return Measured(when, state, None if value is None else Decimal(str(value)))


def target(value, when="2025", state="number"):
    return actual(value, when, state)


@pytest.mark.parametrize(
    ("direction", "is_", "aim", "status", "rest"),
    [
        ("", 300, 400, Status.OFF, "Verschil: 100 lager, dat is 25% van het doel."),
        ("neutral", 500, 400, Status.OFF, "Verschil: 100 hoger, dat is 25% van het doel."),
        ("", 340, 400, Status.ATTENTION, "Verschil: 60 lager, dat is 15% van het doel."),
        ("", 361, 400, Status.ON_COURSE, "Verschil: 39 lager, dat is 9,8% van het doel."),
        ("", 400, 400, Status.ON_COURSE, "Er is geen verschil."),
        ("higher", 300, 400, Status.OFF, "Verschil: 100 lager, dat is 25% van het doel."),
        ("higher", 900, 400, Status.ON_COURSE, "Verschil: 500 hoger, dat is 125% van het doel."),
        ("lower", 300, 400, Status.ON_COURSE, "Verschil: 100 lager, dat is 25% van het doel."),
        ("lower", 1500, 1000, Status.OFF, "Verschil: 500 hoger, dat is 50% van het doel."),
        ("", 3, 0, Status.OFF, "Verschil: 3 hoger. Een percentage is er niet, want het doel is 0."),
        ("higher", 3, 0, Status.ON_COURSE, "Verschil: 3 hoger. Een percentage is er niet, want het doel is 0."),
        ("lower", 0, 0, Status.ON_COURSE, "Er is geen verschil."),
        ("lower", "0.5", 0, Status.OFF, "Verschil: 0,5 hoger. Een percentage is er niet, want het doel is 0."),
        ("higher", -12, -10, Status.ATTENTION, "Verschil: 2 lager, dat is 20% van het doel."),
        # Printed as 25%, so judged as 25%.
        ("", "300.1", 400, Status.OFF, "Verschil: 99,9 lager, dat is 25% van het doel."),
    ],
)  # fmt: skip
def test_the_status_and_its_sum(direction, is_, aim, status, rest):
    found = judge(actual(is_), target(aim), Terms(direction=direction))
    assert found.status == status
    assert found.sum.endswith(rest)


def test_the_whole_sum_names_both_periods():
    found = judge(actual(1300), target(1000), Terms())
    assert found.sum == (
        "Gerealiseerd 2024: 1.300. Begroot 2025: 1.000. Verschil: 300 hoger, dat is 30% van het doel."
    )


def test_percentages_differ_in_percentage_points():
    found = judge(actual(29, state="percentage"), target(33, state="percentage"), Terms())
    assert found.status == Status.ATTENTION
    assert found.sum == (
        "Gerealiseerd 2024: 29%. Begroot 2025: 33%. Verschil: 4 procentpunt lager, dat is 12,1% van het doel."
    )
    assert judge(actual(29), target(33), Terms(unit="%")).sum == found.sum


@pytest.mark.parametrize(
    ("is_", "low", "high", "status", "rest"),
    [
        (7, 5, 10, Status.ON_COURSE, "Bandbreedte: 5 tot en met 10. De waarde ligt daarbinnen."),
        (5, 5, 10, Status.ON_COURSE, "De waarde ligt daarbinnen."),
        (12, 5, 10, Status.ATTENTION, "Verschil: 2 hoger, dat is 20% van de bovengrens."),
        (2, 5, 10, Status.OFF, "Verschil: 3 lager, dat is 60% van de ondergrens."),
        (-1, 0, 10, Status.OFF, "Verschil: 1 lager. Een percentage is er niet, want de ondergrens is 0."),
        (4, 5, None, Status.ATTENTION, "Bandbreedte: vanaf 5. Verschil: 1 lager, dat is 20% van de ondergrens."),
        (11, None, 10, Status.ATTENTION, "tot en met 10. Verschil: 1 hoger, dat is 10% van de bovengrens."),
        (6, 5, 5, Status.ATTENTION, "Verschil: 1 hoger, dat is 20% van de bovengrens."),
        (4, 5, 5, Status.ATTENTION, "Verschil: 1 lager, dat is 20% van de ondergrens."),
    ],
)  # fmt: skip
def test_a_band_counts_from_its_nearest_edge(is_, low, high, status, rest):
    low, high = (None if edge is None else Decimal(edge) for edge in (low, high))
    found = judge(actual(is_), None, Terms(direction=Direction.BAND, low=low, high=high))
    assert found.status == status
    assert found.sum.endswith(rest)


@pytest.mark.parametrize(
    ("is_", "aim", "terms"),
    [
        (actual(None, state="not_stated"), target(3), Terms()),
        (actual(3), target(None, state="text"), Terms()),
        (actual(3), None, Terms()),
        (actual(29, state="percentage"), target(300), Terms()),
        (actual(3), None, Terms(direction=Direction.BAND)),
    ],
)
def test_without_two_numbers_of_a_kind_there_is_no_judgement(is_, aim, terms):
    assert judge(is_, aim, terms) is None


def test_limits_of_nothing_do_not_mark_what_is_equal():
    strict = Terms(attention=Decimal(0), off=Decimal(0))
    assert judge(actual(4), target(4), strict).status == Status.ON_COURSE
    assert judge(actual(5), target(4), strict).status == Status.OFF


@pytest.mark.parametrize(
    ("start", "now", "goal", "percent", "said"),
    [
        (250, 300, 400, "33.3", "Van 250 naar 300 op weg naar 400: (300 − 250) ÷ (400 − 250) = 33,3%."),
        (
            250,
            240,
            400,
            "-6.7",
            "Van 250 naar 240 op weg naar 400: (240 − 250) ÷ (400 − 250) = −6,7%, de andere kant op.",
        ),
        (400, 300, 200, "50", "Van 400 naar 300 op weg naar 200: (300 − 400) ÷ (200 − 400) = 50%."),
        (0, 5, 4, "125", "Van 0 naar 5 op weg naar 4: (5 − 0) ÷ (4 − 0) = 125%, voorbij het doel."),
        (400, 300, 400, None, "Het begin (2019) was al gelijk aan het doel: 400."),
        (0, 0, 0, None, "Het begin (2019) was al gelijk aan het doel: 0."),
    ],
)
def test_progress_with_its_sum(start, now, goal, percent, said):
    found = progress(actual(start, "2019"), actual(now), target(goal), Terms())
    assert found.sum == said
    assert found.percent == (None if percent is None else Decimal(percent))


@given(NUMBERS, NUMBERS, DIRECTIONS)
def test_every_pair_of_numbers_is_judged(is_, aim, direction):
    found = judge(actual(is_), target(aim), Terms(direction=direction))
    assert len(found.sum) <= 300
    if is_ == aim:
        assert found.status == Status.ON_COURSE
    elif aim == 0:
        favourable = (direction == "higher" and is_ > 0) or (direction == "lower" and is_ < 0)
        assert found.status == (Status.ON_COURSE if favourable else Status.OFF)
        assert found.percent is None


@given(NUMBERS, NUMBERS)
def test_one_side_is_always_good_when_there_is_a_good_side(is_, aim):
    statuses = [judge(actual(is_), target(aim), Terms(direction=side)).status for side in ("higher", "lower")]
    assert Status.ON_COURSE in statuses
    both = judge(actual(is_), target(aim), Terms()).status
    assert both in statuses


@given(NUMBERS, NUMBERS, st.decimals(min_value="0.01", max_value=1000, places=2))
def test_it_does_not_matter_in_what_unit_is_counted(is_, aim, factor):
    """Twice both numbers is the same status."""
    one = judge(actual(is_), target(aim), Terms())
    other = judge(actual(is_ * factor), target(aim * factor), Terms())
    assert one.status == other.status
    assert one.percent == other.percent


@given(NUMBERS, NUMBERS, NUMBERS)
def test_progress_never_divides_by_nothing(start, now, goal):
    found = progress(actual(start), actual(now), target(goal), Terms())
    assert (found.percent is None) == (start == goal)
    if now == goal and start != goal:
        assert found.percent == 100
