"""Rows of another area or of a part of the population: in the grid, in what is published, and in its files."""

import copy
from types import SimpleNamespace

import pytest
from django.urls import reverse

from indicators import grid, payload, querysets, splitting
from indicators.everything import OURS, WHOLE, Everything, Wanted
from indicators.models import Area, Breakdown
from policy.models import ReviewState
from tests import factories
from twenterand.accounts.models import Role
from twenterand.publications import datafiles, opendata
from twenterand.publications import payload as payloads
from twenterand.publications.paper import PaperTable
from twenterand.publications.plotting import series_chart
from twenterand.publications.presenting import ChapterView
from twenterand.publications.series import IndicatorPage
from twenterand.publications.tables import PrintedTable


@pytest.fixture
def split(small):
    """The small table with the same indicator for the country, and for the young of our own area."""
    small.land = Area.objects.create(kind="land", cbs_code="NL01", name="Nederland")
    Breakdown.objects.create(dimension="Leeftijd", code="jong", name="tot 18 jaar", position=1)
    Breakdown.objects.create(dimension="Leeftijd", code="oud", name="65 jaar en ouder", position=2)
    for number, year in enumerate(("2023", "2022"), start=3):
        factories.figure(small.row, factories.column(small.table, year, position=number), "28")
    fields = {"indicator": small.indicator, "label": "Aantal jongeren"}
    small.wide = factories.table_row(small.group, area=small.land, **fields)
    small.young = factories.table_row(small.group, breakdown="jong", **fields)
    for column, raw in zip(small.table.columns.filter(kind="actual"), ("900", "800", "700"), strict=True):
        factories.figure(small.wide, column, raw, area=small.land)
        factories.figure(small.young, column, raw[0], breakdown="jong")
    return small


def parts(tables) -> list[str]:
    return [row.part.label for table in tables for row in table.rows]


def test_a_row_says_what_it_is_about(split):
    tables = grid.of_chapter(split.chapter)
    assert parts(tables) == ["", "Nederland", "tot 18 jaar"]
    assert [row.cells[1].text for row in tables[0].rows] == ["29", "900", "9"]


def test_names_take_two_queries_however_many(split, django_assert_num_queries):
    rows = [*split.group.rows.all(), *split.group.rows.all()]
    with django_assert_num_queries(2):
        splitting.Parts.of_rows(rows)
    with django_assert_num_queries(0):
        splitting.Parts.of_rows([split.row])


def test_an_own_area_that_is_named_goes_unsaid(split):
    split.wide.area = factories.our_area()
    split.wide.save()
    assert parts(grid.of_chapter(split.chapter)) == ["", "", "tot 18 jaar"]


def test_a_code_that_nobody_named_stands_for_itself(split):
    split.young.breakdown = "wijk-3"
    split.young.save()
    assert parts(grid.of_chapter(split.chapter))[2] == "wijk-3"


def test_the_payload_names_area_and_part_only_where_they_differ(split):
    rows = payload.build(split.chapter)["tables"][0]["groups"][0]["rows"]
    assert not {"area", "breakdown"} & set(rows[0])
    assert rows[1]["area"] == {"kind": "land", "code": "NL01", "name": "Nederland"}
    assert rows[2]["breakdown"] == {"dimension": "Leeftijd", "code": "jong", "name": "tot 18 jaar"}


@pytest.mark.parametrize("page", ["chapter", "everything"])
def test_the_grid_shows_it(client, split, page):
    client.force_login(split.owner)
    address = {
        "chapter": reverse("indicators:chapter", args=["kadernota-2026", "jeugd"]),
        "everything": reverse("indicators:everything"),
    }[page]
    shown = client.get(address).content.decode()
    assert '<span class="indicator-table__part">Nederland</span>' in shown
    assert '<span class="indicator-table__part">tot 18 jaar</span>' in shown


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"area": OURS}, ["", "tot 18 jaar"]),
        ({"breakdown": "jong"}, ["tot 18 jaar"]),
        ({"breakdown": WHOLE}, ["", "Nederland"]),
        ({"area": OURS, "breakdown": WHOLE}, [""]),
    ],
)
def test_the_filter(split, wanted, found):
    everything = Everything(Wanted(**wanted))
    _, lines = everything.lines(everything.rows)
    assert [line.part.label for line in lines] == found


def test_the_filter_offers_what_there_is(client, split):
    client.force_login(split.owner)
    page = client.get(reverse("indicators:everything"), {"gebied": split.land.pk})
    assert page.context["count"] == 1
    assert "Leeftijd: tot 18 jaar" in page.content.decode()
    split.wide.delete()
    split.young.delete()
    form = client.get(reverse("indicators:everything")).context["form"]
    assert not {"gebied", "uitsplitsing"} & set(form.fields)


def test_choices_for_a_form(split):
    assert splitting.breakdowns()[1] == ("Leeftijd", [("jong", "tot 18 jaar"), ("oud", "65 jaar en ouder")])
    assert splitting.areas() == [("", "Voorbeeldstad"), ("land", [(str(split.land.pk), "Nederland")])]


def test_names_are_kept_in_the_admin(client, split):
    client.force_login(factories.user(Role.ADMINISTRATOR))
    split.chapter.state = ReviewState.SUBMITTED
    split.chapter.save()
    part = Breakdown.objects.get(code="jong")
    address = reverse("admin:indicators_breakdown_change", args=[part.pk])
    fields = {"dimension": "Leeftijd", "name": "jonger dan 18", "position": "1"}
    assert client.post(address, fields).status_code == 302
    split.chapter.refresh_from_db()
    assert split.chapter.state == ReviewState.EDITING
    assert grid.of_chapter(split.chapter)[0].groups[0].rows[2].part.label == "jonger dan 18"
    assert client.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
    unused = Breakdown.objects.get(code="oud")
    address = reverse("admin:indicators_breakdown_delete", args=[unused.pk])
    assert client.post(address, {"post": "yes"}).status_code == 302
    area = reverse("admin:indicators_area_change", args=[split.land.pk])
    answer = client.post(area, {"kind": "land", "cbs_code": "NL01", "name": "Heel Nederland"})
    assert answer.status_code == 302
    assert (
        payload.build(split.chapter)["tables"][0]["groups"][0]["rows"][1]["area"]["name"] == "Heel Nederland"
    )


# ------------------------------------------------------------ published
@pytest.fixture
def content(split):
    """As much of a payload as the pages about figures read."""
    built = payload.build(split.chapter)
    chapter = {
        "slug": "jeugd", "title": "Jeugd", "tree": None, "passages": [], "proposals": [], "totals": None, **built
    }  # fmt: skip
    organisation = {"name": "Voorbeeldstad", "cbs_code": "GM9999"}
    return {
        "slug": "kadernota-2026", "title": "Kadernota 2026", "period": {"from": 2026, "to": 2026},
        "organisation": organisation, "chapters": [chapter],
    }  # fmt: skip


def test_tables_on_page_and_paper_name_the_part(content):
    view = ChapterView(content["chapters"][0], year=2026).tables[0]
    printed = PrintedTable(view, number=1, chapter="Jeugd")
    assert [row["part"] for row in printed.parts[0]["groups"][0]["rows"]] == ["", "Nederland", "tot 18 jaar"]
    paper = PaperTable(view)
    assert [row["part"] for row in paper.parts[0]["groups"][0]["rows"]] == ["", "Nederland", "tot 18 jaar"]


def test_every_part_has_a_chart_of_its_own(content):
    view = ChapterView(content["chapters"][0], year=2026).tables[0]
    charts = list(PrintedTable(view, number=1, chapter="Jeugd").charts())
    assert [chart["title"] for chart in charts] == [
        "Aantal jongeren", "Aantal jongeren (Nederland)", "Aantal jongeren (tot 18 jaar)",
    ]  # fmt: skip
    ids = [chart["chart"].svg.split('id="')[1].split('"')[0] for chart in charts]
    assert len(set(ids)) == 3


def test_the_page_of_an_indicator_keeps_parts_apart(content, split):
    page = IndicatorPage(content, str(split.indicator.uid))
    table = page.table(set())
    assert table["columns"][1] == {"label": "Gebied of deel"}
    assert {row[1]["text"] for row in table["rows"]} == {"–", "Nederland", "tot 18 jaar"}
    assert len(table["rows"]) == 9
    assert "28" in page.figure()["chart"].sentence
    assert "900" not in page.figure()["chart"].sentence


def test_open_data_has_more_columns_only_where_needed(content, monkeypatch):
    publication = SimpleNamespace(number=1)
    monkeypatch.setattr(payloads, "read", lambda _: content)
    header = datafiles.figures_csv(publication).decode("utf-8-sig").splitlines()[0]
    assert header.split(";") == [*opendata.FIGURES, *opendata.SPLITS]
    rows = list(opendata.figure_rows(publication))
    assert {(row["gebied"], row["gebied_naam"], row["uitsplitsing"]) for row in rows} == {
        ("GM9999", "Voorbeeldstad", ""),
        ("NL01", "Nederland", ""),
        ("GM9999", "Voorbeeldstad", "tot 18 jaar"),
    }
    plain = copy.deepcopy(content)
    for row in plain["chapters"][0]["tables"][0]["groups"][0]["rows"]:
        row.pop("area", None)
        row.pop("breakdown", None)
    monkeypatch.setattr(payloads, "read", lambda _: plain)
    assert datafiles.figures_csv(publication).decode("utf-8-sig").splitlines()[0].split(";") == list(
        opendata.FIGURES
    )


def test_a_chart_compares_periods_of_one_kind():
    def pair(kind, first, last, label, number):
        period = {"kind": kind, "first": first, "last": last, "label": label}
        column = {"kind": "actual", "period": period, "document": None, "position": 1}
        return column, {"raw": number, "state": "number", "number": number, "provisional": False}

    years = [pair("year", f"{year}-01-01", f"{year}-12-31", str(year), "40") for year in (2022, 2023, 2024)]
    quarters = [pair("quarter", f"2024-0{3 * n - 2}-01", f"2024-0{3 * n}-30", f"{n}e kwartaal 2024", "10")
                for n in (1, 2)]  # fmt: skip
    indicator = {"uid": "0" * 32, "unit": "", "decimals": 0, "direction": ""}
    assert "kwartaal" not in series_chart(indicator, years + quarters, label="Iets").svg
    assert series_chart(indicator, years[:2] + quarters, label="Iets") is None


def test_a_target_in_force_is_of_the_same_area_and_part(split):
    def force(row):
        found = querysets.target_in_force(split.indicator, split.target, split.document, row=row)
        return found and found.raw

    factories.figure(split.row, split.target, "31")
    factories.figure(split.wide, split.target, "1.000", area=split.land)
    assert (force(None), force(split.row), force(split.wide), force(split.young)) == (
        "31",
        "31",
        "1.000",
        None,
    )
