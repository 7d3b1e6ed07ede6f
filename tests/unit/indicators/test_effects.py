"""A formula over figures that people typed: shown beforehand, agreed to, and undone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators import computing, effects
from indicators.effects import TypedFigures
from indicators.models import Figure, Indicator, PeriodLock
from indicators.periods import Period
from policy.models import RouteStep
from tests import factories
from tests.unit.indicators.test_computing import change, formula, made, shown  # noqa: F401
from twenterand.accounts.models import Role
from twenterand.accounts.records import keep, remove

BOTH = {"replaces": 2, "reason": "Voortaan berekend"}


@pytest.fixture
def typed(made):  # noqa: F811
    """The third indicator has typed figures in both years."""
    for column, raw in zip(made.columns, ("70", "71"), strict=True):
        factories.figure(made.rows[2], column, raw, source_note="Suite", provisional=True)
    return made


def lock(year):
    period = Period.parse(year).fields()
    keep(PeriodLock(reason="Vastgesteld", locked_by="test", locked_at=timezone.now(), **period), by="test")


def expected(indicator, text):
    found = effects.of_formula(Indicator.objects.get(pk=indicator.pk), text)
    return {one.label: (one.now, one.becomes, one.replaces) for one in found}


def test_it_is_shown_beforehand(typed):
    assert expected(typed.c, "[aantal] * 2") == {
        "Gerealiseerd 2024": ("70", "24", True),
        "Gerealiseerd 2023": ("71", "niet beschikbaar", True),
    }
    lock("2024")
    (first, second) = effects.of_formula(typed.c, "[aantal] * 2")
    assert (first.now, first.becomes, first.locked) == ("70", "70", True)
    assert first.why == "2024 is vastgezet en wordt niet berekend."
    assert second.replaces


@pytest.mark.parametrize("fields", [{}, {"replaces": 2}, {"reason": "Zo"}, {"replaces": 1, "reason": "Zo"}])
def test_typed_figures_are_not_replaced_without_a_tick_and_a_reason(typed, fields):
    with pytest.raises(TypedFigures, match="vervangt 2 ingevulde cijfers"):
        formula(typed.c, "[aantal] * 2", **fields)
    assert shown(typed.c) == {"2024": "70", "2023": "71"}
    assert Indicator.objects.get(pk=typed.c.pk).formula == ""


def test_a_result_that_is_what_was_typed_replaces_nothing(made):  # noqa: F811
    factories.figure(made.rows[2], made.columns[0], "24")
    formula(made.c, "[aantal] * 2")
    assert shown(made.c)["2024"] == "24"


def test_without_formula_everything_stands_again_as_it_was(typed):
    formula(typed.c, "[aantal] * 2", **BOTH)
    assert shown(typed.c) == {"2024": "24", "2023": "niet beschikbaar"}
    formula(typed.c, "[aantal] * 3")
    factories.figure(typed.rows[0], factories.column(typed.table, "2022"), "5")
    figure = Figure.objects.get(indicator=typed.a, first_day__year=2022)
    change(figure, "6")
    assert shown(typed.c)["2022"] == "18"
    formula(typed.c, "", reason="Toch niet")
    assert shown(typed.c) == {"2024": "70", "2023": "71"}
    back = Figure.objects.get(indicator=typed.c, first_day__year=2024)
    assert (back.source_note, back.provisional, back.number) == ("Suite", True, 70)
    assert back.history.first().history_change_reason == "Teruggezet zoals het was voor de formule. Toch niet"
    assert [one.version for one in back.history.order_by("version")] == [1, 2, 3, 4]


def test_what_an_emptied_input_took_along_comes_back_too(typed):
    formula(typed.c, "[aantal] * 2", **BOTH)
    figure = Figure.objects.get(indicator=typed.a, first_day__year=2024)
    slot = effects.Slot.of(figure)
    remove(figure, by="test")
    computing.recompute([slot], by="test")
    assert "2024" not in shown(typed.c)
    formula(typed.c, "")
    assert shown(typed.c) == {"2024": "70", "2023": "71"}


def test_another_formula_without_result_brings_back_what_was_typed(typed):
    formula(typed.c, "[aantal] * 2", **BOTH)
    Figure.objects.filter(indicator=typed.b, first_day__year=2024).delete()
    formula(typed.c, "[inwoners] * 2")
    assert shown(typed.c) == {"2024": "70", "2023": "66.000"}


def test_what_follows_from_it_follows_back(typed):
    after = factories.indicator(slug="verder", name="Verder")
    formula(after, "[uitkomst] + 1")
    formula(typed.c, "[aantal] * 2", **BOTH)
    assert shown(after)["2024"] == "25"
    formula(typed.c, "")
    assert shown(after) == {"2024": "71", "2023": "72"}


def test_locked_figures_stay_when_the_formula_goes(typed):
    formula(typed.c, "[aantal] * 2", **BOTH)
    lock("2024")
    formula(typed.c, "")
    assert shown(typed.c) == {"2024": "24", "2023": "71"}
    current = Indicator.objects.get(pk=typed.c.pk)
    assert effects.passed_over(current).startswith("Niet teruggezet, want vastgezet: 2024.")


def test_settled_targets_are_never_computed(made):  # noqa: F811
    document = made.chapter.document
    column = factories.column(made.table, "2024", document=document)
    inputs = factories.figure(made.rows[0], column, "7")
    target = factories.figure(made.rows[2], column, "500")
    document.route_steps.create(
        kind=RouteStep.Kind.DECISION, outcome=RouteStep.Outcome.ADOPTED, position=9, expected=False
    )
    assert expected(made.c, "[aantal] * 2")["Begroot 2024"] == ("500", "500", False)
    formula(made.c, "[aantal] * 2")
    target.refresh_from_db()
    assert target.raw == "500"
    change(inputs, "8")
    target.refresh_from_db()
    assert target.raw == "500"


def test_the_page_asks_and_tells(client, typed):
    lock("2023")
    client.force_login(factories.user(Role.ADVISER, functions=[typed.chapter.owner]))
    url = reverse("indicators:formula", args=["uitkomst"])

    def sent(**fields):
        version = Indicator.objects.get(pk=typed.c.pk).version
        return client.post(url, {"formula": "[aantal] * 2", "seen_version": version, **fields}, follow=True)

    asked = sent()
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Ja, vervang 1 ingevuld cijfer" in page
    assert "2023 is vastgezet en wordt niet berekend." in page
    assert shown(typed.c)["2024"] == "70"
    tried = sent(proberen="1")
    assert tried.status_code == 200
    assert "Ja, vervang 1 ingevuld cijfer" in tried.content.decode()
    without = sent(replaces="1")
    assert without.status_code == 422
    assert "De reden is leeg" in without.content.decode()
    done = sent(replaces="1", reason="Zo")
    assert "Niet berekend, want vastgezet: 2023" in done.content.decode()
    assert shown(typed.c) == {"2024": "24", "2023": "71"}
    gone = sent(formula="", proberen="1").content.decode()
    assert "Terug zoals het was voor de formule." in gone
