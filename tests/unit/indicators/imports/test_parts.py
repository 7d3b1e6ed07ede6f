"""Areas and breakdowns in a file: how they are written, how they are read, and that nothing differs in between."""

import pytest

from indicators import computing, exports, imports, splitting
from indicators.models import Area, Breakdown, Figure
from tests import factories
from tests.unit.indicators.imports import files
from tests.unit.indicators.imports.test_round_trip import WRITERS, changes, values
from twenterand.unreadable import Unreadable


@pytest.fixture
def split(small):
    """One indicator of our own area, of a municipality and a province with one name, and of two parts."""
    Breakdown.objects.create(dimension="Leeftijd", code="jong", name="tot 18 jaar")
    Breakdown.objects.create(dimension="Wijk", code="wijk-1", name="Centrum")
    Breakdown.objects.create(dimension="Dorp", code="dorp-1", name="Centrum")
    town = Area.objects.create(kind="gemeente", cbs_code="GM0344", name="Utrecht")
    province = Area.objects.create(kind="provincie", cbs_code="PV26", name="Utrecht")
    land = Area.objects.create(kind="land", cbs_code="NL01", name="Nederland")
    fields = {"indicator": small.indicator, "label": "Aantal jongeren"}
    for number, part in enumerate(
        (
            {"area": town},
            {"area": province},
            {"area": land, "breakdown": "jong"},
            {"breakdown": "wijk-1"},
            {"breakdown": "dorp-1"},
            {"breakdown": "zonder-naam"},
        )
    ):
        row = factories.table_row(small.group, **fields, **part)
        factories.figure(row, small.actual, str(100 + number), **part)
        factories.figure(row, small.target, f"{number}0%", **part)
    return small


def test_every_part_is_a_line_of_its_own(split):
    sheet = exports.build([split.chapter], title="Jeugd")
    assert sheet.fixed == exports.FIXED + exports.SPLITS
    assert [line.texts[-2:] for line in sheet.lines] == [
        ("", ""),
        ("GM0344", ""),
        ("PV26", ""),
        ("Nederland", "Leeftijd: tot 18 jaar"),
        ("", "Wijk: Centrum"),
        ("", "Dorp: Centrum"),
        ("", "zonder-naam"),
    ]
    assert sum(len(line.figures) for line in sheet.lines) == Figure.objects.count()


@pytest.mark.parametrize("kind", WRITERS)
def test_nothing_differs(split, kind):
    content = WRITERS[kind](exports.build([split.chapter], title="Jeugd"))
    assert changes(content, split.document) == []


def test_a_changed_part_is_the_one_difference(split):
    rows = values(WRITERS["xlsx"](exports.build([split.chapter], title="Jeugd")))
    place = next(number for number, text in enumerate(rows[0]) if str(text).startswith("Gerealiseerd"))
    rows[4][place] += 1
    assert [change[3:] for change in changes(files.xlsx(*rows), split.document)] == [("102", "103")]


def test_without_parts_the_columns_are_as_they_were(small):
    sheet = exports.build([small.chapter], title="Jeugd")
    assert sheet.fixed == exports.FIXED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jong", "jong"),
        ("TOT 18  jaar", "jong"),
        ("leeftijd: tot 18 jaar", "jong"),
        ("wijk: centrum", "wijk-1"),
        ("iets anders", "iets anders"),
    ],
)
def test_a_part_is_read_by_name_or_code(split, text, code):
    assert splitting.Words().breakdown(text) == code


def test_what_two_share_is_asked_about(split):
    words = splitting.Words()
    with pytest.raises(Unreadable, match="meer dan een uitsplitsing “Centrum”"):
        words.breakdown("Centrum")
    with pytest.raises(Unreadable, match=r"meer dan een gebied “Utrecht”\. Gebruik de CBS-code"):
        words.area("Utrecht")
    with pytest.raises(Unreadable, match="“Verweg” is geen gebied"):
        words.area("Verweg")
    with pytest.raises(Unreadable, match="langer dan 80 tekens"):
        words.breakdown("x" * 81)


def test_what_is_computed_comes_back_and_is_not_changed_by_a_file(small):
    row = factories.table_row(small.group, indicator=factories.indicator(slug="som", name="Som"))
    computing.set_formula(
        indicator=row.indicator, formula=f"[{small.indicator.slug}] * 2", seen_version=1, by="test"
    )
    rows = values(WRITERS["xlsx"](exports.build([small.chapter], title="Jeugd")))
    assert changes(files.xlsx(*rows), small.document) == []
    place = next(number for number, text in enumerate(rows[0]) if str(text).startswith("Gerealiseerd"))
    rows[1][place] += 1
    rows[2][place] += 1
    record = imports.open_file(name="terug", content=files.xlsx(*rows), document=small.document, by="test")
    record = imports.plan(record=record, by="test")
    assert [cell.status.value for cell in imports.cells(record) if cell.status != "same"] == [
        "changed",
        "refused",
    ]
    imports.apply(record=record, by="test")
    assert Figure.objects.get(indicator__slug="som").raw == "60"
