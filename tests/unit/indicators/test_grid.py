"""The tables as printed, the payload made of them, and how many queries that takes."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from indicators import editing, grid, overview, payload, querysets
from policy import fragments
from policy.models import DocumentRelation
from tests import factories


def queries(call) -> int:
    """How many queries a call takes."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def filled_table(chapter, rows: int):
    """A table with two notes, and a figure in half of its cells."""
    table = factories.indicator_table(chapter)
    column = factories.column(table, "2024")
    factories.column(table, "2026", document=chapter.document)
    group = factories.indicator_group(table)
    for number in range(rows):
        row = factories.table_row(group)
        factories.figure(row, column)
        if number < 2:
            factories.footnote(table, anchors=[{"row": row}])


@pytest.mark.parametrize(
    "read",
    [grid.of_chapter, payload.build, lambda chapter: payload.changed_by(chapter, None)],
    ids=["grid", "payload", "changed_by"],
)
def test_three_rows_or_three_hundred_take_the_same_queries(db, read):
    few, many = factories.chapter(), factories.chapter()
    filled_table(few, 3)
    filled_table(many, 300)
    assert queries(lambda: read(few)) == queries(lambda: read(many)) <= 20


def test_the_overview_takes_the_same_queries_for_more_chapters(db):
    filled_table(factories.chapter(), 3)
    before = queries(overview.by_document)
    for _ in range(3):
        filled_table(factories.chapter(), 5)
    assert queries(overview.by_document) == before


def test_the_overview_counts_cells_and_gaps(small):
    [(document, [summary])] = overview.by_document()
    assert document == small.document
    assert (summary.tables, summary.cells, summary.filled, summary.missing) == (1, 2, 1, 1)
    assert summary.changed_at == small.figure.history.get().history_date


def test_a_group_with_columns_of_its_own(small):
    own = factories.indicator_group(small.table, heading="Lange termijn")
    column = factories.column(small.table, "2022/2023", group=own)
    row = factories.table_row(own)
    factories.figure(row, column, "8%")
    [table] = grid.of_chapter(small.chapter)
    assert [group.columns for group in table.groups] == [None, (column,)]
    assert [cell.text for cell in table.groups[1].rows[0].cells] == ["8%"]
    assert [column.position for column in table.columns] == [1, 2]


def test_a_target_is_looked_up_by_the_document_of_its_column(small):
    earlier = factories.document(title="Begroting 2025")
    column = factories.column(small.table, "2026", document=earlier)
    factories.figure(small.row, column, "24")
    [table] = grid.of_chapter(small.chapter)
    assert [cell.text for cell in table.groups[0].rows[0].cells] == ["", "29", "24"]


def test_a_figure_of_another_area_or_breakdown_is_not_in_the_table(small):
    small.figure.delete()
    factories.figure(small.row, small.actual, breakdown="man")
    [table] = grid.of_chapter(small.chapter)
    assert table.groups[0].rows[0].cells[1].figure is None


def test_marks_stand_where_their_notes_are_anchored(small):
    factories.footnote(small.table, "Zonder plaats.")
    factories.footnote(
        small.table,
        "Overal.",
        anchors=[{"group": small.group}, {"row": small.row}, {"row": small.row, "column": 2}],
    )
    [table] = grid.of_chapter(small.chapter)
    row = table.groups[0].rows[0]
    assert [note.mark for note in table.notes] == ["*", "**"]
    assert [[note.mark for note in place.notes] for place in (table.groups[0], row, *row.cells)] == [
        ["**"],
        ["**"],
        [],
        ["**"],
    ]


def test_the_target_in_force_is_its_own_else_that_of_the_nearest_predecessor(small):
    budget, older, report = (
        factories.document(title=title) for title in ("Begroting", "Ouder", "Rapportage")
    )
    for document, other in (
        (report, small.document),
        (small.document, budget),
        (budget, older),
        (older, report),
    ):
        DocumentRelation.objects.create(document=document, kind=DocumentRelation.Kind.FOLLOWS, other=other)

    def in_force():
        found = querysets.target_in_force(small.indicator, small.target, report)
        return found and found.raw

    assert querysets.predecessors(report) == [small.document, budget, older]
    assert in_force() is None
    for document, raw in ((older, "10"), (budget, "20"), (small.document, "30"), (report, "40")):
        factories.figure(small.row, small.target, raw, document=document)
        assert in_force() == raw


def test_the_payload_of_a_small_table(small):
    factories.footnote(small.table, "Telling per 1 april.", anchors=[{"row": small.row, "column": 2}])
    small.figure.number = Decimal("1.5000")
    small.figure.raw, small.figure.provisional = "1,5", True
    small.figure.reference_date = date(2024, 4, 1)
    small.figure.save()
    built = payload.build(small.chapter)
    document = {"slug": "kadernota-2026", "title": "Kadernota 2026"}
    assert built == {
        "tables": [
            {
                "uid": str(small.table.uid),
                "title": "Tabel",
                "columns": [
                    {
                        "position": 1,
                        "kind": "target",
                        "period": {
                            "kind": "year",
                            "first": "2026-01-01",
                            "last": "2026-12-31",
                            "label": "2026",
                        },
                        "document": document,
                    },
                    {
                        "position": 2,
                        "kind": "actual",
                        "period": {
                            "kind": "year",
                            "first": "2024-01-01",
                            "last": "2024-12-31",
                            "label": "2024",
                        },
                        "document": None,
                    },
                ],
                "groups": [
                    {
                        "uid": str(small.group.uid),
                        "heading": "Meedoen",
                        "node": None,
                        "columns": None,
                        "footnotes": [],
                        "rows": [
                            {
                                "uid": str(small.row.uid),
                                "indicator": str(small.indicator.uid),
                                "label": "Aantal jongeren",
                                "source": "",
                                "footnotes": [],
                                "cells": [
                                    None,
                                    {
                                        "raw": "1,5",
                                        "state": "number",
                                        "number": "1.5",
                                        "provisional": True,
                                        "reference_date": "2024-04-01",
                                        "footnotes": [1],
                                    },
                                ],
                            }
                        ],
                    }
                ],
                "footnotes": [
                    {
                        "uid": str(small.table.footnotes.get().uid),
                        "position": 1,
                        "mark": "*",
                        "text": "Telling per 1 april.",
                    }
                ],
            }
        ],
        "indicators": [
            {
                "uid": str(small.indicator.uid),
                "slug": small.indicator.slug,
                "name": "Aantal jongeren",
                "definition": "",
                "unit": "",
                "direction": "",
                "source": "",
                "holder": "houder",
                "decimals": 0,
                "lapsed": False,
            }
        ],
    }
    assert fragments.build(small.chapter).items() >= built.items()
    json.dumps(built)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("29.0000", "29"),
        ("1.5", "1.5"),
        ("0.3300", "0.33"),
        ("100", "100"),
        ("1E+2", "100"),
        ("-3.10", "-3.1"),
        ("0", "0"),
    ],
)
def test_numbers_are_plain_strings(number, text):
    assert payload.plain(Decimal(number)) == text


def test_a_chapter_without_tables_needs_nothing(db):
    assert payload.build(factories.chapter()) == {"tables": [], "indicators": []}
    assert payload.changed_by(factories.chapter(), None) == set()


def test_who_changed_what_the_chapter_shows(small):
    moment = timezone.now()
    note = factories.footnote(small.table)

    def since(when=moment):
        return payload.changed_by(small.chapter, when)

    assert since(None) == {"test"}
    elsewhere = factories.column(factories.indicator_table(), "2019")
    factories.figure(small.row, elsewhere, by="niet-getoond")
    assert "niet-getoond" not in since(None)
    editing.change_figure(row=small.row, column=small.actual, raw="1", seen_version=1, by="cijfer")
    editing.change_footnote(footnote=note, text="Anders.", seen_version=1, by="noot")
    editing.remove_figure(row=small.row, column=small.actual, seen_version=2, reason="x", by="weg")
    assert since() == {"test", "cijfer", "noot", "weg"}
    assert since(timezone.now() + timedelta(seconds=1)) == set()
