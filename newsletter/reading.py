"""From the payload of an edition to what pages show of it. Works on payload data alone."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from newsletter.models import BlockKind
from twenterand import richtext
from twenterand.numbers import format_number

Row = dict[str, Any]

GENERAL = "Algemeen"
LONGEST_LEAD = 200
_HEADING = re.compile(r"<h[2-6]>.*?</h[2-6]>", re.DOTALL)
_SENTENCE_END = re.compile(r"[.?!](?= )")


@dataclass(frozen=True)
class Teaser:
    """An article as the page of the edition shows it."""

    article: Row
    lead: str
    picture: Row | None
    href: str


def theme_of(article: Row) -> str:
    """The title of the theme; an article without one is about all of them."""
    return article["theme"]["title"] if article["theme"] else GENERAL


def theme_slug(article: Row) -> str:
    """The theme in addresses."""
    return article["theme"]["slug"] if article["theme"] else GENERAL.lower()


def themes(contents: Iterable[Row]) -> list[tuple[str, str, int]]:
    """(title, slug, number of articles) of every theme, by title; the first edition that has one names it."""
    titles: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for content in contents:
        for article in content["articles"]:
            titles.setdefault(theme_slug(article), theme_of(article))
            counts[theme_slug(article)] += 1
    return sorted((title, slug, counts[slug]) for slug, title in titles.items())


def lead(article: Row) -> str:
    """How the article begins, headings skipped: whole sentences of its first paragraph where they fit, else words."""
    html = (block["html"] for block in article["blocks"] if block["kind"] == BlockKind.TEXT)
    texts = (richtext.plain(_HEADING.sub("", one)) for one in html)
    text = next((text.split("\n", 1)[0].strip() for text in texts if text.strip()), "")
    if len(text) <= LONGEST_LEAD:
        return text
    beginning = text[:LONGEST_LEAD]
    ends = [match.end() for match in _SENTENCE_END.finditer(beginning)]
    if ends and ends[-1] > LONGEST_LEAD // 4:
        return beginning[: ends[-1]]
    return beginning.rsplit(" ", 1)[0] + " …"


def words(block: Row) -> int:
    """How many words of a block are read: its text, and the questions, cells and dates in it."""
    parts = [richtext.plain(block["html"]), block["caption"], block["attribution"]]
    parts += [f"{row['question']} {richtext.plain(row['answer'])}" for row in block.get("questions", ())]
    parts += [cell for row in block.get("table", {}).get("rows", ()) for cell in row]
    parts += [row["label"] for row in block["agenda"] or ()]
    return sum(len(part.split()) for part in parts)


def number(value: str | None) -> Decimal | None:
    """A value of a payload as a number; None where it is words or a percentage."""
    try:
        found = Decimal(value or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def written(value: str | None) -> str:
    """A value of a payload the Dutch way ("1252" → 1.252); what is no number is as it was typed."""
    found = number(value)
    return value or "" if found is None else format_number(found)


def picture_of(article: Row) -> Row | None:
    """The first picture in the article."""
    return next((block["picture"] for block in article["blocks"] if block["picture"]), None)


def by_theme(content: Row, address) -> list[tuple[str, list[Teaser]]]:
    """The articles grouped by theme, in the order in which themes and articles are printed.

    `address` gives the address of an article by its slug.
    """
    groups: dict[str, list[Teaser]] = {}
    for article in content["articles"]:
        teaser = Teaser(article, lead(article), picture_of(article), address(article["slug"]))
        groups.setdefault(theme_of(article), []).append(teaser)
    return list(groups.items())


def with_neighbours(content: Row, slug: str) -> tuple[Row | None, Row | None, Row | None]:
    """The article with this slug, the one before and the one after it; None where there is none."""
    articles = content["articles"]
    place = next((number for number, row in enumerate(articles) if row["slug"] == slug), None)
    if place is None:
        return None, None, None
    before = articles[place - 1] if place else None
    after = articles[place + 1] if place + 1 < len(articles) else None
    return articles[place], before, after
