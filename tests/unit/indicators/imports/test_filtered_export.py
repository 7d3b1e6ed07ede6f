"""What the filter shows comes back from a file without differences."""

import random
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from indicators import imports, sources
from indicators.models import Figure
from policy.models import GoalTree
from tests import factories
from tests.unit.indicators.imports import files
from tests.unit.indicators.imports.test_round_trip import changes, values
from twenterand.accounts.models import User


class FilteredDemo(TestCase):
    """The demo's figures through the page."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_demo", verbosity=0)

    def setUp(self):
        self.client.force_login(User.objects.get(username="adviseur.wmo"))

    def file(self, kind="xlsx", **query) -> bytes:
        response = self.client.get(reverse("indicators:export_filtered", args=[kind]), query)
        assert response.status_code == 200
        assert f"cijfers-keuze.{kind}" in response["Content-Disposition"]
        return response.content

    def names(self, content: bytes) -> list[str]:
        return [cells[1] for _, cells in sources.read(content)[0].rows()][1:]

    def test_every_form_comes_back_without_differences(self):
        tree = GoalTree.objects.get(slug="maatschappelijke-ondersteuning").slug
        for kind in ("xlsx", "ods", "csv"):
            content = self.file(kind, boom=tree)
            assert 0 < len(self.names(content)) < len(self.names(self.file(kind)))
            assert changes(content, None) == [], kind

    def test_nothing_differs_after_sorting_and_adding_a_column(self):
        head, *rows = values(self.file(boom="maatschappelijke-ondersteuning"))
        random.Random(5).shuffle(rows)
        wider = [[*row[:2], "van mij", *row[2:]] for row in rows]
        content = files.xlsx([*head[:2], "Notitie", *head[2:]], *wider)
        assert changes(content, None) == []

    def test_a_change_is_the_only_difference(self):
        head, *rows = values(self.file(boom="maatschappelijke-ondersteuning"))
        row = next(row for row in rows if isinstance(row[-1], Decimal))
        row[-1] += 1
        assert [found[:2] for found in changes(files.xlsx(head, *rows), None)] == [("changed", row[1])]

    def test_only_rows_that_the_filter_shows(self):
        everything, missing = self.names(self.file("csv")), self.names(self.file("csv", leeg="on"))
        assert set(missing) < set(everything)
        assert self.names(self.file("csv", sinds="31-12-2099")) == []

    def test_the_page_offers_what_it_shows(self):
        page = self.client.get(reverse("indicators:everything"), {"boom": "jeugd", "pagina": "1"})
        address = reverse("indicators:export_filtered", args=["ods"])
        assert f'href="{address}?boom=jeugd"' in page.content.decode()

    def test_no_other_forms(self):
        assert self.client.get("/werk/cijfers/alles/ophalen/pdf/").status_code == 404


@pytest.mark.django_db
def test_only_columns_of_the_kind_of_period_that_is_shown(small, client):
    factories.figure(small.row, factories.column(small.table, "1e kwartaal 2026"), "12")
    client.force_login(small.owner)
    for period, head in (("quarter", "Gerealiseerd 1e kwartaal 2026"), ("year", "Gerealiseerd 2024")):
        response = client.get(reverse("indicators:export_filtered", args=["csv"]), {"periode": period})
        (sheet,) = sources.read(response.content)
        (_, heads), _ = sheet.rows()
        assert head in heads
        assert len([one for one in heads if one.startswith("Gerealiseerd")]) == 1
        record = imports.open_file(name="x.csv", content=response.content, document=None, by=small.owner)
        assert imports.plan(record=record, by=small.owner).counts["same"] == 1
    assert Figure.objects.count() == 2
