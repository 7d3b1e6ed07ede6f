"""How far a running job is, also while it is inside one long transaction.

Outside a transaction the job writes it itself. Inside one nobody would see that before the end, so on PostgreSQL a
second connection writes it, the one of the heartbeat. SQLite lets nobody else write meanwhile: there it stands in a
file, which is enough because a portal on SQLite runs on one machine.
"""

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.models import QuerySet
from django.utils import timezone

from twenterand.jobs.models import Job

logger = logging.getLogger(__name__)


class Reporter:
    """Called by a handler as `progress(percent, step)`; `mine` is the job as long as this attempt owns it."""

    def __init__(self, mine: QuerySet, job: Job):
        self._mine, self._file = mine, _file(job)
        self._handlers = connections[connection.alias]
        # Tests run whole jobs inside a transaction of their own.
        self._depth = len(self._handlers.atomic_blocks)
        self._waiting: dict[str, object] = {}
        self._wake, self._ended = threading.Event(), False

    def __call__(self, percent: int, step: str) -> None:
        said = {"progress": max(0, min(percent, 100)), "step": step[:200]}
        if not self._inside:
            self._mine.update(**said, heartbeat=timezone.now())
        elif self._in_file:
            self._keep(said)
        else:
            self._waiting = said
            self._wake.set()

    @contextmanager
    def heartbeat(self, seconds: float) -> Iterator[None]:
        """Show a sign of life while a handler is in one long call, such as laying out a PDF."""
        thread = threading.Thread(target=self._beat, args=[seconds], name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended = True
            self._wake.set()
            thread.join()
            self._file.unlink(missing_ok=True)

    @property
    def _inside(self) -> bool:
        return len(self._handlers.atomic_blocks) > self._depth

    @property
    def _in_file(self) -> bool:
        return self._handlers.vendor == "sqlite"

    def _beat(self, seconds: float) -> None:
        try:
            while True:
                self._wake.wait(seconds)
                self._wake.clear()
                if self._ended:
                    break
                self._say()
        finally:
            connection.close()

    def _say(self) -> None:
        if self._inside and self._in_file:
            if self._file.exists():
                self._file.touch()
            return
        said, self._waiting = self._waiting, {}
        try:
            self._mine.update(**said, heartbeat=timezone.now())
        except DatabaseError as error:
            logger.warning("heartbeat not written: %s", error)

    def _keep(self, said: dict[str, object]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(said), encoding="utf-8")
        fresh.replace(self._file)


def look(job: Job) -> None:
    """Put on a running job what stands in its file, if there is one."""
    if job.state != Job.State.RUNNING:
        return
    try:
        said = json.loads(_file(job).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    job.progress, job.step = said["progress"], said["step"]


def breathing(job: Job, within: timedelta) -> bool:
    """Whether the file of a job says that it was alive this short ago."""
    try:
        return time.time() - _file(job).stat().st_mtime < within.total_seconds()
    except OSError:
        return False


def _file(job: Job) -> Path:
    return Path(settings.DATA_DIR) / "taken" / f"{job.pk}-{job.attempts}.json"
