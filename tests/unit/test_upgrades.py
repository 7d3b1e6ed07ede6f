"""What earlier versions stored, migrates to this one and reads as before: an upgrade loses nothing.

Each folder of tests/data/landings/ holds the demo as an earlier version stored it (`script/landing` makes one),
once per database. The test restores it, migrates it as an organisation would, and re-reads its publications.
"""

import gzip
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LANDINGS = sorted(path for path in (ROOT / "tests" / "data" / "landings").iterdir() if path.is_dir())


# What chapters print that is not what was agreed to: publishing would refuse them.
CHANGED = """
from policy import fragments
from policy.models import Chapter
agreed = list(Chapter.objects.filter(state="agreed"))
changed = [one.slug for one in agreed if fragments.digest(fragments.build(one)) != one.agreed_hash]
print(f"{len(agreed)} agreed, changed: {changed}")
"""


def server() -> str:
    given = settings.DATABASES["default"]
    account = given["USER"] + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{account}@{quote(given['HOST'], safe='')}{port}"


@pytest.fixture(params=LANDINGS, ids=lambda path: path.name)
def restored(request, tmp_path) -> Iterator[str]:
    """DATABASE_URL of a database that holds the landing, of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        file = tmp_path / "portal.sqlite3"
        file.write_bytes(gzip.decompress((request.param / "portal.sqlite3.gz").read_bytes()))
        yield f"sqlite:///{file}"
        return
    name = f"landing_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server()}/postgres", autocommit=True) as control:
        control.execute(f"CREATE DATABASE {name}")
        dump = gzip.decompress((request.param / "portal.sql.gz").read_bytes())
        subprocess.run(
            ["psql", "--quiet", "--set", "ON_ERROR_STOP=1", f"{server()}/{name}"],
            input=dump,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield f"{server()}/{name}"
        control.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(database_url: str, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "DATABASE_URL": database_url, "PORTAL_DATA_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_an_earlier_database_upgrades_and_loses_nothing(restored, tmp_path):
    manage(restored, tmp_path, "migrate", "--verbosity", "0")
    manage(restored, tmp_path, "check")
    assert "2 publicaties" in manage(restored, tmp_path, "verify_publications")
    assert "6 agreed, changed: []" in manage(
        restored, tmp_path, "shell", "--verbosity", "0", "--command", CHANGED
    )
    assert "niets gewijzigd" in manage(restored, tmp_path, "load_demo")
    export = tmp_path / "kadernota.pdf"
    manage(restored, tmp_path, "export_pdf", "kadernota-2026", "--number", "1", "--out", str(export))
    assert export.read_bytes().startswith(b"%PDF-")
