"""Undoing that an indicator was split, merged or followed."""

import pytest
from django.urls import reverse

from indicators import card_history, lineage, undoing
from indicators.models import Indicator, IndicatorLineage
from tests import factories
from twenterand.workflow import Refused


def fresh(indicator: Indicator) -> Indicator:
    return Indicator.objects.get(pk=indicator.pk)


def undo(indicator: Indicator, by, reason: str = "Vergissing") -> Indicator:
    return undoing.undo(indicator=indicator, seen_version=None, reason=reason, by=by)


def split(small) -> list[Indicator]:
    return lineage.split(
        indicator=fresh(small.indicator),
        seen_version=None,
        names=["Jongens", "Meisjes"],
        reason="Per groep",
        by=small.holder,
    )


def follow(small) -> Indicator:
    return lineage.follow(
        indicator=fresh(small.indicator), seen_version=None, name="Nieuw", reason="Anders", by=small.holder
    )


def test_a_split_goes_as_a_whole_and_the_history_says_why(small):
    first, second = split(small)
    with pytest.raises(Refused, match="Geef een reden"):
        undo(second, small.holder, " ")
    assert undo(second, small.holder) == small.indicator
    assert not Indicator.objects.filter(pk__in=[first.pk, second.pk]).exists()
    assert not IndicatorLineage.objects.exists()
    why = card_history.entries(fresh(small.indicator))[0].why
    assert why == "Ongedaan gemaakt: “Jongens” (jongens), “Meisjes” (meisjes). Vergissing"
    assert (
        Indicator.history.filter(id=first.pk, history_type="-")
        .get()
        .history_change_reason.endswith("Vergissing")
    )
    assert [one.slug for one in split(small)] == ["jongens", "meisjes"]


def test_a_follower_goes_and_another_can_come(small):
    undo(follow(small), small.holder)
    assert fresh(small.indicator).successor is None
    assert follow(small).slug == "nieuw-2"


def test_a_merge_leaves_what_was_merged(small):
    other = factories.indicator(name="Ander", holder=small.indicator.holder)
    made = lineage.merge(indicators=[small.indicator, other], name="Samen", reason="Een", by=small.holder)
    undo(made, small.holder)
    assert {fresh(one).successor for one in (small.indicator, other)} == {None}


def test_the_page_names_all_that_stays_after_a_merge(client, small):
    other = factories.indicator(name="Ander", slug="ander", holder=small.indicator.holder)
    made = lineage.merge(indicators=[small.indicator, other], name="Samen", reason="Een", by=small.holder)
    client.force_login(small.holder)
    page = client.get(reverse("indicators:go_on", args=[made.slug, "ongedaan"])).content.decode()
    stays = page.split("Dit blijft zoals het is: ")[1].split(". De reden")[0]
    assert f"({small.indicator.slug})" in stays
    assert "“Ander” (ander)" in stays


def test_what_cannot_be_undone(small):
    with pytest.raises(Refused, match="niet gemaakt uit een andere"):
        undo(small.indicator, small.holder)
    first, second = split(small)
    factories.table_row(small.group, indicator=first)
    with pytest.raises(Refused, match="heeft al cijfers of staat al in een tabel"):
        undo(second, small.holder)
    made = follow(small)
    lineage.follow(indicator=made, seen_version=None, name="Nog nieuwer", reason="Anders", by=small.holder)
    with pytest.raises(Refused, match="is al verdergegaan"):
        undo(fresh(made), small.holder)
    assert Indicator.objects.filter(pk__in=[first.pk, second.pk, made.pk]).count() == 3


def test_an_existing_successor_is_not_taken_away(small):
    after = factories.indicator(slug="al-lang", holder=small.indicator.holder)
    lineage.retire(
        indicator=small.indicator, seen_version=None, last_year=None, reason="Stopt", successor=after,
        by=small.holder,
    )  # fmt: skip
    with pytest.raises(Refused, match="niet gemaakt uit een andere"):
        undo(after, small.holder)


def test_undoing_in_the_browser(client, small):
    first, _ = split(small)
    client.force_login(small.holder)
    address = reverse("indicators:go_on", args=[first.slug, "ongedaan"])
    card = reverse("indicators:card", args=[first.slug])
    assert address in client.get(card).content.decode()
    page = client.get(address).content.decode()
    assert "Dit verdwijnt: “Jongens” (jongens), “Meisjes” (meisjes)." in page
    assert client.post(address, {"version": 9, "reason": "Vergissing"}).status_code == 409
    answer = client.post(address, {"version": first.version, "reason": "Vergissing"})
    assert answer["Location"] == reverse("indicators:card", args=[small.indicator.slug])
    own = reverse("indicators:card", args=[small.indicator.slug])
    assert "ongedaan" not in client.get(own).content.decode().split('id="geschiedenis"')[0].split("<h1>")[1]
