"""A figure that is off target: the grid says so at once, and it is explained where the badge leads."""

import pytest
from playwright.sync_api import Page, expect

from indicators.models import Assessment
from tests.browser.axe import assert_accessible
from tests.browser.grids import cell

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_target_makes_a_row_deviate_and_its_owner_explains(grid: Page, work):
    """Type a target → the row is off → explain it → the grid no longer asks."""
    row = grid.locator("tr[data-row]").first
    expect(row.locator(".standing-line")).to_have_count(0)
    cell(grid, work, 1, 3).focus()
    grid.keyboard.type("2000")
    grid.keyboard.press("Enter")
    badge = row.locator("a.portal-status--off")
    expect(badge).to_be_visible()
    expect(row.locator(".standing-missing")).to_have_text("toelichten")
    badge.click()
    expect(grid.get_by_role("heading", level=1)).to_have_text("Rij 1")
    expect(grid.get_by_text("Verschil: 999 lager, dat is 50% van het doel.")).to_be_visible()
    assert_accessible(grid)
    grid.get_by_label("Toelichting", exact=False).first.fill("Minder aanmeldingen dan gedacht.")
    grid.get_by_text("Eigen oordeel", exact=True).first.click()
    assert_accessible(grid)
    grid.get_by_role("button", name="Opslaan").click()
    expect(grid.get_by_role("heading", name="Toegelicht (1)")).to_be_visible()
    assert_accessible(grid)
    assert Assessment.objects.get().explanation == "Minder aanmeldingen dan gedacht."
    grid.goto(work.address)
    expect(grid.locator(".standing-missing")).to_have_count(0)
    grid.set_viewport_size({"width": 390, "height": 844})
    assert_accessible(grid)
