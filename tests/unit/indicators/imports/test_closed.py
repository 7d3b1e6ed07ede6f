"""What a file may not change: settled targets without a decision, locked periods, computed figures."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from indicators import import_jobs, imports, targets
from indicators.models import Figure, Indicator, PeriodLock
from indicators.plans import Status
from policy.models import RouteStep
from tests import factories
from tests.unit.indicators.imports import files
from twenterand.workflow import Refused

HEAD = ["Indicator", "Gerealiseerd 2024", "Begroot 2026"]
DECIDED = {"reason": "Amendement 12", "decision": "Raadsbesluit van 8 juli 2025"}


@pytest.fixture
def settled(small) -> Figure:
    """A target that the raad adopted."""
    RouteStep.objects.create(
        document=small.document, kind="decision", title="Vaststelling", outcome="adopted", expected=False
    )
    return factories.figure(small.row, small.target, "424")


def lock(column) -> PeriodLock:
    return PeriodLock.objects.create(
        first_day=column.first_day,
        last_day=column.last_day,
        reason="Vastgesteld",
        locked_by="redacteur",
        locked_at=timezone.now(),
    )


def test_a_settled_target_changes_with_reason_and_decision(small, settled, planned):
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 450]))
    assert [cell.decides for cell in imports.cells(record)] == [False, True]
    with pytest.raises(targets.DecisionNeeded):
        imports.apply(record=record, by=small.owner)
    assert Figure.objects.get(pk=settled.pk).raw == "424"
    assert imports.apply(record=record, by=small.owner, **DECIDED) == 2
    changed = Figure.objects.get(pk=settled.pk)
    assert (changed.raw, changed.decision) == ("450", DECIDED["decision"])
    reasons = Figure.history.filter(version=2).values_list("kind", "history_change_reason")
    assert dict(reasons) == {
        "target": "Amendement 12 (ingelezen uit cijfers.xlsx)",
        "actual": "Ingelezen uit cijfers.xlsx",
    }


def test_the_part_without_settled_targets_asks_nothing(small, settled, planned):
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 450]))
    record.skipped = [1]
    record.save()
    assert imports.decides(record) == 0
    assert imports.apply(record=record, by=small.owner) == 1


def test_a_document_adopted_after_the_preview_still_asks(small, planned):
    factories.figure(small.row, small.target, "424")
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 29, 450]))
    assert imports.decides(record) == 0
    RouteStep.objects.create(
        document=small.document, kind="decision", title="Vaststelling", outcome="amended", expected=False
    )
    with pytest.raises(targets.DecisionNeeded):
        imports.apply(record=record, by=small.owner)


def test_the_target_of_a_document_that_the_head_names_asks_too(small, planned):
    earlier = factories.document(title="Begroting 2025")
    column = factories.column(small.table, "2025", document=earlier)
    figure = factories.figure(small.row, column, "30")
    record = planned(files.xlsx(["Indicator", "Begroot 2025 (Begroting 2025)"], ["Aantal jongeren", 31]))
    assert [cell.decides for cell in imports.cells(record)] == [True]
    with pytest.raises(targets.DecisionNeeded):
        imports.apply(record=record, by=small.owner)
    assert imports.apply(record=record, by=small.owner, **DECIDED) == 1
    figure.refresh_from_db()
    assert (figure.raw, figure.decision) == ("31", DECIDED["decision"])


def test_the_same_target_or_a_new_one_asks_nothing(small, settled, planned):
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 30, "424"]))
    assert not any(cell.decides for cell in imports.cells(record))


def test_the_preview_asks_for_both(client, small, settled, planned):
    client.force_login(small.owner)
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 450]))
    url = reverse("indicators:import_preview", args=[record.uid])
    page = client.get(url).content.decode()
    assert "1 aangevinkt doel is al vastgesteld" in page
    assert 'name="decision"' in page
    taken = {"seen": ["0", "1"], "take": ["0", "1"], "apply": "1"}
    answer = client.post(url, {**taken, "reason": "Amendement 12", "decision": ""})
    assert (answer.status_code, "Amendement 12" in answer.content.decode()) == (409, True)
    assert client.post(url, {**taken, "decision": "x" * 301}).status_code == 422
    assert Figure.objects.get(pk=settled.pk).raw == "424"
    assert client.post(url, {**taken, **DECIDED}).status_code == 302
    assert Figure.objects.get(pk=settled.pk).decision == DECIDED["decision"]


def test_a_worker_is_not_started_without_a_decision(small, settled, planned, monkeypatch):
    monkeypatch.setattr(import_jobs, "MANY_CELLS", 0)
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 450]))
    with pytest.raises(targets.DecisionNeeded):
        import_jobs.apply_or_start(record, small.owner)
    job = import_jobs.apply_or_start(record, small.owner, **DECIDED)
    assert job.arguments["decision"] == DECIDED["decision"]


def test_the_command_names_its_options(small, settled, tmp_path):
    path = tmp_path / "cijfers.xlsx"
    path.write_bytes(files.xlsx(HEAD, ["Aantal jongeren", 31, 450]))
    options = [str(path), "--document", "kadernota-2026"]
    with pytest.raises(CommandError, match="--reason en --decision"):
        call_command("import_figures", *options)
    assert Figure.objects.get(pk=settled.pk).raw == "424"
    call_command("import_figures", *options, "--reason", "Amendement 12", "--decision", DECIDED["decision"])
    assert Figure.objects.get(pk=settled.pk).decision == DECIDED["decision"]


def test_locked_periods_are_refused_in_the_plan_and_in_the_write(small, planned):
    content = files.xlsx(HEAD, ["Aantal jongeren", 31, 450])
    record = planned(content)
    held = lock(small.actual)
    with pytest.raises(Refused, match="vastgezet"):
        imports.apply(record=record, by=small.owner)
    assert Figure.objects.get().raw == "29"
    again = imports.plan(record=record, by=small.owner)
    [actual, target] = imports.cells(again)
    assert (actual.status, target.status) == (Status.REFUSED, Status.NEW)
    assert "vastgezet" in actual.reason
    held.delete()


def test_computed_figures_are_refused(small, planned):
    Indicator.objects.filter(pk=small.indicator.pk).update(formula="[a] + [b]")
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 450]))
    cells = list(imports.cells(record))
    assert {cell.status for cell in cells} == {Status.REFUSED}
    assert "berekend" in cells[0].reason
