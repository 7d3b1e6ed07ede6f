"""The public pages: from publications alone, the same for everybody, kept by their ETag, and still honest later."""

import gzip
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
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
    "/publicaties/kadernota-2026/v1.voorstellen.csv",
    "/publicaties/kadernota-2026.xlsx",
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
        "/publicaties/kadernota-2026.docx",
        "/publicaties/kadernota-2026/v01/",
        "/publicaties/kadernota-2026/v0.csv",
        "/nieuwsbrieven/2023-voorjaar/v01/",
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
    assert "voor de raad" in shown
    # Nothing says that the college did what the route still expects.
    assert "aangeboden" not in shown
    assert "€\xa01.864.028 n" in shown or "€ 1.864.028 n" in shown
    assert re.search(r"Cijfers \(CSV\), \d+ kB", shown)
    assert re.search(r"Voorstellen \(CSV\), \d+ kB", shown)
    assert re.search(r"Rekenblad \(XLSX\), \d+ kB", shown)
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


@pytest.mark.parametrize("name", ["voorstel", "soort", "bedrag", "gevolg", "onzin"])
def test_proposals_are_sorted_by_the_address(kadernota, client, name):
    up = client.get("/voorstellen/", {"sorteer": name}).content.decode()
    down = client.get("/voorstellen/", {"sorteer": name, "richting": "af"}).content.decode()
    assert up.count('<tr><th scope="row"><a') == 16
    assert ('aria-sort="ascending"' in up) is (name != "onzin")
    if name == "bedrag":
        assert up.index("Indexeringsmiddelen") < up.index("Geïndiceerde jeugdhulp")
        assert down.index("Indexeringsmiddelen") > down.index("Geïndiceerde jeugdhulp")


def test_the_sitemap_holds_every_kind_of_page(kadernota, client):
    found = client.get("/sitemap.xml").content.decode()
    kinds = (
        "publicaties/kadernota-2026/h/jeugd",
        "indicatoren/beschut-werk",
        "nieuwsbrieven",
        "nieuwsbrieven/2023-voorjaar",
        "nieuwsbrieven/2023-voorjaar/bestrijden-energiearmoede",
    )
    for part in kinds:
        assert f"/{part}/</loc>" in found
    assert found.count("<url>") == found.count("<loc>") > 130
    # All but the page on accessibility change with what is released.
    assert found.count("<lastmod>") == found.count("<url>") - 1
    assert len(set(re.findall("<loc>(.*?)</loc>", found))) == found.count("<loc>")
    assert "Sitemap: " in client.get("/robots.txt").content.decode()


def test_readers_find_whom_to_ask(kadernota, client):
    for address in ("/", "/toegankelijkheid/"):
        page = client.get(address).content.decode()
        assert page.count('href="mailto:transformatie@twenterand.nl"') == (1 if address == "/" else 2)


def test_cards_say_what_is_still_a_draft_and_which_season_a_newsletter_is_of(kadernota, client):
    home, archive = text(client.get("/")), text(client.get("/publicaties/"))
    for shown in (home, archive):
        assert "Kadernota 2026, programma Sociaal Domein Concept" in shown
    assert "Voorjaar 2023: " in home
    assert "Op deze site sinds" in text(client.get("/nieuwsbrieven/"))


# ----------------------------------------------------------------- search
@pytest.mark.parametrize("query", ["137.920", "137920", "€ 137.920", "wachttijden 137.920"])
def test_search_finds_amounts_of_proposals(kadernota, client, query):
    shown = client.get("/zoeken/", {"q": query}).content.decode()
    assert "#voorstel-flexibel-budget" in shown
    assert "<mark>137.920</mark>" in shown


def test_search_finds_sources_and_notes(kadernota, client):
    assert client.get("/zoeken/", {"q": "GGD"}).content.decode().count('href="/indicatoren/') >= 12
    shown = client.get("/zoeken/", {"q": "uitkeringspartijen"}).content.decode()
    assert 'href="/indicatoren/uitkeringsgerechtigden-participatiewet/"' in shown


@pytest.mark.parametrize("address", ["/zoeken/", "/indicatoren/"])
def test_one_letter_is_too_short_to_search_for(kadernota, client, address):
    shown = text(client.get(address, {"q": "a"}))
    assert "Typ een woord van ten minste twee letters" in shown
    assert "Niets gevonden" not in shown


# ----------------------------------------------------------------- one address, small answers
@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/publicaties/kadernota-2026/v1/", "/publicaties/kadernota-2026/"),
        ("/publicaties/kadernota-2026/v1/h/jeugd/", "/publicaties/kadernota-2026/h/jeugd/"),
        ("/voorstellen/?sorteer=bedrag", "/voorstellen/"),
        ("/nieuwsbrieven/2023-voorjaar/v1/", "/nieuwsbrieven/2023-voorjaar/"),
    ],
)
def test_a_page_names_its_one_address(kadernota, client, settings, address, kept):
    links = [
        attrs["href"]
        for tag, attrs in elements(client.get(address))
        if tag == "link" and attrs.get("rel") == "canonical"
    ]
    assert links == [settings.BASE_URL.rstrip("/") + kept]


@pytest.mark.parametrize(
    "address", ["/", "/publicaties/kadernota-2026.json", "/publicaties/kadernota-2026.csv"]
)
def test_what_everybody_may_read_is_sent_compressed(kadernota, client, enter, address):
    takes = {"Accept-Encoding": "gzip"}
    plain, small = client.get(address), client.get(address, headers=takes)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert small.headers["ETag"] == plain.headers["ETag"]
    again = client.get(address, headers={**takes, "If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304
    # What a signed-in person reads may be under embargo: its size should tell nothing.
    assert "Content-Encoding" not in enter("griffie").get(address, headers=takes).headers


def test_a_post_hears_that_it_is_not_allowed_not_that_a_form_expired(kadernota):
    strict = Client(enforce_csrf_checks=True)
    for address in ("/", "/zoeken/", "/publicaties/kadernota-2026.json", "/nieuwsbrieven/"):
        assert strict.post(address).status_code == 405
