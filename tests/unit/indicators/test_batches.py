"""Many cells in one write: as a function, over HTTP, and what others see of it."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators import batches
from indicators.batches import Asked, Result
from indicators.models import Figure
from indicators.views.batch import _key
from policy.models import Chapter, ReviewState
from tests import factories
from twenterand.accounts.models import Act, AuditEvent
from twenterand.workflow import Refused


def asked(row, column, raw, version=0) -> Asked:
    return Asked(row.pk, column.pk, raw, version)


def write(small, *cells, by=None, **options) -> list[Result]:
    return [
        outcome.result for outcome in batches.change_figures(cells=cells, by=by or small.owner, **options)
    ]


def more_rows(small, count):
    return [factories.table_row(small.group) for _ in range(count)]


def agree(chapter: Chapter) -> None:
    Chapter.objects.filter(pk=chapter.pk).update(
        state=ReviewState.AGREED,
        agreed_at="2026-01-01T12:00:00Z",
        agreed_by="redacteur",
        agreed_hash="0" * 64,
    )


def test_cells_are_filled_and_changed_with_history(small):
    other = more_rows(small, 1)[0]
    results = write(
        small,
        asked(small.row, small.actual, " 1.031 ", 1),
        asked(small.row, small.target, "35%"),
        asked(other, small.actual, "n.v.t."),
        reason="Uit de jaarstukken",
    )
    assert results == [Result.SAVED] * 3
    changed = Figure.objects.get(pk=small.figure.pk)
    assert (changed.raw, changed.number, changed.version) == (" 1.031 ", 1031, 2)
    target = Figure.objects.get(kind="target")
    assert (target.document, target.number, target.version) == (small.document, 35, 1)
    assert Figure.objects.get(indicator=other.indicator).state == "not_applicable"
    steps = Figure.history.filter(history_user_id="eigenaar", history_change_reason="Uit de jaarstukken")
    assert sorted(steps.values_list("history_type", flat=True)) == ["+", "+", "~"]


def test_valid_cells_are_kept_and_the_others_say_why(small):
    other = more_rows(small, 1)[0]
    stranger = factories.column(factories.indicator_table(), "2024")
    outcomes = batches.change_figures(
        cells=[
            asked(small.row, small.actual, "900,000", 1),
            asked(small.row, small.target, "12"),
            asked(other, small.target, "", 0),
            asked(other, small.actual, "7", 3),
            asked(other, stranger, "7"),
        ],
        by=small.owner,
    )
    assert [outcome.result for outcome in outcomes] == ["invalid", "saved", "same", "stale", "absent"]
    assert "900,000" in outcomes[0].sentence
    assert outcomes[0].suggestions
    assert outcomes[0].figure.raw == "29"
    assert outcomes[3].figure is None
    assert set(Figure.objects.values_list("raw", flat=True)) == {"29", "12"}


def test_a_stale_cell_names_who_wrote_first(small):
    write(small, asked(small.row, small.actual, "31", 1), by=small.holder)
    [outcome] = batches.change_figures(cells=[asked(small.row, small.actual, "32", 1)], by=small.owner)
    assert (outcome.result, outcome.who, outcome.figure.raw) == (Result.STALE, "Houder", "31")
    assert outcome.when
    assert Figure.objects.get().raw == "31"


def test_what_is_the_same_is_not_recorded(small):
    agree(small.chapter)
    assert write(small, asked(small.row, small.actual, "29", 1)) == [Result.SAME]
    small.chapter.refresh_from_db()
    assert (Figure.history.count(), small.chapter.state) == (1, ReviewState.AGREED)


def test_rights_are_per_row(small):
    theirs = more_rows(small, 1)[0]
    cells = [asked(small.row, small.actual, "30", 1), asked(theirs, small.actual, "5")]
    assert write(small, *cells, by=small.other) == [Result.REFUSED] * 2
    assert write(small, *cells, by=small.editor) == [Result.REFUSED] * 2
    assert write(small, *cells, by=small.holder) == [Result.SAVED, Result.REFUSED]
    assert write(small, asked(theirs, small.actual, "5"), by="inlezen") == [Result.SAVED]


def test_emptying_asks_for_a_reason_and_undo_brings_everything_back(small):
    Figure.objects.update(provisional=True, reference_date=date(2024, 4, 1), source_cell="B2")
    small.figure.refresh_from_db()
    small.figure._history_user = "test"
    small.figure.save()
    empty = asked(small.row, small.actual, "", 1)
    assert write(small, empty) == [Result.INVALID]
    assert write(small, empty, reason="Dubbel") == [Result.SAVED]
    assert not Figure.objects.exists()
    assert Figure.history.first().history_change_reason == "Dubbel"
    back = asked(small.row, small.actual, "29", 0)
    assert write(small, back, reason="Ongedaan gemaakt", restoring=True) == [Result.SAVED]
    figure = Figure.objects.get()
    assert (figure.raw, figure.version, figure.provisional) == ("29", 2, True)
    assert (figure.reference_date, figure.source_cell) == (date(2024, 4, 1), "B2")


def test_a_typed_value_no_longer_comes_from_a_file(small):
    Figure.objects.update(source_cell="B2", provisional=True)
    write(small, asked(small.row, small.actual, "30", 1))
    figure = Figure.objects.get()
    assert (figure.source_cell, figure.provisional) == ("", True)


def test_one_figure_in_two_tables(small):
    table = factories.indicator_table(factories.chapter(owner=small.chapter.owner))
    column = factories.column(table, "2023")
    here = factories.column(small.table, "2023")
    row = factories.table_row(factories.indicator_group(table), indicator=small.indicator)
    different = asked(small.row, here, "1"), asked(row, column, "2")
    assert write(small, *different, dry_run=True) == [Result.SAVED, Result.INVALID]
    outcomes = batches.change_figures(
        cells=[asked(small.row, here, "1"), asked(row, column, "1")], by=small.owner
    )
    assert [outcome.result for outcome in outcomes] == [Result.SAVED, Result.SAME]
    assert outcomes[0].figure.version == outcomes[1].figure.version == 1


def test_a_dry_run_changes_nothing(small):
    assert write(small, asked(small.row, small.actual, "30", 1), dry_run=True) == [Result.SAVED]
    assert Figure.objects.get().raw == "29"
    assert Figure.history.count() == 1


def test_every_chapter_reopens_once(small):
    table = factories.indicator_table()
    factories.column(table, "2024")
    factories.table_row(factories.indicator_group(table), indicator=small.indicator)
    untouched = factories.indicator_table()
    for chapter in (small.chapter, table.chapter, untouched.chapter):
        agree(chapter)
    row = more_rows(small, 1)[0]
    write(small, asked(small.row, small.actual, "30", 1), asked(row, small.actual, "5"))
    states = [
        Chapter.objects.get(pk=chapter.pk).state
        for chapter in (small.chapter, table.chapter, untouched.chapter)
    ]
    assert states == ["editing", "editing", "agreed"]
    small.chapter.refresh_from_db()
    assert small.chapter.reason.startswith("Gewijzigd: 2 cijfers, waaronder ")
    assert AuditEvent.objects.filter(act=Act.REOPENED).count() == 2


def test_nothing_is_kept_when_the_write_fails(small, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(batches.locating, "hold_chapters", fail)
    with pytest.raises(RuntimeError):
        write(small, asked(small.row, small.actual, "30", 1), asked(small.row, small.target, "5"))
    assert (Figure.objects.get().raw, Figure.history.count()) == ("29", 1)


def test_too_many_and_too_long(small):
    cell = asked(small.row, small.actual, "30", 1)
    with pytest.raises(Refused, match="2001 cellen"):
        write(small, *[cell] * 2001)
    assert write(small, asked(small.row, small.actual, "a" * 2001, 1)) == [Result.INVALID]


def test_more_cells_take_no_more_queries(small):
    """Reads never grow. A write is one query per block, and SQLite takes smaller blocks."""
    first, second = more_rows(small, 3), more_rows(small, 150)
    for row in (*first, *second):
        factories.figure(row, small.actual)
    counts = []
    write(small, asked(small.row, small.actual, "29", 1))  # the roles of a person are read once
    for rows in (first, second):
        cells = [asked(row, small.actual, "31", 1) for row in rows]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert set(write(small, *cells)) == {Result.SAVED}
        statements = [query["sql"].split()[0] for query in queries]
        counts.append((statements.count("SELECT"), len(statements)))
    assert counts[0][0] == counts[1][0]
    if connection.vendor == "postgresql":
        assert counts[0] == counts[1]


@pytest.fixture
def send(client, small):
    client.force_login(small.owner)

    def send(*cells, **options):
        body = {"cells": [cell._asdict() for cell in cells], **options}
        for cell in body["cells"]:
            cell["version"] = cell.pop("seen_version")
        return client.post(reverse("indicators:batch"), json.dumps(body), content_type="application/json")

    return send


def test_over_http_each_cell_has_its_own_status(send, small):
    other = more_rows(small, 1)[0]
    answer = send(
        asked(small.row, small.actual, "1031", 1),
        asked(small.row, small.target, "1.5"),
        asked(other, small.actual, "5", 2),
        asked(other, factories.column(factories.indicator_table()), "5"),
    )
    assert answer.status_code == 200
    assert "no-cache" in answer["Cache-Control"]
    cells = answer.json()["cells"]
    assert [cell["status"] for cell in cells] == [200, 422, 409, 404]
    assert cells[0]["now"] == {
        "row": small.row.pk,
        "column": small.actual.pk,
        "version": 2,
        "raw": "1031",
        "text": "1.031",
        "look": "number",
        "provisional": False,
        "broken": "",
    }
    assert (cells[0]["before"], cells[0]["changed"]) == ("29", True)
    assert cells[1]["suggestions"]


def test_over_http_what_is_not_ours_is_refused(client, send, small):
    url = reverse("indicators:batch")
    good = {"row": small.row.pk, "column": small.actual.pk, "raw": "1", "version": 1}
    bodies = ["", "[]", "{}", '{"cells": []}', '{"cells": [1]}', '{"cells": {"a": 1}}']
    for wrong in ({"row": -1}, {"version": -1}, {"row": 2**63}, {"raw": 3}, {"raw": None}, {"column": True}):
        bodies.append(json.dumps({"cells": [good | wrong]}))
    bodies.append(json.dumps({"cells": [good], "reason": 3}))
    for body in bodies:
        assert client.post(url, body, content_type="application/json").status_code == 400, body
    too_many = send(*[asked(small.row, small.actual, "1", 1)] * 2001)
    assert (too_many.status_code, "2001" in too_many.json()["sentence"]) == (422, True)
    long = send(asked(small.row, small.actual, "1", 1), reason="x" * 501)
    assert (long.status_code, "501 tekens" in long.json()["sentence"]) == (422, True)
    assert client.get(url).status_code == 405
    client.force_login(small.clerk)
    assert send(asked(small.row, small.actual, "1", 1)).status_code == 403
    client.logout()
    assert send(asked(small.row, small.actual, "1", 1)).status_code == 302
    with pytest.raises(BadRequest):
        _key(1.5)


def test_a_request_from_elsewhere_is_refused(small, client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(small.owner)
    answer = strict.post(reverse("indicators:batch"), "{}", content_type="application/json")
    assert answer.status_code == 403


def test_news_tells_what_others_changed(client, small):
    client.force_login(small.owner)
    since = timezone.now().isoformat()
    Figure.history.update(history_date=timezone.now() - timedelta(hours=1))

    def news(rows=None):
        query = {"rijen": rows or str(small.row.pk), "sinds": since}
        return client.get(reverse("indicators:news"), query).json()["cells"]

    assert news() == []
    write(small, asked(small.row, small.actual, "31", 1), by=small.holder)
    [cell] = news()
    assert (cell["text"], cell["version"], cell["who"], cell["column"]) == (
        "31",
        2,
        "Houder",
        small.actual.pk,
    )
    write(small, asked(small.row, small.actual, "", 2), by=small.holder, reason="Dubbel")
    [cell] = news()
    assert (cell["text"], cell["version"], cell["look"]) == ("", 0, "number")
    assert news(rows=str(more_rows(small, 1)[0].pk)) == []


def test_news_takes_the_same_queries(client, small, django_assert_num_queries):
    client.force_login(small.owner)
    since = timezone.now().isoformat()
    url = reverse("indicators:news")
    for rows in (more_rows(small, 3), more_rows(small, 60)):
        write(small, *[asked(row, small.actual, "5") for row in rows])
        query = {"rijen": ",".join(str(row.pk) for row in rows), "sinds": since}
        with django_assert_num_queries(12):
            assert len(client.get(url, query).json()["cells"]) == len(rows)


def test_news_refuses_what_is_not_ours(client, small):
    client.force_login(small.owner)
    url = reverse("indicators:news")
    now = timezone.now().isoformat()
    for query in (
        {"rijen": "x"},
        {"rijen": "1", "sinds": "gisteren"},
        {"rijen": "1", "sinds": "2026-99-99T00:00:00Z"},
        {"rijen": ",".join(["1"] * 501), "sinds": now},
    ):
        assert client.get(url, query).status_code == 400, query
    assert client.get(url).json()["cells"] == []
