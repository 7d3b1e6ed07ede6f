"""The fixtures of this folder do what they promise: a browser test that cannot fail proves nothing."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect


def inline(html: str) -> str:
    """An address that holds the page itself."""
    return "data:text/html;charset=utf-8," + quote(html)


SCRIPTED = inline("<p>zonder</p><script>document.querySelector('p').textContent = 'met'</script>")


def test_pages_are_wide_and_phone_wide(page, narrow_page):
    for each, width in ((page, 1280), (narrow_page, 390)):
        each.goto(inline("<meta name=viewport content='width=device-width'><p>x</p>"))
        assert each.evaluate("window.innerWidth") == width


def test_scripts_run_or_do_not(page, page_without_js):
    page.goto(SCRIPTED)
    expect(page.locator("p")).to_have_text("met")
    page_without_js.goto(SCRIPTED)
    expect(page_without_js.locator("p")).to_have_text("zonder")


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<img src='http://example.org/pixel.png' alt=''>", "request to another host: http://example.org/"),
        ("<script>throw new Error('stuk')</script>", "stuk"),
        (
            "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><p style='color:red'>",
            "Content Security Policy",
        ),
    ],
)
def test_what_the_browser_reports_is_collected(page, complaints, html, complaint):
    page.goto(inline(html))
    page.wait_for_timeout(200)
    assert any(complaint in line for line in complaints), complaints
    complaints.clear()


def test_the_live_server_serves_static_files_from_their_sources(page, live_server):
    answer = page.goto(f"{live_server.url}/static/css/portal.css")
    assert answer.status == 200
