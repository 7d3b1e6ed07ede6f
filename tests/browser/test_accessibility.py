"""axe (WCAG 2.2 AA) on every page type, wide and 390 pixels, as reader and as the people who work with it.

Also: nothing runs off the side of a phone, every page has one h1, and reading needs no JavaScript.
"""

import pytest
from playwright.sync_api import Page

from tests import addresses
from tests.browser.axe import describe, violations
from tests.browser.demo import publish_demo, sign_in
from tests.unit.test_routes import ALLOWED

pytestmark = pytest.mark.django_db(transaction=True)

# Not pages: files, pictures and data.
FILES = {
    "indicators:export",
    "indicators:export_filtered",
    "api:openapi",
    "indicators:catalogue_export",
    "site:file",
    "site:version_file",
    "site:schema",
    "site:robots",
    "site:sitemap",
    "newsletter:feed",
    "newsletter:file",
    "newsletter:version_file",
    "newsletter:draft_file",
    # Seen in a frame of newsletter:work_mail.
    "newsletter:mail_document",
    "newsletter:shared_draft",
    "media:picture",
    "indicators:news",
    "indicators:standings",
}
# Each page is looked at as the first of these who may see it.
PERSONAS = ("adviseur.wmo", "eindredacteur", "communicatie", "beheerder")

# Fonts are there (an icon is a ligature: without its font it is a word), and an editor has named its toolbar.
READY = """
async () => {
    await document.fonts.ready;
    const editor = document.querySelector("textarea[data-richtext]");
    return !editor || document.querySelector('.prose-menubar button[aria-label="Vet"]') !== null;
}
"""


def problems(page: Page, address: str) -> list[str]:
    """What is wrong on one page, in words."""
    answer = page.goto(address)
    found = [] if answer.status == 200 else [f"{address}: status {answer.status}"]
    page.wait_for_function(READY)
    if objections := violations(page):
        found.append(describe(objections, address))
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if width > 0:
        found.append(f"{address}: {width} pixels wider than the screen")
    if page.locator("h1").count() != 1:
        found.append(f"{address}: {page.locator('h1').count()} h1 headings")
    return found


def visit(pages: list[Page], base: str, routes: dict[str, str]) -> list[str]:
    return [text for path in routes.values() for page in pages for text in problems(page, base + path)]


def reader_pages() -> dict[str, str]:
    routes = {name: path for name, path in addresses.public().items() if name not in FILES}
    routes["search results"] = routes["site:search"] + "?q=jeugd"
    routes["search without results"] = routes["site:search"] + "?q=bestaatniet"
    routes["not found"] = "/indicatoren/?zoek=bestaatniet"
    return routes


def test_public_pages(page: Page, narrow_page: Page, live_server):
    publish_demo()
    found = visit([page, narrow_page], live_server.url, reader_pages())
    assert not found, "\n".join(found)


def test_work_pages(page: Page, narrow_page: Page, live_server):
    publish_demo()
    routes = {name: path for name, path in addresses.work().items() if name not in FILES}
    seen_by = {name: next(one for one in PERSONAS if one in ALLOWED[name]) for name in routes}
    found = []
    for persona in PERSONAS:
        for tab in (page, narrow_page):
            tab.context.clear_cookies()
            sign_in(tab, live_server.url, persona)
        found += visit(
            [page, narrow_page],
            live_server.url,
            {name: routes[name] for name in sorted(routes) if seen_by[name] == persona},
        )
    assert not found, "\n".join(found)


def test_readers_need_no_javascript(page_without_js: Page, live_server):
    publish_demo()
    base = live_server.url
    pages = reader_pages()
    del pages["accounts:login"]  # has a form, and so a CSRF cookie
    for path in pages.values():
        assert page_without_js.goto(base + path).status == 200
        assert page_without_js.locator("h1").inner_text().strip()
    page_without_js.goto(base + addresses.public()["site:chapter"])
    text = page_without_js.locator("main").inner_text()
    for expected in ("Aantal individueel ondersteunde mantelzorgers", "Beleidsadviseur sociaal", "€ 93.850"):
        assert expected in text.replace("\u00a0", " ")
    assert page_without_js.locator("svg[role=img]").count() > 5
    assert not page_without_js.context.cookies(), "readers get no cookies"
