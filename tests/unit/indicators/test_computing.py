"""Computed indicators: worked out, worked out again, and never typed."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from indicators import cataloguing, computing, sums
from indicators.models import Area, Figure, Indicator, IndicatorAlias, PeriodLock
from indicators.periods import Period
from indicators.querysets import Slot
from policy.models import ReviewState
from tests import factories
from twenterand.accounts.models import Role
from twenterand.accounts.records import keep, remove
from twenterand.numbers import State
from twenterand.unreadable import Unreadable
from twenterand.workflow import Stale


@pytest.fixture
def made(db):
    """Three indicators in one table, over two years; the third is to be computed and has no figures."""
    chapter = factories.chapter()
    table = factories.indicator_table(chapter)
    columns = [factories.column(table, "2024"), factories.column(table, "2023")]
    group = factories.indicator_group(table)
    rows = [
        factories.table_row(group, indicator=factories.indicator(slug=slug, name=slug.capitalize()))
        for slug in ("aantal", "inwoners", "uitkomst")
    ]
    for row, values in zip(rows, (("12", "-"), ("34.000", "33.000")), strict=False):
        for column, raw in zip(columns, values, strict=True):
            factories.figure(row, column, raw)
    a, b, c = (row.indicator for row in rows)
    return SimpleNamespace(chapter=chapter, table=table, columns=columns, rows=rows, a=a, b=b, c=c)


def formula(indicator, text, **options):
    indicator.refresh_from_db()
    options = {"by": "test", "seen_version": indicator.version} | options
    return computing.set_formula(indicator=indicator, formula=text, **options)


def shown(indicator) -> dict[str, str]:
    return {str(one.first_day.year): one.raw for one in Figure.objects.filter(indicator=indicator)}


def change(figure, raw, **fields):
    """What a write does: save, then work out again."""
    for name, value in {"raw": raw, "number": int(raw), "state": State.NUMBER, **fields}.items():
        setattr(figure, name, value)
    keep(figure, by="wie")
    return computing.recompute([Slot.of(figure)], by="wie")


def test_a_formula_fills_every_place_where_its_inputs_have_a_figure(made):
    formula(made.c, "[aantal] + [inwoners]")
    assert shown(made.c) == {"2024": "34.012", "2023": "niet beschikbaar"}
    assert list(made.c.inputs.order_by("slug")) == [made.a, made.b]
    step = Figure.history.get(indicator=made.c, first_day=date(2024, 1, 1))
    assert step.history_change_reason == "Berekend uit Aantal en Inwoners: 12 + 34.000 = 34.012"
    assert step.history_user_id == "test"


def test_rounding_percentages_and_decimals(made):
    made.c.decimals = 2
    keep(made.c, by="test")
    formula(made.c, "per_1000([aantal]; [inwoners])")
    assert shown(made.c)["2024"] == "0,35"
    formula(made.c, "verhouding([aantal]; [inwoners])")
    figure = Figure.objects.get(indicator=made.c, first_day=date(2024, 1, 1))
    assert (figure.raw, figure.state) == ("0,04%", State.PERCENTAGE)
    assert figure.version == 2


def test_a_changed_input_is_followed(made):
    formula(made.c, "[aantal] * 2")
    figure = Figure.objects.get(indicator=made.a, first_day=date(2024, 1, 1))
    changed = change(figure, "15", provisional=True, reference_date=date(2024, 12, 31))
    assert [slot.indicator_id for slot in changed] == [made.c.pk]
    result = Figure.objects.get(indicator=made.c, first_day=date(2024, 1, 1))
    assert (result.raw, result.provisional, result.reference_date) == ("30", True, date(2024, 12, 31))
    assert result.history.first().history_user_id == "wie"
    assert change(figure, "15", provisional=True, reference_date=date(2024, 12, 31)) == []


def test_a_removed_input_takes_the_result_along_and_a_new_one_brings_it_back(made):
    formula(made.c, "[aantal] * 2")
    figure = Figure.objects.get(indicator=made.a, first_day=date(2024, 1, 1))
    slot = Slot.of(figure)
    remove(figure, by="test")
    computing.recompute([slot], by="test", reason="Verkeerd geteld")
    assert shown(made.c) == {"2023": "niet beschikbaar"}
    step = Figure.history.filter(indicator=made.c).first()
    assert step.history_change_reason.endswith("is er niet meer. Verkeerd geteld")
    factories.figure(made.rows[0], made.columns[0], "20")
    computing.recompute([slot], by="test")
    again = Figure.objects.get(indicator=made.c, first_day=date(2024, 1, 1))
    assert (again.raw, again.version) == ("40", 2)


def test_sums_of_sums_come_in_order(made):
    d = factories.indicator(slug="verder", name="Verder")
    formula(d, "[uitkomst] + 1")
    formula(made.c, "[aantal] * 2")
    assert shown(d) == {"2024": "25", "2023": "niet beschikbaar"}
    figure = Figure.objects.get(indicator=made.a, first_day=date(2024, 1, 1))
    change(figure, "100")
    assert shown(made.c)["2024"] == "200"
    assert shown(d)["2024"] == "201"


def test_a_result_stays_with_its_area_breakdown_and_document(made):
    land = Area.objects.create(kind="land", cbs_code="NL01", name="Nederland")
    document = made.chapter.document
    target = factories.column(made.table, "2024", document=document)
    factories.figure(made.rows[0], made.columns[0], "5", area=land)
    factories.figure(made.rows[0], made.columns[0], "6", breakdown="jongeren")
    factories.figure(made.rows[0], target, "7")
    formula(made.c, "[aantal] * 10")
    found = Figure.objects.filter(indicator=made.c, first_day=date(2024, 1, 1))
    assert {(one.area.name, one.breakdown, one.document, one.raw) for one in found} == {
        ("Voorbeeldstad", "", None, "120"),
        ("Nederland", "", None, "50"),
        ("Voorbeeldstad", "jongeren", None, "60"),
        ("Voorbeeldstad", "", document, "70"),
    }


def test_what_was_typed_before_stays_where_inputs_are_missing(made):
    old = factories.column(made.table, "2020")
    factories.figure(made.rows[2], old, "99")
    factories.figure(made.rows[2], made.columns[0], "1")
    formula(made.c, "[aantal] * 2", replaces=1, reason="Voortaan berekend")
    formula(made.c, "[aantal] * 3")
    assert shown(made.c) == {"2024": "36", "2023": "niet beschikbaar", "2020": "99"}
    formula(made.c, "")
    assert shown(made.c) == {"2024": "1", "2020": "99"}
    assert not made.c.inputs.exists()
    assert computing.refusal(Indicator.objects.get(pk=made.c.pk)) == ""


def test_another_formula_takes_away_what_no_longer_follows(made):
    formula(made.c, "[inwoners]")
    Figure.objects.filter(indicator=made.a, first_day=date(2023, 1, 1)).delete()
    formula(made.c, "[aantal]")
    assert shown(made.c) == {"2024": "12"}


def test_circles_are_refused_with_the_way_round(made):
    formula(made.c, "[aantal]")
    with pytest.raises(Unreadable, match="“Aantal” → “Uitkomst” → “Aantal”"):
        formula(made.a, "[uitkomst] + 1")
    with pytest.raises(Unreadable, match="“Aantal” → “Aantal”"):
        formula(made.a, "[aantal] + 1")
    assert shown(made.a)["2024"] == "12"


def test_names_that_are_not_there(made):
    with pytest.raises(Unreadable, match=r"Bij teken 1: er is geen indicator.*“aantl”.*Bedoelt u \[aantal\]"):
        formula(made.c, "[aantl] + [inwoners]")
    made.b.successor, made.b.superseded_reason = made.a, "hetzelfde"
    keep(made.b, by="test")
    with pytest.raises(Unreadable, match="Bij teken 12: “Inwoners” is samengevoegd met “Aantal”"):
        formula(made.c, "[aantal] + [inwoners]")


def test_an_earlier_address_still_names_an_indicator(made):
    IndicatorAlias.objects.create(slug="oud", indicator=made.a)
    formula(made.c, "[oud] + 1")
    assert shown(made.c)["2024"] == "13"
    figure = Figure.objects.get(indicator=made.a, first_day=date(2024, 1, 1))
    change(figure, "15")
    assert shown(made.c)["2024"] == "16"
    assert sums.readable([Indicator.objects.get(pk=made.c.pk)]) == {made.c.pk: "“Aantal” + 1"}


def test_a_stale_formula_and_the_same_formula(made):
    formula(made.c, "[aantal]")
    with pytest.raises(Stale):
        formula(made.c, "[inwoners]", seen_version=1)
    before = made.c.history.count()
    formula(made.c, " [aantal] ")
    assert made.c.history.count() == before


def test_a_locked_period_keeps_its_figures(made):
    year = Period.parse("2024").fields()
    keep(PeriodLock(reason="Vastgesteld", locked_by="test", locked_at=timezone.now(), **year), by="test")
    formula(made.c, "[aantal] + [inwoners]")
    assert shown(made.c) == {"2023": "niet beschikbaar"}


def test_chapters_that_show_a_result_go_back_to_editing(made):
    other = factories.chapter(state=ReviewState.SUBMITTED)
    group = factories.indicator_group(table := factories.indicator_table(other))
    factories.column(table, "2024")
    factories.table_row(group, indicator=made.c)
    formula(made.c, "[aantal] * 2")
    other.refresh_from_db()
    assert other.state == ReviewState.EDITING
    other.state = ReviewState.SUBMITTED
    keep(other, by="test")
    change(Figure.objects.get(indicator=made.a, first_day=date(2024, 1, 1)), "15")
    other.refresh_from_db()
    assert other.state == ReviewState.EDITING
    assert "berekende cijfers van “Uitkomst”" in other.reason


def test_without_formulas_it_costs_one_query(made, django_assert_num_queries):
    slots = [Slot.of(figure) for figure in Figure.objects.all()]
    with django_assert_num_queries(1):
        assert computing.recompute(slots, by="test") == []


def test_more_figures_do_not_mean_more_queries(made, django_assert_max_num_queries):
    formula(made.c, "[aantal] * 2")
    figures = list(Figure.objects.filter(indicator=made.a))
    for figure in figures:
        figure.raw, figure.number, figure.state = "50", 50, State.NUMBER
        keep(figure, by="test")
    with django_assert_max_num_queries(16) as one:
        computing.recompute([Slot.of(figures[0])], by="test")
    for number in range(2000, 2020):
        factories.figure(made.rows[0], factories.column(made.table, str(number)), "3")
    slots = [Slot.of(figure) for figure in Figure.objects.filter(indicator=made.a)]
    with django_assert_max_num_queries(len(one) + 3):
        assert len(computing.recompute(slots, by="test")) == 21


def test_a_sum_can_be_shown(made):
    made.c = formula(made.c, "verhouding([aantal]; [inwoners])")
    worked = sums.tried(made.c, made.c.formula)
    assert worked.words == "“Aantal” ÷ “Inwoners” × 100%"
    assert (worked.numbers, worked.result) == ("12 ÷ 34.000 × 100%", "0%")
    assert sums.worked(made.c, worked.slot) == worked
    assert [(one.indicator, one.text) for one in worked.inputs] == [(made.a, "12"), (made.b, "34.000")]
    assert "wordt berekend" in computing.refusal(made.c)


def test_only_who_may_change_the_indicator(made):
    owner = factories.user(Role.ADVISER, functions=[made.chapter.owner])
    formula(made.c, "[aantal]", by=owner)
    with pytest.raises(PermissionDenied):
        formula(made.c, "[inwoners]", by=factories.user(Role.ADVISER))


def test_other_decimals_round_again(made):
    formula(made.c, "[aantal] / 7")
    assert shown(made.c)["2024"] == "2"
    made.c.refresh_from_db()
    cataloguing.change_indicator(indicator=made.c, seen_version=made.c.version, by="test", decimals=2)
    assert shown(made.c)["2024"] == "1,71"
