"""What an indicator's page shows of earlier publications: what the newest one no longer prints, and nothing twice."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators import lineage
from policy.models import Chapter
from tests import factories
from twenterand.publications.models import PublicationEvent


@pytest.fixture
def years(small) -> SimpleNamespace:
    """Two documents, one published, with an indicator in both: the later one lost a target and an actual."""
    old = _table(small)
    indicator = factories.indicator(name="Aantal jongeren", slug="jongeren")
    row = factories.table_row(old["group"], indicator=indicator)
    for column, raw in (("target", "31"), ("shared", "30"), ("gone", "29")):
        factories.figure(row, old[column], raw)
    factories.footnote(old["table"], text="Bij het doel", anchors=[{"row": row, "column": 1}])
    factories.footnote(old["table"], text="Bij 2024", anchors=[{"row": row, "column": 2}])
    small.publish("Eerste")
    return SimpleNamespace(small=small, indicator=indicator, row=row, old=old, later=_later(small, indicator))


def _table(small) -> dict:
    table = factories.indicator_table(small.chapter)
    return {
        "table": table,
        "target": factories.column(table, "2026", document=small.document),
        "shared": factories.column(table, "2024"),
        "gone": factories.column(table, "2023"),
        "group": factories.indicator_group(table, node=None),
    }


def _later(small, indicator):
    document = factories.document(title="Kadernota 2027", slug="kadernota-2027")
    chapter = factories.chapter(document=document, owner=small.chapter.owner, edition=None, title="Inleiding")
    table = factories.indicator_table(chapter)
    row = factories.table_row(factories.indicator_group(table, node=None), indicator=indicator)
    target = factories.column(table, "2027", document=document)
    factories.column(table, "2024")
    factories.figure(row, target, "32")
    return replace(small, document=document, chapter=Chapter.objects.get(pk=chapter.pk))


def section(client, slug="jongeren") -> str:
    page = client.get(f"/indicatoren/{slug}/").content.decode()
    return page.partition('id="eerder"')[2].partition("</section>")[0]


def test_what_the_newest_does_not_print_stands_below_it(years, client):
    assert section(client) == "", "there is one publication only"
    years.later.publish("Tweede")
    page = client.get("/indicatoren/jongeren/").content.decode()
    before = section(client)
    title = years.small.document.title
    assert f"{title}, versie 1" in before
    assert (">31<" in before, ">29<" in before) == (True, True)
    assert ">30<" not in before, "2024 stands in the newest"
    assert "Bij het doel" in before
    assert "Bij 2024" not in before
    assert ">32<" in page.partition('id="eerder"')[0]


def test_of_an_earlier_document_the_newest_version_counts(years, client):
    years.later.publish("Tweede")
    factories.figure(years.row, factories.column(years.old["table"], "2022"), "17")
    years.small.publish("Correctie", release_kind="correction", note="Een cijfer stond er niet in.")
    later = client.get("/indicatoren/jongeren/").content.decode()
    assert "versie 2" in later
    assert ">32<" in section(client), (
        "now the correction is the newest, and the other document is the other one"
    )


def test_what_was_withdrawn_is_not_shown(years, client):
    first = years.small.document
    years.later.publish("Tweede")
    assert section(client)
    publication = PublicationEvent.objects.filter(publication__subject_slug=first.slug).first().publication
    PublicationEvent.objects.create(publication=publication, kind="withdrawn", actor="test", note="Fout")
    assert section(client) == ""


def test_a_joined_series_stays_readable_too(years, client):
    other = factories.indicator(name="Jongeren, oude telling", slug="oude-telling")
    row = factories.table_row(years.old["group"], indicator=other)
    factories.figure(row, years.old["gone"], "99")
    years.small.publish("Met de oude telling", release_kind="correction", note="Een rij stond er niet in.")
    lineage.join(kept=years.indicator, superseded=other, reason="Zelfde telling", by="test")
    years.later.publish("Tweede")
    before = section(client)
    assert ">99<" in before
    assert "Jongeren, oude telling" in before


def test_more_documents_never_mean_more_queries(years, client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/indicatoren/jongeren/")
        return len(captured)

    years.later.publish("Tweede")
    few = queries()
    for year in (2028, 2029, 2030):
        document = factories.document(title=f"Kadernota {year}", slug=f"kadernota-{year}")
        chapter = factories.chapter(document=document, owner=years.small.chapter.owner, edition=None)
        table = factories.indicator_table(chapter)
        row = factories.table_row(factories.indicator_group(table, node=None), indicator=years.indicator)
        factories.figure(row, factories.column(table, str(year), document=document), "33")
        replace(years.small, document=document, chapter=chapter).publish("Nog een")
    assert queries() == few
    assert section(client).count("<h3>") == 4
