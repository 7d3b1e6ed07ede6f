"""The newsletter in fixtures/ says what the facts say, number by number and date by date.

No database: the yaml files are compared with tests/data/facts/. The running text is our own; every figure,
date, link, heading and list is the source's. Sums that clash (417 + 808 against 1.252) must clash here too.
"""

import re
from datetime import date
from functools import cache
from pathlib import Path

import nh3
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "tests" / "data" / "facts"
EDITION = ROOT / "fixtures" / "nieuwsbrief-2023-voorjaar"
FUNCTIONAL_MAILBOX = "transformatie@twenterand.nl"
MAX_PICTURE_BYTES = 200_000
TEXT_ELEMENTS = {"p", "h3", "ul", "ol", "li", "a", "strong", "em"}

MONTHS = re.findall(
    r"\w+", "januari februari maart april mei juni juli augustus september oktober november december"
)
NUMBER_WORDS = re.findall(
    r"\w+",
    "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien twintig",
)


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


NEWSLETTER_FACTS = read(FACTS / "newsletter-2023-voorjaar.yaml")
FRAMEWORK_FACTS = read(FACTS / "ibn-2023-2026.yaml")
SLUGS = [article["slug"] for article in NEWSLETTER_FACTS["articles"]]
FACTS_OF = {article["slug"]: article for article in NEWSLETTER_FACTS["articles"]}


@cache
def articles() -> dict[str, dict]:
    """The articles by slug, in the order of their file names."""
    rows = [read(path) for path in sorted((EDITION / "articles").glob("*.yaml"))]
    return {row["slug"]: row for row in rows}


def html_of(slug: str) -> str:
    """Only the text blocks: key figures and agendas repeat facts, they may not be the only place of one."""
    return "".join(block["html"] for block in articles()[slug]["blocks"] if block["kind"] == "text")


def plain(html: str) -> str:
    spaced = re.sub(r"</(p|h\d|li|ul|ol)>", " ", html)
    return " ".join(nh3.clean(spaced, tags=set()).replace("&amp;", "&").split())


def blocks(kind: str) -> list[tuple[str, dict]]:
    return [
        (slug, block) for slug in articles() for block in articles()[slug]["blocks"] if block["kind"] == kind
    ]


def elements(html: str, name: str) -> list[str]:
    return [plain(content) for content in re.findall(rf"<{name}\b[^>]*>(.*?)</{name}>", html, re.DOTALL)]


def links(html: str) -> dict[str, str]:
    """What a reader sees, by the address behind it."""
    return {href: plain(text) for href, text in re.findall(r'<a href="([^"]+)">(.*?)</a>', html, re.DOTALL)}


def spellings(value: float, unit: str) -> list[str]:
    """The ways in which the newsletter may write one number of the facts."""
    if value != int(value):
        return [f"{value:g}".replace(".", ",")]
    number = int(value)
    if unit == "jaartal":
        return [str(number)]
    if unit == "%":
        return [f"{number}%"]
    found = [f"{number:,}".replace(",", ".")]
    if number >= 100_000 and number % 100_000 == 0:
        found.append(f"{number / 1_000_000:g} miljoen".replace(".", ","))
    if number < len(NUMBER_WORDS):
        found.append(NUMBER_WORDS[number])
    if unit.startswith("EUR"):
        return [f"{spelling} euro" for spelling in found]
    return found


def stands_in(spelling: str, text: str) -> bool:
    """As a whole number or word: 33 is not found in 133, 1.252 or 33%."""
    before, after = r"(?<![\w.,])", r"(?![\w%]|[.,]\d)"
    return re.search(before + re.escape(spelling) + after, text, re.IGNORECASE) is not None


def written(moment: str) -> str:
    """2023-07-11 → 11 juli 2023, 2023-09 → september 2023, 2017 → 2017."""
    parts = moment.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        words.insert(0, MONTHS[int(parts[1]) - 1])
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def written_dates(stated: str, status: str) -> list[str]:
    """The phrases of which the text must have one; a range within one month names that month once."""
    first, _, last = stated.partition("/")
    if last and first[:7] == last[:7]:
        return [f"{int(first[-2:])} {joint} {written(last)}" for joint in ("en", "tot en met")]
    if last:
        return [f"{written(first)}.*{written(last)}"]
    part = re.search(r"\b(begin|eind|zomer|najaar)\b", status)
    return [f"{part[1]}(?: van)? {written(first)}" if part else written(first)]


def counts_in(sentence: str) -> list[tuple[int, str]]:
    """Small counts that a fact writes as a word, with what they count: (2, "dagdelen")."""
    words = "|".join(NUMBER_WORDS[2:])
    return [
        (NUMBER_WORDS.index(word.lower()), noun)
        for word, noun in re.findall(rf"\b({words}) ([\w'-]+)", sentence, re.IGNORECASE)
    ]


def figures_in(sentence: str) -> list[str]:
    """Every figure of a fact's sentence as the text must have it; 1-1-2023 is written out."""
    sentence = re.sub(r"\bibn-[\d-]+\.yaml", "", sentence)
    dated = re.sub(
        r"\b(\d{1,2})-(\d{1,2})-(\d{4})", lambda m: f"{m[1]} {MONTHS[int(m[2]) - 1]} {m[3]}", sentence
    )
    return re.findall(r"\d{4}-\d{4}|\d+(?:[.,]\d+)*%?", dated)


def test_twenty_articles_in_the_order_of_the_source():
    assert list(articles()) == SLUGS
    assert len(SLUGS) == 20
    assert [path.stem for path in sorted((EDITION / "articles").glob("*.yaml"))] == [
        f"{number:02}-{slug}" for number, slug in enumerate(SLUGS, start=1)
    ]


@pytest.mark.parametrize("slug", SLUGS)
class TestArticle:
    def test_title_kind_and_theme(self, slug: str):
        article, facts = articles()[slug], FACTS_OF[slug]
        assert article["title"] == facts["title"]
        assert article["kind"] == facts["kind"]
        assert (article["theme"] or "algemeen") == facts["related_theme"]

    def test_subheadings(self, slug: str):
        assert elements(html_of(slug), "h3") == FACTS_OF[slug]["subheadings"]

    def test_lists(self, slug: str):
        html, facts = html_of(slug), FACTS_OF[slug]
        styles = facts.get("list_styles_all", [facts["list_style"]])
        assert html.count("<li>") == facts["list_items"]
        assert ("<ul>" in html) == ("bullets" in styles)
        assert ("<ol>" in html) == ("numbered" in styles)

    def test_numbers(self, slug: str):
        text = plain(html_of(slug))
        missing = [
            number["label"]
            for number in FACTS_OF[slug]["numbers"]
            if not any(stands_in(spelling, text) for spelling in spellings(number["value"], number["unit"]))
        ]
        assert not missing

    def test_figures_in_the_sentences_of_the_facts(self, slug: str):
        text = plain(html_of(slug))
        missing = {
            figure
            for sentence in FACTS_OF[slug]["facts"]
            for figure in figures_in(sentence)
            if not stands_in(figure, text)
            and not (figure.isdigit() and int(figure) <= 20 and stands_in(NUMBER_WORDS[int(figure)], text))
        }
        assert not missing

    def test_small_counts_go_with_what_they_count(self, slug: str):
        text = plain(html_of(slug)).replace("’", "'")
        missing = [
            (count, noun)
            for sentence in FACTS_OF[slug]["facts"]
            for count, noun in counts_in(sentence)
            if not re.search(rf"\b({count}|{NUMBER_WORDS[count]}) {noun}\b", text, re.IGNORECASE)
        ]
        assert not missing

    def test_dates(self, slug: str):
        text = plain(html_of(slug))
        missing = [
            stated["label"]
            for stated in FACTS_OF[slug]["dates"]
            if not any(
                re.search(rf"\b{phrase}\b", text, re.IGNORECASE)
                for phrase in written_dates(stated["date"], stated["status"])
            )
        ]
        assert not missing

    def test_links_have_readable_text(self, slug: str):
        found = links(html_of(slug))
        wanted = {link if "://" in link else f"https://{link}" for link in FACTS_OF[slug]["links"]}
        assert {href for href in found if href.startswith("http")} == wanted
        for href, text in found.items():
            if href.startswith("http"):
                assert text, href
                assert not re.search(r"https?:|www\.", text), text

    def test_only_elements_that_the_editor_gives(self, slug: str):
        assert set(re.findall(r"</?(\w+)", html_of(slug))) <= TEXT_ELEMENTS

    def test_a_removed_personal_address_points_at_the_colophon(self, slug: str):
        """No desk of our own making: the source's address is gone, and the general mailbox does not enrol."""
        removed = bool(FACTS_OF[slug].get("personal_email_in_source"))
        assert ("in het colofon" in plain(html_of(slug))) == removed
        assert not [href for href in links(html_of(slug)) if href.startswith(("mailto:", "tel:"))]


def test_opgaven_in_the_article_are_those_of_the_framework():
    printed = [title for theme in FRAMEWORK_FACTS["themes"] for title in theme["opgaven"]]
    assert elements(html_of("integrale-beleidsnota-sociaal-domein"), "li") == printed


def test_no_mail_address_but_the_functional_one():
    for path in EDITION.rglob("*.yaml"):
        addresses = re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", path.read_text(encoding="utf-8"))
        assert set(addresses) <= {FUNCTIONAL_MAILBOX}, path.name


def test_masthead_box_and_colophon():
    edition, facts = read(EDITION / "edition.yaml")["edition"], NEWSLETTER_FACTS["masthead"]
    assert (edition["title"], edition["season"], edition["year"]) == (
        facts["title"],
        facts["season"],
        facts["year"],
    )
    assert edition["number"] is None
    assert edition["planned_date"] is None
    assert edition["box"]["heading"] == NEWSLETTER_FACTS["cover_box"]["heading"]
    assert edition["intro"]["heading"] == NEWSLETTER_FACTS["intro"]["heading"]
    box = plain(edition["box"]["html"])
    assert "twee keer per jaar" in box
    assert all(area in box for area in facts["subject_areas"])
    assert facts["contact"]["email"] in plain(edition["colophon"])
    assert facts["contact"]["phone"] in plain(edition["colophon"])


def picture_rows() -> list[dict]:
    return [read(EDITION / "edition.yaml")["edition"]["masthead"], *(block for _, block in blocks("picture"))]


def test_every_picture_is_described_and_credited():
    for row in picture_rows():
        assert len(row["alt"]) > 40, row["file"]
        assert row["alt"].endswith("."), row["file"]
        assert row["credit"] == "Illustratie: gemeente Twenterand"
    assert len({row["alt"] for row in picture_rows()}) == len(picture_rows())


def test_every_picture_is_used_once_light_and_has_its_drawing():
    used = [row["file"] for row in picture_rows()]
    assert sorted(used) == sorted(path.name for path in (EDITION / "pictures").glob("*.png"))
    for name in used:
        picture = EDITION / "pictures" / name
        content = picture.read_bytes()
        assert content.startswith(b"\x89PNG"), name
        assert len(content) < MAX_PICTURE_BYTES, name
        assert picture.with_suffix(".svg").is_file(), name


def test_drawings_fit_a_strict_content_security_policy():
    for path in (EDITION / "pictures").glob("*.svg"):
        drawing = path.read_text(encoding="utf-8")
        assert not re.search(r"style|<script|<text|<image|href|\bon\w+=", drawing), path.name


def test_key_figures_repeat_a_number_of_their_article():
    figures = blocks("key_figure")
    assert 1 <= len(figures) <= 6
    assert len({slug for slug, _ in figures}) == len(figures), "at most one in an article"
    for slug, block in figures:
        assert float(block["value"]) in {number["value"] for number in FACTS_OF[slug]["numbers"]}, slug
        assert all(block[key] for key in ("label", "unit", "source")), slug


def test_agendas_repeat_dates_of_their_article():
    for slug, block in blocks("agenda"):
        stated = {stated["date"] for stated in FACTS_OF[slug]["dates"]}
        for item in block["items"]:
            day = item["date"] if item["precision"] == "day" else item["date"][:7]
            assert ("/".join([day, item["end"]]) if item["end"] else day) in stated, slug
            assert date.fromisoformat(item["date"]) > date(2023, 6, 15), "an agenda looks ahead"
