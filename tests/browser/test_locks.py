"""Locked periods in the grid: no key or paste changes them, everybody is told why, and a lock that comes meanwhile
refuses what was being typed."""

import pytest
from playwright.sync_api import Page, expect

from indicators import locks
from indicators.periods import Period
from tests.browser import grids
from tests.browser.axe import assert_accessible
from tests.browser.grids import bar, cell, figure, paste, settled

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "2024 is vastgezet op"


@pytest.fixture
def locked():
    return locks.lock(period=Period.parse("2024"), reason="Jaarstukken vastgesteld", by="redacteur")


def test_no_key_changes_a_locked_cell(locked, grid: Page, work):
    cell(grid, work, 1, 1).focus()
    for key in ("F2", "Enter", "7", "Delete"):
        cell(grid, work, 1, 1).focus()
        grid.keyboard.press(key)
        expect(grid.get_by_role("textbox")).to_have_count(0)
    expect(bar(grid)).to_contain_text(WHY)
    expect(grid.locator("#mededeling")).to_contain_text(
        "Vraag een eindredacteur om de periode vrij te geven."
    )
    expect(cell(grid, work, 1, 1)).to_have_attribute("aria-readonly", "true")
    assert_accessible(grid)
    assert figure(grid, work, 1, 1) == "1001"


def test_a_paste_fills_only_what_is_open(locked, grid: Page, work):
    cell(grid, work, 1, 1).focus()
    paste(grid, "5\t6\n7\t8")
    expect(cell(grid, work, 2, 2)).to_have_text("8")
    settled(grid)
    found = [figure(grid, work, row, column) for row in (1, 2) for column in (1, 2)]
    assert found == ["1001", "6", "1002", "8"]


def test_a_lock_that_comes_meanwhile_refuses_with_its_reason(grid: Page, work):
    cell(grid, work, 1, 1).focus()
    locks.lock(period=Period.parse("2024"), reason="Jaarstukken vastgesteld", by="redacteur")
    grid.keyboard.type("5")
    grid.keyboard.press("Enter")
    expect(cell(grid, work, 1, 1)).to_have_attribute("aria-invalid", "true")
    cell(grid, work, 1, 1).focus()
    expect(bar(grid)).to_contain_text(WHY)
    assert figure(grid, work, 1, 1) == "1001"


def test_without_scripts_the_page_of_the_cell_says_why(locked, page_without_js: Page, work):
    grids.enter(page_without_js.context, work)
    page_without_js.goto(work.address)
    expect(page_without_js.get_by_role("list", name="Cijfers die u niet wijzigt")).to_contain_text(WHY)
    cell(page_without_js, work, 1, 1).get_by_role("link").click()
    expect(page_without_js.get_by_role("main")).to_contain_text("Jaarstukken vastgesteld")
    expect(page_without_js.get_by_role("button", name="Opslaan")).to_have_count(0)
