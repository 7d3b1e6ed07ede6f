"""Columns of several kinds of period in one table: printed together, and one kind at a time in the grid."""

import pytest
from django.urls import reverse

from indicators import grid, kinds
from tests import factories


@pytest.fixture
def mixed(small):
    """The small table with two quarters, and a group with a measurement over two years."""
    for number, period in enumerate(("1e kwartaal 2024", "2e kwartaal 2024"), start=3):
        factories.figure(
            small.row, factories.column(small.table, period, position=number), str(number), source_note=""
        )
    group = factories.indicator_group(small.table, heading="Langer")
    factories.column(small.table, "2022/2023", group=group)
    factories.table_row(group)
    small.url = reverse("indicators:chapter", args=["kadernota-2026", "jeugd"])
    return small


def shape(tables) -> list[tuple]:
    return [
        (group.record.heading, len(group.columns or table.columns), [len(row.cells) for row in group.rows])
        for table in tables
        for group in table.groups
    ]


def test_one_kind_at_a_time(mixed):
    tables = grid.of_chapter(mixed.chapter)
    assert kinds.of(tables) == ["year", "quarter", "multi_year"]
    assert shape(tables) == [("Meedoen", 4, [4]), ("Langer", 1, [1])]
    assert shape(kinds.only(tables, "quarter")) == [("Meedoen", 2, [2])]
    assert shape(kinds.only(tables, "multi_year")) == [("Langer", 1, [1])]
    assert kinds.only(tables, "month") == []


def test_the_page_offers_them(client, mixed):
    client.force_login(mixed.owner)
    page = client.get(mixed.url).content.decode()
    assert "alles, zoals gedrukt" in page
    assert 'href="?periode=multi_year"' in page
    quarters = client.get(mixed.url, {"periode": "quarter"}).content.decode()
    assert "2e kwartaal 2024" in quarters
    assert "2022/2023" not in quarters
    assert quarters.count('<td class="grid-cell') == 2
    assert client.get(mixed.url, {"periode": "month"}).status_code == 404


def test_with_one_kind_there_is_nothing_to_choose(client, small):
    client.force_login(small.owner)
    page = client.get(reverse("indicators:chapter", args=["kadernota-2026", "jeugd"])).content.decode()
    assert "zoals gedrukt" not in page
