"""Computed cells in the grid: they follow what is typed, and are not typed themselves."""

import pytest
from playwright.sync_api import Page, expect

from indicators import computing
from tests.browser.axe import assert_accessible
from tests.browser.grids import bar, cell, figure

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_computed_cell_follows_and_refuses(grid: Page, work):
    first, second = (work.rows[number].indicator for number in (0, 1))
    computing.set_formula(
        indicator=second,
        formula=f"[{first.slug}] * 2",
        seen_version=second.version,
        replaces=1,
        reason="Dubbel geteld",
        by="test",
    )
    grid.reload()
    expect(cell(grid, work, 2, 1)).to_contain_text("2.002")
    cell(grid, work, 1, 1).focus()
    grid.keyboard.type("50")
    grid.keyboard.press("Enter")
    expect(cell(grid, work, 2, 1)).to_contain_text("100")
    assert figure(grid, work, 2, 1) == "100"
    expect(cell(grid, work, 2, 1)).to_be_focused()
    grid.keyboard.type("7")
    expect(grid.get_by_role("textbox", name="Rij 2, Gerealiseerd 2024")).to_have_count(0)
    expect(bar(grid)).to_contain_text("worden berekend uit andere cijfers")
    assert_accessible(grid)
