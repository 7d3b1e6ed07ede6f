"""The public pages: from publications alone, the same for everybody, kept by their ETag, and still honest later."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

CHAPTERS = [
    "inleiding",
    "sociale-zaken",
    "maatschappelijke-ondersteuning",
    "gezondheid-preventie",
    "onderwijs",
    "jeugd",
]
PAGES = [
    "/",
    "/publicaties/",
    "/publicaties/kadernota-2026/",
    "/publicaties/kadernota-2026/v1/",
    *(f"/publicaties/kadernota-2026/h/{slug}/" for slug in CHAPTERS),
    "/publicaties/kadernota-2026/v1/h/jeugd/",
    "/indicatoren/",
    "/indicatoren/?q=jeugd",
    "/indicatoren/uitkeringsgerechtigden-participatiewet/",
    "/voorstellen/",
    "/voorstellen/?sorteer=bedrag&richting=af",
    "/zoeken/",
    "/zoeken/?q=schulden",
    "/data/",
    "/toegankelijkheid/",
]
FILES = [
    "/publicaties/kadernota-2026.csv",
    "/publicaties/kadernota-2026/v1.json",
    "/publicaties/kadernota-2026.pdf",
]
OTHER = ["/data/schema.json", "/robots.txt", "/sitemap.xml"]
# The name in the header is how this site is set up, not what it publishes.
ALLOWED_TABLES = ("publications_", "accounts_organisation")


class Elements(HTMLParser):
    """Start tags with their attributes, in order."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def elements(response) -> list[tuple[str, dict[str, str | None]]]:
    return Elements(response.content.decode()).tags


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_public_sound_and_light(kadernota, client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert len(response.content) < 500_000
    tags = elements(response)
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert not [attrs for _, attrs in tags if "style" in attrs]
    assert [tag for tag, _ in tags].count("h1") == 1
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    inside = [
        attrs["href"][1:] for tag, attrs in tags if tag == "a" and (attrs.get("href") or "").startswith("#")
    ]
    assert set(inside) <= set(ids), set(inside) - set(ids)


@pytest.mark.parametrize("address", PAGES + FILES + OTHER)
def test_a_page_reads_publications_only(kadernota, client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(row["sql"] for row in queries)))
    assert not [name for name in tables if not name.startswith(ALLOWED_TABLES)]
    assert len(queries) <= 10


@pytest.mark.parametrize("address", PAGES + FILES + OTHER)
def test_a_page_that_did_not_change_is_not_sent_again(kadernota, client, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/publicaties/bestaat-niet/",
        "/publicaties/kadernota-2026/v9/",
        "/publicaties/kadernota-2026/h/bestaat-niet/",
        "/publicaties/kadernota-2026/v9.csv",
        "/publicaties/kadernota-2026.xlsx",
        "/indicatoren/bestaat-niet/",
    ],
)
def test_what_is_not_there_is_said_in_dutch(kadernota, client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Deze pagina bestaat niet" in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/publicaties/", "/indicatoren/", "/voorstellen/", "/data/", "/sitemap.xml"]
)
def test_an_empty_portal_has_pages_too(db, client, address):
    assert client.get(address).status_code == 200


# ----------------------------------------------------------------- what the pages say
def test_the_publication_page_names_what_matters(kadernota, client):
    shown = text(client.get("/publicaties/kadernota-2026/"))
    assert "Concept" in shown
    assert "aangeboden aan de raad" in shown
    assert "€\xa01.864.028 n" in shown or "€ 1.864.028 n" in shown
    assert re.search(r"CSV, \d+ kB", shown)
    assert "Integrale Beleidsnota Sociaal Domein" in shown
    assert "Het college stelt de kadernota voor aan de raad" in shown


def test_every_proposal_stands_once_in_its_chapter_with_its_amount(kadernota, client):
    content = json.loads(kadernota.payload)
    for chapter in content["chapters"]:
        page = client.get(f"/publicaties/kadernota-2026/h/{chapter['slug']}/").content.decode()
        for proposal in chapter["proposals"]:
            row = re.search(rf'<tr id="voorstel-{proposal["slug"]}">(.*?)</tr>', page, re.S).group(1)
            assert f">{proposal['printed']['recurrence']}<" in row
            assert f">{proposal['printed']['effect']}<" in row


def test_every_footnote_leads_to_its_marks_and_back(kadernota, client):
    content = json.loads(kadernota.payload)
    for chapter in content["chapters"]:
        response = client.get(f"/publicaties/kadernota-2026/h/{chapter['slug']}/")
        shown = text(response)
        for table in chapter["tables"]:
            for note in table["footnotes"]:
                assert " ".join(note["text"].split()) in shown.replace("&#x27;", "'").replace("&quot;", '"')
        links = {attrs.get("href") for tag, attrs in elements(response) if tag == "a"}
        marks = {
            attrs["id"] for _, attrs in elements(response) if str(attrs.get("id", "")).startswith("bij-")
        }
        assert {f"#{mark}" for mark in marks} <= links


def test_financial_developments_follow_the_activities(kadernota, client):
    page = client.get("/publicaties/kadernota-2026/h/maatschappelijke-ondersteuning/").content.decode()
    assert page.rindex('<div class="site-activity">') < page.index(
        ">Financiële ontwikkeling sociaal Domein</h2>"
    )


def test_an_indicator_has_all_its_figures_and_where_it_stands(kadernota, client):
    response = client.get("/indicatoren/uitkeringsgerechtigden-participatiewet/")
    shown = text(response)
    assert re.search(r"2026 Begroot 424 Kadernota 2026, programma Sociaal Domein", shown)
    assert re.search(r"2025 Begroot 415 Begroting 2025", shown)
    assert re.search(r"2019 Gerealiseerd 442", shown)
    assert "Geteld worden uitkeringspartijen." in shown
    assert "Doelenboom Sociale Zaken" in shown


def test_every_indicator_and_every_search_result_leads_somewhere(kadernota, client):
    addresses = [attrs["href"] for tag, attrs in elements(client.get("/indicatoren/")) if tag == "a"]
    found = [
        address for address in addresses if address.startswith("/indicatoren/") and address.count("/") == 3
    ]
    assert len(found) == 100
    for address in found[::9]:
        assert client.get(address).status_code == 200
    page = elements(client.get("/zoeken/?q=jeugd"))
    targets = {
        attrs["href"].partition("#")[0] for tag, attrs in page if tag == "a" and "#" in attrs["href"][1:]
    }
    assert targets
    for address in targets:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("query", ["oekraïense", "OEKRAÏENSE", "Oekraiense", "oekraiense vluchtelingen"])
def test_search_folds_capitals_and_accents(kadernota, client, query):
    shown = client.get("/zoeken/", {"q": query}).content.decode()
    assert "<mark>Oekraïense</mark>" in shown


def test_search_reaches_newsletters_and_says_when_it_finds_nothing(kadernota, client):
    shown = client.get("/zoeken/?q=reanimatie").content.decode()
    assert "Berichten uit de nieuwsbrief" in shown
    assert "Niets gevonden" in client.get("/zoeken/?q=qqqq").content.decode()


def test_search_shows_markup_as_text(kadernota, client):
    shown = client.get("/zoeken/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in shown


@pytest.mark.parametrize("name", ["voorstel", "hoofdstuk", "soort", "bedrag", "gevolg", "onzin"])
def test_proposals_are_sorted_by_the_address(kadernota, client, name):
    up = client.get("/voorstellen/", {"sorteer": name}).content.decode()
    down = client.get("/voorstellen/", {"sorteer": name, "richting": "af"}).content.decode()
    assert up.count('<tr><th scope="row"><a') == 16
    assert ('aria-sort="ascending"' in up) is (name != "onzin")
    if name == "bedrag":
        assert up.index("Indexeringsmiddelen") < up.index("Geïndiceerde jeugdhulp")
        assert down.index("Indexeringsmiddelen") > down.index("Geïndiceerde jeugdhulp")


# ----------------------------------------------------------------- files
def rows(client) -> list[dict[str, str]]:
    body = client.get("/publicaties/kadernota-2026.csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def test_the_csv_has_every_figure(kadernota, client):
    found = rows(client)
    assert len(found) == 516
    one = next(
        row
        for row in found
        if row["indicator"] == "uitkeringsgerechtigden-participatiewet" and row["periode"] == "2026"
    )
    assert one["waarde"] == one["zoals_gepubliceerd"] == "424"
    assert (one["soort"], one["vastgesteld_in"]) == ("begroot", "kadernota-2026")
    assert (one["periode_van"], one["periode_tot"]) == ("2026-01-01", "2026-12-31")
    assert one["bron"] == "CIV"
    assert "Geteld worden uitkeringspartijen." in one["voetnoten"]
    assert {row["gebied"] for row in found} == {"GM1700"}


def test_a_number_in_the_csv_is_a_number_and_no_text_is_a_formula(kadernota, client):
    for row in rows(client):
        assert re.fullmatch(r"-?\d+(\.\d+)?|", row["waarde"])
        assert bool(row["waarde"]) is (row["betekenis"] in ("number", "percentage"))
        for value in row.values():
            assert not value.startswith(("=", "+", "@", "\t", "\r"))
            assert not value.startswith("-") or value == "-"


def test_files_say_what_they_are(kadernota, client):
    types = {"csv": "text/csv; charset=utf-8", "json": "application/json", "pdf": "application/pdf"}
    for kind, media_type in types.items():
        response = client.get(f"/publicaties/kadernota-2026.{kind}")
        assert response.headers["Content-Type"] == media_type
        how = "attachment" if kind == "csv" else "inline"
        assert response.headers["Content-Disposition"] == f'{how}; filename="kadernota-2026-v1.{kind}"'
        artifact = kadernota.artifacts.get(kind=kind)
        assert response.headers["ETag"] == f'"{artifact.sha256}"'
        assert response.content == bytes(artifact.content)


def test_the_sitemap_holds_every_kind_of_page(kadernota, client):
    found = client.get("/sitemap.xml").content.decode()
    kinds = ("publicaties/kadernota-2026/h/jeugd", "indicatoren/beschut-werk", "nieuwsbrieven/2023-voorjaar")
    for part in kinds:
        assert f"/{part}/</loc>" in found
    assert found.count("<url>") > 100
    assert "Sitemap: " in client.get("/robots.txt").content.decode()
