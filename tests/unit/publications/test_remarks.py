"""What pages say about figures beside their value: how rows stand, and where a series breaks."""

import copy
import json

import pytest

from twenterand.publications import datafiles, opendata, paper, remarks
from twenterand.publications.models import Publication
from twenterand.publications.plotting import series_remarks
from twenterand.publications.presenting import TableView
from twenterand.publications.series import IndicatorPage
from twenterand.publications.tables import PrintedTable

NOTE = "Sinds 2023 tellen ook meldingen mee"


def column(position, kind, year):
    period = {"kind": "year", "first": f"{year}-01-01", "last": f"{year}-12-31", "label": year}
    document = {"slug": "kadernota-2026", "title": "Kadernota 2026"} if kind == "target" else None
    return {"position": position, "kind": kind, "period": period, "document": document}


def cell(number, **more):
    basis = {"raw": number, "state": "number", "number": number, "provisional": False, "reference_date": None}
    return {**basis, "footnotes": [], **more}


@pytest.fixture
def table():
    """A row with a break in 2023 that stands off target, with one footnote of its own."""
    row = {
        "uid": "11111111-0000-4000-8000-000000000001",
        "indicator": "22222222-0000-4000-8000-000000000002",
        "label": "Aantal meldingen",
        "source": "CIV",
        "footnotes": [],
        "cells": [
            cell("40"),
            cell("29", footnotes=[1]),
            cell("31", mark={"kind": "series_break", "note": NOTE}),
            cell("12"),
        ],
        "assessment": {
            "status": "off",
            "sum": "Gerealiseerd 2024: 29. Begroot 2026: 40. Verschil: 11 lager, dat is 27,5% van het doel.",
            "explanation": "Minder meldingen dan gedacht.",
            "own": False,
            "reason": "",
        },
    }
    return {
        "uid": "33333333-0000-4000-8000-000000000003",
        "title": "Beleidsdoelen",
        "columns": [
            column(1, "target", "2026"), column(2, "actual", "2024"),
            column(3, "actual", "2023"), column(4, "actual", "2022"),
        ],
        "groups": [
            {"uid": "4", "heading": "Meedoen", "node": None, "columns": None, "footnotes": [], "rows": [row]}
        ],
        "footnotes": [{"uid": "5", "position": 1, "mark": "*", "text": "Een noot."}],
    }  # fmt: skip


@pytest.fixture
def indicators():
    indicator = {
        "uid": "22222222-0000-4000-8000-000000000002", "slug": "meldingen", "name": "Aantal meldingen",
        "definition": "", "unit": "meldingen", "direction": "higher", "source": "CIV", "holder": "", "decimals": 0,
        "lapsed": False,
    }  # fmt: skip
    return {indicator["uid"]: indicator}


def test_a_break_is_a_note_under_the_table(table, indicators):
    before = copy.deepcopy(table)
    printed = PrintedTable(TableView(table, indicators), number=1, chapter="Jeugd")
    cells = printed.parts[0]["groups"][0]["rows"][0]["cells"]
    assert [[note["mark"] for note in one["notes"]] for one in cells] == [[], ["*"], ["†"], []]
    assert [(note["mark"], note["text"]) for note in printed.footnotes] == [
        ("*", "Een noot."),
        ("†", f"Vanaf 2023 is anders geteld: {NOTE}."),
    ]
    assert table == before


def test_two_breaks_with_one_reason_share_a_note(table):
    cells = table["groups"][0]["rows"][0]["cells"]
    table["groups"][0]["rows"].append({**table["groups"][0]["rows"][0], "uid": "9"})
    cells[0]["mark"] = {"kind": "definition", "note": ""}
    notes = remarks.with_notes(table)["footnotes"]
    assert [(note["position"], note["mark"], note["text"]) for note in notes[1:]] == [
        (2, "†", "Vanaf 2026 geldt voor het doel een andere definitie. Vergelijk dit cijfer niet met eerdere cijfers."),
        (3, "††", f"Vanaf 2023 is anders geteld: {NOTE}."),
    ]  # fmt: skip


def test_the_chart_is_broken_and_says_so(table, indicators):
    printed = PrintedTable(TableView(table, indicators), number=1, chapter="Jeugd")
    [figure] = printed.charts()
    assert "stroke-dasharray" in figure["chart"].svg
    assert f"Vanaf 2023 is anders geteld: {NOTE}." in figure["chart"].sentence


def test_without_a_chart_the_break_is_said(table):
    row = table["groups"][0]["rows"][0]
    pairs = list(zip(table["columns"], row["cells"], strict=True))[1:3]
    assert series_remarks(pairs) == [f"Vanaf 2023 is anders geteld: {NOTE}."]


def test_a_row_says_how_it_stands(table, indicators):
    printed = PrintedTable(TableView(table, indicators), number=1, chapter="Jeugd")
    [stands] = printed.standings
    assert printed.parts[0]["groups"][0]["rows"][0]["standing"] == stands
    assert (stands["word"], stands["id"]) == ("wijkt af", "stand-11111111")
    assert stands["explanation"] == "Minder meldingen dan gedacht."
    sheet = paper.PaperTable(TableView(table, indicators))
    assert sheet.parts[0]["groups"][0]["rows"][0]["standing"] == stands
    assert [note["mark"] for note in sheet.notes] == ["*", "†"]


def test_the_page_of_an_indicator_says_it_once(table, indicators):
    twin = copy.deepcopy(table)
    twin["groups"][0]["rows"][0]["uid"] = "77777777-0000-4000-8000-000000000007"
    chapter = {
        "slug": "jeugd",
        "title": "Jeugd",
        "tables": [table, twin],
        "indicators": list(indicators.values()),
    }
    content = {"slug": "kadernota-2026", "title": "Kadernota 2026", "chapters": [chapter]}
    page = IndicatorPage(content, "22222222-0000-4000-8000-000000000002")
    assert [stands["word"] for stands in page.standings] == ["wijkt af"]
    texts = [note["text"] for note in page.table(set())["footnotes"]]
    assert f"Vanaf 2023 is anders geteld: {NOTE}." in texts


def test_a_table_that_says_nothing_stays_as_it_is(table):
    row = table["groups"][0]["rows"][0]
    del row["assessment"], row["cells"][2]["mark"]
    assert remarks.with_notes(table) is table
    assert remarks.standing(row) is None


def publication_of(table, indicators) -> Publication:
    chapter = {"title": "Jeugd", "tables": [table], "indicators": list(indicators.values())}
    organisation = {"cbs_code": "GM9999", "name": "Voorbeeldstad"}
    content = {"slug": "kadernota-2026", "chapters": [chapter], "organisation": organisation}
    return Publication(number=1, payload=json.dumps({"schema": 2, **content}))


def test_open_data_names_a_break_in_a_column_of_its_own(table, indicators):
    publication = publication_of(table, indicators)
    assert "vergelijkbaarheid" in opendata.figure_columns(publication)
    said = [row["vergelijkbaarheid"] for row in opendata.figure_rows(publication)]
    assert said == ["", "", f"Vanaf 2023 is anders geteld: {NOTE}.", ""]
    del table["groups"][0]["rows"][0]["cells"][2]["mark"]
    without = publication_of(table, indicators)
    assert "vergelijkbaarheid" not in opendata.figure_columns(without)


def test_open_data_says_how_a_row_stands_as_the_page_does(table, indicators):
    row = table["groups"][0]["rows"][0]
    publication = publication_of(table, indicators)
    assert set(opendata.STANDINGS) <= set(opendata.figure_columns(publication))
    for one in opendata.figure_rows(publication):
        assert (one["stand"], one["toelichting"]) == ("wijkt af", "Minder meldingen dan gedacht.")
        assert (one["eigen_oordeel"], one["reden_eigen_oordeel"]) == ("nee", "")
    row["assessment"] |= {"own": True, "reason": "De daling is tijdelijk.", "status": "on_course"}
    first = next(opendata.figure_rows(publication_of(table, indicators)))
    assert (first["stand"], first["eigen_oordeel"]) == ("op koers", "ja")
    assert first["reden_eigen_oordeel"] == "De daling is tijdelijk."
    del row["assessment"]
    assert not set(opendata.STANDINGS) & set(opendata.figure_columns(publication_of(table, indicators)))


def test_open_data_names_what_a_target_was_first_and_the_decision(table, indicators):
    row = table["groups"][0]["rows"][0]
    assert not set(opendata.REVISED) & set(opendata.figure_columns(publication_of(table, indicators)))
    row["cells"][0]["was"] = {
        "raw": "36",
        "state": "number",
        "number": "36",
        "decision": "Raadsbesluit van 8 juli",
    }
    publication = publication_of(table, indicators)
    first, second, *_ = opendata.figure_rows(publication)
    assert (first["waarde"], first["zoals_gedrukt"]) == (40, "40 (was 36)")
    assert (first["eerst_vastgesteld"], first["besluit"]) == ("36", "Raadsbesluit van 8 juli")
    assert (second["eerst_vastgesteld"], second["besluit"]) == ("", "")
    lines = datafiles.figures_csv(publication).decode("utf-8-sig").splitlines()
    assert ";eerst_vastgesteld;besluit;stand;toelichting;eigen_oordeel;" in lines[0]
    assert "40 (was 36)" in lines[1]
