"""Whoever waits sees how far a job is, also while it is inside one long transaction."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import factories
from twenterand.accounts.models import Role
from twenterand.jobs import progress, running
from twenterand.jobs.models import Job


@pytest.fixture
def in_one_transaction(monkeypatch, settings, tmp_path):
    """A job that looks at itself from inside its transaction; returns what was seen there."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(running, "_kinds", {})
    seen = []

    @running.handles("long", label="Inlezen")
    def long(report):
        with transaction.atomic():
            Job.objects.create(kind="other", requested_by="iemand")
            report(40, "4.000 van 10.000 cijfers")
            seen.append(elsewhere())
        report(100, "klaar")

    return seen


def elsewhere() -> tuple:
    """What another process reads of the job: at once on SQLite, soon on PostgreSQL."""
    if connection.vendor == "sqlite":
        job = Job.objects.get(kind="long")
        progress.look(job)
        return job.progress, job.step
    found = []

    def read():
        for _ in range(100):
            job = Job.objects.get(kind="long")
            if job.progress:
                break
            time.sleep(0.05)
        found.append((job.progress, job.step))
        connection.close()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_what_is_said_inside_a_transaction_is_seen_outside(in_one_transaction):
    job = running.run_now(running.start("long", subject="bestand", by="iemand").pk)
    assert in_one_transaction == [(40, "4.000 van 10.000 cijfers")]
    assert (job.state, job.progress) == (Job.State.DONE, 100)


@pytest.mark.django_db
def test_the_page_reads_the_file_of_a_running_job(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    job = Job.objects.create(kind="x", requested_by="iemand", state=Job.State.RUNNING, attempts=1)
    (tmp_path / "taken").mkdir()
    file = tmp_path / "taken" / f"{job.pk}-1.json"
    file.write_text('{"progress": 62, "step": "nog even"}')
    client.force_login(factories.user(Role.ADVISER))
    page = client.get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert "Bezig: nog even" in page
    assert 'value="62"' in page
    file.write_text("half een regel")
    assert 'value="0"' in client.get(reverse("jobs:job", args=[job.pk])).content.decode()


@pytest.mark.django_db
def test_a_job_whose_file_is_fresh_is_not_taken_up_again(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    long_ago = timezone.now() - timedelta(minutes=5)
    job = Job.objects.create(
        kind="x", requested_by="iemand", state=Job.State.RUNNING, attempts=1, heartbeat=long_ago
    )
    (tmp_path / "taken").mkdir()
    file = tmp_path / "taken" / f"{job.pk}-1.json"
    file.write_text("{}")
    running.sweep()
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    file.unlink()
    running.sweep()
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
