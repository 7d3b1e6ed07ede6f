"""Periods that are locked after adoption: what a lock covers, who sets and frees it, and the page for both."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from indicators import everything, grid, locks, payload, querysets
from indicators.models import PeriodLock
from indicators.periods import Period
from tests import factories
from twenterand.accounts.models import Act, AuditEvent, Role
from twenterand.workflow import Refused, Stale


@pytest.fixture
def editor(db):
    return factories.user(Role.EDITOR, username="eindredacteur", name="Eindredacteur")


def locked(editor, period="2024", kind="", reason="Jaarstukken vastgesteld"):
    return locks.lock(period=Period.parse(period), kind=kind, reason=reason, by=editor)


def slot(small, column):
    return querysets.Slot.in_cell(small.row, column, querysets.our_area_id())


@pytest.mark.parametrize(
    ("period", "kind", "inside"),
    [
        ("2024", "", {"2024", "1e kwartaal 2024", "januari 2024"}),
        ("2024", "actual", {"2024", "1e kwartaal 2024", "januari 2024"}),
        ("2024", "target", set()),
        ("1e kwartaal 2024", "", {"1e kwartaal 2024", "januari 2024"}),
        ("2023/2024", "", {"2024", "1e kwartaal 2024", "januari 2024", "2023/2024", "schooljaar 2023/2024"}),
        ("schooljaar 2023/2024", "", {"1e kwartaal 2024", "januari 2024", "schooljaar 2023/2024"}),
    ],
)  # fmt: skip
def test_a_lock_covers_what_lies_inside_its_days(small, editor, period, kind, inside):
    locked(editor, period, kind)
    table = factories.indicator_table(small.chapter)
    names = ["2024", "1e kwartaal 2024", "januari 2024", "2023/2024", "schooljaar 2023/2024", "2025"]
    columns = {name: factories.column(table, name) for name in names}
    found = locks.Locks()
    covered = {name for name, column in columns.items() if found.covering(slot(small, column))}
    assert covered == inside


def test_locks_are_read_in_one_query_however_many(small, editor, django_assert_num_queries):
    for year in range(2015, 2025):
        locked(editor, str(year))
    actual, target = slot(small, small.actual), slot(small, small.target)
    with django_assert_num_queries(1):
        found = locks.Locks()
        assert found.covering(actual)
        assert not found.covering(target)


def test_the_sentence_says_when_why_and_whom_to_ask(editor):
    record = locked(editor, kind="actual")
    PeriodLock.objects.filter(pk=record.pk).update(locked_at="2025-07-08T10:00:00Z")
    record.refresh_from_db()
    assert locks.sentence(record) == (
        "Gerealiseerd 2024 is vastgezet op 8 juli 2025: Jaarstukken vastgesteld. "
        "Vraag een eindredacteur om de periode vrij te geven."
    )


def test_locking_and_unlocking_are_acts_with_history(editor):
    record = locked(editor)
    freed = locks.unlock(record=record, seen_version=1, reason="Fout in de bron", by=editor)
    assert not locks.Locks().active
    assert (freed.unlocked_by, freed.unlock_reason) == ("eindredacteur", "Fout in de bron")
    acts = AuditEvent.objects.order_by("pk").values_list("act", "actor", "subject_label", "note")
    assert list(acts) == [
        (Act.LOCKED, "eindredacteur", "2024", "Jaarstukken vastgesteld"),
        (Act.UNLOCKED, "eindredacteur", "2024", "Fout in de bron"),
    ]
    steps = record.history.order_by("history_id")
    assert list(steps.values_list("history_user_id", "history_change_reason")) == [
        ("eindredacteur", "Jaarstukken vastgesteld"),
        ("eindredacteur", "Fout in de bron"),
    ]
    # A period that was freed can be locked again.
    assert locked(editor).pk != record.pk


def test_both_need_a_reason_and_a_right(small, editor):
    with pytest.raises(Refused, match="De reden is leeg"):
        locked(editor, reason="  ")
    with pytest.raises(PermissionDenied, match="Vraag het aan een eindredacteur"):
        locked(small.owner)
    record = locked(editor)
    with pytest.raises(Refused, match="De reden is leeg"):
        locks.unlock(record=record, seen_version=1, reason="", by=editor)
    with pytest.raises(PermissionDenied):
        locks.unlock(record=record, seen_version=1, reason="Fout", by=small.owner)
    with pytest.raises(Stale):
        locks.unlock(record=record, seen_version=7, reason="Fout", by=editor)


def test_what_is_locked_is_not_locked_twice(editor):
    record = locked(editor)
    for period, kind in (("2024", ""), ("2024", "target"), ("maart 2024", "actual")):
        with pytest.raises(Refused, match="is al vastgezet op"):
            locked(editor, period, kind)
    locks.unlock(record=record, seen_version=None, reason="Fout", by=editor)
    with pytest.raises(Refused, match="is al vrijgegeven op"):
        locks.unlock(record=record, seen_version=None, reason="Fout", by=editor)
    locked(editor, kind="target")
    assert locked(editor).kind == ""


def cell_page(small, column):
    return reverse("indicators:cell", args=[small.row.pk, column.pk])


def test_a_locked_cell_looks_locked_in_every_grid(small, editor, client):
    record = locked(editor)
    client.force_login(small.owner)
    for address in (reverse("indicators:chapter", args=["kadernota-2026", "jeugd"]), "/werk/cijfers/alles/"):
        page = client.get(address).content.decode()
        [cell] = re.findall(rf'<td[^>]*data-column="{small.actual.pk}".*?</td>', page, re.DOTALL)
        assert f'data-locked="{record.pk}"' in cell
        assert ", vastgezet" in cell
        # It can be looked at, not changed.
        assert "figure-cell__button" not in cell
        assert f'figure-cell__open" id="cel-{small.row.pk}-{small.actual.pk}' in cell
        assert f'id="vastgezet-{record.pk}">2024 is vastgezet op' in page
        [free] = re.findall(rf'<td[^>]*data-column="{small.target.pk}".*?</td>', page, re.DOTALL)
        assert "data-locked" not in free
        assert cell_page(small, small.target) in free


def test_the_page_of_a_locked_cell_says_why_and_has_no_form(small, editor, client):
    locked(editor)
    client.force_login(small.owner)
    page = client.get(cell_page(small, small.actual)).content.decode()
    assert "2024 is vastgezet op" in page
    assert "Jaarstukken vastgesteld. Vraag een eindredacteur" in page
    assert 'name="raw"' not in page
    assert 'name="raw"' in client.get(cell_page(small, small.target)).content.decode()


def test_a_payload_knows_no_locks(small, editor):
    before = payload.build(small.chapter)
    locked(editor)
    assert payload.build(small.chapter) == before
    assert all(
        cell.lock is None
        for table in grid.of_chapter(small.chapter)
        for row in table.rows
        for cell in row.cells
    )
    shown = everything.Everything(everything.Wanted())
    _, [line] = shown.lines(shown.rows)
    assert {cell.column.kind: bool(cell.lock) for cell in line.cells} == {"target": False, "actual": True}


PERIODS = "/werk/cijfers/perioden/"


def test_an_editor_locks_and_frees_on_the_page(small, client):
    client.force_login(small.editor)
    answer = client.post(
        PERIODS, {"period": "schooljaar 2023/2024", "kind": "actual", "reason": "Vastgesteld"}
    )
    assert answer.status_code == 302
    record = PeriodLock.objects.get()
    assert (record.kind, record.locked_by) == ("actual", "redacteur")
    page = client.get(PERIODS).content.decode()
    assert "Schooljaar 2023/2024, gerealiseerd" in page
    freeing = reverse("indicators:unlock", args=[record.pk])
    assert freeing in page
    assert "Vastgezet door Redacteur op" in client.get(freeing).content.decode()
    assert client.post(freeing, {"version": 1, "reason": "Fout"}).status_code == 302
    page = client.get(PERIODS).content.decode()
    assert "Vrijgegeven: Fout" in page
    assert freeing not in page
    again = client.post(freeing, {"version": 2, "reason": "Nog eens"})
    assert again.status_code == 422
    assert "Deze periode is al vrijgegeven" in again.content.decode()


def test_what_is_wrong_comes_back_with_a_sentence(small, client):
    client.force_login(small.editor)
    answer = client.post(PERIODS, {"period": "ooit", "reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“ooit” is geen periode." in page
    assert "Dit is nog leeg. Vul het in." in page
    client.post(PERIODS, {"period": "2024", "kind": "both", "reason": "Vastgesteld"})
    assert (
        "2024 is al vastgezet op"
        in client.post(PERIODS, {"period": "2024", "kind": "both", "reason": "Weer"}).content.decode()
    )
    stale = client.post(
        reverse("indicators:unlock", args=[PeriodLock.objects.get().pk]), {"version": 9, "reason": "x"}
    )
    assert stale.status_code == 409


def test_only_an_editor_locks(small, client):
    client.force_login(small.owner)
    record = locks.lock(period=Period.parse("2024"), reason="Vastgesteld", by="test")
    page = client.get(PERIODS).content.decode()
    assert "Vastgesteld" in page
    assert "Een periode vastzetten" not in page
    assert client.post(PERIODS, {"period": "2023", "reason": "Ik"}).status_code == 403
    assert client.get(reverse("indicators:unlock", args=[record.pk])).status_code == 403
    client.force_login(small.clerk)
    assert client.get(PERIODS).status_code == 403
