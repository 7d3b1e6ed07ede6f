"""The rich-text editor: starts under our policy, speaks Dutch, lets a keyboard user out, and is not needed."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.factories import chapter, function, passage, user
from twenterand.accounts.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def text(db):
    """A passage of one adviser."""
    owner = function()
    user(Role.ADVISER, functions=[owner], username="auteur")
    return passage(chapter(owner=owner), heading="Toelichting", html="<p>Oude tekst</p>")


def open_page(page: Page, live_server, text) -> None:
    """The edit page of `text`, signed in as its author."""
    client = Client()
    client.force_login(text.chapter.owner.holders.get())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/werk/teksten/{text.pk}/")


def test_writing_with_the_editor(page: Page, live_server, text):
    open_page(page, live_server, text)
    editor = page.get_by_role("textbox", name="Tekst")
    expect(editor).to_have_attribute("contenteditable", "true")
    editor.click()
    page.keyboard.press("Control+A")
    page.get_by_role("button", name="Vet", exact=True).click()
    expect(page.get_by_role("button", name="Vet", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_url("**/werk/documenten/**")
    text.refresh_from_db()
    assert text.html == "<p><strong>Oude tekst</strong></p>"


def test_escape_and_tab_leave_the_editor(page: Page, live_server, text):
    open_page(page, live_server, text)
    editor = page.get_by_role("textbox", name="Tekst")
    editor.click()
    page.get_by_role("button", name="Tabel invoegen").click()
    page.get_by_role("dialog").get_by_role("button", name="Tabel invoegen").click()
    expect(editor.get_by_role("columnheader")).to_have_count(3)
    expect(editor).to_be_focused()
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor).not_to_be_focused()


def test_without_scripts_the_html_itself_is_edited(page_without_js: Page, live_server, text):
    open_page(page_without_js, live_server, text)
    page_without_js.get_by_label("Tekst").fill("<p>Nieuwe tekst</p><script>x()</script>")
    page_without_js.get_by_role("button", name="Opslaan").click()
    page_without_js.wait_for_url("**/werk/documenten/**")
    text.refresh_from_db()
    assert text.html == "<p>Nieuwe tekst</p>"
