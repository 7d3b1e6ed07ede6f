"""The data files of a publication: every figure and proposal, as Dutch spreadsheet programs take them."""

import csv
import io
import re
from datetime import datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from twenterand.numbers import State
from twenterand.publications import artifacts, datafiles, opendata, publishing
from twenterand.publications.models import Artifact, Publication, SubjectKind

DOCUMENT = SubjectKind.DOCUMENT


def rows(client, address: str) -> list[dict[str, str]]:
    body = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


@pytest.fixture
def figures(kadernota, client) -> list[dict[str, str]]:
    return rows(client, "/publicaties/kadernota-2026.csv")


@pytest.fixture
def proposals(kadernota, client) -> list[dict[str, str]]:
    return rows(client, "/publicaties/kadernota-2026.voorstellen.csv")


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


# ----------------------------------------------------------------- csv
def test_the_csv_has_every_figure(figures):
    assert len(figures) == 516
    one = next(
        row
        for row in figures
        if row["indicator"] == "uitkeringsgerechtigden-participatiewet" and row["periode"] == "2026"
    )
    assert one["waarde"] == one["zoals_gedrukt"] == one["zoals_ingevoerd"] == "424"
    assert (one["soort"], one["vastgesteld_in"]) == ("begroot", "kadernota-2026")
    assert (one["periode_van"], one["periode_tot"]) == ("2026-01-01", "2026-12-31")
    assert one["bron"] == "CIV"
    assert "Geteld worden uitkeringspartijen." in one["voetnoten"]
    assert {row["gebied"] for row in figures} == {"GM1700"}


def test_what_was_typed_stands_beside_what_is_printed(figures):
    pairs = {(row["zoals_ingevoerd"], row["zoals_gedrukt"], row["waarde"]) for row in figures}
    assert ("29%", "29%", "29") in pairs
    assert ("N.v.t.", "n.v.t.", "") in pairs


def test_a_number_in_the_csv_is_a_number_and_no_text_is_a_formula(figures, proposals):
    for row in figures:
        assert re.fullmatch(r"-?\d+(,\d+)?|", row["waarde"])
        assert bool(row["waarde"]) is (row["betekenis"] in ("getal", "percentage"))
    for row in figures + proposals:
        for value in row.values():
            assert not value.startswith(("=", "+", "@", "\t", "\r"))
            assert not value.startswith("-") or value == "-" or re.fullmatch(r"-\d+(,\d+)?", value)


def test_every_state_has_one_dutch_code_that_the_page_explains(kadernota, client, figures):
    codes = [code for code, _ in opendata.STATES.values()]
    assert set(opendata.STATES) == set(State)
    assert len(set(codes)) == len(codes)
    page = client.get("/data/").content.decode()
    for name in [*codes, *opendata.FIGURES, *opendata.PROPOSALS]:
        assert f'<th scope="row">{name}</th>' in page
    assert {row["betekenis"] for row in figures} <= set(codes)


def test_the_csv_of_proposals_has_all_sixteen_and_their_sum(kadernota, proposals):
    assert len({row["voorstel"] for row in proposals}) == 16
    one = next(row for row in proposals if row["titel"] == "Jeugdconsulent")
    assert (one["jaar"], one["soort"], one["gevolg"]) == ("2026", "structureel", "nadeel")
    assert (one["bedrag"], one["saldo"]) == ("170000", "-170000")
    assert one["hoofdstuk"] == "Doelenboom Jeugd"
    assert sum(number(row["saldo"]) for row in proposals) == -1864028
    assert any(row["activiteit"] for row in proposals)
    assert any("," in row["fte"] for row in proposals)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.50"), "1234,50"),
        (Decimal("-25000"), "-25000"),
        ("=1+1", "'=1+1"),
        ("-", "-"),
        ("-1,5", "-1,5"),
        ("-minder", "'-minder"),
        ("@naam", "'@naam"),
        (None, ""),
        (2026, "2026"),
    ],
)
def test_how_a_value_stands_in_csv(value, text):
    assert datafiles._as_text(value) == text


# ----------------------------------------------------------------- spreadsheet
def book_of(publication: Publication) -> CalamineWorkbook:
    content = bytes(publication.artifacts.get(kind=Artifact.Kind.XLSX).content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def test_the_spreadsheet_holds_figures_proposals_and_what_they_mean(kadernota, figures, proposals):
    book = book_of(kadernota)
    assert book.sheet_names == ["Cijfers", "Voorstellen", "Indicatoren", "Leeswijzer"]
    for name, columns, expected in (
        ("Cijfers", opendata.FIGURES, figures),
        ("Voorstellen", opendata.PROPOSALS, proposals),
    ):
        head, *lines = book.get_sheet_by_name(name).to_python()
        assert head == list(columns)
        assert len(lines) == len(expected)
    guide = {row[0]: row[1] for row in book.get_sheet_by_name("Leeswijzer").to_python() if row[0]}
    assert guide["Blijvend adres op de site"] == "/publicaties/kadernota-2026/v1/"
    assert {*opendata.FIGURES, *opendata.PROPOSALS, "niet_vermeld"} <= set(guide)


def test_numbers_and_dates_in_the_spreadsheet_are_numbers_and_dates(kadernota, figures):
    head, *lines = book_of(kadernota).get_sheet_by_name("Cijfers").to_python()
    for line, row in zip(lines, figures, strict=True):
        cells = dict(zip(head, line, strict=True))
        assert cells["waarde"] == ("" if row["waarde"] == "" else float(number(row["waarde"])))
        assert cells["periode_van"] == datetime.fromisoformat(row["periode_van"]).date()
        assert cells["zoals_ingevoerd"] == row["zoals_ingevoerd"].removeprefix("'")


def test_the_same_publication_gives_the_same_spreadsheet(kadernota):
    assert datafiles.workbook(kadernota) == datafiles.workbook(kadernota)
    stored = bytes(kadernota.artifacts.get(kind=Artifact.Kind.XLSX).content)
    assert datafiles.workbook(kadernota) == stored


# ----------------------------------------------------------------- which files there are
def test_files_say_what_they_are(kadernota, client):
    for kind, media_type in artifacts.MEDIA_TYPES.items():
        response = client.get(f"/publicaties/kadernota-2026.{kind}")
        assert response.headers["Content-Type"] == media_type
        how = "inline" if kind in ("pdf", "json") else "attachment"
        assert response.headers["Content-Disposition"] == f'{how}; filename="kadernota-2026-v1.{kind}"'
        artifact = kadernota.artifacts.get(kind=kind)
        assert response.headers["ETag"] == f'W/"{artifact.sha256}"'
        assert response.content == bytes(artifact.content)


def test_only_what_there_is_becomes_a_file(kadernota, small):
    assert set(artifacts.kinds_for(kadernota)) == {"pdf", "json", "csv", "voorstellen.csv", "xlsx"}
    edition = Publication.objects.get(subject_kind=SubjectKind.EDITION)
    assert set(artifacts.kinds_for(edition)) == {"pdf", "json"}
    assert set(artifacts.kinds_for(small.publish("tekst"))) == {"pdf", "json"}
    small.propose()
    assert set(artifacts.kinds_for(small.publish("geld"))) == {"pdf", "json", "voorstellen.csv", "xlsx"}


def test_a_publication_of_before_a_kind_existed_shows_the_files_it_has(small, client, monkeypatch):
    small.propose()
    for kind in (Artifact.Kind.PROPOSALS, Artifact.Kind.XLSX):
        monkeypatch.delitem(artifacts._makers, (DOCUMENT, kind))
    publication = small.publish("eerst")
    monkeypatch.undo()
    slug = publication.subject_slug
    page = client.get(f"/publicaties/{slug}/").content.decode()
    assert f"/publicaties/{slug}.json" in page
    assert "Rekenblad" not in page
    assert client.get(f"/publicaties/{slug}.xlsx").status_code == 404
    # Its release is done; a worker that takes the job once more makes what is new and changes nothing else.
    publishing.make_and_release(lambda percent, step: None, publication_id=publication.pk)
    assert client.get(f"/publicaties/{slug}.xlsx").status_code == 200


def test_the_data_page_lists_newsletters_too(kadernota, client):
    page = client.get("/data/").content.decode()
    for address in ("publicaties/kadernota-2026.voorstellen.csv", "nieuwsbrieven/2023-voorjaar.json"):
        assert f'href="/{address}"' in page
