"""A portal of its own in a process of its own, for test_killed_worker.py: `portal.py DATABASE COMMAND ...`.

It knows one kind of job that the portal itself does not have, and is less patient than a real one.
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import django
from django.core.management import call_command

IMPATIENT = 0.2  # seconds between heartbeats, sweeps and looks into the queue


def main(command: str, note: str) -> None:
    django.setup()

    from twenterand.jobs import running
    from twenterand.jobs.management.commands import work
    from twenterand.jobs.models import Job

    running.HEARTBEAT_SECONDS = work.SWEEP_SECONDS = IMPATIENT
    running.STALE_AFTER = timedelta(seconds=1)

    @running.handles("hang-once")
    def hang_once(progress, *, note):
        """The first time: say who does it, and never end. After that: done."""
        started = Path(note)
        if started.exists():
            return
        progress(30, "hangt")
        started.write_text(str(os.getpid()))
        time.sleep(600)

    if command == "prepare":
        call_command("migrate", interactive=False, verbosity=0)
        running.start("hang-once", subject="proef", by="test", note=note)
    elif command == "work":
        call_command("work", interval=IMPATIENT, max_tasks=1, verbosity=0)
    elif command == "report":
        job = Job.objects.get()
        print(json.dumps({"state": job.state, "attempts": job.attempts, "progress": job.progress}))  # noqa: T201


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "twenterand.settings"
    main(*sys.argv[1:])
