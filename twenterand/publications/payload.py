"""Building payloads: the one frozen content that pages, PDFs, open data and newsletters read.

A payload is plain JSON data in canonical form (policy.fragments.canonical). It carries uids and slugs, never
primary keys or moments, so that equal content gives an equal hash on every database. Its JSON Schema is
docs/payload.schema.json.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from policy import fragments
from policy.models import Document
from policy.route import decision_label, payload_steps
from proposals.totals import sum_totals
from twenterand.accounts.models import Organisation
from twenterand.publications import naming
from twenterand.publications.models import Publication, PublishedItem, SubjectKind
from twenterand.workflow import Refused

SCHEMA_VERSION = 2

Payload = dict[str, Any]


def organisation() -> dict[str, Any]:
    """What the organisation chose for itself, as every payload copies it."""
    record = Organisation.objects.first()
    if record is None:
        raise Refused(
            "De organisatie is nog niet ingevuld. Een beheerder doet dat onder Beheer, Organisatie."
        )
    return {
        "name": record.name,
        "short_name": record.short_name,
        "cbs_code": record.cbs_code,
        "theme": record.theme,
        "colophon": record.colophon,
        "contact": record.contact,
        "small_number_threshold": record.small_number_threshold,
    }


def build_document(document: Document) -> Payload:
    """The payload of a document as it would be published now; the query count grows with chapters only."""
    chapters = [
        fragments.build(chapter) for chapter in document.chapters.select_related("edition__tree", "owner")
    ]
    steps = list(document.route_steps.all())
    return {
        "schema": SCHEMA_VERSION,
        "kind": SubjectKind.DOCUMENT.value,
        "uid": str(document.uid),
        "slug": document.slug,
        "title": document.title,
        "document_kind": document.kind,
        "programme": document.programme,
        "period": {"from": document.year_from, "to": document.year_to},
        "owner": document.owner.name,
        "summary": document.summary,
        "organisation": organisation(),
        "decision": {"label": decision_label(steps), "steps": payload_steps(steps)},
        "relations": [
            {"kind": relation.kind, "slug": relation.other.slug, "title": relation.other.title}
            for relation in document.relations.select_related("other").order_by("kind", "other__slug")
        ],
        "totals": sum_totals(
            [chapter["totals"] for chapter in chapters if chapter["totals"]], year=document.year_from
        ),
        "chapters": chapters,
    }


# Newsletter editions live in an app above this one; it registers its builder here (design, section 2).
_builders: dict[str, Callable[[str], Payload]] = {}


def register_builder(kind: SubjectKind, build: Callable[[str], Payload]) -> None:
    """Let an app above this one say how the payload of a subject with this slug is built."""
    _builders[kind] = build


def build(kind: str, slug: str) -> Payload:
    """The payload of any subject by kind and slug."""
    if kind == SubjectKind.DOCUMENT:
        return build_document(Document.objects.select_related("owner").get(slug=slug))
    return _builders[kind](slug)


def items_of(publication: Publication) -> list[PublishedItem]:
    """The unsaved index rows of a publication, made from its payload alone."""
    content = read(publication)

    def item(kind: str, row: dict[str, Any], title: str, chapter: str = "") -> PublishedItem:
        return PublishedItem(
            publication=publication, kind=kind, uid=row["uid"], slug=row["slug"], title=title, chapter=chapter
        )

    kinds = PublishedItem.Kind
    names = naming.names(content) if content.get("chapters") else {}
    items: dict[tuple[str, str], PublishedItem] = {}
    for chapter in content.get("chapters", []):
        rows = [item(kinds.CHAPTER, chapter, chapter["title"], chapter["slug"])]
        if chapter["tree"]:
            rows.append(item(kinds.TREE, chapter["tree"], chapter["tree"]["title"], chapter["slug"]))
        rows += [
            item(kinds.INDICATOR, row, names[row["uid"]], chapter["slug"]) for row in naming.in_order(chapter)
        ]
        rows += [item(kinds.PROPOSAL, row, row["title"], chapter["slug"]) for row in chapter["proposals"]]
        # An indicator that stands in two chapters is indexed where it stands first.
        for row in rows:
            items.setdefault((row.kind, str(row.uid)), row)
    for article in content.get("articles", []):
        items[PublishedItem.Kind.ARTICLE, article["uid"]] = item(kinds.ARTICLE, article, article["title"])
    return list(items.values())


def read(publication: Publication) -> Payload:
    """The payload as data, upgraded to today's schema version. Shared and cached: treat it as read-only."""
    return _parsed(publication.sha256, publication.payload)


@lru_cache(maxsize=32)
def _parsed(sha256: str, text: str) -> Payload:
    return parsed(text)


def parsed(text: str) -> Payload:
    """A stored payload as `read` gives it, not kept: for who reads many, each once."""
    content = json.loads(text)
    for version in range(content["schema"], SCHEMA_VERSION):
        content = UPGRADES[version](content)
    return content


def _with_optional_keys(content: Payload) -> Payload:
    """Version 2 adds keys that are absent when they have no content, so version 1 is already right."""
    return {**content, "schema": 2}


# schema version → function that returns the content one version higher; stored text never changes.
UPGRADES: dict[int, Callable[[Payload], Payload]] = {1: _with_optional_keys}
