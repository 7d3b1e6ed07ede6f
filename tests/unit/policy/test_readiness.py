"""What is not done yet in a document that was carried forward; warnings that stop nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import Indicator, TableRow
from policy import carrying, readiness, review
from policy.models import Chapter, ReviewState
from tests import factories
from twenterand.accounts.models import Role
from twenterand.findings import Level


@pytest.fixture
def made(db):
    """A kadernota of 2027 that was carried forward: a text and a heading about 2026, two targets still to be set."""
    owner = factories.function("adviseur A")
    source = factories.document(
        title="Kadernota 2026", slug="kadernota-2026", owner=owner, summary="<p>De koers voor 2026.</p>"
    )
    chapter = factories.chapter(document=source, owner=owner, slug="jeugd", title="Jeugd")
    factories.passage(chapter, heading="Perspectief 2026", html="<p>Tekst.</p>")
    factories.passage(chapter, heading="Geld", html="<p>In 2026 en 2025 was er geld.</p>")
    factories.passage(chapter, heading="Stil", html="<p>De nota 12026.</p>")
    table = factories.indicator_table(chapter)
    factories.column(table, "2026", document=source)
    group = factories.indicator_group(table, node=None)
    for _ in range(3):
        factories.table_row(group)
    Indicator.objects.filter(rows=TableRow.objects.last()).update(lapsed=True)
    return carrying.carry_forward(
        document=source,
        title="Kadernota 2027",
        slug="kadernota-2027",
        successors={},
        footnotes=True,
        by="test",
    )


def gaps(document) -> list[str]:
    return [
        gap.sentence for one in readiness.of_chapters(document, document.chapters.all()) for gap in one.gaps
    ]


def test_what_is_not_done_is_said_until_it_is(made):
    assert gaps(made) == ["Oude jaartallen (2026) in 2 teksten.", "0 van 2 doelen voor 2027 ingevuld."]
    chapter = made.chapters.get()
    table = chapter.indicator_tables.get()
    rows = list(TableRow.objects.filter(group__table=table).exclude(indicator__lapsed=True))
    factories.figure(rows[0], table.columns.get(), "40", document=made)
    assert gaps(made)[1] == "1 van 2 doelen voor 2027 ingevuld."
    factories.figure(rows[1], table.columns.get(), "n.v.t.", document=made)
    chapter.passages.filter(heading="Geld").update(html="<p>In 2027.</p>")
    assert gaps(made) == ["Oude jaartallen (2026) in 1 tekst."]
    chapter.passages.filter(heading__contains="2026").update(heading="Perspectief 2027")
    assert gaps(made) == []


def test_the_summary(made):
    [gap] = readiness.of_document(made)
    assert (gap.sentence, gap.level) == ("De samenvatting noemt nog 2026.", Level.WARN)
    made.summary = "<p>De koers voor 2027.</p>"
    assert readiness.of_document(made) == []


def test_a_document_of_its_own_may_name_any_year(made):
    made.copied_from = None
    assert readiness.of_document(made) == []
    assert gaps(made) == ["0 van 2 doelen voor 2027 ingevuld."]


def test_it_stops_nobody_and_the_pages_show_it(made, client):
    adviser = factories.user(Role.ADVISER, functions=[made.owner])
    editor = factories.user(Role.EDITOR)
    chapter = made.chapters.get()
    page = reverse("policy:chapter", args=[made.slug, "jeugd"])
    texts = [f"{page}#tekst-{one.uid}" for one in chapter.passages.exclude(heading="Stil")]

    def shown(address, user) -> str:
        client.force_login(user)
        return client.get(address).content.decode()

    words = ["Oude jaartallen (2026) in 2 teksten.", "0 van 2 doelen voor 2027 ingevuld.", *texts]
    for user in (adviser, editor):
        document = shown(reverse("policy:document", args=[made.slug]), user)
        assert all(word in document for word in [*words, "De samenvatting noemt nog 2026."])
        assert all(word in shown(page, user) for word in words)
    chapter = review.submit(chapter=chapter, seen_version=None, by=adviser)
    assert all(word in shown(page, editor) for word in words)
    review.agree(chapter=chapter, seen_version=None, by=editor)
    assert Chapter.objects.get(pk=chapter.pk).state == ReviewState.AGREED
    assert "Oude jaartallen" not in shown(page, editor)


def test_more_chapters_never_mean_more_queries(made):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            readiness.of_chapters(made, made.chapters.all())
        return len(captured)

    few = queries()
    for _ in range(5):
        chapter = factories.chapter(document=made)
        factories.passage(chapter, heading="2026")
        table = factories.indicator_table(chapter)
        factories.column(table, "2027", document=made)
        factories.table_row(factories.indicator_group(table, node=None))
    assert queries() == few <= 8
    assert len(gaps(made)) == 12
