"""All that `script/demo` needs from Django, in one process: starting Django once more costs seconds."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Steps that are done already cost next to nothing, so this can run at every start."""

    help = "Zet de demo klaar: database, demogegevens, eerste publicaties, statische bestanden en persona's."
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args, **options):
        with self._step("Database bijwerken"):
            call_command("migrate", interactive=False, verbosity=0)
        with self._step("Demogegevens laden"):
            call_command("load_demo", stdout=self.stdout, stderr=self.stderr)
        with self._step("Eerste publicaties maken; de eerste keer duurt dat even"):
            call_command("publish_demo", stdout=self.stdout, stderr=self.stderr)
        with self._step("Statische bestanden verzamelen"):
            collect_static_when_changed()
        call_command("demo_personas", stdout=self.stdout, stderr=self.stderr)

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        self.stdout.write(f"{what} …")
        self.stdout.flush()
        started = time.monotonic()
        yield
        self.stdout.write(f"  klaar in {time.monotonic() - started:.1f} s".replace(".", ","))


def collect_static_when_changed() -> bool:
    """Collect, fingerprint and compress, unless no source file changed since; says whether it was needed."""
    stamp = settings.DATA_DIR / "static.collected"
    now = _state_of_sources()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == now and settings.STATIC_ROOT.exists():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now, encoding="utf-8")
    return True


def _state_of_sources() -> str:
    """A digest over name, size and time of change of every static file, and how they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
