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


def test_tab_in_the_first_item_of_a_list_stays_in_the_editor(page: Page, live_server, text):
    open_page(page, live_server, text)
    editor = page.get_by_role("textbox", name="Tekst")
    editor.click()
    page.get_by_role("button", name="Lijst met punten").click()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    expect(editor).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Twee")
    page.keyboard.press("Tab")
    expect(editor.locator("li li")).to_have_text("Twee")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Reden")).to_be_focused()
    page.keyboard.type("Beter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/werk/teksten/{text.pk}/")


def test_every_button_of_the_toolbar_is_in_dutch(page: Page, live_server, text):
    open_page(page, live_server, text)
    expect(page.get_by_role("group", name="Opmaak")).to_be_visible()
    names = page.locator(".prose-menubar button[data-name]").evaluate_all(
        "(buttons) => buttons.map((one) => one.getAttribute('aria-label') || '?' + one.dataset.name)"
    )
    assert len(names) > 15
    assert not [name for name in names if name.startswith("?")]


def link(page: Page, address: str) -> None:
    """Make a link of all text; by keyboard, as a click may still move the selection afterwards."""
    page.get_by_role("textbox", name="Tekst").press("Control+A")
    page.get_by_role("button", name="Link maken of wijzigen").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input").fill(address)
    dialog.get_by_role("button", name="Link maken").click()


def test_a_link_is_completed_or_the_editor_says_why_not(page: Page, live_server, text):
    open_page(page, live_server, text)
    editor = page.get_by_role("textbox", name="Tekst")
    link(page, "javascript:alert(1)")
    expect(page.get_by_role("alert")).to_contain_text("“javascript:alert(1)” kan geen link zijn.")
    expect(editor.get_by_role("link")).to_have_count(0)
    link(page, "www.twenterand.nl")
    expect(editor.get_by_role("link")).to_have_attribute("href", "https://www.twenterand.nl")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_what_was_typed_survives_a_session_that_ended(page: Page, live_server, text):
    """Type, lose the session, save, sign in again in the same tab, put back, save."""
    open_page(page, live_server, text)
    page.locator("[contenteditable=true]").first.wait_for()  # before it starts, the textarea has that name
    page.get_by_role("textbox", name="Tekst").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Lang aan gewerkt")
    page.get_by_label("Kop", exact=False).first.fill("Nieuwe kop")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Dan is uw sessie verlopen.")).to_be_visible()
    open_page(page, live_server, text)
    expect(page.get_by_role("textbox", name="Tekst")).to_have_text("Oude tekst")
    page.get_by_role("button", name="Mijn invoer terugzetten").click()
    expect(page.get_by_role("textbox", name="Tekst")).to_have_text("Lang aan gewerkt")
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_url("**/werk/documenten/**")
    text.refresh_from_db()
    assert (text.heading, text.html) == ("Nieuwe kop", "<p>Lang aan gewerkt</p>")
    page.goto(f"{live_server.url}/werk/teksten/{text.pk}/")
    expect(page.get_by_role("button", name="Mijn invoer terugzetten")).to_have_count(0)


def test_a_form_is_sent_once(page: Page, live_server, text):
    open_page(page, live_server, text)
    page.get_by_label("Kop", exact=False).first.fill("Nieuwe kop")
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_role("button", name="Opslaan").dblclick()
    page.wait_for_url("**/werk/documenten/**")
    assert len(sent) == 1
    assert text.history.count() == 2
