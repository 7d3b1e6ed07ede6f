"""Running jobs in this process: how they end, who may do them, and what a sweep gives to the queue again."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.workflow import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def handlers(monkeypatch):
    """Kinds of jobs for this test only, and a note of each call."""
    monkeypatch.setattr(running, "_kinds", {})
    calls = []

    @running.handles("add", label="Optellen", result=lambda job: f"/uitkomst/{job.subject}/")
    def add(progress, *, amount):
        progress(50, "halverwege")
        calls.append((amount, Job.objects.get().progress, Job.objects.get().step))

    @running.handles("refuse")
    def refuse(progress):
        raise Refused("Hoofdstuk Jeugd is nog niet akkoord.")

    @running.handles("break")
    def break_down(progress):
        raise ZeroDivisionError

    return calls


def waiting_tasks() -> int:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def lose_worker(job: Job, *, seconds_ago: int = 60) -> None:
    """Leave everything as it is after `kill -9` on a worker in the middle of the job."""
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING,
        attempts=job.attempts + 1,
        heartbeat=timezone.now() - timedelta(seconds=seconds_ago),
    )
    job.refresh_from_db()


def test_a_job_runs_with_its_arguments_and_shows_how_far_it_is(handlers):
    job = running.start("add", subject="som", by="iemand", amount=3)
    assert (job.state, job.requested_by, waiting_tasks()) == (Job.State.QUEUED, "iemand", 1)
    assert running.result_of(job) == ""
    job = running.run_now(job.pk)
    assert handlers == [(3, 50, "halverwege")]
    assert (job.state, job.progress, job.attempts, job.failure) == (Job.State.DONE, 100, 1, "")
    assert job.finished_at
    assert running.label_of(job) == "Optellen"
    assert running.result_of(job) == "/uitkomst/som/"


def test_a_job_that_is_done_or_running_is_not_done_again(handlers):
    job = running.start("add", subject="som", by="iemand", amount=3)
    running.run_now(job.pk)
    running.run_now(job.pk)
    Job.objects.update(state=Job.State.RUNNING, finished_at=None)
    running.run_now(job.pk)
    assert len(handlers) == 1


def test_a_job_whose_transaction_is_undone_never_was(handlers):
    with transaction.atomic():
        running.start("add", subject="som", by="iemand", amount=3)
        assert waiting_tasks() == 1
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert waiting_tasks() == 0


def test_a_refusal_is_what_the_person_reads(handlers):
    job = running.run_now(running.start("refuse", subject="nota", by="iemand").pk)
    assert (job.state, job.failure) == (Job.State.FAILED, "Hoofdstuk Jeugd is nog niet akkoord.")


@pytest.mark.parametrize("kind", ["break", "nobody-does-this"])
def test_a_fault_of_ours_is_logged_and_names_the_job_number(handlers, kind, caplog):
    job = running.run_now(running.start(kind, subject="nota", by="iemand").pk)
    assert job.state == Job.State.FAILED
    assert job.failure.startswith("Er ging iets mis dat niet aan uw gegevens ligt.")
    assert f"taaknummer {job.pk}" in job.failure
    assert "Traceback" in caplog.text
    assert running.label_of(job) == "Achtergrondtaak"


def test_only_a_failed_job_can_be_tried_again(handlers):
    job = running.run_now(running.start("break", subject="nota", by="iemand").pk)
    DBTaskResult.objects.all().delete()
    assert running.retry(job)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.failure, job.finished_at) == (Job.State.QUEUED, 0, "", None)
    assert waiting_tasks() == 1
    assert not running.retry(job)
    assert waiting_tasks() == 1


def test_a_sweep_leaves_living_and_waiting_jobs_alone(handlers):
    living = running.start("add", subject="leeft", by="iemand", amount=1)
    lose_worker(living, seconds_ago=1)
    running.start("add", subject="wacht", by="iemand", amount=2)
    assert running.sweep() == 0
    living.refresh_from_db()
    assert living.state == Job.State.RUNNING


def test_a_sweep_gives_an_interrupted_job_to_the_queue_once(handlers):
    job = running.start("add", subject="som", by="iemand", amount=3)
    lose_worker(job)
    assert running.sweep() == 1
    assert running.sweep() == 0
    assert waiting_tasks() == 1
    assert DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count() == 1
    assert running.run_now(job.pk).attempts == 2
    assert len(handlers) == 1


def test_a_worker_that_dies_between_taking_a_task_and_starting_it_loses_nothing(handlers):
    job = running.start("add", subject="som", by="iemand", amount=3)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert running.sweep() == 1
    assert running.run_now(job.pk).state == Job.State.DONE


def test_after_three_interruptions_it_stops_and_says_so(handlers):
    job = running.start("add", subject="som", by="iemand", amount=3)
    for _ in range(running.MAX_ATTEMPTS - 1):
        lose_worker(job)
        assert running.sweep() == 1
        job.refresh_from_db()
    lose_worker(job)
    assert running.sweep() == 0
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "3 keer onderbroken" in job.failure
    assert running.retry(job)


def test_an_attempt_that_was_given_up_writes_nothing_any_more(monkeypatch):
    monkeypatch.setattr(running, "_kinds", {})

    @running.handles("slow")
    def slow(progress):
        # Its heartbeat stood still; the sweep gave the job away and another worker has it now.
        Job.objects.update(attempts=2, progress=10, step="van de ander")
        progress(90, "van de eerste")

    job = running.run_now(running.start("slow", subject="", by="iemand").pk)
    assert (job.state, job.progress, job.step) == (Job.State.RUNNING, 10, "van de ander")


def test_a_handler_cannot_report_more_than_all(monkeypatch):
    monkeypatch.setattr(running, "_kinds", {})

    @running.handles("eager")
    def eager(progress):
        progress(250, "x" * 500)
        raise Refused("Klaar met testen.")

    job = running.run_now(running.start("eager", subject="", by="iemand").pk)
    assert (job.progress, len(job.step)) == (100, 200)
