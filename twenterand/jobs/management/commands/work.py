"""The background worker: django-tasks-db's worker, plus a sweep for jobs whose worker died."""

import threading

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from twenterand.jobs import running

SWEEP_SECONDS = 10


class Command(WorkerCommand):
    help = "Runs background work: PDFs, mails and large imports."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(interval=0.5, startup_delay=False, reload=False)

    def handle(self, **options):
        done = threading.Event()
        sweeper = threading.Thread(target=self._sweep_until, args=[done], name="sweep", daemon=True)
        sweeper.start()
        try:
            super().handle(**options)
        finally:
            done.set()
            sweeper.join()

    def _sweep_until(self, done: threading.Event) -> None:
        while True:
            close_old_connections()
            try:
                running.sweep()
            except DatabaseError as error:
                self.stderr.write(f"sweep: {error}")
                connection.close()
            if done.wait(SWEEP_SECONDS):
                break
        connection.close()
