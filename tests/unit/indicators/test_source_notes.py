"""Where exactly a figure stands in its source: published with it, and a column of the open data."""

import json
from types import SimpleNamespace

from django.conf import settings
from jsonschema import Draft202012Validator

from indicators import editing, payload
from indicators.models import Indicator
from twenterand.publications import datafiles, opendata
from twenterand.publications import payload as payloads


def built(small) -> dict:
    return payload.build(small.chapter)


def cell(fragment: dict) -> dict:
    return fragment["tables"][0]["groups"][0]["rows"][0]["cells"][1]


def say(small) -> None:
    editing.change_figure(
        row=small.row,
        column=small.actual,
        raw="29",
        seen_version=1,
        by=small.owner,
        source_note="CBS, tabel 3",
    )


def test_it_is_published_where_there_is_one(small):
    assert "source_note" not in cell(built(small))
    say(small)
    fragment = built(small)
    assert cell(fragment)["source_note"] == "CBS, tabel 3"
    schema = json.loads((settings.BASE_DIR / "docs" / "payload.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/table"}]}).validate(fragment["tables"][0])
    Indicator.objects.update(formula="[iets] + 1")
    assert "source_note" not in cell(built(small))


def test_open_data_has_a_column_for_it_only_where_needed(small, monkeypatch):
    def lines() -> list[str]:
        chapter = {"title": "Jeugd", **built(small)}
        organisation = {"cbs_code": "GM9999", "name": "Voorbeeldstad"}
        content = {"slug": "kadernota-2026", "organisation": organisation, "chapters": [chapter]}
        monkeypatch.setattr(payloads, "read", lambda _: content)
        return datafiles.figures_csv(SimpleNamespace(number=1)).decode("utf-8-sig").splitlines()

    assert lines()[0].split(";") == list(opendata.FIGURES)
    say(small)
    assert lines()[0].split(";") == [*opendata.FIGURES, *opendata.SOURCES]
    assert lines()[1].endswith(";CBS, tabel 3")
