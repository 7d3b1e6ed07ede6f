"""The grid across goal trees: what the filter finds, how columns are joined, a constant number of queries."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from indicators import assessing
from indicators.everything import ROWS_ON_PAGE, Everything, Wanted
from indicators.models import Figure
from tests import factories
from twenterand.accounts.models import Role


@pytest.fixture
def two(small):
    """Beside the small chapter one of somebody else, with an actual of 2024 and one over two years."""
    table = factories.indicator_table(factories.chapter(title="Onderwijs"))
    same, years = factories.column(table, "2024"), factories.column(table, "2022/2023")
    row = factories.table_row(factories.indicator_group(table), source="CBS")
    factories.figure(row, same, "7")
    return SimpleNamespace(**vars(small), their_row=row, their_actual=same, years=years, their_table=table)


def rows(**wanted) -> list[int]:
    return [row.pk for row in Everything(Wanted(**wanted)).rows]


def test_the_filter(two):
    ours, theirs = two.row.pk, two.their_row.pk
    assert set(rows()) == {ours, theirs}
    assert rows(tree=two.chapter.edition.tree.slug) == [ours]
    assert rows(function="bestaat-niet") == []
    assert rows(function=two.chapter.owner.slug) == rows(function=two.indicator.holder.slug) == [ours]
    assert rows(source="CBS") == [theirs]
    assert rows(missing=True) == [ours]
    assert rows(period_kind="multi_year") == [theirs]


def test_changed_since(two):
    today, tomorrow = "2026-05-01", "2026-05-02"
    Figure.history.update(history_date=f"{today}T12:00:00Z")
    assert len(rows(since=date.fromisoformat(today))) == 2
    assert rows(since=date.fromisoformat(tomorrow)) == []


def test_columns_of_one_period_are_one_column(two):
    found = Everything(Wanted())
    heads, lines = found.lines(found.rows)
    # The target is newer, but nothing is filled in there.
    assert set(heads[0].columns) == {two.actual.pk, two.their_actual.pk}
    assert heads[1].columns == (two.target.pk,)
    texts = {line.record.pk: [cell and cell.text for cell in line.cells] for line in lines}
    assert texts == {two.row.pk: ["29", ""], two.their_row.pk: ["7", None]}


def test_the_page(client, two):
    client.force_login(two.owner)
    url = reverse("indicators:everything")
    page = client.get(url).content.decode()
    for text in ("2 rijen", "Aantal jongeren", "Onderwijs", "niet in deze tabel", "data-grid"):
        assert text in page
    assert page.count("data-editable") == 1
    assert "1 rij<" in client.get(url, {"leeg": "on"}).content.decode()
    wrong = client.get(url, {"sinds": "31-2-2026", "boom": "weg"}).content.decode()
    assert "31-2-2026" in wrong
    assert "Geen rijen getoond" in wrong
    assert "data-row" not in wrong
    assert "data-row" not in client.get(url, {"boom": "weg"}).content.decode()
    sheet = client.get(reverse("indicators:export_filtered", args=["xlsx"]), {"boom": "weg"})
    assert sheet.url == f"{url}?boom=weg"
    assert "Niets gevonden" in client.get(url, {"sinds": "1 januari 2090"}).content.decode()
    assert client.post(url).status_code == 405


def test_only_what_deviates(db, client):
    scene = factories.chapter()
    table = factories.indicator_table(scene)
    actual, target = factories.column(table, "2024"), factories.column(table, "2026", document=scene.document)
    group = factories.indicator_group(table)
    rows = [factories.table_row(group, label=f"Rij {number}") for number in range(4)]
    for row, raw in zip(rows, ("100", "85", "30"), strict=False):
        factories.figure(row, actual, raw)
        factories.figure(row, target, "100")
    found = Everything(Wanted(deviating=True))
    assert [row.pk for row in found.rows] == [rows[1].pk, rows[2].pk]
    _, lines = found.lines(found.rows)
    assert [line.stands.status for line in lines] == ["attention", "off"]
    now = assessing.of_row(rows[2])
    assessing.assess(
        row=rows[2],
        seen_version=0,
        seen_sum=now.sum,
        by="test",
        explanation="",
        published=False,
        status="on_course",
        status_reason="De telling klopt niet.",
    )
    assert [row.pk for row in Everything(Wanted(deviating=True)).rows] == [rows[1].pk]
    client.force_login(factories.user(Role.ADVISER))
    html = client.get(reverse("indicators:everything") + "?afwijkend=on").content.decode()
    assert "1 rij" in html
    assert "Rij 1" in html
    assert "Rij 2" not in html


def test_pages_and_queries(client, two, django_assert_max_num_queries):
    client.force_login(two.owner)
    url = reverse("indicators:everything")
    for _ in range(ROWS_ON_PAGE + 20):
        factories.figure(factories.table_row(two.group), two.actual)
    with django_assert_max_num_queries(22):
        first = client.get(url, {"bron": ""}).content.decode()
    assert first.count("<tr data-row") == ROWS_ON_PAGE
    assert 'href="?bron=&amp;pagina=2"' in first
    assert client.get(url, {"pagina": "99"}).content.decode().count("<tr data-row") == 22
