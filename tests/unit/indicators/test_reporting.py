"""What must be reported, before when, and what is late; and the work queue that shows it with all else that waits."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators import commenting, locks, queue, reporting
from indicators.models import Indicator
from indicators.periods import Period
from policy import editing as policy_editing
from policy.models import Chapter, ReviewState
from tests import factories
from twenterand.accounts.models import Organisation

TODAY = date(2025, 6, 1)


@pytest.fixture
def empty(small):
    """The table of `small` with its actual of 2024 taken out; 2024 was due before 2 March 2025 (60 days)."""
    small.figure.delete()
    Organisation.objects.create(pk=1, name="Gemeente", short_name="Gemeente", cbs_code="GM9999")
    return small


def asked(today=TODAY, **options) -> list[tuple]:
    return [(duty.label, duty.period.label, duty.late) for duty in reporting.duties(today=today, **options)]


def change(indicator, **fields):
    Indicator.objects.filter(pk=indicator.pk).update(**fields)


def test_an_empty_cell_of_a_period_that_is_over_is_a_duty_of_the_holder(empty):
    [duty] = reporting.duties(today=TODAY)
    assert (duty.label, duty.period.label, duty.owner) == ("Aantal jongeren", "2024", empty.indicator.holder)
    assert (duty.due, duty.late) == (date(2025, 3, 2), True)
    assert duty.href == reverse("indicators:cell", args=[empty.row.pk, empty.actual.pk])
    assert duty.place == "Jeugd, Kadernota 2026"
    change(empty.indicator, holder=None)
    assert reporting.duties(today=TODAY)[0].owner == empty.chapter.owner


def test_nothing_is_asked_before_the_period_is_over_and_nothing_is_late_before_it_is_due(empty):
    assert asked(date(2024, 12, 31)) == []
    assert asked(date(2025, 1, 1)) == [("Aantal jongeren", "2024", False)]
    assert asked(date(2025, 3, 1)) == [("Aantal jongeren", "2024", False)]
    assert asked(date(2025, 3, 2)) == [("Aantal jongeren", "2024", True)]


def test_the_day_of_the_document_goes_before_that_of_the_indicator_and_the_organisation(empty):
    change(empty.indicator, due_days=10)
    assert reporting.duties(today=TODAY)[0].due == date(2025, 1, 11)
    empty.document.figures_due = date(2025, 9, 1)
    empty.document.save()
    [duty] = reporting.duties(today=TODAY)
    assert (duty.due, duty.late) == (date(2025, 9, 1), False)


@pytest.mark.parametrize(
    "fields",
    [
        {"first_year": 2025},
        {"last_year": 2023, "lapsed": True},
        {"lapsed": True},
        {"formula": "a + b"},
    ],
)
def test_what_nobody_has_to_report(empty, fields):
    change(empty.indicator, **fields)
    assert asked() == []


def test_the_last_year_of_an_indicator_is_still_reported(empty):
    change(empty.indicator, last_year=2024, lapsed=True)
    assert len(asked()) == 1


def test_a_superseded_indicator_is_not_asked_for_but_one_with_only_a_successor_is(empty):
    other = factories.indicator()
    change(empty.indicator, successor=other)
    assert len(asked()) == 1
    change(empty.indicator, successor=other, superseded_reason="Zijn dezelfde")
    assert asked() == []


def test_locked_periods_filled_cells_and_published_documents_ask_nothing(empty, monkeypatch):
    record = locks.lock(period=Period.parse("2024"), reason="Vastgesteld", by="test")
    assert asked() == []
    locks.unlock(record=record, seen_version=None, reason="Fout", by="test")
    assert len(asked()) == 1
    monkeypatch.setattr(policy_editing, "published_slugs", lambda: {"kadernota-2026"})
    submitted(empty.chapter)
    assert asked() == []
    monkeypatch.undo()
    factories.figure(empty.row, empty.actual, "n.v.t.")
    assert asked() == []


def test_a_figure_that_was_promised_is_still_to_come(empty):
    factories.figure(empty.row, empty.actual, "volgt")
    [duty] = reporting.duties(today=TODAY)
    assert duty.promised


def test_one_figure_in_two_tables_is_asked_once_before_the_earliest_day(empty):
    soon = factories.document(title="Jaarstukken 2024", figures_due=date(2025, 2, 1))
    table = factories.indicator_table(factories.chapter(document=soon))
    factories.column(table, "2024")
    factories.table_row(factories.indicator_group(table), indicator=empty.indicator)
    [duty] = reporting.duties(today=TODAY)
    assert (duty.due, duty.place.endswith("Jaarstukken 2024")) == (date(2025, 2, 1), True)


def test_a_rhythm_asks_every_period_since_the_first_figure(empty):
    factories.figure(empty.row, empty.actual, "29")
    change(empty.indicator, default_period_kind="quarter", due_days=30)
    assert asked() == []
    quarters = factories.column(factories.indicator_table(empty.chapter), "3e kwartaal 2024")
    factories.figure(empty.row, quarters, "7")
    assert asked() == [
        ("Aantal jongeren", "4e kwartaal 2024", True),
        ("Aantal jongeren", "1e kwartaal 2025", True),
    ]
    [late, _] = reporting.duties(today=TODAY)
    assert late.due == date(2025, 1, 31)
    assert late.href == reverse("indicators:card", args=[empty.indicator.slug])
    assert late.place == "Elk kwartaal"


@pytest.mark.parametrize(
    ("kind", "first", "newest"),
    [("month", "januari 2020", "mei 2025"), ("school_year", "schooljaar 2010/2011", "schooljaar 2023/2024")],
)
def test_a_rhythm_looks_back_eight_periods(empty, kind, first, newest):
    factories.figure(empty.row, empty.actual, "29")
    change(empty.indicator, default_period_kind=kind)
    column = factories.column(factories.indicator_table(empty.chapter), first)
    factories.figure(empty.row, column, "7")
    found = asked()
    assert len(found) == 8
    assert found[-1][1] == newest


def test_only_the_functions_that_are_asked_for(empty):
    assert asked(functions=[empty.chapter.owner_id]) == []
    assert len(asked(functions=[empty.indicator.holder_id])) == 1


def queries(call) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_more_work_never_means_more_queries(empty):
    def more(count):
        for _ in range(count):
            row = factories.table_row(empty.group)
            factories.figure(row, empty.target, "40")
            monthly = factories.indicator(holder=empty.indicator.holder, default_period_kind="month")
            factories.figure(factories.table_row(empty.group, indicator=monthly), months, "7")
            commenting.add(
                row=row, column=empty.actual, text="Klopt dit?", by=empty.owner, mentions=functions
            )

    months = factories.column(empty.table, "januari 2025")
    functions = [empty.indicator.holder]
    more(2)
    few = queries(lambda: queue.of(empty.holder, empty.holder.function_ids, TODAY))
    more(20)
    empty.holder = type(empty.holder).objects.get(pk=empty.holder.pk)
    many = queries(lambda: queue.of(empty.holder, empty.holder.function_ids, TODAY))
    assert many == few <= 40


def submitted(chapter: Chapter) -> None:
    fields = {
        "state": ReviewState.SUBMITTED,
        "submitted_at": "2025-05-01T12:00:00Z",
        "submitted_by": "eigenaar",
    }
    Chapter.objects.filter(pk=chapter.pk).update(**fields)


def test_what_waits_for_agreement_stands_with_the_owner_and_with_who_judges(empty):
    submitted(empty.chapter)
    own = queue.of(empty.owner, empty.owner.function_ids, TODAY)
    assert (own.submitted, own.to_judge) == ([empty.chapter], None)
    judge = queue.of(empty.editor, frozenset(), TODAY)
    assert judge.to_judge == []
    judge = queue.of(empty.editor, empty.editor.function_ids, TODAY)
    assert (judge.submitted, judge.to_judge) == ([], [empty.chapter])
    assert queue.of(empty.other, empty.other.function_ids, TODAY).empty


def test_rows_off_target_without_explanation_wait_until_the_chapter_is_submitted(empty):
    change(empty.indicator, direction="higher")
    factories.figure(empty.row, empty.actual, "29")
    factories.figure(empty.row, empty.target, "100")
    [row] = queue.unexplained()
    assert (row.label, row.owner) == ("Aantal jongeren", empty.indicator.holder)
    assert "Verschil" in row.sum
    assert queue.unexplained(empty.other.function_ids) == []
    submitted(empty.chapter)
    assert queue.unexplained() == []


def test_duties_are_grouped_by_place_and_period(empty):
    for _ in range(3):
        factories.table_row(empty.group, indicator=factories.indicator(holder=empty.indicator.holder))
    [group] = queue.grouped(reporting.duties(today=TODAY))
    assert (group.title, len(group.duties), group.late) == ("Jeugd, Kadernota 2026: 2024", 4, True)


def test_the_periods_of_one_indicator_are_one_entry(empty):
    factories.figure(empty.row, empty.actual, "29")
    change(empty.indicator, default_period_kind="month")
    column = factories.column(factories.indicator_table(empty.chapter), "december 2024")
    factories.figure(empty.row, column, "7")
    late, coming = queue.grouped(reporting.duties(today=TODAY))
    assert (late.title, late.rhythm, late.late) == ("Aantal jongeren", "Elke maand", True)
    assert [duty.period.label for duty in late.duties] == ["januari 2025", "februari 2025", "maart 2025"]
    assert [duty.period.label for duty in coming.duties] == ["april 2025", "mei 2025"]


TODO = "/werk/te-doen/"


def test_the_page_links_to_the_cell_and_filters(empty, client):
    client.force_login(empty.holder)
    page = client.get(TODO).content.decode()
    cell = reverse("indicators:cell", args=[empty.row.pk, empty.actual.pk])
    assert f'href="{cell}"' in page
    assert "Cijfers: te laat" in page
    client.force_login(empty.other)
    own = client.get(TODO).content.decode()
    assert "U bent bij" in own
    assert cell not in own
    assert cell in client.get(TODO, {"voor": "alle"}).content.decode()
    assert cell in client.get(TODO, {"voor": empty.indicator.holder.slug}).content.decode()
    assert cell not in client.get(TODO, {"voor": empty.chapter.owner.slug}).content.decode()
    assert client.get(TODO, {"voor": "niemand"}).status_code == 200


def test_a_remark_for_my_function_waits_on_the_page(empty, client):
    functions = [empty.indicator.holder]
    commenting.add(row=empty.row, column=empty.actual, text="Klopt dit?", by=empty.owner, mentions=functions)
    client.force_login(empty.holder)
    page = client.get(TODO).content.decode()
    assert "Opmerkingen die op antwoord wachten" in page
    assert "Klopt dit?" in page
    client.force_login(empty.other)
    assert "Klopt dit?" not in client.get(TODO).content.decode()
    client.force_login(empty.clerk)
    assert client.get(TODO).status_code == 403
