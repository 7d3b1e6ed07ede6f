"""Sending reminders is killed with SIGKILL halfway, on a real database: whoever was mailed is not mailed again.

1. Four functions are to be reminded. 2. The mail server takes the mail of two of them and kills the sender when it
begins on the third. 3. A second run mails the other two. 4. Everybody got one mail.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[3]
PORTAL = Path(__file__).with_name("reminding_portal.py")
PATIENCE = 120  # seconds that one step gets on a busy machine


class Server:
    """Takes mail; once it has taken two, the next that comes costs the sender its life."""

    def __init__(self):
        self.to: list[str] = []
        self.victim: subprocess.Popen | None = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.victim and len(self.to) == 2:
            os.kill(self.victim.pid, signal.SIGKILL)
            return "451 Later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.to += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def server():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.port = port
    yield handler
    controller.stop()


@pytest.mark.slow
def test_a_killed_run_mails_nobody_twice(server, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
        "PORTAL_DATA_DIR": str(tmp_path),
        "PORTAL_EMAIL_HOST": "127.0.0.1",
        "PORTAL_EMAIL_PORT": str(server.port),
        "PYTHONPATH": str(ROOT),
    }

    def start(command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, str(PORTAL), command],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def ends(process: subprocess.Popen, code: int) -> None:
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, said.decode()[-2000:]

    ends(start("prepare"), 0)
    server.victim = start("send")
    ends(server.victim, -signal.SIGKILL)
    assert len(server.to) == 2
    server.victim = None
    ends(start("send"), 0)
    assert sorted(server.to) == [f"f{number}@voorbeeld.nl" for number in range(4)]
