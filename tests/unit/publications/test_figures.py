"""Figures on the public pages: tables with one head each, who set a target, footnotes, charts, equal names."""

import html
import json
import re

import pytest

from twenterand.publications.notes import Notes

CHAPTERS = ["sociale-zaken", "maatschappelijke-ondersteuning", "gezondheid-preventie", "onderwijs", "jeugd"]


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def tables_of(page: str) -> list[str]:
    return re.findall(r'<table class="[^"]*indicator-table".*?</table>', page, re.S)


@pytest.mark.parametrize("slug", CHAPTERS)
def test_every_row_is_as_wide_as_its_head_and_every_column_has_one(kadernota, client, slug):
    tables = tables_of(page_of(client, f"/publicaties/kadernota-2026/h/{slug}/"))
    content = json.loads(kadernota.payload)
    chapter = next(row for row in content["chapters"] if row["slug"] == slug)
    assert len(tables) >= len(chapter["tables"])
    captions = [words(re.search(r"<caption.*?</caption>", table).group()) for table in tables]
    assert len(set(captions)) == len(captions)
    for table in tables:
        kinds, periods, *rows = re.findall(r"<tr.*?</tr>", table, re.S)
        columns = len(re.findall(r'<th scope="col"', periods))
        spans = [int(span) for span in re.findall(r'<th scope="colgroup" colspan="(\d+)"', kinds)]
        assert sum(spans) == columns
        for row in rows:
            span = re.search(r'colspan="(\d+)"', row)
            assert (int(span.group(1)) if span else len(re.findall(r"<t[hd]\b", row))) == columns + 2


def test_groups_with_other_years_have_a_table_of_their_own(kadernota, client):
    page = page_of(client, "/publicaties/kadernota-2026/h/gezondheid-preventie/")
    heads = [words(re.search(r"<thead>.*?</thead>", table, re.S).group()) for table in tables_of(page)]
    near = "Indicator Begroot Bron 2026 Kadernota 2026 2025 Begroting 2025"
    far = "Indicator Begroot Gerealiseerd Bron 2028 Kadernota 2026 2028 Begroting 2025 2022/2023"
    assert heads[1:] == [near, far, near, far, near]
    assert "(Lange termijn" not in page
    assert page.count('id="tabel-2-2"') == 1


@pytest.mark.parametrize("slug", ["maatschappelijke-ondersteuning", "gezondheid-preventie"])
def test_a_note_without_a_place_says_so(kadernota, client, slug):
    page = page_of(client, f"/publicaties/kadernota-2026/h/{slug}/")
    assert page.count("(hoort in de bron bij geen cel)") == 1
    for note in re.findall(r'<li id="noot-.*?</li>', page, re.S):
        assert ("hoort in de bron" in note) is ("portal-notes__back" not in note)


def test_notes_lead_both_ways():
    notes = Notes([{"position": 3, "mark": "***", "text": "Uitleg"}], prefix="2")
    assert notes.marks([3, 3]) == [
        {"mark": "***", "id": "noot-2-3", "place": "bij-2-3-1"},
        {"mark": "***", "id": "noot-2-3", "place": "bij-2-3-2"},
    ]
    note, provisional = notes.listed(provisional=True)
    assert (note["places"], note["loose"]) == (["bij-2-3-1", "bij-2-3-2"], False)
    assert (provisional["mark"], provisional["loose"]) == ("v", False)


def test_a_chart_has_a_heading_before_it_and_one_sentence(kadernota, client):
    page = page_of(client, "/publicaties/kadernota-2026/h/sociale-zaken/")
    charts = page[page.index('id="grafieken"') :]
    heading, picture = charts.index('<h4 class="portal-figure__title">'), charts.index("<svg")
    assert heading < picture < charts.index("<figcaption>")
    assert "<desc" not in charts


# ----------------------------------------------------------------- the page of an indicator
@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("uitkeringsgerechtigden-participatiewet", "Begroot is 415 voor 2025 en 424 voor 2026."),
    ],
)
def test_an_indicator_with_numbers_has_a_sentence(kadernota, client, slug, sentence):
    assert sentence in page_of(client, f"/indicatoren/{slug}/")


def indicators(kadernota):
    """(slug, state, raw, kind, label) of every figure."""
    for chapter in json.loads(kadernota.payload)["chapters"]:
        slugs = {row["uid"]: row["slug"] for row in chapter["indicators"]}
        for table in chapter["tables"]:
            for group in table["groups"]:
                for row in group["rows"]:
                    for column, cell in zip(group["columns"] or table["columns"], row["cells"], strict=True):
                        if cell:
                            yield slugs[row["indicator"]], column, cell


def test_what_is_no_number_is_said_and_only_a_dash_is_unknown(kadernota, client):
    states: dict[str, set[str]] = {}
    for slug, _, cell in indicators(kadernota):
        states.setdefault(slug, set()).add(cell["state"])
    for slug, found in states.items():
        if found <= {"number", "percentage"}:
            continue
        shown = page_of(client, f"/indicatoren/{slug}/")
        if "not_stated" not in found:
            assert "geen getal bekend" not in shown, slug
        if "text" in found:
            assert "staat er tekst: “" in shown, slug
        if "lapsed" in found:
            assert "vervalt vanaf" in shown or "staat er: vervalt" in shown, slug
        if "not_applicable" in found:
            assert "niet van toepassing" in shown, slug


def test_notes_are_numbered_from_one_star_and_called_by_the_row(kadernota, client):
    called = {slug for slug, _, cell in indicators(kadernota) if cell["footnotes"]}
    assert called
    for slug in called:
        page = page_of(client, f"/indicatoren/{slug}/")
        ids = re.findall(r'<li id="(noot-indicator-\d+)"><span class="portal-notes__mark">(\*+)<', page)
        assert ids == [(f"noot-indicator-{number}", "*" * number) for number in range(1, len(ids) + 1)]
        for note, _ in ids:
            assert f'href="#{note}"' in page
        assert "hoort in de bron" not in page


def test_indicators_with_one_name_are_told_apart_and_lead_to_each_other(kadernota, client):
    pair = ["jeugdigen-met-verblijf", "jeugdigen-met-verblijf-vernieuwd"]
    pages = [page_of(client, f"/indicatoren/{slug}/") for slug in pair]
    titles = [re.search(r"<h1>(.*?)</h1>", page).group(1) for page in pages]
    assert titles == [
        "Totaal aantal unieke jeugdigen met verblijf (Beleidsindicatoren)",
        "Totaal aantal unieke jeugdigen met verblijf (Vernieuwde beleidsindicatoren)",
    ]
    assert f"/indicatoren/{pair[1]}/" in pages[0]
    assert f"/indicatoren/{pair[0]}/" in pages[1]
    overview = page_of(client, "/indicatoren/")
    names = re.findall(r'<li><a href="/indicatoren/[^"]+">(.*?)</a>', overview)
    assert len(names) == len(set(names)) == 100


def test_the_list_has_the_order_of_the_tables(kadernota, client):
    printed = []
    for chapter in json.loads(kadernota.payload)["chapters"]:
        slugs = {row["uid"]: row["slug"] for row in chapter["indicators"]}
        for table in chapter["tables"]:
            for group in table["groups"]:
                printed += [slugs[row["indicator"]] for row in group["rows"]]
    listed = re.findall(r'<li><a href="/indicatoren/([^"/]+)/">', page_of(client, "/indicatoren/"))
    assert listed == list(dict.fromkeys(printed))
