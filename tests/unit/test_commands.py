"""What ./script/demo and ./script/test stand on: processes that end together, static files collected once,
and templates that may not print what is missing."""

import os
import socket
import sys
import threading
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from django.template import Context, Template, engines
from django.template.base import Origin

from twenterand.management.commands import prepare_demo

ROOT = Path(__file__).resolve().parents[2]
SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def serve():
    """The module that script/serve is: it has no .py ending, being a command."""
    loader = SourceFileLoader("serve", str(ROOT / "script" / "serve"))
    module = module_from_spec(spec_from_loader("serve", loader))
    loader.exec_module(module)
    return module


def alive(pid: int) -> bool:
    """Whether the process runs; one that waits to be reaped by init does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def left_alive(pids: list[int]) -> list[int]:
    """The processes that still run two seconds later: a kill is carried out after it was asked for."""
    for _ in range(40):
        pids = [pid for pid in pids if alive(pid)]
        if not pids:
            break
        time.sleep(0.05)
    return pids


def program(note: Path, then: str) -> list[str]:
    """A command that writes down its own process id and that of a child it leaves behind."""
    source = (
        "import os, pathlib, subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}])\n"
        f"pathlib.Path({str(note)!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
        f"{then}\n"
    )
    return [sys.executable, "-c", source]


def noted(note: Path) -> list[int]:
    """The process ids, once they are written."""
    for _ in range(100):
        if note.exists() and len(pids := note.read_text().split()) == 2:
            return [int(pid) for pid in pids]
        time.sleep(0.05)
    pytest.fail(f"{note.name} was not written")


def test_when_one_dies_the_other_ends_and_nothing_is_left(serve, tmp_path, capsys):
    stays, dies = tmp_path / "stays", tmp_path / "dies"
    wait_for_other = f"while not os.path.exists({str(stays)!r}): time.sleep(0.05)\nsys.exit(7)"
    wanted = {
        "De webserver": program(stays, "time.sleep(60)"),
        "De achtergrondwerker": program(dies, wait_for_other),
    }
    assert serve.supervise(wanted, stopping=threading.Event()) == 1
    assert "De achtergrondwerker is gestopt (code 7)" in capsys.readouterr().err
    assert not left_alive(noted(stays) + noted(dies))


def test_when_asked_to_stop_all_end_and_nothing_is_left(serve, tmp_path):
    notes = [tmp_path / "one", tmp_path / "two"]
    stopping = threading.Event()

    def stop_when_both_run():
        for note in notes:
            noted(note)
        stopping.set()

    wanted = {note.name: program(note, "time.sleep(60)") for note in notes}
    assert serve.supervise(wanted, stopping=stopping, ready=stop_when_both_run) == 0
    assert not left_alive([pid for note in notes for pid in noted(note)])


def test_a_taken_port_is_named(serve, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.main([str(port)]) == 1
    assert f"Poort {port}: er draait al iets" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["acht"], ["0"], ["70000"], ["8000", "8001"]])
def test_an_unreadable_port_gets_a_sentence(serve, arguments, capsys):
    assert serve.main(arguments) == 1
    assert "script/serve POORT" in capsys.readouterr().err


def test_static_files_are_collected_once(settings, tmp_path, monkeypatch):
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("body{}")
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    monkeypatch.setattr(
        prepare_demo, "call_command", lambda *_, **__: settings.STATIC_ROOT.mkdir(exist_ok=True)
    )

    assert prepare_demo.collect_static_when_changed()
    assert not prepare_demo.collect_static_when_changed()
    (source / "site.css").write_text("body{margin:0}")
    os.utime(source / "site.css", (1, 1))
    assert prepare_demo.collect_static_when_changed()


def rendered(source: str, origin: Path) -> str:
    """Render a template as if it stood in the file `origin`."""
    engine = engines["django"].engine
    return Template(source, origin=Origin(str(origin)), engine=engine).render(
        Context({"here": "ja"}, autoescape=True)
    )


def test_printing_a_missing_variable_fails():
    with pytest.raises(AssertionError, match=r"templates/site/home\.html prints \{\{ absent\.title \}\}"):
        rendered("{{ here }} {{ absent.title }}", ROOT / "templates" / "site" / "home.html")


def test_asking_for_a_missing_variable_does_not():
    asks = (
        "{% if absent %}a{% endif %}{% for x in absent %}b{% endfor %}{{ here }} {{ absent|default:'nee' }}"
    )
    assert rendered(asks, ROOT / "templates" / "site" / "home.html") == "ja nee"


def test_templates_of_others_may_leave_variables_out():
    assert rendered("[{{ absent }}]", ROOT / ".venv" / "lib" / "admin" / "base.html") == "[]"
