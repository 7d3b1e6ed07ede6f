"""The grid as advisers use it: with the keyboard, with blocks from a spreadsheet, and with two people at once."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from indicators import batches
from indicators.models import Figure
from tests import factories
from tests.browser.axe import assert_accessible
from tests.browser.demo import PASSWORD
from tests.browser.grids import COPY, bar, cell, enter, figure, paste, settled

pytestmark = pytest.mark.django_db(transaction=True)


def test_with_the_keyboard_only(grid: Page, work):
    expect(grid.get_by_role("grid", name="Cijfers over jeugd, Jeugd")).to_have_count(1)
    cell(grid, work, 1, 1).focus()
    grid.keyboard.type("2500")
    grid.keyboard.press("Enter")
    expect(cell(grid, work, 1, 1)).to_have_text("2.500")
    expect(cell(grid, work, 2, 1)).to_be_focused()
    expect(grid.locator("#mededeling")).to_have_text("1 cijfer opgeslagen.")
    grid.keyboard.press("F2")
    expect(grid.get_by_role("textbox", name="Rij 2, Gerealiseerd 2024")).to_have_value("1002")
    grid.keyboard.type("7")
    grid.keyboard.press("Escape")
    expect(cell(grid, work, 2, 1)).to_have_text("1.002")
    grid.keyboard.press("Tab")
    expect(cell(grid, work, 2, 2)).to_be_focused()
    grid.keyboard.type("n.v.t.")
    grid.keyboard.press("Tab")
    expect(cell(grid, work, 2, 3)).to_be_focused()
    expect(cell(grid, work, 2, 2)).to_have_text("n.v.t.")
    for key, row, column in (
        ("Home", 2, 1),
        ("End", 2, 3),
        ("Control+Home", 1, 1),
        ("Control+End", 10, 3),
        ("ArrowUp", 9, 3),
        ("ArrowLeft", 9, 2),
        ("Shift+Tab", 9, 1),
    ):
        grid.keyboard.press(key)
        expect(cell(grid, work, row, column)).to_be_focused()
    grid.keyboard.press("Escape")
    expect(bar(grid).get_by_role("button", name="Over dit cijfer")).to_be_focused()
    grid.keyboard.press("Escape")
    expect(cell(grid, work, 9, 1)).to_be_focused()
    assert (figure(grid, work, 1, 1), figure(grid, work, 2, 2)) == ("2500", "n.v.t.")


def test_an_unclear_value_stays_with_its_reason(grid: Page, work):
    cell(grid, work, 3, 1).focus()
    grid.keyboard.type("900,000")
    grid.keyboard.press("Enter")
    expect(cell(grid, work, 3, 1)).to_have_attribute("aria-invalid", "true")
    expect(cell(grid, work, 3, 1)).to_be_focused()
    expect(bar(grid)).to_contain_text("900,000")
    assert figure(grid, work, 3, 1) == "1003"
    assert_accessible(grid)
    grid.keyboard.press("Escape")
    expect(bar(grid).get_by_role("button", name="Opslaan als 900.000")).to_be_focused()
    grid.keyboard.press("Enter")
    expect(cell(grid, work, 3, 1)).to_have_text("900.000")
    expect(cell(grid, work, 3, 1)).not_to_have_attribute("aria-invalid", "true")
    assert figure(grid, work, 3, 1) == "900.000"


def test_a_block_with_one_wrong_value_then_undo_and_redo(grid: Page, work):
    cell(grid, work, 1, 1).click()
    paste(grid, '1\t2\t3\r\n4\t1e5\t6\r\n7\t"niet\nbekend"\t9\r\n')
    expect(cell(grid, work, 3, 3)).to_have_text("9")
    expect(cell(grid, work, 2, 2)).to_have_class("grid-cell figure-cell figure-cell--invalid")
    expect(bar(grid)).to_contain_text("8 cijfers opgeslagen. 1 cijfer is niet opgeslagen")
    assert [figure(grid, work, row, 2) for row in (1, 2, 3)] == ["2", None, "niet\nbekend"]
    grid.keyboard.press("Control+z")
    expect(cell(grid, work, 1, 1)).to_have_text("1.001")
    expect(cell(grid, work, 3, 3)).to_have_text("geen cijfer")
    assert [figure(grid, work, row, column) for row, column in ((1, 1), (3, 3))] == ["1001", None]
    grid.keyboard.press("Control+y")
    expect(cell(grid, work, 3, 3)).to_have_text("9")
    assert figure(grid, work, 1, 1) == "1"
    steps = Figure.history.filter(indicator=work.rows[0].indicator, kind="actual", first_day__year=2024)
    assert list(steps.order_by("history_id").values_list("raw", flat=True)) == ["1001", "1", "1001", "1"]


def test_ranges_are_copied_filled_and_emptied(grid: Page, work):
    cell(grid, work, 1, 1).click()
    grid.keyboard.press("Shift+ArrowDown")
    grid.keyboard.press("Shift+ArrowRight")
    expect(grid.locator("td[aria-selected]")).to_have_count(4)
    assert grid.evaluate(COPY) == "1.001\t\n1.002\t"
    paste(grid, "5")
    expect(cell(grid, work, 2, 2)).to_have_text("5")
    assert [figure(grid, work, row, column) for row in (1, 2) for column in (1, 2)] == ["5"] * 4
    grid.keyboard.press("Delete")
    dialog = grid.get_by_role("dialog", name="4 cijfers weghalen")
    expect(dialog).to_contain_text("De cellen worden leeg.")
    dialog.get_by_label("Reden").fill("Dubbel geteld")
    grid.keyboard.press("Enter")
    expect(cell(grid, work, 1, 1)).to_have_text("geen cijfer")
    assert figure(grid, work, 2, 2) is None
    grid.keyboard.press("Control+z")
    expect(cell(grid, work, 2, 2)).to_have_text("5")
    grid.keyboard.press("Control+a")
    expect(grid.locator("td[aria-selected]")).to_have_count(30)
    cell(grid, work, 4, 1).click()
    cell(grid, work, 4, 2).click()
    cell(grid, work, 4, 1).hover()
    grid.mouse.down()
    cell(grid, work, 6, 2).hover()
    grid.mouse.up()
    expect(grid.locator("td[aria-selected]")).to_have_count(6)


def test_a_large_block_is_shown_beforehand(grid: Page, work):
    block = "\n".join(f"{number}\t{number}\t{number}" for number in range(1, 11))
    cell(grid, work, 1, 1).click()
    paste(grid, block)
    dialog = grid.get_by_role("dialog", name="30 cijfers wijzigen")
    expect(dialog.get_by_role("row")).to_have_count(31)
    assert_accessible(grid)
    dialog.get_by_role("button", name="Annuleren").click()
    expect(cell(grid, work, 1, 1)).to_have_text("1.001")
    assert Figure.objects.count() == 10
    paste(grid, block)
    dialog.get_by_role("button", name="Toepassen").click()
    expect(cell(grid, work, 10, 3)).to_have_text("10")
    settled(grid)
    assert Figure.objects.count() == 30
    grid.keyboard.press("Control+z")
    expect(cell(grid, work, 10, 3)).to_have_text("geen cijfer")
    settled(grid)
    assert Figure.objects.count() == 10


def test_two_people_in_one_cell(grid: Page, work):
    batches.change_figures(
        cells=[batches.Asked(work.rows[0].pk, work.columns[0].pk, "77", 1)], by=work.people["houder"]
    )
    cell(grid, work, 1, 1).click()
    grid.keyboard.type("88")
    grid.keyboard.press("Enter")
    expect(bar(grid)).to_contain_text("Uw waarde: “88”. Nu ingevuld: “77” (door Houder")
    assert figure(grid, work, 1, 1) == "77"
    bar(grid).get_by_role("button", name="Mijn waarde opslaan").click()
    expect(cell(grid, work, 1, 1)).to_have_text("88")
    expect(bar(grid).get_by_role("button", name="Mijn waarde opslaan")).to_be_hidden()
    assert figure(grid, work, 1, 1) == "88"


def test_what_another_changes_appears_and_leaves_what_is_typed(grid: Page, work):
    cell(grid, work, 2, 1).click()
    grid.keyboard.type("55")
    batches.change_figures(
        cells=[
            batches.Asked(work.rows[0].pk, work.columns[0].pk, "77", 1),
            batches.Asked(work.rows[1].pk, work.columns[0].pk, "78", 1),
        ],
        by=work.people["houder"],
    )
    expect(cell(grid, work, 1, 1)).to_have_text("77", timeout=15_000)
    expect(bar(grid)).to_contain_text("Houder heeft “Rij 2, Gerealiseerd 2024” intussen gewijzigd in “78”")
    expect(cell(grid, work, 2, 1).get_by_role("textbox")).to_have_value("55")
    grid.keyboard.press("Enter")
    expect(bar(grid).get_by_role("button", name="Andere waarde houden")).to_be_visible()
    bar(grid).get_by_role("button", name="Andere waarde houden").click()
    expect(cell(grid, work, 2, 1)).to_have_text("78")
    assert figure(grid, work, 2, 1) == "78"


def test_input_outlives_a_session_that_ended(grid: Page, work):
    Session.objects.all().delete()
    cell(grid, work, 1, 1).click()
    grid.keyboard.type("4242")
    grid.keyboard.press("Enter")
    expect(bar(grid)).to_contain_text("U bent niet meer ingelogd.")
    bar(grid).get_by_role("button", name="Opnieuw inloggen").click()
    grid.get_by_role("textbox", name="Gebruikersnaam").fill("eigenaar")
    grid.get_by_role("textbox", name="Wachtwoord").fill(PASSWORD)
    grid.get_by_role("button", name="Inloggen", exact=True).click()
    expect(bar(grid)).to_contain_text("U had nog 1 waarde ingevuld die niet is opgeslagen: Rij 1: 4242.")
    assert figure(grid, work, 1, 1) == "1001"
    bar(grid).get_by_role("button", name="Alsnog opslaan").click()
    expect(cell(grid, work, 1, 1)).to_have_text("4.242")
    assert figure(grid, work, 1, 1) == "4242"
    grid.reload()
    expect(bar(grid)).to_be_hidden()


def test_on_a_phone_and_without_script(narrow_page: Page, page_without_js: Page, work):
    enter(narrow_page.context, work)
    narrow_page.goto(work.address)
    first = cell(narrow_page, work, 1, 1)
    for _ in range(2):
        # The near side of the cell may be under the column that stays in view.
        first.tap(position={"x": first.bounding_box()["width"] - 20, "y": 20})
    expect(cell(narrow_page, work, 1, 1).get_by_role("textbox")).to_be_focused()
    narrow_page.keyboard.type("12")
    narrow_page.keyboard.press("Enter")
    expect(cell(narrow_page, work, 1, 1)).to_have_text("12")
    assert_accessible(narrow_page)
    enter(page_without_js.context, work)
    page_without_js.goto(work.address)
    page_without_js.get_by_role("link", name="12 wijzigen").click()
    page_without_js.get_by_label("Waarde").fill("13")
    page_without_js.get_by_role("button", name="Opslaan").click()
    expect(page_without_js.get_by_role("link", name="13 wijzigen")).to_be_visible()
    assert figure(page_without_js, work, 1, 1) == "13"


def test_the_grid_across_trees(grid: Page, narrow_page: Page, work):
    table = factories.indicator_table(factories.chapter(title="Onderwijs"))
    factories.table_row(factories.indicator_group(table))
    factories.column(table, "2024")
    address = f"{work.base}/werk/cijfers/alles/"
    grid.goto(address)
    expect(grid.get_by_role("heading", name="11 rijen")).to_be_visible()
    assert_accessible(grid)
    cell(grid, work, 1, 1).click()
    paste(grid, "5\t6")
    settled(grid)
    # Columns with figures stand first here, then the newest: 2024, the target of 2026, 2023.
    assert [figure(grid, work, 1, column) for column in (1, 3)] == ["5", "6"]
    grid.get_by_label("Alleen rijen waarin een cijfer ontbreekt").check()
    grid.get_by_label("Eigenaar of houder").select_option("adviseur A")
    grid.get_by_role("button", name="Tonen").click()
    expect(grid.get_by_role("heading", name="10 rijen")).to_be_visible()
    assert "leeg=on" in grid.url
    enter(narrow_page.context, work)
    narrow_page.goto(address)
    assert_accessible(narrow_page)
    assert not narrow_page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


def test_a_click_chooses_one_cell_though_the_bar_moves_the_page(grid: Page, work):
    grid.set_viewport_size({"width": 1280, "height": 600})
    for row in (4, 7, 10):
        grid.reload()
        cell(grid, work, row, 3).click()
        expect(cell(grid, work, row, 3)).to_be_focused()
        expect(grid.locator("td[aria-selected]")).to_have_count(1)
