"""Blocks from a spreadsheet that do not simply fit, and values that look like a slip of the hand."""

import pytest
from playwright.sync_api import Page, expect

from indicators import footnotes, locks
from indicators.models import Figure
from indicators.periods import Period
from tests import factories
from tests.browser.axe import assert_accessible
from tests.browser.grids import bar, cell, figure, paste, settled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("how", ["F2", "click"])
def test_a_block_pasted_in_an_open_field_stays_a_block(grid: Page, work, how):
    cell(grid, work, 1, 1).click()
    if how == "F2":
        grid.keyboard.press("F2")
    else:
        cell(grid, work, 1, 1).click()
    expect(cell(grid, work, 1, 1).get_by_role("textbox")).to_be_focused()
    paste(grid, "33\t400\r\n34\t401\r\n")
    expect(cell(grid, work, 2, 2)).to_have_text("401")
    expect(cell(grid, work, 1, 1)).to_be_focused()
    assert [figure(grid, work, row, column) for row in (1, 2) for column in (1, 2)] == [
        "33",
        "400",
        "34",
        "401",
    ]
    grid.keyboard.press("Control+z")
    expect(cell(grid, work, 1, 1)).to_have_text("1.001")


def test_empty_cells_of_a_block_take_nothing_away(grid: Page, work):
    cell(grid, work, 1, 1).click()
    paste(grid, "5\r\n\r\n \r\n8")
    expect(bar(grid)).to_contain_text(
        "2 cijfers opgeslagen. 2 lege cellen zijn overgeslagen; weghalen doet u met Delete."
    )
    expect(cell(grid, work, 2, 1)).to_have_text("1.002")
    expect(grid.locator("td[aria-invalid]")).to_have_count(0)
    grid.keyboard.press("Control+z")
    expect(cell(grid, work, 4, 1)).to_have_text("1.004")
    expect(cell(grid, work, 2, 1)).to_have_text("1.002")
    expect(grid.locator("td[aria-invalid]")).to_have_count(0)
    assert [figure(grid, work, row, 1) for row in (1, 2, 3, 4)] == ["1001", "1002", "1003", "1004"]


def test_text_in_the_place_of_a_number_is_said_and_taken_back(grid: Page, work):
    cell(grid, work, 1, 1).focus()
    grid.keyboard.type("vijf")
    grid.keyboard.press("Enter")
    expect(bar(grid)).to_contain_text("1 cijfer opgeslagen. Let op: “vijf” is tekst, geen getal.")
    assert figure(grid, work, 1, 1) == "vijf"
    assert_accessible(grid)
    grid.locator("[data-bar-notice]").get_by_role("button", name="Ongedaan maken").click()
    expect(cell(grid, work, 1, 1)).to_have_text("1.001")
    expect(bar(grid)).not_to_contain_text("Let op")
    assert figure(grid, work, 1, 1) == "1001"


def test_the_preview_marks_what_looks_like_a_slip(grid: Page, work):
    cell(grid, work, 1, 1).click()
    paste(grid, "\n".join(["x\t1\t2"] + [f"{number}\t1\t2" for number in range(2, 11)]))
    dialog = grid.get_by_role("dialog", name="30 cijfers wijzigen")
    expect(dialog.locator("tr[data-warning]")).to_have_count(1)
    expect(dialog.locator("tr[data-warning]")).to_contain_text("“x” is tekst, geen getal.")
    assert_accessible(grid)


def test_a_block_over_a_locked_column_tells_what_was_saved_and_why_the_rest_was_not(grid: Page, work):
    locks.lock(period=Period.parse("2024"), reason="Vastgesteld", by="test")
    grid.reload()
    cell(grid, work, 1, 1).click()
    paste(grid, "5\t6\r\n7\t8")
    expect(bar(grid)).to_contain_text("2 cijfers opgeslagen. 2 cellen mag u niet wijzigen.")
    expect(grid.locator("[data-bar-notice-text]")).to_contain_text("vast")
    settled(grid)
    assert Figure.objects.count() == 12


def test_the_mark_of_a_note_follows_a_text(grid: Page, work):
    row, column = work.rows[0], work.columns[1]
    factories.figure(row, column, "Vervalt omdat de telling van het jaar ervoor niet klopte")
    footnotes.add_footnote(table=row.group.table, text="Zie de nota.", by="test", row=row, column=column)
    grid.reload()
    place = cell(grid, work, 1, 2)
    text, mark = (place.locator(part).bounding_box() for part in (".figure-cell__value", ".portal-note-mark"))
    assert text["y"] < mark["y"] + mark["height"] / 2 < text["y"] + text["height"]
