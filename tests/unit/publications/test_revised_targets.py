"""A target that a decision changed: what it was first shows in tables, notes, charts and sentences."""

import json

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from indicators import batches, payload
from indicators.batches import Asked
from indicators.models import Figure
from policy.models import RouteStep
from tests import factories
from twenterand.accounts.models import Role
from twenterand.publications import remarks
from twenterand.publications.paper import PaperTable
from twenterand.publications.plotting import series_chart
from twenterand.publications.presenting import TableView
from twenterand.publications.tables import PrintedTable

DECISION = "Raadsbesluit van 8 juli 2025"


@pytest.fixture
def chapter(db):
    """A chapter with a target of 2026 that went from 424 to 450, and actuals of two years."""
    owner = factories.function("adviseur")
    document = factories.document(slug="kadernota-2026", title="Kadernota 2026")
    chapter = factories.chapter(document=document, owner=owner)
    table = factories.indicator_table(chapter)
    target = factories.column(table, "2026", document=document)
    actuals = [factories.column(table, year) for year in ("2023", "2024")]
    row = factories.table_row(factories.indicator_group(table))
    factories.figure(row, target, "424")
    for column, raw in zip(actuals, ("390", "410"), strict=True):
        factories.figure(row, column, raw)
    RouteStep.objects.create(
        document=document, kind="decision", title="Vaststelling", outcome="adopted", expected=False
    )
    person = factories.user(Role.ADVISER, functions=[owner])
    asked = Asked(row.pk, target.pk, "450", 1)
    batches.change_figures(cells=[asked], by=person, reason="Amendement", decision=DECISION)
    return chapter


@pytest.fixture
def built(chapter):
    """The table and the indicator of the chapter in its payload."""
    content = payload.build(chapter)
    [table], [indicator] = content["tables"], content["indicators"]
    return table, indicator


def cells(table):
    return table["groups"][0]["rows"][0]["cells"]


def test_the_payload_says_what_was_set_first(built):
    table, _ = built
    [target, *actuals] = cells(table)
    assert (target["number"], target["was"]) == (
        "450",
        {"raw": "424", "state": "number", "number": "424", "decision": DECISION},
    )
    assert not any("was" in cell for cell in actuals)
    schema = json.loads((settings.BASE_DIR / "docs" / "payload.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/table"}]}).validate(table)


def test_a_decision_that_set_the_same_again_is_nothing_to_show(chapter):
    person = factories.user(Role.ADVISER, functions=[chapter.owner])
    row, column = (
        Figure.objects.get(kind="target").indicator.rows.get(),
        chapter.indicator_tables.get().columns,
    )
    asked = Asked(row.pk, column.get(kind="target").pk, "424", 2)
    batches.change_figures(cells=[asked], by=person, reason="Hersteld", decision="Raadsbesluit 2")
    [table] = payload.build(chapter)["tables"]
    assert "was" not in cells(table)[0]


def test_more_changed_targets_take_no_more_queries(chapter, django_assert_max_num_queries):
    """One query more than a chapter in which nothing changed, for however many targets."""
    with django_assert_max_num_queries(100) as before:
        payload.build(chapter)
    table = chapter.indicator_tables.get()
    group, column = table.groups.get(), table.columns.get(kind="target")
    for _ in range(5):
        row = factories.table_row(group)
        factories.figure(row, column, "1")
        asked = Asked(row.pk, column.pk, "2", 1)
        batches.change_figures(cells=[asked], by="test", reason="x", decision=DECISION)
    with django_assert_max_num_queries(len(before)):
        payload.build(chapter)


def test_tables_show_both_and_say_by_which_decision(built):
    table, indicator = built
    view = TableView(table, {indicator["uid"]: indicator})
    printed = PrintedTable(view, number=1, chapter="Jeugd")
    [target, *_] = printed.parts[0]["groups"][0]["rows"][0]["cells"]
    note = f"Eerst vastgesteld op 424, gewijzigd bij: {DECISION}."
    assert (target["text"], [mark["mark"] for mark in target["notes"]]) == ("450 (was 424)", ["†"])
    assert [found["text"] for found in printed.footnotes] == [note]
    paper = PaperTable(view)
    cell = paper.parts[0]["groups"][0]["rows"][0]["cells"][0]
    assert (cell["text"], len(cell["calls"]), paper.notes[0]["text"]) == ("450 (was 424)", 1, note)


def test_a_break_and_a_change_in_one_cell_are_two_notes(built):
    table, _ = built
    cells(table)[0]["mark"] = {"kind": "definition", "note": ""}
    noted = remarks.with_notes(table)
    assert cells(noted)[0]["footnotes"] == [1, 2]


def test_charts_draw_and_say_what_was_first(built):
    table, indicator = built
    pairs = list(zip(table["columns"], cells(table), strict=True))
    chart = series_chart(indicator, pairs, label="Jongeren")
    assert "Eerst begroot" in chart.svg
    assert "stroke-dasharray" in chart.svg
    assert "Begroot is 450 voor 2026. Eerst was voor 2026 424 begroot." in chart.sentence
