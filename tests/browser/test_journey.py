"""From a wrong figure to a corrected publication, as the people involved do it.

1. The Wmo adviser signs in and corrects one figure in the table; the chapter, which was agreed, reopens.
2. They submit the chapter; the editor returns it with a reason; the adviser reads that and submits again.
3. The editor agrees and publishes a correction; the worker makes the files and releases it.
4. The public page, the PDF, the CSV and the JSON of version 2 show the new figure; version 1 still shows the
   old one and points to version 2.
"""

import csv
import io
import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo import publish_demo, sign_in, sign_out, work
from tests.pdf.checks import pdf_text
from twenterand.publications.models import Publication

pytestmark = pytest.mark.django_db(transaction=True)

CHAPTER = "kadernota-2026/maatschappelijke-ondersteuning"
LABEL = "Aantal individueel ondersteunde mantelzorgers"
OLD, NEW = "236", "263"
REASON = "Controleer de bron: Evenmens meldt 263."


def correct_the_figure(page: Page, base: str) -> None:
    page.goto(f"{base}/werk/cijfers/{CHAPTER}/")
    row = page.get_by_role("row", name=LABEL)
    row.get_by_role("gridcell", name=OLD, exact=True).first.click()
    page.keyboard.type(NEW)
    page.keyboard.press("Enter")
    expect(row.get_by_role("gridcell", name=NEW, exact=True)).to_be_visible()
    expect(page.locator("td[aria-busy]")).to_have_count(0)


def submit(page: Page, base: str) -> None:
    page.goto(f"{base}/werk/documenten/{CHAPTER}/")
    page.get_by_role("button", name="Ter beoordeling aanbieden").click()
    expect(page.get_by_role("region", name="Beoordeling")).to_contain_text("Ter beoordeling")


def judge(page: Page, base: str, button: str, reason: str = "") -> None:
    page.goto(f"{base}/werk/beoordelen/")
    page.get_by_role("link", name="Doelenboom Maatschappelijke Ondersteuning").first.click()
    if reason:
        page.get_by_label("Reden bij “Teruggeven”").fill(reason)
    page.get_by_role("button", name=button).click()


def publish_correction(page: Page, base: str) -> None:
    page.goto(f"{base}/werk/publiceren/kadernota-2026/")
    page.get_by_label("Correctie").check()
    page.get_by_label("Openbare toelichting").fill(
        "Het aantal ondersteunde mantelzorgers in 2024 is verbeterd."
    )
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("region", name="Gewijzigd sinds versie 1")).to_contain_text("Ondersteuning")
    page.get_by_role("button", name="Versie 2 publiceren").click()
    page.wait_for_url(f"{base}/werk/taken/*/")
    work()
    result = page.get_by_role("link", name="Bekijk het resultaat")
    expect(result).to_be_visible(timeout=15_000)
    result.click()


def test_a_corrected_figure_reaches_the_reader(page: Page, live_server):
    publish_demo()
    base = live_server.url
    sign_in(page, base, "adviseur.wmo")
    correct_the_figure(page, base)
    submit(page, base)
    sign_out(page)

    sign_in(page, base, "eindredacteur")
    judge(page, base, "Teruggeven", REASON)
    sign_out(page)

    sign_in(page, base, "adviseur.wmo")
    page.goto(f"{base}/werk/documenten/{CHAPTER}/")
    expect(page.get_by_text(REASON)).to_be_visible()
    submit(page, base)
    sign_out(page)

    sign_in(page, base, "eindredacteur")
    judge(page, base, "Akkoord geven")
    publish_correction(page, base)
    page.goto(f"{base}/werk/")
    sign_out(page)

    check_reader_sees_it(page, base)


def check_reader_sees_it(page: Page, base: str) -> None:
    address = f"{base}/publicaties/kadernota-2026"
    page.goto(f"{address}/h/maatschappelijke-ondersteuning/")
    table = page.get_by_role("table", name="Beleidsdoelen").first
    expect(table.get_by_role("row", name=LABEL)).to_contain_text(NEW)

    page.goto(f"{address}/v1/h/maatschappelijke-ondersteuning/")
    expect(table.get_by_role("row", name=LABEL)).to_contain_text(OLD)
    page.get_by_role("link", name="versie 2").first.click()
    expect(table.get_by_role("row", name=LABEL)).to_contain_text(NEW)

    old, new = (numbers_of(page, f"{address}/v{number}.csv") for number in (1, 2))
    assert (old, new) == (OLD, NEW)
    for number, value in ((1, OLD), (2, NEW)):
        payload = json.loads(page.request.get(f"{address}/v{number}.json").text())
        assert value in figures_in(payload)
        text = pdf_text(page.request.get(f"{address}/v{number}.pdf").body())
        line = " ".join(text.split())
        assert f"{LABEL} 280 280 {value} 400" in line
    assert Publication.objects.filter(subject_slug="kadernota-2026").count() == 2


def numbers_of(page: Page, address: str) -> str:
    text = page.request.get(address).body().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    return next(row["waarde"] for row in rows if row["label"] == LABEL and row["periode"] == "2024")


def figures_in(payload: dict) -> set[str]:
    return {
        cell["number"]
        for chapter in payload["chapters"]
        for table in chapter["tables"]
        for group in table["groups"]
        for row in group["rows"]
        if row["label"] == LABEL
        for cell in row["cells"]
        if cell
    }
