"""The page of a formula, and computed figures in the grid and in what is published."""

import pytest
from django.urls import reverse

from indicators import computing, payload
from indicators.models import Figure, Indicator
from tests import factories


@pytest.fixture
def sums(small):
    """The small table with a second row, whose indicator is not computed yet."""
    small.other = factories.table_row(small.group, indicator=factories.indicator(slug="som", name="Som"))
    small.url = reverse("indicators:formula", args=["som"])
    small.slug = small.indicator.slug
    return small


def sent(client, sums, text, **fields):
    record = Indicator.objects.get(slug="som")
    return client.post(sums.url, {"formula": text, "seen_version": record.version, **fields})


def test_a_formula_is_tried_and_then_saved(client, sums):
    client.force_login(sums.owner)
    page = client.get(sums.url).content.decode()
    assert "nog geen formule" in page
    assert f"[{sums.slug}]" in page
    tried = sent(client, sums, f"[{sums.slug}] * 2", proberen="1")
    assert tried.status_code == 200
    assert "29 × 2 = <strong>58</strong>" in tried.content.decode()
    assert not Figure.objects.filter(indicator__slug="som").exists()
    assert sent(client, sums, f"[{sums.slug}] * 2", reason="Dubbel").status_code == 302
    assert Figure.objects.get(indicator__slug="som").raw == "58"
    again = client.get(sums.url, follow=True).content.decode()
    assert "29 × 2 = <strong>58</strong>" in again
    assert "Gerealiseerd 2024" in again


def test_what_is_wrong_is_said_beside_what_was_typed(client, sums):
    client.force_login(sums.owner)
    answer = sent(client, sums, "[weg] + 1")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Bij teken 1: er is geen indicator met het adres “weg”" in page
    assert "[weg] + 1" in page
    assert sent(client, sums, "[som] + 1", proberen="1").status_code == 422


def test_a_colleague_was_first(client, sums):
    client.force_login(sums.owner)
    computing.set_formula(indicator=sums.other.indicator, formula=f"[{sums.slug}]", seen_version=1, by="test")
    answer = sent(client, sums, f"[{sums.slug}] * 3", seen_version="1")
    assert answer.status_code == 409
    assert f"De formule is nu: “[{sums.slug}]”" in answer.content.decode()
    version = answer.context["form"]["seen_version"].value()
    assert sent(client, sums, f"[{sums.slug}] * 3", seen_version=version).status_code == 302


def test_others_may_not(client, sums):
    client.force_login(sums.clerk)
    assert client.get(sums.url).status_code == 403


def test_a_computed_cell_is_not_for_typing(client, sums):
    computing.set_formula(indicator=sums.other.indicator, formula=f"[{sums.slug}]", seen_version=1, by="test")
    client.force_login(sums.owner)
    for address in (
        reverse("indicators:chapter", args=["kadernota-2026", "jeugd"]),
        reverse("indicators:everything"),
    ):
        page = client.get(address).content.decode()
        assert page.count('data-locked="berekend"') == 2
        assert page.count('id="vastgezet-berekend"') == 1


def test_without_formulas_the_page_says_nothing_of_them(client, sums):
    client.force_login(sums.owner)
    page = client.get(reverse("indicators:chapter", args=["kadernota-2026", "jeugd"])).content.decode()
    assert "berekend" not in page


def test_the_payload_has_the_formula_in_words(sums):
    assert all("formula" not in one for one in payload.build(sums.chapter)["indicators"])
    computing.set_formula(
        indicator=sums.other.indicator, formula=f"[{sums.slug}] * 2", seen_version=1, by="test"
    )
    found = {one["slug"]: one.get("formula") for one in payload.build(sums.chapter)["indicators"]}
    assert found == {sums.slug: None, "som": "“Aantal jongeren” × 2"}


def test_the_card_shows_the_sum_and_leads_to_the_formula(client, sums):
    client.force_login(sums.owner)
    card = reverse("indicators:card", args=["som"])
    assert "Laten berekenen uit andere indicatoren" in client.get(card).content.decode()
    computing.set_formula(
        indicator=sums.other.indicator, formula=f"[{sums.slug}] * 2", seen_version=1, by="test"
    )
    page = client.get(card).content.decode()
    assert "“Aantal jongeren” × 2" in page
    assert f'href="{sums.url}"' in page


def test_the_cell_of_a_computed_figure_explains_the_sum(client, sums):
    computing.set_formula(
        indicator=sums.other.indicator, formula=f"[{sums.slug}] * 2", seen_version=1, by="test"
    )
    client.force_login(sums.owner)
    page = client.get(reverse("indicators:cell", args=[sums.other.pk, sums.actual.pk])).content.decode()
    assert "29 × 2 = <strong>58</strong>" in page
    assert "wordt berekend" in page
