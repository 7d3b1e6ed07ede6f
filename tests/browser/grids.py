"""Grids for browser tests: one small chapter, its people, and where things are on the page."""

from types import SimpleNamespace

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

from indicators.models import Figure
from tests import factories
from tests.browser.demo import PASSWORD
from twenterand.accounts.models import Role

PASTE = """
(text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}
"""
COPY = """
() => {
    const data = new DataTransfer();
    document.activeElement.dispatchEvent(
        new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
    return data.getData("text/plain");
}
"""


def make(base: str) -> SimpleNamespace:
    """A chapter of ten rows by three columns: an actual of 2024, one of 2023, and a target; all of 2024 filled."""
    ours, holding = factories.function("adviseur A"), factories.function("houder")
    document = factories.document(slug="kadernota-2026", title="Kadernota 2026")
    chapter = factories.chapter(slug="jeugd", title="Jeugd", document=document, owner=ours)
    table = factories.indicator_table(chapter, title="Cijfers over jeugd")
    columns = [factories.column(table, period) for period in ("2024", "2023")]
    columns.append(factories.column(table, "2026", document=document))
    group = factories.indicator_group(table, heading="Meedoen")
    rows = []
    for number in range(1, 11):
        measured = factories.indicator(name=f"Rij {number}", holder=holding)
        rows.append(factories.table_row(group, indicator=measured))
        factories.figure(rows[-1], columns[0], str(1000 + number))
    people = {
        name: factories.user(Role.ADVISER, username=name, name=name.title(), functions=[function])
        for name, function in (("eigenaar", ours), ("houder", holding))
    }
    for person in people.values():
        person.set_password(PASSWORD)
        person.save()
    address = f"{base}/werk/cijfers/kadernota-2026/jeugd/"
    return SimpleNamespace(
        rows=rows, columns=columns, people=people, address=address, base=base, chapter=chapter
    )


def enter(context: BrowserContext, work, name: str = "eigenaar") -> None:
    """Signed in without the page for it: that has its own tests."""
    client = Client()
    client.force_login(work.people[name])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": work.base}])


def cell(page: Page, work, row: int, column: int) -> Locator:
    """The cell in a row and a column, counted from 1."""
    return page.locator(
        f'tr[data-row="{work.rows[row - 1].pk}"] > td[data-column="{work.columns[column - 1].pk}"]'
    )


def settled(page: Page) -> None:
    """Everything that was typed has its answer: the page shows it before the server has it."""
    expect(page.locator("td[aria-busy]")).to_have_count(0)


def figure(page: Page, work, row: int, column: int) -> str | None:
    """What the database holds there, once the page has its answer."""
    settled(page)
    place = work.columns[column - 1]
    found = Figure.objects.filter(
        indicator=work.rows[row - 1].indicator, kind=place.kind, first_day=place.first_day
    ).first()
    return found and found.raw


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Gekozen cel")


def paste(page: Page, text: str) -> None:
    page.evaluate(PASTE, text)
