"""The panel beside the grid: opened, used and left with the keyboard, remarks to colleagues, and all of it without
script."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from indicators import batches, commenting, locks
from indicators.models import CellComment, Figure
from indicators.periods import Period
from tests import factories
from tests.browser.axe import assert_accessible
from tests.browser.demo import PASSWORD
from tests.browser.grids import bar, cell, enter, figure, paste, settled

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = "() => [window.scrollX, window.scrollY, document.querySelector('.figure-region').scrollTop]"


def panel(page: Page) -> Locator:
    return page.locator("#cel-paneel")


def opened(page: Page, work, row: int = 1, column: int = 1) -> Locator:
    """The panel of a cell, opened with the keyboard."""
    cell(page, work, row, column).focus()
    page.keyboard.press("F4")
    expect(page.locator("#cel-paneel-kop")).to_be_focused()
    return panel(page)


def test_opened_used_and_closed_with_the_keyboard(grid: Page, work):
    cell(grid, work, 2, 1).focus()
    place, box = grid.evaluate(PLACE), cell(grid, work, 2, 1).bounding_box()
    grid.keyboard.press("Alt+Enter")
    beside = grid.get_by_role("dialog", name="Rij 2")
    expect(beside.get_by_role("heading", name="Rij 2")).to_be_focused()
    expect(beside).to_contain_text("Gerealiseerd 2024")
    assert (grid.evaluate(PLACE), cell(grid, work, 2, 1).bounding_box()) == (place, box)
    assert_accessible(grid)
    beside.get_by_label("Bronverwijzing").focus()
    grid.keyboard.type("CBS, tabel 3")
    grid.keyboard.press("Shift+Tab")
    grid.keyboard.type("1 april 2024")
    beside.get_by_label("Waarde").focus()
    grid.keyboard.press("Control+a")
    grid.keyboard.type("2002")
    grid.keyboard.press("Enter")
    expect(beside.get_by_text("Opgeslagen: Rij 2, Gerealiseerd 2024: 2.002.")).to_be_focused()
    expect(cell(grid, work, 2, 1)).to_have_text("2.002")
    expect(beside).to_contain_text("CBS, tabel 3")
    assert_accessible(grid)
    grid.keyboard.press("Escape")
    expect(beside).to_be_hidden()
    expect(cell(grid, work, 2, 1)).to_be_focused()
    assert grid.evaluate(PLACE) == place
    kept = Figure.objects.get(indicator=work.rows[1].indicator)
    assert (kept.raw, kept.source_note, str(kept.reference_date)) == ("2002", "CBS, tabel 3", "2024-04-01")
    grid.keyboard.press("Escape")
    expect(bar(grid).get_by_role("button", name="Over dit cijfer")).to_be_focused()
    grid.keyboard.press("Enter")
    expect(grid.locator("#cel-paneel-kop")).to_be_focused()


def test_it_follows_the_chosen_cell_but_never_drops_what_was_typed(grid: Page, work):
    beside = opened(grid, work)
    cell(grid, work, 3, 1).click()
    expect(beside.get_by_role("heading", name="Rij 3")).to_be_visible()
    expect(cell(grid, work, 3, 1)).to_be_focused()
    grid.keyboard.type("77")
    grid.keyboard.press("Enter")
    expect(beside.get_by_role("heading", name="Rij 4")).to_be_visible()
    expect(cell(grid, work, 4, 1)).to_be_focused()
    beside.get_by_label("Reden van de wijziging").fill("Nog niet klaar")
    cell(grid, work, 5, 1).click()
    expect(beside).to_contain_text("U bent nog bezig met “Rij 4, Gerealiseerd 2024”.")
    expect(beside.get_by_label("Reden van de wijziging")).to_have_value("Nog niet klaar")
    assert_accessible(grid)
    # Another form of the same panel is sent: what was typed in this one stays.
    beside.get_by_role("button", name="Terug naar die cel").click()
    beside.locator("#deel-opmerkingen").click()
    beside.get_by_label("Nieuwe opmerking").fill("Even nakijken")
    beside.get_by_role("button", name="Opmerking plaatsen").click()
    expect(beside.get_by_text("De opmerking is geplaatst.")).to_be_focused()
    expect(beside.get_by_label("Reden van de wijziging")).to_have_value("Nog niet klaar")
    expect(beside.get_by_label("Nieuwe opmerking")).to_have_value("")
    cell(grid, work, 5, 1).click()
    beside.get_by_role("button", name="Weggooien").click()
    expect(beside.get_by_role("heading", name="Rij 5")).to_be_visible()


def test_a_refused_value_and_a_value_of_somebody_else(grid: Page, work):
    beside = opened(grid, work)
    beside.get_by_label("Waarde").fill("900,000")
    beside.get_by_label("Bronverwijzing").fill("Eigen telling")
    beside.get_by_role("button", name="Opslaan", exact=True).click()
    expect(beside.get_by_role("alert")).to_contain_text("“900,000” is geen duidelijk getal.")
    assert_accessible(grid)
    batches.change_figures(
        cells=[batches.Asked(work.rows[0].pk, work.columns[0].pk, "55", 1)], by=work.people["houder"]
    )
    beside.get_by_role("button", name="Opslaan als 900.000").click()
    expect(beside.get_by_role("alert")).to_contain_text("door Houder")
    expect(beside.get_by_label("Bronverwijzing")).to_have_value("Eigen telling")
    assert_accessible(grid)
    beside.get_by_role("button", name="Mijn waarde opslaan").click()
    expect(cell(grid, work, 1, 1)).to_have_text("900.000")
    assert figure(grid, work, 1, 1) == "900.000"
    assert Figure.objects.get(indicator=work.rows[0].indicator).source_note == "Eigen telling"


def test_a_remark_for_a_colleague_who_resolves_it(grid: Page, work, new_context, watched):
    beside = opened(grid, work)
    beside.locator("#deel-opmerkingen").click()
    beside.get_by_label("Nieuwe opmerking").fill("Klopt dit, @hauder?")
    beside.get_by_role("button", name="Opmerking plaatsen").click()
    expect(beside.get_by_role("alert")).to_contain_text("“@hauder” is geen functie die wij kennen.")
    expect(beside.get_by_label("Nieuwe opmerking")).to_have_value("Klopt dit, @hauder?")
    beside.get_by_label("Nieuwe opmerking").fill("Klopt dit, @houder?")
    beside.get_by_role("button", name="Opmerking plaatsen").click()
    expect(cell(grid, work, 1, 1).get_by_title("1 open opmerking")).to_be_visible()
    assert_accessible(grid)
    other = watched(new_context()).new_page()
    enter(other.context, work, "houder")
    other.goto(f"{work.base}/werk/")
    other.get_by_role("link", name="Opmerkingen voor mij").click()
    assert_accessible(other)
    other.get_by_role("link", name="Rij 1, Gerealiseerd 2024").click()
    other.get_by_text("Reageren").click()
    other.get_by_label("Uw reactie").fill("Ja, dat klopt.")
    other.get_by_role("button", name="Reactie plaatsen").click()
    assert_accessible(other)
    other.get_by_role("button", name="Afhandelen").click()
    expect(other.get_by_text("Afgehandeld door Houder")).to_be_visible()
    expect(cell(grid, work, 1, 1).get_by_title("1 open opmerking")).to_have_count(0, timeout=15_000)
    beside.get_by_role("button", name="Bijwerken").click()
    expect(beside.get_by_text("Afgehandeld door Houder")).to_be_visible()


def test_a_note_shows_in_the_table_at_once(grid: Page, work):
    beside = opened(grid, work)
    beside.locator("#deel-voetnoten").click()
    beside.get_by_label("Nieuwe voetnoot").fill("Telling per 1 april.")
    beside.get_by_role("button", name="Voetnoot toevoegen").click()
    expect(beside.get_by_text("De voetnoot is toegevoegd.")).to_be_focused()
    mark = cell(grid, work, 1, 1).get_by_role("link", name="voetnoot *")
    expect(mark).to_be_visible()
    expect(grid.locator(mark.get_attribute("href"))).to_contain_text("Telling per 1 april.")
    assert_accessible(grid)
    beside.get_by_role("button", name="Hier weghalen").click()
    expect(mark).to_have_count(0)


def test_what_was_typed_outlives_a_session_that_ended(grid: Page, work):
    beside = opened(grid, work)
    beside.locator("#deel-opmerkingen").click()
    beside.get_by_label("Nieuwe opmerking").fill("Lang verhaal")
    Session.objects.all().delete()
    beside.get_by_role("button", name="Opmerking plaatsen").click()
    expect(beside).to_contain_text("U bent niet meer ingelogd.")
    beside.get_by_role("button", name="Opnieuw inloggen").click()
    grid.get_by_role("textbox", name="Gebruikersnaam").fill("eigenaar")
    grid.get_by_role("textbox", name="Wachtwoord").fill(PASSWORD)
    grid.get_by_role("button", name="Inloggen", exact=True).click()
    expect(beside).to_contain_text("Dit typte u eerder. Het is nog niet opgeslagen.")
    expect(beside.get_by_label("Nieuwe opmerking")).to_have_value("Lang verhaal")
    beside.get_by_role("button", name="Opmerking plaatsen").click()
    expect(beside.get_by_text("De opmerking is geplaatst.")).to_be_visible()
    assert CellComment.objects.get().text == "Lang verhaal"


def test_on_a_phone_it_covers_the_page(narrow_page: Page, work):
    enter(narrow_page.context, work)
    narrow_page.goto(work.address)
    cell(narrow_page, work, 1, 1).focus()
    bar(narrow_page).get_by_role("button", name="Over dit cijfer").tap()
    beside = panel(narrow_page)
    expect(beside.get_by_role("heading", name="Rij 1")).to_be_focused()
    assert beside.bounding_box()["width"] == 390
    assert_accessible(narrow_page)
    assert not beside.evaluate("(one) => one.scrollWidth > one.clientWidth")
    beside.get_by_label("Waarde").fill("12")
    beside.get_by_role("button", name="Opslaan", exact=True).tap()
    expect(beside.get_by_text("Opgeslagen: Rij 1, Gerealiseerd 2024: 12.")).to_be_visible()
    beside.get_by_role("button", name="Sluiten").tap()
    expect(cell(narrow_page, work, 1, 1)).to_have_text("12")
    expect(cell(narrow_page, work, 1, 1)).to_be_focused()


def test_the_same_without_script(page_without_js: Page, work):
    page = page_without_js
    enter(page.context, work)
    page.goto(work.address)
    page.get_by_role("link", name="1.001 wijzigen").click()
    page.get_by_label("Bronverwijzing").fill("Jaarverslag, blz. 3")
    page.get_by_label("Vergelijkbaarheid", exact=False).first.select_option("reeksbreuk")
    page.get_by_label("Toelichting op de vergelijkbaarheid").fill("Andere telling")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.get_by_role("link", name="1.001").click()
    expect(page.locator("aside")).to_contain_text("Jaarverslag, blz. 3")
    expect(page.locator("aside")).to_contain_text("Reeksbreuk: Andere telling")
    page.get_by_label("Nieuwe opmerking").fill("Kijkt u even?")
    page.get_by_label("Voor wie").select_option("houder")
    page.get_by_role("button", name="Opmerking plaatsen").click()
    expect(page.get_by_text("De opmerking is geplaatst.")).to_be_visible()
    page.get_by_role("button", name="Afhandelen").click()
    expect(page.get_by_text("Afgehandeld door Eigenaar")).to_be_visible()
    page.get_by_label("Nieuwe voetnoot").fill("Telling per 1 april.")
    page.get_by_role("button", name="Voetnoot toevoegen").click()
    page.get_by_role("button", name="Hier weghalen").click()
    expect(page.get_by_text("De voetnoot staat niet meer bij dit cijfer.")).to_be_visible()
    page.get_by_role("link", name="Terug naar de tabel").click()
    expect(page.get_by_role("listitem").filter(has_text="Telling per 1 april.")).to_have_count(1)


def test_every_state_of_the_grid_is_accessible(grid: Page, work):
    commenting.add(row=work.rows[3], column=work.columns[0], text="Ter info", by=work.people["houder"])
    factories.figure(work.rows[4], work.columns[1], "5", provisional=True)
    editor = factories.user("eindredacteur", username="redactie")
    locks.lock(period=Period.parse("2023"), reason="Vastgesteld", by=editor)
    grid.reload()
    cell(grid, work, 1, 1).focus()
    grid.keyboard.press("F2")
    assert_accessible(grid)
    grid.keyboard.press("Escape")
    cell(grid, work, 4, 1).click()
    assert_accessible(grid)
    grid.keyboard.press("Shift+ArrowDown")
    assert_accessible(grid)
    grid.keyboard.press("Delete")
    expect(grid.get_by_role("dialog", name="2 cijfers weghalen")).to_be_visible()
    assert_accessible(grid)
    grid.keyboard.press("Escape")
    cell(grid, work, 5, 2).click()
    expect(bar(grid)).to_contain_text("is vastgezet")
    assert_accessible(grid)
    batches.change_figures(
        cells=[batches.Asked(work.rows[0].pk, work.columns[0].pk, "77", 1)], by=work.people["houder"]
    )
    cell(grid, work, 1, 1).click()
    paste(grid, "88\n1e5")
    expect(bar(grid)).to_contain_text("2 cijfers zijn niet opgeslagen")
    settled(grid)
    assert_accessible(grid)
    target = factories.column(work.chapter.indicator_tables.get(), "2025", document=factories.document())
    factories.figure(work.rows[0], target, "100")
    grid.reload()
    grid.locator(f'td[data-column="{target.pk}"]').first.click()
    grid.keyboard.type("120")
    grid.keyboard.press("Enter")
    dialog = grid.get_by_role("dialog", name="Vastgesteld doel wijzigen")
    expect(dialog).to_be_visible()
    assert_accessible(grid)
    dialog.get_by_role("button", name="Annuleren").click()
    grid.locator("summary", has_text="Zo werkt u in de tabel").click()
    assert_accessible(grid)
