"""Which way tables lie on paper, and links between notes and what calls them."""

import pytest

from twenterand.publications.paper import PaperTable, runs
from twenterand.publications.presenting import TableView

INDICATOR = {"uid": "i", "slug": "i", "name": "Aantal"}


def cell(raw: str, *footnotes: int) -> dict:
    return {"raw": raw, "state": "text", "number": None, "provisional": False, "footnotes": list(footnotes)}


def view(*cells: dict | None, notes: int = 0, columns: int = 8) -> TableView:
    """A table of one row: `cells`, and then empty ones."""
    period = {"kind": "year", "first": "2026-01-01", "last": "2026-12-31", "label": "2026"}
    filled = [*cells, *[None] * (columns - len(cells))]
    row = {"uid": "r", "indicator": "i", "label": "Aantal", "source": "", "footnotes": [], "cells": filled}
    return TableView(
        {
            "uid": "t",
            "title": "Beleidsdoelen",
            "columns": [
                {"position": n, "kind": "actual", "period": period, "document": None} for n in range(columns)
            ],
            "groups": [
                {
                    "uid": "g",
                    "heading": "Groep",
                    "columns": None,
                    "footnotes": [1] if notes else [],
                    "rows": [row],
                }
            ],
            "footnotes": [
                {"uid": f"{n}", "position": n, "mark": "*" * n, "text": "Noot"} for n in range(1, notes + 1)
            ],
        },
        {"i": INDICATOR},
    )


@pytest.mark.parametrize(
    ("raw", "columns", "needed"),
    [
        ("gaat vervallen", 8, False),
        ("386 AMW en BRAM 78 SGMW 3 THV", 8, False),
        ("aanbestedingstraject", 8, True),
        ("nog niet te zeggen en daarom leeg", 8, True),
        ("nog niet te zeggen en daarom leeg", 3, False),
        ("1", 9, True),
    ],
)
def test_only_what_does_not_fit_needs_width(raw, columns, needed):
    assert PaperTable(view(cell(raw), columns=columns)).needs_width is needed


def test_paper_that_is_turned_stays_turned():
    narrow, wide = view(cell("1")), view(cell("aanbestedingstraject"))
    found = runs([narrow, narrow, wide, narrow])
    assert [(run.on_side, len(run.tables)) for run in found] == [(False, 2), (True, 2)]
    assert runs([]) == []


def test_notes_lead_back_to_their_first_call():
    table = PaperTable(view(cell("1", 1, 2), notes=3))
    assert [note["place"] for note in table.notes] == ["bij-g-1", "bij-r-0-2", ""]
    (group,) = table.parts[0]["groups"]
    assert [call["note"] for call in group["rows"][0]["cells"][0]["calls"]] == ["noot-t-1", "noot-t-2"]
    assert [note["id"] for note in table.notes] == ["noot-t-1", "noot-t-2", "noot-t-3"]
