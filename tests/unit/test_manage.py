"""manage.py says in one sentence what is wrong in the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def manage(*arguments, **environment):
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["check", "load_demo"])
def test_a_wrong_environment_is_one_sentence(command):
    done = manage(command, DATABASE_URL="mysql://localhost/portaal")
    assert done.returncode == 1
    assert done.stderr == "DATABASE_URL begint met 'mysql'; gebruik sqlite:/// of postgresql://.\n"
    assert done.stdout == ""


def test_traceback_shows_where():
    done = manage("check", "--traceback", DATABASE_URL="mysql://localhost/portaal")
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
