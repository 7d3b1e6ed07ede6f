"""Every component in every state: accessible, not wider than the screen, usable by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_accessible, describe

pytestmark = [pytest.mark.urls("tests.browser.gallery_urls"), pytest.mark.django_db(transaction=True)]

TABLE = "#tabel-sociale-zaken"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def test_wide(page, live_server):
    page.goto(live_server.url)
    assert_accessible(page)
    assert page.evaluate(FITS)


def test_on_a_phone_tables_scroll_and_the_page_does_not(narrow_page, live_server):
    narrow_page.goto(live_server.url)
    assert_accessible(narrow_page)
    assert narrow_page.evaluate(FITS)
    region = narrow_page.get_by_role("region", name="Beleidsdoelen Sociale Zaken")
    expect(region).to_have_attribute("tabindex", "0")
    region.evaluate("element => element.scrollLeft = 200")
    first = narrow_page.locator(f"{TABLE} th[scope=row]").first
    assert first.bounding_box()["x"] == pytest.approx(region.bounding_box()["x"], abs=2)


def test_a_table_that_fits_is_no_tab_stop(page, live_server):
    page.goto(live_server.url)
    region = page.get_by_role("region", name="Voorstellen bij Beschikbaar stellen")
    expect(region).not_to_have_attribute("tabindex", "0")


def test_the_menu_folds_on_a_phone_and_escape_closes_it(narrow_page, live_server):
    narrow_page.goto(live_server.url)
    menu = narrow_page.get_by_role("button", name="Menu")
    link = narrow_page.get_by_role("link", name="Doelenbomen")
    expect(link).to_be_hidden()
    menu.press("Enter")
    expect(link).to_be_visible()
    link.press("Escape")
    expect(link).to_be_hidden()
    expect(menu).to_be_focused()


def test_without_javascript_the_whole_menu_is_there(page_without_js, live_server):
    page_without_js.set_viewport_size({"width": 390, "height": 844})
    page_without_js.goto(live_server.url)
    expect(page_without_js.get_by_role("link", name="Doelenbomen")).to_be_visible()
    expect(page_without_js.get_by_role("button", name="Menu")).to_be_hidden()


def test_the_first_tab_stop_skips_to_the_content(page, live_server):
    page.goto(live_server.url)
    skip = page.get_by_role("link", name="Naar de inhoud")
    skip.focus()
    expect(skip).to_be_in_viewport()
    skip.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()


def test_an_inaccessible_page_is_reported_readably(page, live_server):
    page.goto(live_server.url)
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/static/img/logo.svg>')"
    )
    with pytest.raises(AssertionError, match="image-alt") as failure:
        assert_accessible(page)
    assert "/static/img/logo.svg" in str(failure.value)


def test_a_description_names_rule_element_and_reason():
    node = {"target": ["main", "img"], "html": "<img>", "failureSummary": "Fix:\n  no alt"}
    found = [
        {"impact": "critical", "id": "image-alt", "help": "Images need alt", "helpUrl": "…", "nodes": [node]}
    ]
    assert "[critical] image-alt" in describe(found, "/")
    assert "no alt" in describe(found, "/")


@pytest.mark.parametrize("status", [200, 409, 422])
def test_what_htmx_brings_is_focused_and_read_aloud(page, live_server, status):
    page.goto(live_server.url)
    page.evaluate(f"htmx.ajax('GET', '/stuk/?status={status}', {{target: '#g-leeg', swap: 'outerHTML'}})")
    expect(page.locator("#stuk")).to_be_focused()
    expect(page.locator("#mededeling")).to_have_text("Het cijfer is opgeslagen.")


def test_a_request_that_fails_is_seen_and_goes_away_after_one_that_succeeds(page, live_server, complaints):
    page.goto(live_server.url)
    notice = page.locator("#verbinding")
    page.evaluate("htmx.ajax('GET', '/stuk/?status=500', {target: '#g-leeg'}).catch(() => {})")
    expect(notice).to_contain_text("fout 500")
    complaints.clear()  # htmx writes the 500 to the console, as it should
    expect(page.locator("#g-leeg")).to_have_text("Niets te zien, en veel te zien")
    page.evaluate("htmx.ajax('GET', '/stuk/', {target: '#g-leeg'})")
    expect(notice).to_have_count(0)
