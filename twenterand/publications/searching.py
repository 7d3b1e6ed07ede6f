"""Search in what is published: the newest visible version of every document and newsletter.

Works in Python on payloads, so that capitals and accents are folded alike on SQLite and PostgreSQL. The folded
text of a publication is made once per process and kept by its sha256.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from twenterand import richtext
from twenterand.publications import addresses, amounts, naming, payload
from twenterand.publications.matching import Query, fold
from twenterand.publications.models import Publication, SubjectKind

Row = dict[str, Any]
GROUPS = {
    "chapter": "Hoofdstukken en teksten",
    "goal": "Doelen en activiteiten",
    "indicator": "Indicatoren",
    "proposal": "Voorstellen",
    "article": "Berichten uit de nieuwsbrief",
}
# What a card says in sentences.
DESCRIBED = ("definition", "numerator", "denominator", "method", "rationale", "data_issues", "theme")
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


def search(text: str, publications: Iterable[Publication]) -> list[tuple[str, list[Hit], int]]:
    """(heading, hits, how many there are in all) per group; hits in the title come first. Nothing for a query
    without a word of two letters or more."""
    query = Query(text)
    found: dict[str, list[Entry]] = {group: [] for group in GROUPS}
    for entry in _entries(publications) if query else ():
        if query.found_in(entry.folded):
            found[entry.group].append(entry)
    return [
        (GROUPS[group], [_hit(entry, query) for entry in _best(entries, query)], len(entries))
        for group, entries in found.items()
        if entries
    ]


def _best(entries: list[Entry], query: Query) -> list[Entry]:
    """Titles before texts, and words that begin as asked before words that hold it; else in reading order."""

    def rank(entry: Entry) -> tuple[bool, bool]:
        return not query.found_in(entry.folded_title), not query.begins_in(entry.folded)

    return sorted(entries, key=rank)[:MOST_PER_GROUP]


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
            anchor = addresses.of_proposal(row["slug"])
            yield _entry("proposal", row["title"], context, at(anchor), _about_proposal(row))
        about = _about_indicators(chapter["tables"])
        for row in chapter["indicators"]:
            said = (row.get(name, "") for name in DESCRIBED)
            text = " ".join(filter(None, [*said, *about.get(row["uid"], ())]))
            yield _entry("indicator", names[row["uid"]], context, addresses.indicator(row["slug"]), text)
        for table in chapter["tables"]:
            if notes := _loose_notes(table):
                yield _entry("chapter", table["title"], context, at("cijfers"), " ".join(notes))


def _about_proposal(row: Row) -> str:
    """The amount of a proposal and what its columns do not hold, as people look for them."""
    shown = amounts.proposal_row(row)
    amount = f"{shown['amount']} ({shown['recurrence']}, {shown['effect']})" if shown["amount"] else ""
    return " ".join(f"{text}." for text in (amount, *shown["details"]) if text)


def _about_indicators(tables: list[Row]) -> dict[str, list[str]]:
    """uid of each indicator → its sources and the notes at its figures, each once."""
    found: dict[str, dict[str, None]] = {}
    for table in tables:
        notes = {note["position"]: note["text"] for note in table["footnotes"]}
        for group in table["groups"]:
            for row in group["rows"]:
                texts = found.setdefault(row["indicator"], {})
                if row["source"]:
                    texts[f"Bron: {row['source']}."] = None
                for position in sorted(_positions(group, row)):
                    texts[notes[position]] = None
    return {uid: list(texts) for uid, texts in found.items()}


def _positions(group: Row, row: Row) -> set[int]:
    """The footnotes at a row of a table, its cells and its heading."""
    cells = [position for cell in row["cells"] if cell for position in cell["footnotes"]]
    return {*group["footnotes"], *row["footnotes"], *cells}


def _loose_notes(table: Row) -> list[str]:
    """The footnotes of a table that belong to no row."""
    used = {place for group in table["groups"] for row in group["rows"] for place in _positions(group, row)}
    return [note["text"] for note in table["footnotes"] if note["position"] not in used]


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
def _hit(entry: Entry, query: Query) -> Hit:
    start = query.first_place(fold(entry.text))
    begin = entry.text.rfind(" ", 0, max(start - EXCERPT // 3, 0)) + 1
    excerpt = entry.text[begin : begin + EXCERPT]
    if len(entry.text) > begin + EXCERPT:
        excerpt = excerpt.rsplit(" ", 1)[0] + " …"
    return Hit(entry, query.marked(entry.title), query.marked(("… " if begin else "") + excerpt))
