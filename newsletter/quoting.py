"""Figures of an article that come from a publication: picked once, bound to that version, and never retyped.

A newer publication changes nothing by itself: whoever makes the newsletter is told and decides (`outdated`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from newsletter.editing import blocks
from newsletter.models import Article, Block, BlockKind, Edition
from twenterand.numbers import State
from twenterand.publications import naming, payload, querysets
from twenterand.publications.matching import Query, fold
from twenterand.publications.models import Publication, PublishedItem, SubjectKind
from twenterand.workflow import Refused

Row = dict[str, Any]
KINDS = {"target": "begroot", "actual": "gerealiseerd"}
EFFECTS = {"advantage": "voordeel", "disadvantage": "nadeel"}
RECURRENCES = {"incidental": "incidenteel", "structural": "structureel"}
MOST_FOUND = 30
SMALLEST_CHART = 3


@dataclass(frozen=True)
class Choice:
    """One value that can be quoted: `key` finds it again in another version, `value` is as payloads hold it."""

    key: str
    label: str
    period: str
    value: str
    unit: str
    number: bool
    # What an article must say with it: that it is a target, or what kind of amount it is.
    said: str = ""

    @property
    def shown(self) -> str:
        """The period as the article prints it: "2024", "begroot 2026", "2026, structureel nadeel"."""
        if self.key.startswith("amount|"):
            return f"{self.period}, {self.said}"
        return f"{self.said} {self.period}".strip()


@dataclass(frozen=True)
class Quotable:
    """An indicator or proposal of a publication with all its values."""

    publication: Publication
    kind: str
    uid: str
    title: str
    source: str
    choices: list[Choice]

    @property
    def series(self) -> list[Choice]:
        """What a chart shows: the actuals that are numbers, oldest first; empty under three."""
        found = [one for one in self.choices if one.key.startswith("actual|") and one.number]
        found.sort(key=lambda one: one.key)
        return found if len(found) >= SMALLEST_CHART else []


@dataclass(frozen=True)
class Outdated:
    """A bound block of which a newer publication says something else, or no longer speaks (`now` is None)."""

    block: Block
    newest: Publication
    before: str
    now: str | None

    @property
    def label(self) -> str:
        """What the block calls it."""
        return self.block.content.get("label") or self.block.content.get("title", "")


def search(text: str) -> list[PublishedItem]:
    """Indicators and proposals of what readers can see now, by words of their title; the newest document first."""
    query = Query(text)
    if not query:
        return []
    newest = {row.pk for row in querysets.for_archive(None, SubjectKind.DOCUMENT)}
    rows = PublishedItem.objects.filter(
        publication__in=newest, kind__in=[PublishedItem.Kind.INDICATOR, PublishedItem.Kind.PROPOSAL]
    ).select_related("publication")
    rows = rows.defer("publication__payload").order_by("-publication", "title")
    return [row for row in rows if query.found_in(fold(row.title))][:MOST_FOUND]


def find(slug: str, number: int, kind: str, uid: str) -> Quotable | None:
    """What a version says of an indicator or proposal; None where readers cannot see it or it is not in there."""
    rows = querysets.visible_to(None).filter(
        subject_kind=SubjectKind.DOCUMENT, subject_slug=slug, number=number
    )
    publication = rows.first()
    return _read(publication, kind, uid) if publication else None


def _read(publication: Publication, kind: str, uid: str) -> Quotable | None:
    content = payload.read(publication)
    if kind == PublishedItem.Kind.INDICATOR:
        choices, unit, sources = {}, "", []
        for row, column, cell, indicator in _cells(content, uid):
            unit = indicator["unit"]
            if row["source"] and row["source"] not in sources:
                sources.append(row["source"])
            # "Vervalt" or "n.v.t." is no figure to print large.
            if cell["number"] is not None:
                choice = _of_cell(column, cell, unit)
                choices.setdefault(choice.key, choice)
        title = naming.names(content).get(uid, "")
        source = ", ".join(sources) or content["organisation"]["name"]
        return Quotable(publication, kind, uid, title, source, list(choices.values())) if choices else None
    for chapter in content["chapters"]:
        for row in chapter["proposals"]:
            if row["uid"] == uid:
                choices = [_of_amount(amount) for amount in row["amounts"]]
                return Quotable(publication, kind, uid, row["title"], "", choices)
    return None


def _cells(content: Row, uid: str) -> Iterator[tuple[Row, Row, Row, Row]]:
    for chapter in content["chapters"]:
        indicators = {row["uid"]: row for row in chapter["indicators"]}
        for table in chapter["tables"]:
            for group in table["groups"]:
                columns = group["columns"] or table["columns"]
                for row in group["rows"]:
                    if row["indicator"] == uid and not row.get("area") and not row.get("breakdown"):
                        pairs = zip(columns, row["cells"], strict=True)
                        yield from ((row, column, cell, indicators[uid]) for column, cell in pairs if cell)


def _of_cell(column: Row, cell: Row, unit: str) -> Choice:
    period, document = column["period"], column["document"]
    key = f"{column['kind']}|{period['first']}|{period['last']}|{document['slug'] if document else ''}"
    label = f"{KINDS[column['kind']].capitalize()} {period['label']}"
    if document:
        label += f" ({document['title']})"
    number = cell["state"] == State.NUMBER
    value = cell["number"] if number else cell["raw"]
    percentage = cell["state"] == State.PERCENTAGE
    said = KINDS["target"] if column["kind"] == "target" else ""
    return Choice(key, label, period["label"], value, "" if percentage else unit, number, said)


def _of_amount(amount: Row) -> Choice:
    key = f"amount|{amount['year']}|{amount['recurrence']}|{amount['effect']}"
    words = f"{RECURRENCES[amount['recurrence']]} {EFFECTS[amount['effect']]}"
    return Choice(
        key, f"{amount['year']}: {words}", str(amount["year"]), amount["amount"], "euro", True, words
    )


def quote(
    *, article: Article, quotable: Quotable, key: str, label: str, by, seen_version: int | None, **where
) -> Block:
    """Add a key figure bound to one value, or with key "chart" a chart of all actuals.

    `where`: after or first, as in editing.blocks.add_block. Raises Refused for a value that is not there.
    """
    kind, content = _content(quotable, key, label)
    return blocks.add_block(
        article=article,
        seen_version=seen_version,
        by=by,
        kind=kind,
        content=content,
        reference=_reference(quotable, key),
        **where,
    )


def _content(quotable: Quotable, key: str, label: str) -> tuple[str, Row]:
    document = payload.read(quotable.publication)["title"]
    shared = {"source": f"{quotable.source}, in {document}" if quotable.source else document}
    if key == "chart":
        if not quotable.series:
            raise Refused(f"“{quotable.title}” heeft minder dan drie getallen. Een grafiek kan dan niet.")
        series = [{"label": one.period, "value": one.value} for one in quotable.series]
        unit = quotable.series[0].unit or "aantal"
        return BlockKind.CHART, shared | {"title": label or quotable.title, "unit": unit, "series": series}
    choice = next((one for one in quotable.choices if one.key == key), None)
    if choice is None:
        raise Refused("Deze waarde staat niet in de publicatie. Kies een andere.")
    return BlockKind.KEY_FIGURE, shared | {
        "label": label or quotable.title,
        "value": choice.value,
        "unit": choice.unit or ("aantal" if choice.number else ""),
        "period": choice.shown,
        "date": _released_on(quotable.publication).isoformat(),
    }


def _reference(quotable: Quotable, key: str) -> Row:
    publication = quotable.publication
    return {
        "publication": publication.subject_slug,
        "number": publication.number,
        "kind": str(quotable.kind),
        "uid": quotable.uid,
        "key": key,
    }


def _released_on(publication: Publication) -> date:
    moment = querysets.with_moments(Publication.objects.filter(pk=publication.pk)).get().released_at
    return timezone.localdate(moment)


def outdated(edition: Edition) -> list[Outdated]:
    """Bound blocks of which the newest visible version says something else than the one they are bound to.

    A newer version that says the same asks nothing; one that somebody decided to pass over neither.
    """
    bound = Block.objects.filter(article__edition=edition, reference__isnull=False).select_related("article")
    newest = {row.subject_slug: row for row in querysets.for_archive(None, SubjectKind.DOCUMENT)}
    whole = Publication.objects.in_bulk([row.pk for row in newest.values()])
    found = []
    for block in bound.order_by("article__position", "position"):
        reference = block.reference
        latest = newest.get(reference["publication"])
        seen = max(reference["number"], reference.get("kept", 0))
        if latest is None or latest.number <= seen:
            continue
        before = _now(block.content)
        now = _latest(whole[latest.pk], reference)
        if now != before:
            found.append(Outdated(block, whole[latest.pk], before, now))
    return found


def _latest(publication: Publication, reference: Row) -> str | None:
    quotable = _read(publication, reference["kind"], reference["uid"])
    if quotable is None:
        return None
    try:
        return _now(_content(quotable, reference["key"], "x")[1])
    except Refused:
        return None


def _now(content: Row) -> str:
    """What a block shows, in one line, to compare and to tell."""
    if "series" in content:
        return ", ".join(f"{row['label']}: {row['value']}" for row in content["series"])
    return content["value"]


def take_over(*, block: Block, by, seen_version: int | None) -> Block:
    """Bind the block to the newest version, with what that says. Raises Refused where it says nothing any more."""
    newest = {row.subject_slug: row for row in querysets.for_archive(None, SubjectKind.DOCUMENT)}
    latest = newest.get(block.reference["publication"])
    reference = block.reference
    quotable = latest and find(latest.subject_slug, latest.number, reference["kind"], reference["uid"])
    if not quotable:
        raise Refused("De nieuwste publicatie noemt dit niet meer. Verwijder het blok, of laat het zo.")
    label = block.content.get("label") or block.content.get("title") or ""
    _, content = _content(quotable, reference["key"], label)
    bound = _reference(quotable, reference["key"])
    return _write(block, content, bound, by, seen_version)


def leave_as_is(*, block: Block, by, seen_version: int | None) -> Block:
    """Keep what the block says, though a newer version differs; asked again for a version after that."""
    newest = {row.subject_slug: row for row in querysets.for_archive(None, SubjectKind.DOCUMENT)}
    latest = newest.get(block.reference["publication"])
    number = latest.number if latest else block.reference["number"]
    return _write(block, block.content, block.reference | {"kept": number}, by, seen_version)


def _write(block: Block, content: Row, reference: Row, by, seen_version: int | None) -> Block:
    return blocks.change_block(
        block=block,
        seen_version=seen_version,
        by=by,
        content=content,
        reference=reference,
        medium=block.medium,
    )
