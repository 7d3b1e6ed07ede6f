"""The card of an indicator for readers: in the payload, on its page, and where an address leads after joining."""

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest

from indicators import cards, cataloguing, lineage
from indicators.models import Direction, Indicator
from policy.models import Theme
from tests import factories
from tests.unit.publications.test_schema import errors
from twenterand.publications import indicator_data, naming, payload
from twenterand.publications.models import PublishedItem, SubjectKind

FULL = {
    "definition": "Alle jongeren van 12 tot 18 jaar.",
    "numerator": "jongeren die meedoen",
    "denominator": "alle jongeren",
    "method": "Telling in september.",
    "rationale": "Meedoen helpt tegen eenzaamheid.",
    "data_issues": "Voor 2020 dubbel geteld.",
    "direction": Direction.BAND,
    "band_low": Decimal(10),
    "band_high": Decimal("30.5"),
}


@pytest.fixture
def twins(small) -> SimpleNamespace:
    """Two indicators with one name in a document that can be published."""
    table = factories.indicator_table(small.chapter, title="Beleidsindicatoren")
    actual = factories.column(table, "2024")
    group = factories.indicator_group(table, heading="Meedoen")
    a, b = (factories.indicator(name="Aantal jongeren", slug=slug) for slug in ("jongeren", "jongeren-nieuw"))
    for indicator, raw, source in ((a, "29", "CBS"), (b, "31", "Interne systemen")):
        factories.figure(factories.table_row(group, indicator=indicator, source=source), actual, raw)
    return SimpleNamespace(a=a, b=b, group=group, actual=actual)


def join(kept: Indicator, superseded: Indicator) -> None:
    lineage.join(kept=kept, superseded=superseded, reason="Zelfde telling", by="test")


def card_of(small, slug: str) -> dict:
    content = json.loads(json.dumps(payload.build(SubjectKind.DOCUMENT, small.document.slug)))
    return next(row for row in naming.indicators(content) if row["slug"] == slug)


# ------------------------------------------------------------------ payload
def test_every_key_of_a_card_is_valid(small, twins):
    framework = factories.document()
    theme = Theme.objects.create(document=framework, slug="meedoen", title="Meedoen")
    after = factories.indicator(slug="opvolger")
    lineage.retire(
        indicator=twins.a, seen_version=None, last_year=2025, reason="Stopt", successor=after, by="test"
    )
    cataloguing.change_indicator(
        indicator=Indicator.objects.get(pk=twins.a.pk), seen_version=None, by="test", theme=theme, **FULL
    )
    second = factories.indicator(name="Ander")
    whole = lineage.merge(indicators=[twins.b, second], name="Samen", reason="Een telling", by="test")
    factories.table_row(twins.group, indicator=whole)
    content = payload.build(SubjectKind.DOCUMENT, small.document.slug)
    assert errors(json.loads(json.dumps(content))) == []
    card = card_of(small, "jongeren")
    assert card["theme"] == "Meedoen"
    assert card["band"] == {"low": "10", "high": "30.5"}
    assert card["retired"] == {"year": 2025, "reason": "Stopt"}
    assert card["successor"] == {"slug": "opvolger", "name": after.name, "reason": ""}
    assert [row["kind"] for row in card_of(small, "samen")["predecessors"]] == ["merged", "merged"]


def test_a_card_without_content_has_no_new_keys(small, twins):
    assert set(card_of(small, "jongeren")) == {
        "uid", "slug", "name", "definition", "unit", "direction", "source", "holder", "decimals", "lapsed",
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 12])
def test_cards_take_the_same_queries(small, twins, count, django_assert_num_queries):
    from indicators import card_payload

    made = [factories.indicator() for _ in range(count)]
    with django_assert_num_queries(2):
        assert len(card_payload.of(made)) == count


# ------------------------------------------------------------------ the page
def test_readers_get_the_whole_card(small, twins, client):
    cataloguing.change_indicator(indicator=twins.a, seen_version=None, by="test", **FULL)
    second = lineage.follow(
        indicator=Indicator.objects.get(pk=twins.a.pk),
        seen_version=None,
        name="Jongeren vanaf 12",
        reason="Andere telling",
        by="test",
    )
    small.publish("eerste")
    page = client.get("/indicatoren/jongeren/").content.decode()
    for text in (
        "Waarom dit doel",
        "Meedoen helpt tegen eenzaamheid.",
        "Voor 2020 dubbel geteld.",
        "jongeren die meedoen",
        "Binnen een bandbreedte: van 10 tot en met 30,5",
        "Opgevolgd door Jongeren vanaf 12",
    ):
        assert text in page
    # Readers have no page of the new one yet.
    assert f"/indicatoren/{second.slug}/" not in page
    found = client.get("/zoeken/?q=eenzaamheid").content.decode()
    assert 'href="/indicatoren/jongeren/"' in found


def test_an_indicator_without_figures_says_so(small, twins, client):
    empty = factories.indicator(name="Nieuwe telling", slug="nieuwe-telling")
    factories.table_row(twins.group, indicator=empty)
    small.publish("eerste")
    page = client.get("/indicatoren/nieuwe-telling/").content.decode()
    assert "Er zijn nog geen cijfers." in page
    assert "<table" not in page


def test_the_work_card_lists_what_is_published(small, twins):
    assert cards.published_pages(twins.a.uid) == []
    small.publish("eerste")
    pages = cards.published_pages(twins.a.uid)
    assert pages[0] == ("Pagina van deze indicator", "/indicatoren/jongeren/")
    assert pages[1][1].endswith(f"/v1/h/{small.chapter.slug}/")


def test_the_spreadsheet_lists_the_indicators_with_their_cards(small, twins):
    cataloguing.change_indicator(indicator=twins.a, seen_version=None, by="test", **FULL)
    join(Indicator.objects.get(pk=twins.a.pk), twins.b)
    first, second = indicator_data.rows(small.publish("eerste"))
    assert set(first) == set(indicator_data.INDICATORS)
    assert (first["indicator"], first["teller"], first["bovengrens"]) == (
        "jongeren",
        "jongeren die meedoen",
        Decimal("30.5"),
    )
    assert (first["voorgangers"], first["vervallen"]) == ("jongeren-nieuw", "nee")
    assert (second["opvolger"], second["bleek_dezelfde_omdat"]) == ("jongeren", "Zelfde telling")


# ------------------------------------------------------------------ addresses
def test_a_joined_address_leads_on_once_a_publication_says_so(small, twins, client):
    first = small.publish("eerste")
    old = client.get(f"/publicaties/{small.document.slug}/v1/h/{small.chapter.slug}/").content
    join(twins.a, twins.b)
    assert client.get("/indicatoren/jongeren-nieuw/").status_code == 200
    small.publish("tweede")
    answer = client.get("/indicatoren/jongeren-nieuw/")
    assert (answer.status_code, answer["Location"]) == (302, "/indicatoren/jongeren/")
    page = client.get("/indicatoren/jongeren/").content.decode()
    assert "Ook als andere indicator gepubliceerd" in page
    assert (
        'Deze indicator en <a href="#cijfers-tabel-2">“Aantal jongeren”</a> (bron: Interne systemen)' in page
    )
    assert "bleken dezelfde te zijn. Reden: Zelfde telling" in page
    where = page[page.index('id="waar"') :]
    assert where.count("Beleidsindicatoren</a>") == 2
    chapter = client.get(f"/publicaties/{small.document.slug}/h/{small.chapter.slug}/").content.decode()
    assert (
        'href="/indicatoren/jongeren-nieuw/">Bleek dezelfde indicator als een andere met deze naam</a>'
        in chapter
    )
    assert chapter.count("Bleek dezelfde indicator") == 1
    assert ">29<" in page
    assert ">31<" in page
    assert "Indicatoren met dezelfde naam" not in page
    # The first publication reads as it did, but for the line that says it is not the newest.
    again = client.get(f"/publicaties/{small.document.slug}/v1/h/{small.chapter.slug}/").content
    assert again.count(b"jongeren-nieuw") == old.count(b"jongeren-nieuw")
    assert payload.read(first)["chapters"][0]["indicators"][1].get("successor") is None


def test_a_joined_indicator_whose_other_is_unseen_names_it_with_the_reason(small, twins, client):
    unseen = factories.indicator(name="Alle jongeren", slug="alle-jongeren")
    join(unseen, twins.b)
    small.publish("eerste")
    page = client.get("/indicatoren/jongeren-nieuw/").content.decode()
    said = "Deze indicator en “Alle jongeren” (kenmerk: alle-jongeren) bleken dezelfde te zijn. Reden: Zelfde telling"
    assert said in page
    chapter = client.get(f"/publicaties/{small.document.slug}/h/{small.chapter.slug}/").content.decode()
    assert "Bleek dezelfde indicator als “Alle jongeren”" in chapter


def test_after_parting_the_address_is_its_own_again(small, twins, client):
    join(twins.a, twins.b)
    small.publish("eerste")
    assert client.get("/indicatoren/jongeren-nieuw/").status_code == 302
    lineage.part(
        superseded=Indicator.objects.get(pk=twins.b.pk), seen_version=None, reason="Toch niet", by="test"
    )
    small.publish("tweede")
    assert client.get("/indicatoren/jongeren-nieuw/").status_code == 200


def test_an_indicator_that_readers_do_not_have_is_no_place_to_lead_to(small, twins, client):
    unseen = factories.indicator()
    join(unseen, twins.b)
    small.publish("eerste")
    assert client.get("/indicatoren/jongeren-nieuw/").status_code == 200


def test_a_chain_leads_to_its_end_and_a_circle_nowhere(small, twins, client):
    end = factories.indicator(slug="einde")
    factories.figure(factories.table_row(twins.group, indicator=end), twins.actual, "5")
    join(twins.a, twins.b)
    join(end, Indicator.objects.get(pk=twins.a.pk))
    small.publish("eerste")
    assert client.get("/indicatoren/jongeren-nieuw/")["Location"] == "/indicatoren/einde/"


def test_two_publications_that_contradict_each_other_make_no_circle(small, twins, client):
    join(twins.a, twins.b)
    published = small.publish("eerste")
    lineage.part(
        superseded=Indicator.objects.get(pk=twins.b.pk), seen_version=None, reason="Andersom", by="test"
    )
    join(Indicator.objects.get(pk=twins.b.pk), Indicator.objects.get(pk=twins.a.pk))
    small.publish("tweede")
    # As if the second document had only the other of the two.
    PublishedItem.objects.filter(slug="jongeren-nieuw").exclude(publication=published).delete()
    for slug in ("jongeren", "jongeren-nieuw"):
        assert client.get(f"/indicatoren/{slug}/").status_code == 200


def test_a_former_address_leads_on_once_the_new_one_is_published(small, twins, client):
    small.publish("eerste")
    cataloguing.change_address(indicator=twins.a, slug="jeugd", seen_version=None, by="test", reason="Korter")
    assert client.get("/indicatoren/jongeren/").status_code == 200
    assert client.get("/indicatoren/jeugd/").status_code == 404
    small.publish("tweede")
    answer = client.get("/indicatoren/jongeren/")
    assert (answer.status_code, answer["Location"]) == (301, "/indicatoren/jeugd/")


def test_of_two_that_are_one_the_one_that_stays_keeps_the_name():
    rows = [
        {"uid": "a", "slug": "a", "name": "Jongeren"},
        {
            "uid": "b",
            "slug": "b",
            "name": "Jongeren",
            "successor": {"slug": "a", "name": "Jongeren", "reason": "x"},
        },
    ]
    tables = [
        {"title": title, "groups": [{"rows": [{"indicator": uid}]}]}
        for title, uid in (("Een", "a"), ("Twee", "b"))
    ]
    content = {"chapters": [{"indicators": rows, "tables": tables}]}
    assert naming.names(content) == {"a": "Jongeren", "b": "Jongeren (Twee)"}
    assert naming.namesakes(content, "a") == naming.namesakes(content, "b") == []
