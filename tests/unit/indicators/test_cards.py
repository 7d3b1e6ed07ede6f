"""The list of indicators, the card of one, and writing it: rights, versions, addresses, review."""

import io

import pytest
import python_calamine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from indicators import card_history, cards, catalogue, cataloguing
from indicators.catalogue import Kept, Wanted
from indicators.models import Direction, Indicator, IndicatorAlias
from policy.models import Chapter, ReviewState
from tests import factories
from twenterand.accounts.models import Role
from twenterand.accounts.records import keep
from twenterand.workflow import Refused, Stale


def change(small, by=None, **fields) -> Indicator:
    indicator = Indicator.objects.get(pk=small.indicator.pk)
    return cataloguing.change_indicator(
        indicator=indicator, seen_version=indicator.version, by=by or small.holder, **fields
    )


def agreed(chapter: Chapter) -> Chapter:
    """The chapter, as if it had been agreed."""
    chapter = Chapter.objects.get(pk=chapter.pk)
    chapter.state, chapter.agreed_hash = ReviewState.AGREED, "x"
    chapter.agreed_at, chapter.agreed_by = "2026-01-01T12:00:00Z", "redacteur"
    return keep(chapter, by="test")


def state(chapter: Chapter) -> str:
    return Chapter.objects.get(pk=chapter.pk).state


def card_data(indicator: Indicator, **fields) -> dict:
    """What the form of a card sends."""
    return {
        "name": indicator.name,
        "decimals": "0",
        "default_period_kind": "year",
        "holder": indicator.holder_id,
        "version": indicator.version,
        **fields,
    }


# ------------------------------------------------------------------ rights
def test_owner_holder_and_editor_change_a_card_and_others_do_not(small):
    for number, person in enumerate((small.owner, small.holder, small.editor, "command")):
        assert change(small, by=person, unit=f"eenheid {number}").unit == f"eenheid {number}"
    for person in (small.other, small.clerk):
        with pytest.raises(PermissionDenied):
            change(small, by=person, unit="anders")


def test_an_adviser_adds_what_they_hold_and_an_editor_everything(small):
    mine = small.holder.functions.get()
    made = cataloguing.add_indicator(by=small.holder, name="Aantal fietsen", holder=mine, decimals=0)
    assert (made.slug, made.holder) == ("aantal-fietsen", mine)
    with pytest.raises(Refused, match="functie die u zelf hebt"):
        cataloguing.add_indicator(by=small.other, name="Aantal auto's", holder=mine, decimals=0)
    assert cataloguing.add_indicator(by=small.editor, name="Aantal fietsen").slug == "aantal-fietsen-2"
    with pytest.raises(PermissionDenied):
        cataloguing.add_indicator(by=small.clerk, name="Aantal treinen")


# ------------------------------------------------------------------ writing
def test_every_field_of_the_card_is_kept_with_history_and_reason(small):
    agreed(small.chapter)
    fields = {
        "name": "Aantal  jongeren dat meedoet",
        "definition": "Jongeren van 12 tot 18 jaar.\r\nZonder leerlingen.",
        "numerator": "jongeren die meedoen",
        "denominator": "alle jongeren",
        "method": "telling",
        "rationale": "omdat",
        "data_issues": "dubbel",
        "direction": Direction.BAND,
        "band_low": 1,
        "due_days": 30,
    }
    changed = change(small, reason="afgesproken", **fields)
    assert changed.name == "Aantal jongeren dat meedoet"
    assert changed.definition == "Jongeren van 12 tot 18 jaar.\nZonder leerlingen."
    newest = card_history.entries(changed)[0]
    assert (newest.who, newest.why) == ("Houder", "afgesproken")
    assert ("Richting", "(leeg)", "binnen een bandbreedte") in newest.facts
    assert ("Ondergrens", "(leeg)", "1") in newest.facts
    assert state(small.chapter) == ReviewState.EDITING


def test_what_readers_do_not_see_reopens_nothing_and_no_change_is_not_recorded(small):
    agreed(small.chapter)
    before = change(small, due_days=30).version
    assert state(small.chapter) == ReviewState.AGREED
    assert change(small, due_days=30, unit="").version == before


def test_a_stale_card_is_not_overwritten(small):
    seen = Indicator.objects.get(pk=small.indicator.pk)
    change(small, unit="jongeren")
    with pytest.raises(Stale) as caught:
        cataloguing.change_indicator(
            indicator=seen, seen_version=seen.version, by=small.holder, unit="kinderen"
        )
    assert caught.value.current.unit == "jongeren"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "De naam is leeg"),
        ({"direction": "band"}, "ondergrens of een bovengrens"),
        ({"band_low": 1}, "de richting is niet"),
        ({"direction": "band", "band_low": 3, "band_high": 2}, "Draai ze om"),
        ({"attention_percent": 20, "off_percent": 10}, "even groot of groter"),
    ],
)
def test_what_a_card_may_not_say(small, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        change(small, **fields)


def test_writing_a_card_takes_the_same_queries(small, django_assert_max_num_queries):
    def more(count):
        for _ in range(count):
            factories.table_row(small.group, indicator=small.indicator)

    more(1)
    with django_assert_max_num_queries(14) as few:
        change(small, by="command", unit="een")
    more(6)
    with django_assert_max_num_queries(14) as many:
        change(small, by="command", unit="twee")
    assert len(few) == len(many)


# ------------------------------------------------------------------ addresses
def test_an_old_address_keeps_leading_to_the_indicator(client, small):
    indicator = small.indicator
    old = indicator.slug
    cataloguing.change_address(
        indicator=indicator, slug="jongeren", seen_version=indicator.version, by=small.holder, reason="korter"
    )
    client.force_login(small.other)
    answer = client.get(reverse("indicators:card", args=[old]))
    assert (answer.status_code, answer["Location"]) == (302, "/werk/indicatoren/jongeren/")
    with pytest.raises(Refused, match="is of was al van iets anders"):
        cataloguing.add_indicator(by="command", name="Iets", slug=old)
    back = Indicator.objects.get(pk=indicator.pk)
    cataloguing.change_address(
        indicator=back, slug=old, seen_version=back.version, by=small.holder, reason="toch niet"
    )
    assert list(IndicatorAlias.objects.values_list("slug", flat=True)) == ["jongeren"]


@pytest.mark.parametrize("slug", ["Met Spaties", "HOOFD", "nieuw", "x" * 121, ""])
def test_addresses_that_cannot_be(small, slug):
    with pytest.raises(Refused):
        cataloguing.change_address(
            indicator=small.indicator, slug=slug, seen_version=None, by=small.holder, reason="anders"
        )


def test_a_new_name_is_compared_with_those_there_are(small):
    near = factories.indicator(name="Aantal jongeren 12+")
    factories.indicator(name="Iets heel anders")
    assert cataloguing.like("aantal  Jongeren") == [small.indicator, near]
    assert cataloguing.like("Aantal jongeren", but=small.indicator) == [near]


# ------------------------------------------------------------------ reading
def test_the_list_filters(small):
    loose = factories.indicator(name="Éénzaamheid", definition="Wie zich eenzaam voelt.")
    gone = factories.indicator(name="Oud", lapsed=True)
    sum_of = factories.indicator(name="Som", formula="a + b")
    twin = factories.indicator(name="Som")
    chapter_tree = small.chapter.edition.tree.slug

    def found(**wanted):
        return {row.name for row in catalogue.find(Wanted(**wanted))}

    assert found(text="eenzaam") == {loose.name}
    assert found(tree=chapter_tree) == {"Aantal jongeren"}
    assert found(holder=small.indicator.holder.slug) == {"Aantal jongeren"}
    assert found(kept=Kept.RETIRED) == {gone.name}
    assert found(kept=Kept.COMPUTED) == {sum_of.name}
    assert loose.name not in found(kept=Kept.UNDEFINED)
    assert "Aantal jongeren" not in found(kept=Kept.UNUSED)
    assert [row.pk for row in catalogue.find(Wanted(kept=Kept.TWICE))] == [sum_of.pk, twin.pk]
    assert catalogue.entries([small.indicator])[0].chapters == ("Jeugd",)


def test_all_figures_stand_on_the_card(small):
    quarter = factories.column(small.table, "1e kwartaal 2024")
    factories.figure(small.row, quarter, "7", provisional=True)
    factories.figure(small.row, small.target, "31")
    first, second = cards.figure_tables(small.indicator)
    assert [column["label"] for column in first.columns] == [
        "Periode",
        "Gerealiseerd",
        "Begroot (Kadernota 2026)",
    ]
    assert [[cell["text"] for cell in row] for row in first.rows] == [["2026", "", "31"], ["2024", "29", ""]]
    assert second.rows[0][1]["text"] == "7 (voorlopig)"


def test_the_pages_take_the_same_queries_however_many_rows(client, small, django_assert_max_num_queries):
    client.force_login(small.owner)
    pages = [reverse("indicators:catalogue"), reverse("indicators:card", args=[small.indicator.slug])]

    def count():
        with django_assert_max_num_queries(60) as captured:
            for page in pages:
                assert client.get(page).status_code == 200
        return len(captured)

    count()  # content types and the like
    few = count()
    for year in range(2010, 2020):
        row = factories.table_row(small.group, indicator=small.indicator)
        factories.figure(row, factories.column(small.table, str(year)), "5")
        factories.table_row(small.group)
    assert count() == few


def test_the_list_as_a_file(client, small):
    change(small, definition="=1+1", numerator="jongeren die meedoen")
    factories.indicator(name="Iets anders")
    client.force_login(small.other)
    address = reverse("indicators:catalogue_export")
    text = client.get(address, {"q": "jongeren", "vorm": "csv"}).content.decode()
    head, row = text.splitlines()
    assert head.startswith("\ufeffadres;naam;definitie")
    assert "'=1+1" in row
    assert "jongeren die meedoen" in row
    answer = client.get(address, {"vorm": "xlsx"})
    assert answer["Content-Disposition"] == 'attachment; filename="indicatoren.xlsx"'
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert len(rows) == 3
    assert "=1+1" in rows[1]


def test_readers_of_a_published_card_are_owed_a_reason(small, monkeypatch):
    change(small, unit="jongeren")
    monkeypatch.setattr(cards, "published_pages", lambda uid: [("Pagina", "/indicatoren/x/")])
    for fields, label in (
        ({"name": "Aantal kinderen"}, "naam"),
        ({"definition": "Tot 12 jaar."}, "definitie"),
        ({"unit": "kinderen"}, "eenheid"),
        ({"direction": "lower"}, "richting"),
        ({"off_percent": 40}, "wijkt af vanaf"),
    ):
        with pytest.raises(cataloguing.ReasonNeeded, match=f"(?i)u wijzigt: {label}"):
            change(small, reason=" ", **fields)
        change(small, reason="Besluit van het college", **fields)
    assert change(small, method="telling").method == "telling"


# ------------------------------------------------------------------ pages
def test_the_form_asks_for_the_reason_where_it_stands(client, small, monkeypatch):
    monkeypatch.setattr(cards, "published_pages", lambda uid: [("Pagina", "/indicatoren/x/")])
    client.force_login(small.holder)
    address = reverse("indicators:card_change", args=[small.indicator.slug])
    answer = client.post(address, card_data(small.indicator, definition="Alle jongeren."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Deze indicator is gepubliceerd en u wijzigt: definitie. Vul in waarom." in page
    assert "Alle jongeren." in page
    sent = card_data(small.indicator, definition="Alle jongeren.", reason="Verduidelijkt")
    assert client.post(address, sent).status_code == 302


def test_the_card_is_changed_in_the_browser_and_shows_both_after_a_conflict(client, small):
    client.force_login(small.holder)
    address = reverse("indicators:card_change", args=[small.indicator.slug])
    page = client.get(address).content.decode()
    assert "Waarom dit doel" in page
    sent = card_data(small.indicator, definition="Alle jongeren.", band_low="1,5", direction="band")
    assert client.post(address, sent).status_code == 302
    changed = Indicator.objects.get(pk=small.indicator.pk)
    assert (changed.definition, str(changed.band_low)) == ("Alle jongeren.", "1.5000")
    # The second of two clicks is answered like the first.
    assert client.post(address, sent).status_code == 302
    client.force_login(small.owner)
    answer = client.post(address, card_data(small.indicator, definition="Mijn tekst."))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Alle jongeren." in page
    assert "Mijn tekst." in page
    assert f'name="version" value="{changed.version}"' in page


def test_a_new_name_that_is_nearly_taken_is_said(client, small):
    factories.indicator(name="Aantal leerlingen", slug="leerlingen")
    client.force_login(small.holder)
    address = reverse("indicators:card_change", args=[small.indicator.slug])
    answer = client.post(address, card_data(small.indicator, name="Aantal leerling"), follow=True)
    assert "De nieuwe naam lijkt op “Aantal leerlingen” (leerlingen)" in answer.content.decode()


def test_bad_input_is_answered_with_a_sentence(client, small):
    client.force_login(small.holder)
    address = reverse("indicators:card_change", args=[small.indicator.slug])
    for fields, sentence in (
        ({"name": ""}, "Vul het in"),
        ({"band_low": "veel"}, "is geen getal"),
        ({"off_percent": "-1"}, "kan niet"),
        ({"first_year": "20265"}, "te hoog"),
        ({"direction": "band"}, "ondergrens of een bovengrens"),
    ):
        answer = client.post(address, card_data(small.indicator, **fields))
        assert answer.status_code == 422, fields
        assert sentence in answer.content.decode(), fields


def test_adding_asks_first_about_a_name_that_is_nearly_taken(client, small):
    client.force_login(small.holder)
    address = reverse("indicators:card_add")
    assert client.get(address).status_code == 200
    sent = {"name": "Aantal jongeren!", "decimals": "0", "default_period_kind": "year"}
    sent["holder"] = small.holder.functions.get().pk
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert f'href="/werk/indicatoren/{small.indicator.slug}/"' in answer.content.decode()
    answer = client.post(address, {**sent, "different": "on"})
    assert answer["Location"] == "/werk/indicatoren/aantal-jongeren/"


def test_the_address_is_changed_in_the_browser_with_a_reason(client, small):
    client.force_login(small.holder)
    address = reverse("indicators:card_address", args=[small.indicator.slug])
    version = small.indicator.version
    assert client.post(address, {"slug": "x", "version": version}).status_code == 422
    answer = client.post(address, {"slug": "jongeren", "version": version, "reason": "korter"})
    assert answer["Location"] == "/werk/indicatoren/jongeren/"


def test_who_may_not_change_a_card_sees_it_without_buttons(client, small):
    card = reverse("indicators:card", args=[small.indicator.slug])
    for person, buttons in ((small.owner, True), (small.other, False), (small.editor, True)):
        client.force_login(person)
        assert ("Gegevens wijzigen" in client.get(card).content.decode()) is buttons
        status = client.get(reverse("indicators:card_change", args=[small.indicator.slug])).status_code
        assert status == (200 if buttons else 403)
    client.force_login(factories.user(Role.CLERK))
    assert client.get(card).status_code == 403
