"""What the environment may say, and what a production configuration needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from twenterand.environment import read

ROOT = Path(__file__).resolve().parents[3]
KEY = "k3Yx-" * 12
PRODUCTION = {"PORTAL_ALLOWED_HOSTS": "beleid.example.nl", "PORTAL_SECRET_KEY": KEY}


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"PORTAL_DEMOO": "1"}, "PORTAL_DEMOO is geen instelling van het portaal. Bekend zijn: PORTAL_"),
        ({"PORTAL_DEMO": "ja"}, "PORTAL_DEMO is 'ja'; schrijf 1 (aan) of 0 (uit)."),
        ({"PORTAL_PROXIES": "-1"}, "PORTAL_PROXIES is '-1'; schrijf een heel getal, zoals 0."),
        ({"PORTAL_EMAIL_PORT": "smtp"}, "PORTAL_EMAIL_PORT is 'smtp'; schrijf een heel getal, zoals 25."),
        ({**PRODUCTION, "PORTAL_DEMO": "1"}, "PORTAL_DEMO=1 mag alleen als PORTAL_ALLOWED_HOSTS"),
        ({**PRODUCTION, "PORTAL_DEBUG": "1"}, "PORTAL_DEBUG=1 mag alleen als PORTAL_ALLOWED_HOSTS"),
        (
            {"PORTAL_DEMO": "1", "PORTAL_ALLOWED_HOSTS": "localhost, beleid.example.nl"},
            "nu staat daar 'localhost, beleid.example.nl'",
        ),
        ({"PORTAL_DEMO": "1", "PORTAL_ALLOWED_HOSTS": "*"}, "nu staat daar '*'"),
        (
            {**PRODUCTION, "PORTAL_SECRET_KEY": "kort"},
            "PORTAL_SECRET_KEY heeft 4 tekens; gebruik er ten minste",
        ),
        ({"PORTAL_ALLOWED_HOSTS": "beleid.example.nl"}, "zonder geheim geen productie"),
        ({**PRODUCTION, "PORTAL_SECRET_KEY_FILE": "/bestaat/niet"}, "'/bestaat/niet' is niet te lezen"),
    ],
)
def test_what_is_unknown_or_unsafe_is_refused_with_a_sentence(environ, sentence, tmp_path):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(environ, root=tmp_path)
    assert sentence in str(refusal.value)


def test_without_anything_it_is_a_portal_for_this_machine_with_a_key_of_its_own(tmp_path):
    first = read({"HOME": "/somewhere"}, root=tmp_path)
    assert not first.production
    assert not first.demo
    assert first.hosts == ("localhost", "127.0.0.1")
    assert first.base_url == "http://127.0.0.1:8000"
    assert read({"PORT": "8123"}, root=tmp_path).base_url == "http://127.0.0.1:8123"
    assert first.data_dir == tmp_path / "var"
    assert len(first.secret_key) >= 50
    assert read({}, root=tmp_path).secret_key == first.secret_key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_the_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{KEY}\n")
    found = read({"PORTAL_ALLOWED_HOSTS": "a.nl, b.nl", "PORTAL_SECRET_KEY_FILE": str(file)}, root=tmp_path)
    assert found.production
    assert found.secret_key == KEY
    assert found.base_url == "https://a.nl"


def manage(*arguments: str, **environ: str) -> subprocess.CompletedProcess:
    """Run manage.py with nothing of this environment but PATH."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_a_production_configuration_has_no_warnings(tmp_path, proxies):
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING",
        **PRODUCTION, PORTAL_DATA_DIR=str(tmp_path), PORTAL_PROXIES=proxies,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_misspelt_setting_stops_every_command(tmp_path):
    done = manage("check", PORTAL_DATA_DIR=str(tmp_path), PORTAL_ALOWED_HOSTS="localhost")
    assert done.returncode != 0
    assert "PORTAL_ALOWED_HOSTS is geen instelling van het portaal" in done.stderr


def test_a_database_that_the_portal_does_not_know_is_refused(tmp_path):
    done = manage("check", PORTAL_DATA_DIR=str(tmp_path), DATABASE_URL="mysql://x/y")
    assert done.returncode != 0
    assert "DATABASE_URL begint met 'mysql'" in done.stderr
