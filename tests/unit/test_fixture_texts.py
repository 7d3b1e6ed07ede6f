"""The chapter texts in fixtures/ carry every heading and every figure of the facts they were written from.

No database: the yaml files are compared with tests/data/facts/kadernota-2026/narrative_facts.md. Figures that
clash with a table must survive too, so nothing here looks at the tables.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.utils.text import slugify

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "tests" / "data" / "facts" / "kadernota-2026" / "narrative_facts.md"
CHAPTERS = ROOT / "fixtures" / "kadernota-2026" / "chapters"
TREES = ROOT / "fixtures" / "doelenbomen-2026.yaml"

CHAPTER_OF_TITLE = {
    "Inleiding programma Sociaal Domein": "inleiding",
    "Doelenboom Sociale Zaken": "sociale-zaken",
    "Doelenboom Maatschappelijke Ondersteuning": "maatschappelijke-ondersteuning",
    "Doelenboom Gezondheid en Preventie": "gezondheid-preventie",
    "Doelenboom Onderwijs": "onderwijs",
    "Doelenboom Jeugd": "jeugd",
}
CHAPTER_SLUGS = list(CHAPTER_OF_TITLE.values())

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
MOMENTS = "|".join([*MONTHS, "voorjaar", "zomer", "najaar", "winter", "begin", "medio", "eind"])
WORDS = [
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
]
NUMBER_OF_WORD = {word: str(number) for number, word in enumerate(WORDS, start=2)}
ORDINALS = {"eerste": "1", "tweede": "2", "derde": "3", "vierde": "4"}
ONLY_IN_TABLE = re.compile(r"\(?(€ ?[\d.]+)\)?[^.;]*?\balleen in (?:de )?tabel\b")
REMARK = re.compile(r"\s*\((?:voorstel|staat in)[^)]*\)$")

# Most specific first: what an earlier pattern takes, a later one no longer sees.
TOKENS = [
    r"€ ?\d[\d.]*(?:,\d+)?(?: (?:miljoen|miljard))?",
    r"\d+(?:,\d+)? ?%",
    r"\d{1,2} (?:" + "|".join(MONTHS) + r") \d{4}",
    r"\d{4}-\d{4}",
    r"[Qq]\d \d{4}",
    rf"\b(?:{MOMENTS}) \d{{4}}",
    r"\d+(?:,\d+)? (?:fte|jaar|maanden)\b",
    r"\d+(?:[.,]\d+)*",
]


@dataclass
class Section:
    """What the facts say under one heading (empty: directly under the activity or the chapter)."""

    chapter: str
    activity: str | None
    heading: str
    facts: list[str] = field(default_factory=list)
    table_only: list[str] = field(default_factory=list)

    def __str__(self):
        return f"{self.chapter} > {self.activity or '-'} > {self.heading or '(zonder kop)'}"


@cache
def sections() -> tuple[Section, ...]:
    """All sections of the facts in reading order, without the ones that have neither heading nor facts."""
    found, chapter, activity = [], None, None
    for line in FACTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            title = REMARK.sub("", line[3:])
            activity = None
            # "Financiële ontwikkeling" is a heading of its own inside the chapter that precedes it.
            heading = "" if title in CHAPTER_OF_TITLE else title
            chapter = CHAPTER_OF_TITLE.get(title, chapter)
            found.append(Section(chapter, None, heading))
        elif line.startswith("### "):
            activity = line[4:]
            found.append(Section(chapter, activity, ""))
        elif line.startswith("#### "):
            found.append(Section(chapter, activity, REMARK.sub("", line[5:])))
            found[-1].table_only += ONLY_IN_TABLE.findall(line)
        elif line.startswith("- "):
            found[-1].facts.append(line[2:])
            found[-1].table_only += ONLY_IN_TABLE.findall(line)
    return tuple(section for section in found if section.heading or section.facts)


@cache
def chapter(slug: str) -> dict:
    return yaml.safe_load((CHAPTERS / f"{slug}.yaml").read_text(encoding="utf-8"))


@cache
def activities(tree_slug: str) -> tuple[str, ...]:
    """Titles of the activities of a tree, in the order of the tree."""

    def walk(nodes):
        for node in nodes:
            if node["kind"] == "activity":
                yield node["title"]
            yield from walk(node.get("children") or [])

    trees = yaml.safe_load(TREES.read_text(encoding="utf-8"))["trees"]
    return tuple(walk(next(tree for tree in trees if tree["slug"] == tree_slug)["nodes"]))


def normalise(text: str) -> str:
    """One spelling for what may be spelled in several good ways: spaces, dates, ranges, number words."""
    text = re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").replace("&nbsp;", " ").replace("–", "-")
    text = re.sub(r"\s+", " ", text)
    text = re.sub(
        r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b",
        lambda found: f"{found[1]} {MONTHS[int(found[2]) - 1]} {found[3]}",
        text,
    )
    text = re.sub(
        r"\b(eerste|tweede|derde|vierde) kwartaal(?: van)? (\d{4})",
        lambda found: f"Q{ORDINALS[found[1]]} {found[2]}",
        text,
    )
    text = re.sub(r"(\d{4}) ?(?:-|t/m|tot en met) ?(\d{4})", r"\1-\2", text)
    text = re.sub(rf"\b({MOMENTS}) (?:van|in) (\d{{4}})", r"\1 \2", text, flags=re.IGNORECASE)
    text = re.sub(
        rf"\b({'|'.join(WORDS)})\b", lambda found: NUMBER_OF_WORD[found[1].lower()], text, flags=re.IGNORECASE
    )
    return re.sub(r"€ ?", "€ ", text).lower()


def tokens(facts: str) -> list[str]:
    """The amounts, percentages, dates, year ranges and counts of a fact, each in normalised spelling."""
    rest, found = normalise(ONLY_IN_TABLE.sub("", facts)), []
    for pattern in TOKENS:
        found += [token.strip().rstrip(".,") for token in re.findall(pattern, rest)]
        rest = re.sub(pattern, " ; ", rest)
    return found


def stands_in(token: str, text: str) -> bool:
    """Whether the token stands in the normalised text, and not as a part of a longer number or word."""
    return re.search(rf"(?<![\w])(?<![\d][.,]){re.escape(token)}(?![\w]|[.,]\d)", text) is not None


def passages_of(section: Section) -> list[dict]:
    return [
        passage
        for passage in chapter(section.chapter)["passages"]
        if passage["node"] == section.activity and passage["heading"] == section.heading
    ]


def ids(section: Section) -> str:
    return f"{section.chapter}-{slugify(section.activity or '')[:30]}-{slugify(section.heading)[:30]}"


def test_facts_are_read_completely():
    bullets = [line for line in FACTS.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    assert sum(len(section.facts) for section in sections()) == len(bullets) > 100
    assert {section.chapter for section in sections()} == set(CHAPTER_SLUGS)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("sinds 1-1-2024 door Twenterand", ["1 januari 2024"]),
        ("1,66 fte tijdelijk, drie jaar, € 135.850", ["€ 135.850", "1,66 fte", "3 jaar"]),
        ("€ 650 miljoen lijkt haalbaar; 29% van de 14 gemeenten", ["€ 650 miljoen", "29%", "14"]),
        ("plan 2025-2028; geld 2025 t/m 2027", ["2025-2028", "2025-2027"]),
        ("Q1 2027 in plaats van het eerste kwartaal van 2028", ["q1 2027", "q1 2028"]),
        ("circa € 30.000; najaar 2024, maart 2026.", ["€ 30.000", "najaar 2024", "maart 2026"]),
        ("Bedrag (€ 42.525) alleen in de tabel.", []),
        ("Pgb 2.0 en de Leerplichtwet 1969", ["2.0", "1969"]),
    ],
)
def test_tokens(facts, expected):
    assert tokens(facts) == expected


@pytest.mark.parametrize(
    ("token", "text", "found"),
    [
        ("1 januari 2024", "Per 1 januari 2024 geldt dit.", True),
        ("1 januari 2024", "Per 11 januari 2024 geldt dit.", False),
        ("€ 25.000", "<p>Het kost €\u00a025.000.</p>", True),
        ("€ 25.000", "Het kost € 25.000.000", False),
        ("26", "<p>waarvan 26 plekken</p>", True),
        ("26", "in 2026", False),
        ("2025", "van 2025 tot en met 2027", True),
        ("najaar 2024", "in het najaar van 2024", True),
        ("4", "de vier thema's", True),
    ],
)
def test_stands_in(token, text, found):
    assert stands_in(token, normalise(text)) is found


@pytest.mark.parametrize("section", sections(), ids=ids)
def test_section_has_its_passage_and_every_figure(section):
    passages = passages_of(section)
    assert len(passages) == 1, f"{section}: {len(passages)} passages with this heading"
    text = normalise(passages[0]["html"])
    if section.facts:
        assert len(text) > 60, f"{section}: no text"
    missing = [token for token in tokens(" ".join(section.facts)) if not stands_in(token, text)]
    assert not missing, f"{section}: not in the text: {missing}"


def test_amounts_that_stand_only_in_a_table_are_not_in_the_text():
    with_amounts = [section for section in sections() if section.table_only]
    assert [section.table_only for section in with_amounts] == [["€ 42.525"], ["€ 9.200"]]
    for section in with_amounts:
        text = normalise(passages_of(section)[0]["html"])
        assert not [amount for amount in section.table_only if stands_in(amount, text)], str(section)


@pytest.mark.parametrize("slug", CHAPTER_SLUGS)
def test_passages_follow_the_facts_and_nothing_else(slug):
    expected = [(section.activity, section.heading) for section in sections() if section.chapter == slug]
    assert [(passage["node"], passage["heading"]) for passage in chapter(slug)["passages"]] == expected


@pytest.mark.parametrize("slug", CHAPTER_SLUGS)
def test_chapter_frame(slug):
    data = chapter(slug)
    assert set(data) == {"slug", "title", "kind", "owner", "tree", "passages"}
    assert data["slug"] == slug
    assert data["kind"] == "main"
    assert CHAPTER_OF_TITLE[data["title"]] == slug
    assert data["tree"] == (None if slug == "inleiding" else slug)


@pytest.mark.parametrize("slug", CHAPTER_SLUGS)
def test_passage_keys_and_levels(slug):
    data = chapter(slug)
    titles = activities(slug) if data["tree"] else ()
    keys, below = [], False
    for passage in data["passages"]:
        node, heading = passage["node"], passage["heading"]
        keys.append(passage["key"])
        assert node is None or node in titles
        expected = slugify(heading)[:60].strip("-") if heading else f"a{titles.index(node) + 1}"
        assert passage["key"] == expected
        below = below or heading.startswith("Financiële ontwikkeling sociaal")
        inside = node is not None or (below and not heading.startswith("Financiële ontwikkeling sociaal"))
        assert passage["level"] in ((3, 4) if inside else (2,)), passage["key"]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("slug", CHAPTER_SLUGS)
def test_html_is_plain_and_dates_are_written_out(slug):
    for passage in chapter(slug)["passages"]:
        html = passage["html"]
        assert set(re.findall(r"</?([a-z0-9]+)", html)) <= {"p", "ul", "ol", "li", "strong", "em"}
        assert "(voorstel" not in passage["heading"]
        assert not re.search(r"\b\d{1,2}-\d{1,2}-\d{4}\b", html), f"{passage['key']}: date in figures"
        assert html.count("<p>") == html.count("</p>")
