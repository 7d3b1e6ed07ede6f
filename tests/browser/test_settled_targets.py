"""A settled target in the grid: one question for a block, one step to undo, and the page of a cell without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import Figure
from policy.models import RouteStep
from tests import factories
from tests.browser import grids
from tests.browser.axe import assert_accessible
from tests.browser.grids import bar, cell, figure, paste, settled

pytestmark = pytest.mark.django_db(transaction=True)
REASON, DECISION = "Amendement 12", "Raadsbesluit van 8 juli 2025"


@pytest.fixture
def adopted(work):
    """Three targets that the raad adopted."""
    for row in work.rows[:3]:
        factories.figure(row, work.columns[2], "424")
    document = work.chapter.document
    RouteStep.objects.create(
        document=document, kind="decision", title="Vaststelling", outcome="adopted", expected=False
    )
    return Figure.objects.filter(kind="target").order_by("indicator")


@pytest.fixture
def open_grid(adopted, grid: Page) -> Page:
    grid.reload()
    return grid


def decide(page: Page, name: str) -> None:
    dialog = page.get_by_role("dialog", name=name)
    expect(dialog.get_by_label("Reden")).to_be_focused()
    page.keyboard.type(REASON)
    page.keyboard.press("Tab")
    page.keyboard.type(DECISION)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def test_a_target_asks_for_the_decision_with_the_keyboard_only(open_grid: Page, work, adopted):
    page = open_grid
    cell(page, work, 1, 3).focus()
    page.keyboard.type("450")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Vastgesteld doel wijzigen")
    expect(dialog).to_contain_text("“Rij 1, Begroot 2026” is al vastgesteld")
    assert_accessible(page)
    decide(page, "Vastgesteld doel wijzigen")
    expect(cell(page, work, 1, 3)).to_have_text("450")
    assert figure(page, work, 1, 3) == "450"
    assert adopted[0].decision == DECISION
    assert adopted[0].history.first().history_change_reason == REASON


def test_a_block_asks_once_and_is_one_step_to_undo(open_grid: Page, work, adopted):
    page = open_grid
    cell(page, work, 1, 2).click()
    paste(page, "7\t450\r\n8\t451\r\n9\t424")
    decide(page, "Vastgestelde doelen wijzigen")
    expect(cell(page, work, 2, 3)).to_have_text("451")
    settled(page)
    assert [one.raw for one in adopted] == ["450", "451", "424"]
    assert [one.decision for one in adopted] == [DECISION, DECISION, ""]
    page.keyboard.press("Control+z")
    expect(cell(page, work, 2, 3)).to_have_text("424")
    expect(cell(page, work, 3, 2)).to_have_text("geen cijfer")
    settled(page)
    assert [(one.raw, one.decision) for one in adopted.all()] == [("424", "")] * 3
    page.keyboard.press("Control+y")
    expect(cell(page, work, 1, 3)).to_have_text("450")
    settled(page)
    assert [one.decision for one in adopted.all()] == [DECISION, DECISION, ""]


def test_who_says_no_sees_the_target_that_stands(open_grid: Page, work, adopted):
    page = open_grid
    cell(page, work, 1, 3).focus()
    page.keyboard.type("450")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Annuleren").click()
    expect(cell(page, work, 1, 3)).to_have_text("424")
    expect(cell(page, work, 1, 3)).not_to_have_attribute("aria-invalid", "true")
    expect(bar(page).get_by_role("button", name="Laten zoals het was")).to_be_hidden()
    assert figure(page, work, 1, 3) == "424"
    page.reload()
    expect(bar(page)).to_be_hidden()


def test_without_scripts_the_page_of_the_cell_asks(page_without_js: Page, work, adopted):
    page = page_without_js
    grids.enter(page.context, work)
    address = reverse("indicators:cell", args=[work.rows[0].pk, work.columns[2].pk])
    page.goto(f"{work.base}{address}")
    page.get_by_label("Waarde").fill("450")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("verandert alleen door een besluit")
    page.get_by_label("Reden van de wijziging").fill(REASON)
    page.get_by_label("Besluit").first.fill(DECISION)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("main")).to_contain_text("Opgeslagen")
    assert adopted[0].decision == DECISION
