"""The card of an indicator in a browser: changing it with the keyboard, and joining two without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import grids
from tests.browser.axe import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_card_is_found_and_changed_with_the_keyboard_alone(page: Page, work):
    factories.indicator(name="Aantal fietsen", holder=work.rows[0].indicator.holder)
    grids.enter(page.context, work, "houder")
    page.goto(f"{work.base}/werk/indicatoren/")
    page.get_by_label("Zoek").focus()
    page.keyboard.type("fietsen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 indicator")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Aantal fietsen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Gegevens wijzigen").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Definitie").focus()
    page.keyboard.type("Alle fietsen in de stalling.")
    page.get_by_label("Reden").focus()
    page.keyboard.type("nagevraagd")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Opslaan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("definition").filter(has_text="Alle fietsen in de stalling.")).to_be_visible()
    expect(page.get_by_role("region", name="Geschiedenis van deze kaart")).to_contain_text("nagevraagd")
    assert_accessible(page)


def test_two_cards_at_once_show_both_texts(page: Page, narrow_page: Page, work):
    slug = work.rows[0].indicator.slug
    for one, name in ((page, "eigenaar"), (narrow_page, "houder")):
        grids.enter(one.context, work, name)
        one.goto(f"{work.base}/werk/indicatoren/{slug}/wijzigen/")
        one.get_by_label("Definitie").fill(f"Volgens de {name}.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("alert").or_(page.get_by_role("status")).first).to_be_visible()
    narrow_page.get_by_role("button", name="Opslaan").click()
    expect(narrow_page.get_by_role("alert")).to_contain_text("Volgens de eigenaar.")
    expect(narrow_page.get_by_label("Definitie")).to_have_value("Volgens de houder.")
    assert_accessible(narrow_page)
    narrow_page.get_by_role("button", name="Mijn versie opslaan").click()
    expect(narrow_page.get_by_role("definition").filter(has_text="Volgens de houder.")).to_be_visible()


def test_joining_and_parting_without_scripts(page_without_js: Page, work):
    page, (first, second) = page_without_js, (row.indicator for row in work.rows[:2])
    grids.enter(page.context, work)
    page.goto(f"{work.base}/werk/indicatoren/{second.slug}/")
    page.get_by_role("link", name="Bleek dezelfde als een andere").click()
    page.get_by_label("Vergelijk met").select_option(first.slug)
    page.get_by_role("button", name="Vergelijken").click()
    expect(page.get_by_role("row", name="2024 gerealiseerd 1.002 1.001 verschilt")).to_be_visible()
    page.get_by_label(first.slug).check()
    page.get_by_label("Waaruit blijkt").fill("Zelfde telling")
    page.get_by_role("button", name="Samenvoegen").click()
    expect(page.get_by_text("Deze indicator bleek dezelfde als")).to_be_visible()
    page.goto(work.address)
    expect(page.get_by_role("link", name="samengevoegd")).to_have_count(1)
    expect(page.get_by_text("1.002")).to_be_visible()
    page.get_by_role("link", name="samengevoegd").click()
    page.get_by_role("link", name="Toch twee indicatoren").click()
    page.get_by_label("Reden").fill("Toch niet")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Deze indicator bleek dezelfde als")).to_have_count(0)
