"""Figures that an indicator does not take: from a source system, and from a file."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from indicators import imports, lineage
from indicators.models import Figure, Indicator
from indicators.plans import Status
from tests import factories
from tests.unit.indicators.feeding.conftest import counted_from_zero, fed  # noqa: F401
from tests.unit.indicators.imports import files
from tests.unit.indicators.imports.conftest import planned  # noqa: F401
from twenterand.workflow import Refused

HEAD = ["Indicator", "Gerealiseerd 2024"]


def told(response) -> list[tuple]:
    return [(one["status"], one["code"]) for one in response.json()["figures"]]


@pytest.fixture
def joined(fed) -> Indicator:  # noqa: F811
    """The indicator of the row proved to be another, and that one a third."""
    second, third = (
        factories.indicator(name=name, slug=name.lower(), holder=fed.indicator.holder)
        for name in ("Tweede", "Derde")
    )
    lineage.join(kept=second, superseded=fed.indicator, reason="Zelfde telling", by="test")
    lineage.join(kept=third, superseded=second, reason="Ook", by="test")
    return third


def retire(indicator: Indicator, last_year: int | None) -> None:
    indicator.refresh_from_db()
    lineage.retire(indicator=indicator, seen_version=None, last_year=last_year, reason="Gestopt", by="test")


def test_a_joined_indicator_names_the_one_to_use(fed, joined, client):  # noqa: F811
    response = fed.send([fed.one(), fed.one(indicator=joined.slug)], query="?valid_only=true")
    assert told(response) == [("refused", "superseded"), ("new", None)]
    assert "samengevoegd met “Derde”. Gebruik het adres “derde”." in response.json()["figures"][0]["sentence"]
    assert Figure.objects.get(pk=fed.figure.pk).raw == "29"
    listed = client.get("/api/v1/indicatoren/", headers={"Authorization": f"Bearer {fed.token}"}).json()
    assert {one["slug"]: one["superseded_by"] for one in listed}[fed.indicator.slug] == "derde"


def test_a_retired_indicator_takes_nothing_after_its_last_year(fed, client):  # noqa: F811
    retire(fed.indicator, 2024)
    response = fed.send([fed.one(), fed.one(period="2025")], query="?valid_only=true")
    assert told(response) == [("changed", None), ("refused", "retired")]
    assert "het laatste jaar is 2024" in response.json()["figures"][1]["sentence"]
    (listed,) = client.get("/api/v1/indicatoren/", headers={"Authorization": f"Bearer {fed.token}"}).json()
    assert (listed["lapsed"], listed["last_year"], listed["superseded_by"]) == (True, 2024, None)


def test_without_a_last_year_it_takes_nothing(fed):  # noqa: F811
    retire(fed.indicator, None)
    assert told(fed.send([fed.one()])) == [("refused", "retired")]


def test_a_file_is_told_the_same(small, planned):  # noqa: F811
    retire(small.indicator, 2023)
    (cell,) = imports.cells(planned(files.xlsx(HEAD, ["Aantal jongeren", 31])))
    assert (cell.status, cell.field) == (Status.REFUSED, "retired")
    # What the file repeats is still the same: an export reads back without differences.
    (same,) = imports.cells(planned(files.xlsx(HEAD, ["Aantal jongeren", 29])))
    assert same.status is Status.SAME


def test_retired_between_the_preview_and_the_write(small, planned):  # noqa: F811
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31]))
    retire(small.indicator, 2023)
    with pytest.raises(Refused, match="vervallen"):
        imports.apply(record=record, by=small.owner)
    assert Figure.objects.get().raw == "29"


def test_words_decimals_kinds_and_the_future(fed):  # noqa: F811
    later = timezone.localdate() + timedelta(days=400)
    figures = [
        fed.one(value="abc"),
        fed.one(value="31,5", period="2023"),
        fed.one(value="7", period="2024-03"),
        fed.one(value="8", period=str(later.year)),
        fed.one(value="volgt", period=str(later.year + 1)),
        fed.one(value="n.v.t.", period="2022"),
    ]
    assert told(fed.send(figures, query="?valid_only=true")) == [
        ("invalid", "not_a_number"),
        ("invalid", "invalid_decimals"),
        ("refused", "period_kind"),
        ("refused", "future"),
        ("new", None),
        ("new", None),
    ]


def test_an_indicator_with_words_takes_words(fed):  # noqa: F811
    Figure.objects.filter(pk=fed.figure.pk).update(raw="goed", state="text", number=None)
    assert told(fed.send([fed.one(value="beter")])) == [("changed", None)]


def test_a_word_among_numbers_is_only_read_when_it_is_chosen(client, small, planned):  # noqa: F811
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", "abc"]))
    (cell,) = imports.cells(record)
    assert cell.warns
    assert record.skipped == [0]
    with pytest.raises(Refused, match="niets gekozen"):
        imports.apply(record=record, by=small.owner)
    client.force_login(small.owner)
    page = client.get(reverse("indicators:import_preview", args=[record.uid])).content.decode()
    assert "Let op: “abc” is geen getal" in page
    client.post(
        reverse("indicators:import_preview", args=[record.uid]), {"seen": "0", "take": "0", "apply": "1"}
    )
    assert Figure.objects.get().raw == "abc"


def test_the_command_does_not_choose(small, tmp_path):
    path = tmp_path / "cijfers.xlsx"
    path.write_bytes(files.xlsx(HEAD, ["Aantal jongeren", "abc"]))
    with pytest.raises(CommandError, match="1 cel vraagt om een keuze"):
        call_command("import_figures", str(path), "--document", "kadernota-2026")
    call_command("import_figures", str(path), "--document", "kadernota-2026", "--valid-only")
    assert Figure.objects.get().raw == "29"
