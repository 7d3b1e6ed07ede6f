"""Arranging a table in the browser: with and without script, by keyboard, on a phone, with axe in every state."""

import re

import pytest
from playwright.sync_api import Page, expect

from indicators import grid as tables
from tests import factories
from tests.browser.axe import assert_accessible
from tests.browser.grids import enter

pytestmark = pytest.mark.django_db(transaction=True)


def headings(work) -> list[str]:
    (table,) = tables.of_chapter(work.chapter)
    return [tables.heading(column) for column in table.columns]


def named(act: str, thing: str) -> re.Pattern[str]:
    """An act with what it is about, which stands behind it for screen readers only."""
    return re.compile(f"{act}.*{thing}")


def arrange(page: Page, work) -> None:
    """Everything that an adviser does to a table, on its own page."""
    enter(page.context, work)
    page.goto(work.address)
    page.get_by_role("link", name="Tabel inrichten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tabel inrichten")

    page.get_by_role("link", name="Kolom toevoegen", exact=True).click()
    page.get_by_label("Soort").select_option("Begroot")
    page.get_by_label("Periode").fill("volgend jaar")
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.get_by_text("“volgend jaar” is geen periode").first).to_be_visible()
    page.get_by_label("Periode").fill("2027")
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.get_by_text("Het document ontbreekt").first).to_be_visible()
    page.get_by_label("Vastgesteld in").select_option("Kadernota 2026")
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.get_by_text("De kolom is toegevoegd")).to_be_visible()
    assert headings(work) == ["Gerealiseerd 2024", "Gerealiseerd 2023", "Begroot 2027", "Begroot 2026"]

    page.get_by_role("button", name=named("Naar links", "Begroot 2026")).click()
    expect(page.get_by_text("De volgorde is gewijzigd")).to_be_visible()
    assert headings(work) == ["Gerealiseerd 2024", "Gerealiseerd 2023", "Begroot 2026", "Begroot 2027"]

    page.get_by_role("link", name=named("Weghalen", "Gerealiseerd 2024")).click()
    expect(page.get_by_text("10 cellen met een cijfer verdwijnen uit deze tabel")).to_be_visible()
    page.get_by_role("button", name="Ja, weghalen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tabel inrichten")
    assert headings(work) == ["Gerealiseerd 2023", "Begroot 2026", "Begroot 2027"]

    page.get_by_role("link", name=named("Rij toevoegen", "Meedoen")).click()
    page.get_by_label("Zoek een indicator").fill("nieuwe telling")
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("link", name="Een nieuwe telling").click()
    expect(page.get_by_label("Label in de tabel")).to_have_value("Een nieuwe telling")
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.get_by_text("De rij is toegevoegd")).to_be_visible()
    assert work.rows[0].group.rows.count() == 11


def test_an_adviser_arranges_a_table(page: Page, work):
    factories.indicator(name="Een nieuwe telling", source="CBS")
    arrange(page, work)


def test_and_without_script(page_without_js: Page, work):
    factories.indicator(name="Een nieuwe telling", source="CBS")
    arrange(page_without_js, work)


def test_keyboard_only(page: Page, work):
    enter(page.context, work)
    page.goto(work.address)
    page.get_by_role("link", name="Tabel inrichten").focus()
    page.keyboard.press("Enter")
    move = page.get_by_role("button", name=named("Naar rechts", "Gerealiseerd 2024"))
    move.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("De volgorde is gewijzigd")).to_be_visible()
    assert headings(work)[0] == "Gerealiseerd 2023"
    expect(page).to_have_url(re.compile(r"#kolom-\d+$"))


def test_every_state_is_accessible(page: Page, narrow_page: Page, work):
    factories.indicator(name="Een nieuwe telling", source="CBS")
    table = work.rows[0].group.table
    factories.footnote(table, "Een schatting.", anchors=[{"row": work.rows[0], "column": 1}])
    factories.column(table, "2030", group=factories.indicator_group(table, heading="Lange termijn"))
    base = f"{work.base}/werk/cijfers/tabel"
    for tab in (page, narrow_page):
        enter(tab.context, work)
        for address in (
            f"{base}/{table.pk}/",
            f"{base}/{table.pk}/kolom/toevoegen/",
            f"{base}/{table.pk}/groep/toevoegen/",
            f"{base}/{table.pk}/rij/toevoegen/?zoek=telling",
            f"{base}/{table.pk}/voetnoot/toevoegen/",
            f"{base}/rij/{work.rows[0].pk}/",
            f"{base}/rij/{work.rows[0].pk}/weghalen/",
            f"{work.address}tabel-toevoegen/",
        ):
            tab.goto(address)
            assert_accessible(tab)
            wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert tab.evaluate(wider) == 0, address
        tab.goto(f"{base}/{table.pk}/kolom/toevoegen/")
        tab.get_by_role("button", name="Toevoegen").click()
        expect(tab.get_by_text("Dit is nog leeg. Vul het in.").first).to_be_visible()
        assert_accessible(tab)
