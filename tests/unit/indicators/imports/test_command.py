"""`manage.py import_figures` prints the plan that the pages show."""

import json

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Figure, FigureImport
from tests.unit.indicators.imports import files

HEAD = ["Indicator", "Gerealiseerd 2024", "Begroot 2026"]


@pytest.fixture
def run(small, tmp_path, capsys):
    def command(content: bytes, *options: str) -> str:
        path = tmp_path / "cijfers.xlsx"
        path.write_bytes(content)
        call_command("import_figures", str(path), "--document", "kadernota-2026", *options)
        return capsys.readouterr().out

    return command


def test_dry_run_as_json_writes_nothing(run):
    answer = json.loads(run(files.xlsx(HEAD, ["Aantal jongeren", 31, "1.5"]), "--dry-run", "--json"))
    assert (answer["counts"]["changed"], answer["counts"]["invalid"], answer["dry_run"]) == (1, 1, True)
    first = answer["cells"][0]
    assert (first["row"], first["column"], first["old"], first["new"]) == (2, "B", "29", "31")
    assert Figure.objects.get().raw == "29"
    assert not FigureImport.objects.exists()


def test_it_writes_what_it_prints(run):
    out = run(files.xlsx(HEAD, ["Aantal jongeren", 31, "40%"]), "--by", "koppeling")
    assert "B2 gewijzigd: Aantal jongeren, Gerealiseerd 2024: 29 → 31" in out
    assert set(Figure.objects.values_list("raw", flat=True)) == {"31", "40%"}
    assert Figure.history.order_by("-history_id").first().history_user_id == "koppeling"


def test_what_is_wrong_stops_it_unless_asked_otherwise(run):
    content = files.xlsx(HEAD, ["Aantal jongeren", 31, "1.5"])
    with pytest.raises(CommandError, match="er is niets gewijzigd"):
        run(content)
    assert Figure.objects.get().raw == "29"
    run(content, "--valid-only")
    assert Figure.objects.get().raw == "31"


def test_more_sheets_are_asked_about(run):
    content = files.xlsx(sheets={"A": [HEAD, ["Aantal jongeren", 31]], "B": [HEAD, ["Aantal jongeren", 32]]})
    with pytest.raises(CommandError, match="'A', 'B'"):
        run(content)
    run(content, "--sheet", "B")
    assert Figure.objects.get().raw == "32"


def test_what_it_cannot_find(run, tmp_path):
    for arguments, words in (
        ([str(tmp_path / "weg.xlsx")], "niet te lezen"),
        ([str(tmp_path), "--document", "x"], "niet te lezen"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("import_figures", *arguments)
    with pytest.raises(CommandError, match="geen document 'x'"):
        run(files.xlsx(HEAD), "--document", "x")
    with pytest.raises(CommandError, match="geen rekenblad"):
        run(b"%PDF-1.7")
