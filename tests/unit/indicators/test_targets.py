"""Targets belong to the document that set them: what a decision changes, and what stays to be seen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from indicators import batches, editing, targets
from indicators import history as histories
from indicators.batches import Asked, Result
from indicators.models import Figure, PeriodLock
from indicators.querysets import Slot
from policy import editing as policy_editing
from policy.models import RouteStep
from tests import factories

DECIDED = {"reason": "Amendement 12", "decision": "Raadsbesluit van 8 juli 2025"}


@pytest.fixture
def target(small) -> Figure:
    """A target of the document in whose own table it stands; a draft until somebody decides."""
    return factories.figure(small.row, small.target, "424")


def adopt(document) -> None:
    RouteStep.objects.create(
        document=document,
        kind="decision",
        body="raad",
        title="Vaststelling",
        outcome="adopted",
        expected=False,
    )


def write(small, raw, version=1, by=None, **options):
    [outcome] = batches.change_figures(
        cells=[Asked(small.row.pk, small.target.pk, raw, version)], by=by or small.owner, **options
    )
    return outcome


def test_a_draft_changes_without_a_decision(small, target):
    assert write(small, "450").result is Result.SAVED
    assert Figure.objects.get(pk=target.pk).decision == ""
    assert targets.first_set(Figure.objects.all()) == {}


def test_what_settles_a_target(small, target, monkeypatch):
    document = small.document
    assert not targets.settled(document, in_document=document.pk)
    assert targets.settled(document, in_document=document.pk + 1)
    assert not targets.settled(document, in_document=None)
    monkeypatch.setattr(policy_editing, "published_check", lambda asked: asked == document)
    assert targets.settled(document, in_document=document.pk)
    monkeypatch.undo()
    adopt(document)
    assert targets.settled(document, in_document=document.pk)


def test_outside_a_table_a_document_that_was_made_elsewhere_is_settled(small):
    """A file and the page of an indicator name the begroting, of which the portal knows targets only."""
    assert targets.settled(factories.document(title="Begroting 2025"), in_document=None)
    assert not targets.settled(small.document, in_document=None)


def test_an_expected_decision_settles_nothing(small):
    RouteStep.objects.create(document=small.document, kind="decision", title="Vaststelling", expected=True)
    RouteStep.objects.create(
        document=small.document, kind="decision", title="Advies", expected=False, outcome="rejected"
    )
    assert not targets.settled(small.document, in_document=small.document.pk)


@pytest.mark.parametrize("given", [{}, {"reason": "Zomaar"}, {"decision": "Raadsbesluit"}])
def test_a_settled_target_needs_reason_and_decision(small, target, given):
    adopt(small.document)
    outcome = write(small, "450", **given)
    assert (outcome.result, outcome.figure.raw) == (Result.DECISION, "424")
    assert "besluit" in outcome.sentence
    assert Figure.objects.get(pk=target.pk).raw == "424"


def test_a_decision_is_kept_with_the_target_and_in_its_history(small, target):
    adopt(small.document)
    assert write(small, "450", **DECIDED).result is Result.SAVED
    changed = Figure.objects.get(pk=target.pk)
    assert (changed.raw, changed.decision) == ("450", DECIDED["decision"])
    step = Figure.history.filter(id=target.pk).first()
    assert (step.decision, step.history_change_reason) == (DECIDED["decision"], DECIDED["reason"])
    slot = Slot.of(changed)
    assert targets.first_set([changed])[slot].raw == "424"
    [first, last] = targets.ledger(slot, decimals=0)
    assert (first.text, first.decision) == ("424", "")
    assert (last.text, last.decision, last.reason, last.who) == (
        "450",
        DECIDED["decision"],
        DECIDED["reason"],
        "Eigenaar",
    )


def test_the_history_of_the_cell_names_the_decision(small, target):
    adopt(small.document)
    write(small, "450", **DECIDED)
    small.row.refresh_from_db()
    write(small, "450,0", 2, reason="Anders geschreven")
    steps = histories.of_slot(Slot.of(target), decimals=0)
    assert [step.why for step in steps if step.why] == [
        "Anders geschreven",
        "Amendement 12. Besluit: Raadsbesluit van 8 juli 2025",
    ]


def test_the_first_value_stays_the_first_after_two_decisions(small, target, django_assert_num_queries):
    adopt(small.document)
    write(small, "450", **DECIDED)
    write(small, "460", 2, reason="Begroting", decision="Raadsbesluit van 11 november 2025")
    figures = list(Figure.objects.all())
    with django_assert_num_queries(1):
        [first] = targets.first_set(figures).values()
    assert first.raw == "424"
    texts = [entry.text for entry in targets.ledger(Slot.of(target), decimals=0)]
    assert texts == ["424", "450", "460"]


def test_filling_and_spelling_need_no_decision(small):
    adopt(small.document)
    assert write(small, "1144", 0).result is Result.SAVED
    assert write(small, "1.144", 1).result is Result.SAVED
    [entry] = targets.ledger(Slot.of(Figure.objects.get(kind="target")), decimals=0)
    assert entry.text == "1.144"


def test_actuals_are_never_settled(small):
    adopt(small.document)
    cell = Asked(small.row.pk, small.actual.pk, "30", 1)
    [outcome] = batches.change_figures(cells=[cell], by=small.owner)
    assert outcome.result is Result.SAVED


def test_the_target_of_another_document_is_settled_in_this_table(small):
    budget = factories.document(slug="begroting-2025", title="Begroting 2025")
    column = factories.column(small.table, "2025", document=budget)
    factories.figure(small.row, column, "400")
    cell = Asked(small.row.pk, column.pk, "410", 1)
    [outcome] = batches.change_figures(cells=[cell], by=small.owner)
    assert outcome.result is Result.DECISION


def test_removing_a_settled_target_keeps_the_decision(small, target):
    adopt(small.document)
    assert write(small, "", reason="Vervalt").result is Result.DECISION
    assert write(small, "", **DECIDED).result is Result.SAVED
    step = Figure.history.filter(id=target.pk).first()
    assert (step.history_type, step.decision) == ("-", DECIDED["decision"])
    assert [entry.text for entry in targets.ledger(Slot.of(target), decimals=0)] == ["424", ""]


def test_undo_and_redo_take_no_new_decision(small, target):
    adopt(small.document)
    write(small, "450", **DECIDED)
    undo = {"reason": "Ongedaan gemaakt", "restoring": True}
    assert write(small, "424", 2, **undo).result is Result.SAVED
    assert Figure.objects.get(pk=target.pk).decision == ""
    assert write(small, "450", 3, **undo).result is Result.SAVED
    assert Figure.objects.get(pk=target.pk).decision == DECIDED["decision"]
    assert write(small, "424", 4, **undo).result is Result.SAVED


def test_undo_is_no_way_around_a_decision(small, target):
    """Nobody takes back what somebody else decided, or what they did themselves long ago."""
    adopt(small.document)
    write(small, "450", by=small.holder, **DECIDED)
    undo = {"reason": "Ongedaan gemaakt", "restoring": True}
    assert write(small, "424", 2, **undo).result is Result.DECISION
    write(small, "460", 2, **DECIDED)
    assert write(small, "424", 3, **undo).result is Result.DECISION
    assert write(small, "450", 3, dry_run=True, **undo).result is Result.SAVED
    Figure.history.update(history_date=timezone.now() - timedelta(days=1))
    assert write(small, "450", 3, **undo).result is Result.DECISION


def test_a_block_asks_documents_once(small, django_assert_max_num_queries):
    adopt(small.document)
    rows = [factories.table_row(small.group) for _ in range(30)]
    for row in rows:
        factories.figure(row, small.target, "1")
    cells = [Asked(row.pk, small.target.pk, "2", 1) for row in rows]
    with django_assert_max_num_queries(14):
        outcomes = batches.change_figures(cells=cells, by=small.owner, dry_run=True)
    assert {outcome.result for outcome in outcomes} == {Result.DECISION}


def test_the_page_of_a_cell_asks_the_same(small, target):
    adopt(small.document)
    cell = {"row": small.row, "column": small.target, "seen_version": 1, "by": small.owner}
    with pytest.raises(targets.DecisionNeeded, match="besluit"):
        editing.change_figure(raw="450", **cell)
    with pytest.raises(targets.DecisionNeeded):
        editing.remove_figure(reason="Vervalt", **cell)
    editing.change_figure(raw="424", provisional=True, **cell)
    figure = editing.change_figure(raw="450", **cell | {"seen_version": 2}, **DECIDED)
    assert figure.decision == DECIDED["decision"]


def test_locked_and_computed_cells_refuse(small, target):
    PeriodLock.objects.create(
        first_day=small.target.first_day,
        last_day=small.target.last_day,
        reason="Vastgesteld",
        locked_by="redacteur",
        locked_at=timezone.now(),
    )
    outcome = write(small, "450")
    assert (outcome.result, outcome.figure.raw) == (Result.LOCKED, "424")
    cell = {"row": small.row, "column": small.target, "seen_version": 1, "by": small.owner}
    with pytest.raises(targets.Refused, match="vastgezet"):
        editing.change_figure(raw="450", **cell)
    PeriodLock.objects.all().delete()
    type(small.indicator).objects.update(formula="[a] + [b]")
    assert write(small, "450").result is Result.COMPUTED
    small.row.indicator.refresh_from_db()
    with pytest.raises(targets.Refused, match="berekend"):
        editing.change_figure(raw="450", **cell)


def test_over_http_a_settled_target_asks_with_428(client, small, target):
    adopt(small.document)
    client.force_login(small.owner)

    def send(**options) -> dict:
        cell = {"row": small.row.pk, "column": small.target.pk, "raw": "450", "version": 1}
        body = {"cells": [cell], **options}
        answer = client.post(reverse("indicators:batch"), body, content_type="application/json")
        [found] = answer.json()["cells"]
        return found

    assert (send()["status"], send()["now"]["text"]) == (428, "424")
    assert send(reason="Amendement", decision="x" * 301)["status"] == 428
    assert send(**DECIDED)["status"] == 200
