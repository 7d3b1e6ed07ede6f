"""Which empty cells are asked for: what the document before printed empty is not, a correction is."""

from datetime import date

import pytest
from django.urls import reverse

from indicators import obligations, queue, reporting
from indicators.models import Indicator
from policy import editing as policy_editing
from policy.models import Chapter, ReviewState
from tests import factories
from twenterand.publications import printed

TODAY = date(2025, 6, 1)


@pytest.fixture
def table(small):
    """The table of `small` with the actuals 2021, 2022, 2023 and 2024, all empty."""
    small.figure.delete()
    small.years = [factories.column(small.table, str(year)) for year in (2021, 2022, 2023)]
    return small


def asked() -> list[str]:
    return [duty.period.label for duty in reporting.duties(today=TODAY)]


def publish(monkeypatch, small, *, state=ReviewState.EDITING, **newest):
    monkeypatch.setattr(policy_editing, "published_slugs", lambda: {small.document.slug})
    uid = str(small.indicator.uid)
    found = {(uid, "", "", kind): last for kind, last in newest.items()}
    monkeypatch.setattr(obligations, "printed_actuals", lambda: found)
    Chapter.objects.filter(pk=small.chapter.pk).update(
        state=state,
        agreed_at="2025-01-01T00:00:00Z",
        agreed_by="red",
        agreed_hash="0",
        reason="Verkeerd cijfer",
    )


def test_of_what_was_never_measured_only_the_newest_period_is_asked(table):
    assert asked() == ["2024"]
    Indicator.objects.update(first_year=2023)
    assert sorted(asked()) == ["2023", "2024"]


def test_nothing_is_asked_of_before_the_first_figure(table):
    factories.figure(table.row, table.years[1], "7")
    assert sorted(asked()) == ["2023", "2024"]


def test_what_was_printed_empty_is_not_asked_again(table, monkeypatch):
    factories.figure(table.row, table.years[0], "7")
    publish(monkeypatch, table, year=date(2023, 12, 31))
    assert asked() == ["2024"], "a column that was added to a published document"
    publish(monkeypatch, table, year=date(2024, 12, 31))
    assert asked() == []
    factories.figure(table.row, table.actual, "volgt")
    assert asked() == ["2024"], "a promise is kept"


def test_a_chapter_that_is_agreed_asks_nothing(table, monkeypatch):
    publish(monkeypatch, table, state=ReviewState.AGREED)
    assert asked() == []


@pytest.mark.parametrize(("column", "raw"), [("target", "vervalt"), ("actual", "vervallen")])
def test_a_row_that_lapses_asks_nothing(table, column, raw):
    factories.figure(table.row, table.years[0], "7")
    assert len(asked()) == 3
    factories.figure(table.row, getattr(table, column), raw)
    assert asked() == []


def test_a_period_over_one_that_has_its_figure_is_not_asked(table):
    own = factories.indicator_group(table.table)
    row = factories.table_row(own)
    before = factories.column(factories.indicator_table(table.chapter), "2022/2023")
    factories.figure(row, before, "7")
    factories.column(table.table, "2023/2024", group=own)
    assert asked() == ["2024"]


def test_a_chapter_that_is_corrected_is_to_be_submitted_again(table, monkeypatch, client):
    def titles(user):
        return [one.title for one in queue.of(user, user.function_ids, TODAY).open_again]

    assert titles(table.owner) == []
    publish(monkeypatch, table, year=date(2024, 12, 31))
    assert (titles(table.owner), titles(table.other)) == (["Jeugd"], [])
    client.force_login(table.owner)
    page = client.get("/werk/te-doen/").content.decode()
    assert "Jeugd is weer in bewerking: bied het opnieuw aan" in page
    assert "Verkeerd cijfer" in page
    assert reverse("policy:chapter", args=["kadernota-2026", "jeugd"]) in page


def test_what_a_payload_prints():
    columns = [
        {"kind": kind, "period": {"kind": "year", "last": f"{year}-12-31"}}
        for kind, year in (("target", 2026), ("actual", 2024), ("actual", 2023))
    ]
    volgt = {"state": "not_yet_known"}
    rows = [
        {"indicator": "a", "cells": [None, None, None]},
        {"indicator": "b", "area": {"code": "GM1"}, "cells": [None, volgt, None]},
    ]
    newest = {}
    printed._read_group({"rows": rows}, columns, newest)
    assert newest == {
        ("a", "", "", "year"): date(2024, 12, 31),
        ("b", "GM1", "", "year"): date(2023, 12, 31),
    }
