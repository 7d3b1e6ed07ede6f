"""Figures of a publication in an article: picked, bound, and asked about when a newer version differs."""

import pytest

from indicators import editing as figures
from indicators.models import Figure
from newsletter import payload, quoting
from newsletter.models import Block
from policy import review
from policy.models import Chapter, Document
from twenterand.accounts.models import User
from twenterand.jobs import running
from twenterand.publications import publishing
from twenterand.publications.models import Publication, PublishedItem
from twenterand.workflow import Refused

NAME = "ondersteunde-mantelzorgers"
LIST = "/werk/nieuwsbrieven/"


@pytest.fixture
def article(demo, db, small):
    return small.article("Cijfers", slug="cijfers")


def quotable(kind: str = "indicator", **fields):
    fields = fields or {"slug": NAME}
    item = PublishedItem.objects.get(publication__subject_slug="kadernota-2026", kind=kind, **fields)
    return quoting.find("kadernota-2026", item.publication.number, kind, str(item.uid))


def bound(article, small, key: str = "", **options) -> Block:
    found = quotable()
    key = key or next(one.key for one in found.choices if one.label == "Gerealiseerd 2024")
    return quoting.quote(
        article=article, quotable=found, key=key, label="", by=small.maker, seen_version=None, **options
    )


def correct(raw: str) -> Publication:
    """Change the actual of 2024, have it agreed, and publish a correction."""
    adviser = User.objects.get(username="adviseur.wmo")
    figure = Figure.objects.get(indicator__slug=NAME, kind="actual", first_day__year=2024)
    row = figure.indicator.rows.get()
    column = row.group.table.columns.get(kind="actual", first_day__year=2024, group=None)
    figures.change_figure(row=row, column=column, raw=raw, seen_version=figure.version, by=adviser)
    chapter = Chapter.objects.get(document__slug="kadernota-2026", slug="maatschappelijke-ondersteuning")
    review.submit(chapter=chapter, seen_version=None, by=adviser)
    review.agree(chapter=chapter, seen_version=None, by="eindredacteur")
    publication, job = publishing.prepare(
        kind="document",
        slug="kadernota-2026",
        release_kind="correction",
        note="Verbeterd.",
        by="eindredacteur",
    )
    assert not running.run_now(job.pk).failure
    assert Document.objects.get(slug="kadernota-2026")
    return publication


def test_words_of_the_name_find_indicators_and_proposals(demo, db):
    assert NAME in [item.slug for item in quoting.search("ONDERSTEUNDE mantelzorg")]
    assert "Jeugdconsulent" in [item.title for item in quoting.search("jeugdconsulent")]
    assert quoting.search("") == quoting.search("bestaatnietindeze") == []


def test_a_value_comes_with_unit_period_and_source_and_stays_bound(article, small):
    block = bound(article, small)
    shown = payload.block_payload(block)["figure"]
    figure = Figure.objects.get(indicator__slug=NAME, kind="actual", first_day__year=2024)
    assert (shown["value"], shown["unit"], shown["period"]) == (
        f"{figure.number:f}".split(".")[0],
        "mantelzorgers",
        "2024",
    )
    assert shown["source"] == "Stichting Evenmens, in Kadernota 2026, programma Sociaal Domein"
    assert shown["ref"] == {
        "publication": "kadernota-2026", "number": 1, "kind": "indicator", "uid": str(figure.indicator.uid),
    }  # fmt: skip


def test_a_chart_shows_all_actuals(article, small):
    block = bound(article, small, "chart")
    labels = [row["label"] for row in block.content["series"]]
    assert labels == sorted(labels)
    assert len(labels) >= 3


def test_a_proposal_gives_its_amount(article, small):
    found = quotable("proposal", title="Jeugdconsulent")
    [choice] = found.choices
    assert (choice.label, choice.value, choice.unit) == ("2026: structureel nadeel", "170000", "euro")
    block = quoting.quote(
        article=article, quotable=found, key=choice.key, label="", by=small.maker, seen_version=None
    )
    shown = payload.block_payload(block)["figure"]
    assert (shown["period"], shown["source"]) == (
        "2026, structureel nadeel", "Kadernota 2026, programma Sociaal Domein",
    )  # fmt: skip


def test_a_target_says_that_it_is_one_and_a_word_is_no_figure(article, small):
    found = quotable()
    target = next(one for one in found.choices if one.label.startswith("Begroot 2026"))
    block = bound(article, small, target.key)
    assert block.content["period"] == "begroot 2026"
    lapsed = quotable("indicator", slug="toegekende-maatwerkvoorzieningen")
    assert {one.label.split()[0] for one in lapsed.choices} == {"Gerealiseerd"}


def test_what_is_not_there_is_refused(article, small):
    with pytest.raises(Refused, match="staat niet in de publicatie"):
        bound(article, small, "actual|1900-01-01|1900-12-31|")


def test_a_newer_version_that_differs_asks_and_one_decides(article, small, client):
    first, second, chart = bound(article, small), bound(article, small), bound(article, small, "chart")
    assert quoting.outdated(small.edition) == []
    newest = correct("270")
    told = quoting.outdated(small.edition)
    assert [(one.block, one.newest) for one in told] == [(first, newest), (second, newest), (chart, newest)]
    assert (told[0].before, told[0].now) == (first.content["value"], "270")
    client.force_login(small.maker)
    page = client.get(f"{LIST}{small.edition.slug}/").content.decode()
    assert "Nieuwere cijfers" in page

    def decide(block, act):
        article.refresh_from_db()
        client.post(f"{LIST}blok/{block.pk}/cijfer/", {"act": act, "version": article.version})
        block.refresh_from_db()

    decide(first, "over")
    decide(second, "zo")
    decide(chart, "over")
    assert (first.content["value"], first.reference["number"]) == ("270", newest.number)
    assert (second.content["value"], second.reference["number"]) == (told[0].before, 1)
    assert chart.content["series"][-1]["value"] == "270"
    assert quoting.outdated(small.edition) == []


def test_a_bound_value_cannot_be_typed_over(article, small, client):
    block = bound(article, small)
    client.force_login(small.maker)
    form = client.get(f"{LIST}blok/{block.pk}/").context["form"]
    assert set(form.fields) == {"version", "label", "medium"}
    article.refresh_from_db()
    data = {"version": article.version, "medium": "both", "label": "Trajecten", "value": "1"}
    assert client.post(f"{LIST}blok/{block.pk}/", data).status_code == 302
    changed = Block.objects.get(pk=block.pk)
    assert (changed.content["label"], changed.content["value"]) == ("Trajecten", block.content["value"])
    assert changed.reference == block.reference


def test_the_pages_search_and_quote(article, small, client):
    client.force_login(small.maker)
    page = client.get(
        f"{LIST}artikel/{article.pk}/cijfer/?q=ondersteunde+mantelzorgers&na=0"
    ).content.decode()
    found = quotable()
    address = f"{LIST}artikel/{article.pk}/cijfer/kadernota-2026/1/indicator/{found.uid}/"
    assert address in page
    article.refresh_from_db()
    answer = client.post(
        f"{address}?na=0", {"version": article.version, "key": found.choices[0].key, "label": "Nu"}
    )
    assert answer.status_code == 302
    first = article.blocks.order_by("position").first()
    assert (first.kind, first.content["label"]) == ("key_figure", "Nu")
    assert client.post(address, {"version": 1, "key": "onzin"}).status_code == 422
    assert client.get(address.replace("/1/", "/9/")).status_code == 404
