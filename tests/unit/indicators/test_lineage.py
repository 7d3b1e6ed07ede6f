"""What becomes of an indicator: retire, follow, split, merge, join; and that nothing old changes by it."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from indicators import cards, catalogue, joining, lineage, payload, relations
from indicators.models import Figure, Indicator, IndicatorLineage, TableRow
from policy.models import ReviewState
from tests import factories
from tests.unit.indicators.test_cards import agreed, state
from twenterand.accounts.models import Act, AuditEvent
from twenterand.accounts.rights import Action, may
from twenterand.workflow import Refused, Stale


def fresh(indicator: Indicator) -> Indicator:
    return Indicator.objects.get(pk=indicator.pk)


@pytest.fixture
def twins(small) -> SimpleNamespace:
    """Two rows with one name and different values for 2024, as the real source has them."""
    other = factories.indicator(
        name=small.indicator.name, holder=small.indicator.holder, slug="jongeren-vernieuwd"
    )
    row = factories.table_row(small.group, indicator=other, source="Interne systemen")
    factories.figure(row, small.actual, "31")
    target = factories.figure(row, small.target, "40")
    return SimpleNamespace(a=small.indicator, b=other, row=row, target=target, by=small.holder)


def join(twins, **fields) -> Indicator:
    return lineage.join(
        **{"kept": twins.a, "superseded": twins.b, "reason": "Zelfde telling", "by": twins.by, **fields}
    )


def everything_old() -> tuple:
    """What may not change: rows and figures."""
    return (
        list(TableRow.objects.order_by("pk").values("indicator", "label", "source", "version")),
        list(Figure.objects.order_by("pk").values("indicator", "raw", "version", "document")),
    )


# ------------------------------------------------------------------ joining
def test_joining_marks_one_and_leaves_everything_where_it_is(small, twins):
    agreed(small.chapter)
    before = everything_old()
    gone = join(twins)
    assert (gone.successor, gone.superseded_reason) == (twins.a, "Zelfde telling")
    link = IndicatorLineage.objects.get()
    assert (link.earlier, link.later, link.kind, link.made_by) == (twins.b, twins.a, "joined", "houder")
    assert everything_old() == before
    assert state(small.chapter) == ReviewState.EDITING
    event = AuditEvent.objects.get(act=Act.JOINED)
    assert (event.subject_uid, event.note) == (str(twins.b.uid), f"Verder als {twins.a.slug}: Zelfde telling")
    shown = {row["slug"]: row for row in payload.build(small.chapter)["indicators"]}
    assert shown["jongeren-vernieuwd"]["successor"]["slug"] == twins.a.slug
    assert "bleek hetzelfde als" in [one.words for one in cards.earlier(twins.a)]


def test_whoever_joined_may_not_agree(small, twins):
    assert "houder" not in payload.changed_by(small.chapter, None)
    join(twins)
    assert "houder" in payload.changed_by(small.chapter, None)


def test_joining_can_be_undone_and_done_again(small, twins):
    before = payload.build(small.chapter)
    join(twins)
    agreed(small.chapter)
    with pytest.raises(Refused, match="Geef een reden"):
        lineage.part(superseded=fresh(twins.b), seen_version=None, reason=" ", by=twins.by)
    lineage.part(superseded=fresh(twins.b), seen_version=None, reason="toch niet", by=twins.by)
    assert not fresh(twins.b).superseded
    assert not IndicatorLineage.objects.exists()
    assert payload.build(small.chapter) == before
    assert state(small.chapter) == ReviewState.EDITING
    assert AuditEvent.objects.filter(act=Act.JOINED, note="Ongedaan gemaakt: toch niet").exists()
    join(twins, kept=fresh(twins.b), superseded=fresh(twins.a))
    assert fresh(twins.a).superseded


def test_what_cannot_be_joined(small, twins):
    third = factories.indicator(holder=small.indicator.holder)
    for fields in ({"reason": ""}, {"superseded": twins.a}):
        with pytest.raises(Refused):
            join(twins, **fields)
    join(twins)
    for kept, superseded in ((third, twins.b), (twins.b, third)):
        with pytest.raises(Refused, match="is samengevoegd met"):
            join(twins, kept=kept, superseded=superseded)
    # A third that proves to be the same too.
    assert join(twins, superseded=third).successor == twins.a


def test_joining_asks_rights_on_both_and_that_both_are_as_seen(small, twins):
    foreign = factories.indicator()
    with pytest.raises(PermissionDenied):
        join(twins, superseded=foreign)
    with pytest.raises(PermissionDenied):
        join(twins, kept=foreign)
    with pytest.raises(Stale):
        join(twins, seen_versions=(twins.a.version, twins.b.version + 1))


def test_both_values_are_laid_side_by_side(twins):
    found = joining.compare(twins.a, twins.b)
    assert [(pair.period, pair.values, pair.differs) for pair in found.pairs] == [
        ("2024", ("29", "31"), True),
        ("2026", ("", "40"), False),
    ]
    assert (found.shared, found.differing) == (1, 1)


# ------------------------------------------------------------------ the other ways
def retire(indicator, by, **fields) -> Indicator:
    said = {"last_year": 2024, "reason": "Wordt niet meer gemeten", **fields}
    return lineage.retire(indicator=indicator, seen_version=None, by=by, **said)


def test_retiring_and_taking_into_use_again(small):
    agreed(small.chapter)
    after = factories.indicator(holder=small.indicator.holder)
    before = everything_old()
    gone = retire(small.indicator, small.holder, successor=after)
    assert (gone.retired, gone.last_year, gone.successor) == (True, 2024, after)
    assert state(small.chapter) == ReviewState.EDITING
    assert payload.build(small.chapter)["indicators"][0]["retired"] == {
        "year": 2024,
        "reason": "Wordt niet meer gemeten",
    }
    assert AuditEvent.objects.get(act=Act.RETIRED).note == "Wordt niet meer gemeten"
    back = lineage.restore(indicator=gone, seen_version=gone.version, reason="vergissing", by=small.holder)
    assert (back.lapsed, back.last_year, back.retired_reason, back.successor) == (False, None, "", None)
    assert not IndicatorLineage.objects.exists()
    assert everything_old() == before
    # Its card named the other, so whoever did this had a hand in it.
    assert [step.history_user_id for step in after.history.all()] == ["houder", "houder", "test"]


def test_a_successor_that_was_made_apart_survives_taking_into_use_again(small):
    made = lineage.follow(
        indicator=small.indicator, seen_version=None, name="Nieuw", reason="Nieuwe telling", by=small.holder
    )
    retire(fresh(small.indicator), small.holder)
    back = lineage.restore(
        indicator=fresh(small.indicator), seen_version=None, reason="toch", by=small.holder
    )
    assert back.successor == made


def test_a_successor_with_the_same_name_is_not_suggested_as_the_same(client, small):
    lineage.follow(
        indicator=small.indicator,
        seen_version=None,
        name=small.indicator.name,
        reason="Nieuw",
        by=small.holder,
    )
    assert catalogue.namesakes() == []
    client.force_login(small.holder)
    page = client.get(reverse("indicators:card", args=[small.indicator.slug])).content.decode()
    assert "Opgevolgd door" in page
    assert "Lijkt op" not in page


def test_what_cannot_retire(small):
    small.indicator.first_year = 2020
    small.indicator.save()
    with pytest.raises(Refused, match="ligt vóór het eerste jaar"):
        retire(small.indicator, small.holder, last_year=2019)
    with pytest.raises(Refused, match="Geef een reden"):
        retire(small.indicator, small.holder, reason="")
    with pytest.raises(Refused, match="is niet vervallen"):
        lineage.restore(indicator=small.indicator, seen_version=None, reason="x", by=small.holder)
    with pytest.raises(PermissionDenied):
        retire(small.indicator, small.other)


def test_no_circle_of_successors(small):
    second = factories.indicator(holder=small.indicator.holder)
    retire(small.indicator, small.holder, successor=second)
    with pytest.raises(Refused, match="andere opvolger"):
        retire(second, small.holder, successor=fresh(small.indicator))


def test_follow_split_and_merge_make_new_ones_and_change_nothing_old(small):
    before = everything_old()
    act = {"reason": "Andere afbakening", "by": small.holder}
    made = lineage.follow(indicator=small.indicator, seen_version=None, name="Jongeren vanaf 12", **act)
    assert (made.slug, made.holder) == ("jongeren-vanaf-12", small.indicator.holder)
    parts = lineage.split(indicator=made, seen_version=None, names=["Jongens", "", "Meisjes "], **act)
    assert [one.name for one in parts] == ["Jongens", "Meisjes"]
    whole = lineage.merge(indicators=parts, name="Samen", **act)
    assert [one.earlier.name for one in whole.earlier_links.all()] == ["Jongens", "Meisjes"]
    assert [one.kind for one in IndicatorLineage.objects.all()] == [
        "follows", "split", "split", "merged", "merged",
    ]  # fmt: skip
    assert fresh(parts[0]).successor == whole
    assert fresh(made).successor is None
    assert everything_old() == before
    with pytest.raises(Refused, match="heeft al een opvolger"):
        lineage.follow(indicator=small.indicator, seen_version=None, name="Nog een", **act)
    with pytest.raises(Refused, match="ten minste twee"):
        lineage.split(indicator=made, seen_version=None, names=["Een"], **act)
    with pytest.raises(Refused, match="ten minste twee"):
        lineage.merge(indicators=[made], name="Een", **act)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["Jongens", "Meisjes", " jongens"], "“jongens” staat er twee keer: als naam 1 en als naam 3"),
        (["Jongens", "x" * 400], "is te lang: 400 tekens, er passen er 80"),
    ],
)
def test_names_that_cannot_be_split_into(small, names, sentence):
    with pytest.raises(Refused, match=sentence):
        lineage.split(
            indicator=small.indicator, seen_version=None, names=names, reason="Per groep", by=small.holder
        )
    assert not IndicatorLineage.objects.exists()


def test_messages_tell_two_with_one_name_apart(small, twins):
    join(twins)
    with pytest.raises(Refused) as caught:
        join(twins)
    assert f"({twins.a.slug})" in caught.value.sentence
    assert f"({twins.b.slug})" in caught.value.sentence


# ------------------------------------------------------------------ pages
def test_joining_in_the_browser(client, twins):
    client.force_login(twins.by)
    choose = client.get(reverse("indicators:join", args=[twins.b.slug])).content.decode()
    address = f"{reverse('indicators:join', args=[twins.b.slug])}?met={twins.a.slug}"
    assert address in choose
    page = client.get(address).content.decode()
    assert "1 daarvan verschilt." in page
    sent = {"kept": twins.a.slug, "version": twins.b.version, "other_version": twins.a.version}
    assert client.post(address, sent).status_code == 422
    answer = client.post(address, {**sent, "version": 9, "reason": "Zelfde"})
    assert answer.status_code == 409
    assert "intussen gewijzigd" in answer.content.decode()
    answer = client.post(address, {**sent, "reason": "Zelfde telling"})
    assert answer["Location"] == reverse("indicators:card", args=[twins.b.slug])
    page = client.get(answer["Location"]).content.decode()
    assert "Deze indicator bleek dezelfde als" in page
    assert "Zelfde telling" in page
    undo = reverse("indicators:join", args=[twins.b.slug])
    assert "Toch twee indicatoren" in client.get(undo).content.decode()
    answer = client.post(undo, {"version": fresh(twins.b).version, "reason": "toch niet"})
    assert answer.status_code == 302
    assert not fresh(twins.b).superseded


def test_a_superseded_indicator_is_marked_wherever_it_stands(client, small, twins):
    join(twins)
    client.force_login(small.owner)
    for page in (
        reverse("indicators:catalogue"),
        reverse("indicators:everything"),
        reverse("indicators:chapter", args=[small.document.slug, small.chapter.slug]),
        reverse("indicators:cell", args=[twins.row.pk, small.actual.pk]),
        reverse("indicators:history", args=[twins.target.pk]),
        reverse("indicators:card", args=[twins.b.slug]),
    ):
        text = client.get(page).content.decode()
        assert text.count(">samengevoegd<") == 1, page


@pytest.mark.parametrize(
    ("way", "said", "words"),
    [
        ("opvolger", {"name": "Nieuw"}, "opgevolgd door"),
        ("splitsen", {"names": "Een\nTwee"}, "gesplitst in"),
        ("samenvoegen", {"name": "Samen"}, "opgegaan in"),
    ],
)
def test_going_on_in_the_browser(client, twins, way, said, words):
    client.force_login(twins.by)
    address = reverse("indicators:go_on", args=[twins.a.slug, way])
    assert client.get(address).status_code == 200
    if way == "samenvoegen":
        said = {**said, "others": [twins.b.pk]}
    assert client.post(address, {**said, "version": twins.a.version}).status_code == 422
    answer = client.post(address, {**said, "version": twins.a.version, "reason": "Nieuwe telling"})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    assert words in [one.words for one in cards.later(twins.a)]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (("indicators:go_on", "samenvoegen"), {"name": "Samen met die", "others": "pk"}),
        (("indicators:retire",), {"successor": "pk"}),
    ],
)
def test_only_what_one_may_change_is_offered_and_a_refusal_keeps_the_form(client, small, twins, page, said):
    name, *way = page
    strange = factories.indicator(
        name="Aantal bruggen", slug="bruggen", holder=factories.function("bruggenwacht")
    )
    client.force_login(small.holder)
    address = reverse(name, args=[twins.a.slug, *way])
    shown = client.get(address).content.decode()
    assert "jongeren-vernieuwd" in shown
    assert "bruggen" not in shown
    sent = {key: strange.pk if value == "pk" else value for key, value in said.items()}
    answer = client.post(address, {**sent, "version": twins.a.version, "reason": "Een telling van alles"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "U mag “Aantal bruggen” (bruggen) niet wijzigen." in page
    assert "Een telling van alles" in page


def test_comparing_with_what_one_may_not_change_is_answered_on_the_page(client, small, twins):
    factories.indicator(name=twins.a.name, slug="bruggen", holder=factories.function("bruggenwacht"))
    client.force_login(small.holder)
    address = reverse("indicators:join", args=[twins.a.slug])
    assert "?met=bruggen" not in client.get(address).content.decode()
    answer = client.get(f"{address}?met=bruggen")
    assert (answer.status_code, "niet wijzigen" in answer.content.decode()) == (422, True)
    card = client.get(reverse("indicators:card", args=[twins.a.slug])).content.decode()
    assert "?met=bruggen" not in card
    assert "?met=jongeren-vernieuwd" in card
    everyone = (small.owner, small.holder, small.other, small.editor, small.clerk)
    for person in everyone:
        found = {one.slug for one in Indicator.objects.all() if _may(person, one)}
        assert {one.slug for one in relations.editable_cards(person)} == found


def _may(person, indicator: Indicator) -> bool:
    return may(person, Action.EDIT_INDICATOR, relations.of_indicator(person, indicator))


def test_retiring_in_the_browser(client, small):
    client.force_login(small.holder)
    address = reverse("indicators:retire", args=[small.indicator.slug])
    sent = {"version": small.indicator.version, "last_year": "2024", "reason": "Vervalt"}
    assert client.post(address, {**sent, "version": 7}).status_code == 409
    assert client.post(address, sent).status_code == 302
    page = client.get(reverse("indicators:card", args=[small.indicator.slug])).content.decode()
    assert "2024 is het laatste jaar" in page
    assert "Weer in gebruik nemen" in client.get(address).content.decode()
    answer = client.post(address, {"version": fresh(small.indicator).version, "reason": "toch"})
    assert answer.status_code == 302
    assert client.get(reverse("indicators:go_on", args=[small.indicator.slug, "iets"])).status_code == 404
