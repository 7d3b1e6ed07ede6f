"""What is exported and read again differs in nothing but what was changed in between."""

import io
import random
import zipfile
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import TestCase

from indicators import exports, imports, sources, workbooks
from indicators.models import Figure
from indicators.sources import Typed
from policy.models import Chapter, Document
from tests import factories
from tests.unit.indicators.imports import files

WRITERS = {"xlsx": workbooks.xlsx, "ods": workbooks.ods, "csv": exports.csv}


def changes(content: bytes, document: Document) -> list[tuple]:
    """Everything in the plan that is not the same."""
    record = imports.open_file(name="terug", content=content, document=document, by="test")
    found = imports.cells(imports.plan(record=record, by="test"))
    return [
        (cell.status.value, cell.name, cell.heading, cell.old, cell.raw)
        for cell in found
        if cell.status != "same"
    ]


def values(content: bytes) -> list[list]:
    """The cells of the first sheet as xlsxwriter takes them: percentages as text."""
    rows = [cells for _, cells in sources.read(content)[0].rows()]
    return [[_value(cell) for cell in row] for row in rows]


def _value(cell):
    if not isinstance(cell, Typed):
        return cell
    return Decimal(cell.text) if cell.kind == "number" else f"{cell.text.replace('.', ',')}%"


class DemoRoundTrip(TestCase):
    """All tables of the demo's kadernota."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_demo", verbosity=0)
        cls.document = Document.objects.get(slug="kadernota-2026")
        chapters = Chapter.objects.filter(document=cls.document).order_by("position")
        cls.sheet = exports.build(chapters, title="Kadernota 2026")

    def test_it_holds_every_figure(self):
        assert sum(len(line.figures) for line in self.sheet.lines) == Figure.objects.count()

    def test_nothing_differs(self):
        for kind, write in WRITERS.items():
            content = write(self.sheet)
            assert changes(content, self.document) == [], kind
            assert write(self.sheet) == content or kind == "xlsx", kind

    def test_nothing_differs_after_sorting_and_adding_a_column(self):
        head, *rows = values(workbooks.xlsx(self.sheet))
        random.Random(3).shuffle(rows)
        wider = [[*row[:3], "mijn notitie", *row[3:]] for row in rows]
        content = files.xlsx([*head[:3], "Notitie", *head[3:]], *wider)
        assert changes(content, self.document) == []

    def test_two_cells_changed_offline_are_the_two_differences(self):
        rows = values(workbooks.xlsx(self.sheet))
        targets = [
            (line, place)
            for line in range(1, len(rows))
            for place in range(len(exports.FIXED), len(rows[line]))
            if isinstance(rows[line][place], Decimal)
        ]
        (first, one), (second, other) = targets[5], targets[-5]
        rows[first][one] += 1
        rows[second][other] = "n.v.t."
        found = changes(files.xlsx(*rows), self.document)
        assert [change[0] for change in found] == ["changed", "changed"]
        assert {change[1] for change in found} == {rows[first][1], rows[second][1]}
        assert found[1][4] == "n.v.t."


@pytest.fixture
def odd(small):
    """Figures that are hard on a file format."""
    small.indicator.decimals = 1
    small.indicator.save()
    small.row.label = "=1+1 is geen som"
    small.row.save()
    for year, raw in {
        "2020": "@iemand",
        "2021": "+ is meer",
        "2022": "0,5%",
        "2023": "−12,5",
        "2025": "eerste helft: 12\ntweede helft: <15 & meer",
    }.items():
        factories.figure(small.row, factories.column(small.table, year), raw)
    Figure.objects.filter(pk=small.figure.pk).update(provisional=True, reference_date="2024-04-01")
    factories.footnote(
        small.table, "Geteld op school.", [{"row": small.row, "column": small.actual.position}]
    )
    return small


@pytest.mark.parametrize("kind", WRITERS)
def test_hard_values_come_back(odd, kind):
    content = WRITERS[kind](exports.build([odd.chapter], title="Jeugd"))
    assert changes(content, odd.document) == []


def test_text_is_never_a_formula(odd):
    sheet = exports.build([odd.chapter], title="Jeugd")
    with zipfile.ZipFile(io.BytesIO(workbooks.xlsx(sheet))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert b"formula" not in zipfile.ZipFile(io.BytesIO(workbooks.ods(sheet))).read("content.xml")
    text = exports.csv(sheet).decode()
    for start in ("=1+1", "@iemand", "+ is meer"):
        assert f";'{start}" in text
        assert f";{start}" not in text


def test_the_workbook_is_one_to_work_in(odd):
    with zipfile.ZipFile(io.BytesIO(workbooks.xlsx(exports.build([odd.chapter], title="Jeugd")))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        notes = archive.read("xl/comments1.xml").decode()
    assert "<sheetProtection " in page
    assert 'state="frozen"' in page
    assert 'hidden="1"' in page
    for words in ("Geteld op school.", "Voorlopig cijfer.", "Peildatum 1 april 2024."):
        assert words in notes
