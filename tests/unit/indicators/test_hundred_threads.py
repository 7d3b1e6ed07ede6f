"""A hundred threads edit the same and different cells over HTTP, at the production server with PostgreSQL behind it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from indicators.models import Figure
from tests import factories
from twenterand.accounts.models import Role

ROOT = Path(__file__).resolve().parents[3]
THREADS, EDITS, SHARED = 100, 3, 5
TOKEN = "a" * 32
WAIT = 30

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgres" not in os.environ.get("DATABASE_URL", ""),
        reason="SQLite lets one write in at a time; what this proves is about PostgreSQL",
    ),
]


@pytest.fixture
def table(transactional_db):
    """Rows with one filled cell each; the first few are everybody's, the others one thread's. Five people edit."""
    owner = factories.function("adviseur")
    chart = factories.indicator_table(factories.chapter(owner=owner))
    column, group = factories.column(chart, "2024"), factories.indicator_group(chart)
    rows = [factories.table_row(group) for _ in range(SHARED + THREADS // 2)]
    for row in rows:
        factories.figure(row, column, "0")
    people = [factories.user(Role.ADVISER, username=f"p{number}", functions=[owner]) for number in range(5)]
    return SimpleNamespace(column=column, rows=rows, people=people)


@pytest.fixture
def server(table, tmp_path):
    """The production server on a port of its own, with the database of this test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + database["NAME"],
        "PORTAL_SECRET_KEY": settings.SECRET_KEY,
    }
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "2", "--blocking-threads", "8", "--no-ws", "twenterand.wsgi:application"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        wait_for(port, process, tmp_path / "log")
        yield port
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.poll() is None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
            try:
                line.request("GET", "/inloggen/")
                if line.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
    pytest.fail(f"the server does not answer: {log.read_text()[-2000:]}")


def edit(port: int, session: str, start: Barrier, row: int, column: int, values: list[str]) -> list[tuple]:
    """Write these values one after the other, each as long as somebody else is first; returns (raw, version) of what
    was accepted."""
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        "X-CSRFToken": TOKEN,
    }
    accepted, version = [], 1
    start.wait(WAIT)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)) as line:
        while len(accepted) < len(values):
            cell = {"row": row, "column": column, "raw": values[len(accepted)], "version": version}
            line.request("POST", "/werk/cijfers/wijzigen/", json.dumps({"cells": [cell]}), headers)
            answer = line.getresponse()
            content = answer.read()
            assert answer.status == 200, (answer.status, content[:500])
            [found] = json.loads(content)["cells"]
            version = found["now"]["version"]
            if found["status"] == 200:
                accepted.append((cell["raw"], version))
            else:
                assert (found["status"], bool(found["who"])) == (409, True)
    return accepted


def test_no_update_is_lost(table, server):
    started = time.monotonic()
    sessions = []
    for person in table.people:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        sessions.append((person.username, client.cookies[settings.SESSION_COOKIE_NAME].value))
    start = Barrier(THREADS)
    shared, own = table.rows[:SHARED], table.rows[SHARED:]

    def work(number: int):
        row = own[number // 2] if number % 2 else shared[number // 2 % SHARED]
        username, session = sessions[number % len(sessions)]
        values = [str(1000 * (number + 1) + step) for step in range(EDITS)]
        return row, username, edit(server, session, start, row.pk, table.column.pk, values)

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(work, range(THREADS)))

    expected: dict[int, dict[int, tuple]] = {}
    for row, username, accepted in done:
        for raw, version in accepted:
            # Two writes were never told that they are the same version.
            assert version not in expected.setdefault(row.indicator_id, {})
            expected[row.indicator_id][version] = (raw, username)
    assert sum(map(len, expected.values())) == THREADS * EDITS
    for figure in Figure.objects.all():
        steps = Figure.history.filter(id=figure.pk, history_type="~").order_by("version")
        found = {step.version: (step.raw, step.history_user_id) for step in steps}
        assert found == expected[figure.indicator_id]
        assert (figure.version, figure.raw) == (max(found), found[max(found)][0])
    versions = Counter(Figure.objects.values_list("version", flat=True))
    assert versions == {1 + EDITS: THREADS // 2, 1 + EDITS * THREADS // 2 // SHARED: SHARED}
    assert time.monotonic() - started < 60
