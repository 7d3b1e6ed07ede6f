"""Search in what is published: the newest visible version of every document and newsletter.

Works in Python on payloads, so that capitals and accents are folded alike on SQLite and PostgreSQL. The folded
text of a publication is made once per process and kept by its sha256.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from twenterand import richtext
from twenterand.publications import addresses, naming, payload
from twenterand.publications.models import Publication, SubjectKind

Row = dict[str, Any]
GROUPS = {
    "chapter": "Hoofdstukken en teksten",
    "goal": "Doelen en activiteiten",
    "indicator": "Indicatoren",
    "proposal": "Voorstellen",
    "article": "Berichten uit de nieuwsbrief",
}
LONGEST_QUERY = 100
EXCERPT = 220
MOST_PER_GROUP = 50


@dataclass(frozen=True)
class Entry:
    """Something that can be found."""

    group: str
    title: str
    context: str
    href: str
    text: str
    folded_title: str
    folded: str


@dataclass(frozen=True)
class Hit:
    """An entry with what matched, marked."""

    entry: Entry
    title: SafeString
    excerpt: SafeString


def fold(text: str) -> str:
    """Text without capitals and accents, as long as the text itself: "Café Één" → "cafe een"."""
    return "".join(_folded_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _folded_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].casefold()
    return base if len(base) == 1 else letter


def words_of(query: str) -> list[str]:
    """The folded words of a query; entries must hold all of them."""
    return fold(query[:LONGEST_QUERY]).split()


def search(query: str, publications: Iterable[Publication]) -> list[tuple[str, list[Hit], int]]:
    """(heading, hits, how many there are in all) per group; hits in the title come first."""
    words = words_of(query)
    found: dict[str, list[Entry]] = {group: [] for group in GROUPS}
    for entry in _entries(publications) if words else ():
        if all(word in entry.folded for word in words):
            found[entry.group].append(entry)
    return [
        (GROUPS[group], [_hit(entry, words) for entry in _best(entries, words)], len(entries))
        for group, entries in found.items()
        if entries
    ]


def _best(entries: list[Entry], words: list[str]) -> list[Entry]:
    ranked = sorted(entries, key=lambda entry: not all(word in entry.folded_title for word in words))
    return ranked[:MOST_PER_GROUP]


# ----------------------------------------------------------------- what stands in a publication
_kept: dict[str, list[Entry]] = {}
MOST_KEPT = 100


def _entries(publications: Iterable[Publication]) -> Iterator[Entry]:
    """Entries of all; payloads that this process has not read yet are fetched in one query."""
    rows = list(publications)
    missing = [row.pk for row in rows if row.sha256 not in _kept]
    if len(_kept) + len(missing) > MOST_KEPT:
        _kept.clear()
        missing = [row.pk for row in rows]
    for row in Publication.objects.filter(pk__in=missing) if missing else ():
        reads = _of_document if row.subject_kind == SubjectKind.DOCUMENT else _of_edition
        _kept[row.sha256] = list(reads(payload.read(row)))
    for row in rows:
        yield from _kept[row.sha256]


def _entry(group: str, title: str, context: str, href: str, text: str = "") -> Entry:
    title, text = (unicodedata.normalize("NFC", " ".join(part.split())) for part in (title, text))
    folded_title = fold(title)
    return Entry(group, title, context, href, text, folded_title, f"{folded_title}\n{fold(text)}")


def _of_document(content: Row) -> Iterator[Entry]:
    slug, document = content["slug"], content["title"]
    names = naming.names(content)
    for chapter in content["chapters"]:
        context = f"{chapter['title']}, {document}"

        def at(anchor: str = "", chapter: Row = chapter) -> str:
            return addresses.chapter(slug, chapter["slug"], anchor=anchor)

        yield _entry("chapter", chapter["title"], document, at())
        titles = {}
        for node in _nodes(chapter["tree"]["nodes"] if chapter["tree"] else []):
            titles[node["uid"]] = node["title"]
            anchor = (
                addresses.of_node(node["uid"]) if node["kind"] in ("subgoal", "activity") else "doelenboom"
            )
            yield _entry("goal", node["title"], context, at(anchor), richtext.plain(node["explanation"]))
        for passage in chapter["passages"]:
            title = passage["heading"] or titles.get(passage["node"], chapter["title"])
            anchor = addresses.of_passage(passage["uid"])
            yield _entry("chapter", title, context, at(anchor), richtext.plain(passage["html"]))
        for row in chapter["proposals"]:
            yield _entry("proposal", row["title"], context, at(addresses.of_proposal(row["slug"])))
        for row in chapter["indicators"]:
            yield _entry(
                "indicator", names[row["uid"]], context, addresses.indicator(row["slug"]), row["definition"]
            )


def _nodes(nodes: list[Row]) -> Iterator[Row]:
    for node in nodes:
        yield node
        yield from _nodes(node["children"])


def _of_edition(content: Row) -> Iterator[Entry]:
    for article in content["articles"]:
        text = " ".join(richtext.plain(block["html"]) for block in article["blocks"])
        href = addresses.article(content["slug"], article["slug"])
        yield _entry("article", article["title"], f"Nieuwsbrief {content['label'].lower()}", href, text)


# ----------------------------------------------------------------- what a hit shows
def _hit(entry: Entry, words: list[str]) -> Hit:
    start = min((position for word in words if (position := fold(entry.text).find(word)) >= 0), default=0)
    begin = entry.text.rfind(" ", 0, max(start - EXCERPT // 3, 0)) + 1
    excerpt = entry.text[begin : begin + EXCERPT]
    if len(entry.text) > begin + EXCERPT:
        excerpt = excerpt.rsplit(" ", 1)[0] + " …"
    return Hit(entry, marked(entry.title, words), marked(("… " if begin else "") + excerpt, words))


def marked(text: str, words: list[str]) -> SafeString:
    """Escaped text with <mark> around what was looked for."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pieces, last = [], 0
    for match in re.finditer(pattern, fold(text)):
        pieces += [(text[last : match.start()], text[match.start() : match.end()])]
        last = match.end()
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[last:])
