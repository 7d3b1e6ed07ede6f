"""Running slow work in the background worker, so that it survives a crash of that worker.

django-tasks-db brings a job to a worker once; it has no retry and leaves the task of a killed worker running
for ever. So every job has a row of its own with attempts and a heartbeat. `sweep` gives a job whose heartbeat
stopped to the queue again. Handlers must be idempotent: "run again" is how they recover.

A running job belongs to one attempt. Whatever an earlier attempt still writes (its worker was not dead but
stuck) is ignored, because each write names the attempt it comes from.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from twenterand.accounts.records import actor_name
from twenterand.jobs.models import Job
from twenterand.jobs.progress import Reporter, breathing
from twenterand.workflow import Refused

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5
STALE_AFTER = timedelta(seconds=30)
MAX_ATTEMPTS = 3

Progress = Callable[[int, str], None]
Handler = Callable[..., None]


@dataclass(frozen=True)
class Kind:
    """One kind of job: who does it, what people call it, and where they go when it is done."""

    handler: Handler
    label: str
    result: Callable[[Job], str] | None


_kinds: dict[str, Kind] = {}


def handles(
    kind: str, *, label: str = "", result: Callable[[Job], str] | None = None
) -> Callable[[Handler], Handler]:
    """Decorator: the function does jobs of this kind. It is called as `handler(progress, **arguments)`, where
    `progress(percent, step)` tells the person who waits how far it is.

    `progress` may be called inside a transaction too (progress.py). `label` heads the page of the job ("PDF maken");
    `result(job)` is the address to go on to.
    """

    def register(handler: Handler) -> Handler:
        _kinds[kind] = Kind(handler, label, result)
        return handler

    return register


def label_of(job: Job) -> str:
    """What people call this job."""
    kind = _kinds.get(job.kind)
    return (kind.label if kind else "") or "Achtergrondtaak"


def result_of(job: Job) -> str:
    """Where the result of a job that is done can be seen; empty when there is no such page."""
    kind = _kinds.get(job.kind)
    return kind.result(job) if kind and kind.result and job.state == Job.State.DONE else ""


@transaction.atomic
def start(kind: str, *, subject: str, by, **arguments: Any) -> Job:
    """Queue a job; it reaches the worker when the surrounding transaction commits, or not at all."""
    job = Job.objects.create(kind=kind, subject=subject, arguments=arguments, requested_by=actor_name(by))
    run_job.enqueue(job.pk)
    return job


@transaction.atomic
def retry(job: Job) -> bool:
    """Queue a failed job once more, at a person's request. Returns whether it had failed."""
    changed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED,
        attempts=0,
        failure="",
        heartbeat=None,
        finished_at=None,
        progress=0,
        step="",
    )
    if changed:
        run_job.enqueue(job.pk)
    return bool(changed)


@task()
def run_job(job_id: int) -> None:
    """Do the job, unless another worker is doing it or it has ended."""
    run_now(job_id)


def run_now(job_id: int) -> Job:
    """Claim the job, do it in this process and record how it ended."""
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        heartbeat=timezone.now(),
        progress=0,
        step="begonnen",
    )
    job = Job.objects.get(pk=job_id)
    if claimed:
        _do(job)
        job.refresh_from_db()
    return job


def _do(job: Job) -> None:
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)

    report = Reporter(mine, job)
    try:
        with report.heartbeat(HEARTBEAT_SECONDS):
            _kinds[job.kind].handler(report, **job.arguments)
    except Refused as refusal:
        mine.update(state=Job.State.FAILED, finished_at=timezone.now(), failure=refusal.sentence)
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        failure = (
            "Er ging iets mis dat niet aan uw gegevens ligt. Probeer het opnieuw. "
            f"Blijft het misgaan? Geef de beheerder dan taaknummer {job.pk} door."
        )
        mine.update(state=Job.State.FAILED, finished_at=timezone.now(), failure=failure)
    else:
        mine.update(state=Job.State.DONE, finished_at=timezone.now(), progress=100, step="klaar")


def sweep() -> int:
    """Queue again what a dead worker left behind, up to MAX_ATTEMPTS. Returns how many were queued."""
    silent = Q(heartbeat__lt=timezone.now() - STALE_AFTER) | Q(heartbeat=None)
    running = Job.objects.filter(silent, state=Job.State.RUNNING)
    # In a long transaction on SQLite only the file can be kept up to date.
    alive = [job.pk for job in running if breathing(job, STALE_AFTER)]
    stale = Job.objects.filter(silent, state=Job.State.RUNNING).exclude(pk__in=alive)
    given_up = stale.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        finished_at=timezone.now(),
        failure=f"Deze taak is {MAX_ATTEMPTS} keer onderbroken en daarom gestopt. Probeer het opnieuw.",
    )
    if given_up:
        logger.error("%s jobs were interrupted %s times and given up", given_up, MAX_ATTEMPTS)
    stale.update(state=Job.State.QUEUED, step="wordt opnieuw gestart")
    waiting = Job.objects.filter(state=Job.State.QUEUED).values_list("pk", flat=True)
    return sum(_give_to_queue(job_id) for job_id in list(waiting))


@transaction.atomic
def _give_to_queue(job_id: int) -> bool:
    """Queue a waiting job that no task stands for any more: a worker took the task and died with it."""
    tasks = DBTaskResult.objects.filter(
        task_path=run_job.module_path, args_kwargs={"args": [job_id], "kwargs": {}}
    )
    if tasks.filter(status=TaskResultStatus.READY).exists():
        return False
    # The task is over whatever it says. Should its worker have just begun after all, then the claim in
    # run_now lets only one of the two do the job.
    tasks.running().update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    run_job.enqueue(job_id)
    return True
