"""A worker that is killed in the middle of a job, on a real database: another worker finishes the job.

1. A job is queued. 2. A worker takes it and is killed with SIGKILL while it is busy. 3. The job still says
"running", as nobody is left to say otherwise. 4. A second worker notices that the heartbeat stopped, does the job
again and ends. 5. The job is done, at the second attempt.
"""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
PORTAL = Path(__file__).with_name("portal.py")
PATIENCE = 60  # seconds that one step gets on a busy machine


@pytest.fixture
def database_url(tmp_path) -> Iterator[str]:
    """An empty database of the kind that the tests run on, which other processes can reach."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/portal.sqlite3"
        return
    given = settings.DATABASES["default"]
    account = given["USER"] + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    port = f":{given['PORT']}" if given["PORT"] else ""
    server = f"postgresql://{account}@{quote(given['HOST'], safe='')}{port}"
    name = f"killed_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as control:
        control.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        control.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def portal(database_url, tmp_path) -> Iterator[Callable[[str], subprocess.Popen]]:
    """Starts a process of that portal; whatever still runs after the test is killed."""
    note = tmp_path / "started"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "PORTAL_DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    started: list[subprocess.Popen] = []

    def start(command: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, str(PORTAL), command, str(note)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    start.note = note
    yield start
    for process in started:
        process.kill()
        process.communicate()


def finished(process: subprocess.Popen) -> str:
    """What the process printed, once it has ended well."""
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    return out


def busy_worker(note: Path, worker: subprocess.Popen) -> int:
    """The process id of the worker, once it is in the middle of the job."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if note.exists() and (pid := note.read_text()):
            return int(pid)
        assert worker.poll() is None, worker.stderr.read()
        time.sleep(0.05)
    pytest.fail("the worker did not take the job")


@pytest.mark.slow
def test_another_worker_finishes_what_a_killed_worker_left(portal):
    finished(portal("prepare"))
    first = portal("work")
    os.kill(busy_worker(portal.note, first), signal.SIGKILL)
    assert first.wait(timeout=PATIENCE) == -signal.SIGKILL
    assert json.loads(finished(portal("report"))) == {"state": "running", "attempts": 1, "progress": 30}

    # A worker here ends after one task, and that may be a spare one: the sweep of the first worker queues the job
    # again when it looks between taking the task and starting the job. The claim makes the spare task do nothing.
    for _ in range(3):
        finished(portal("work"))
        report = json.loads(finished(portal("report")))
        if report["state"] == "done":
            break
    assert report == {"state": "done", "attempts": 2, "progress": 100}
