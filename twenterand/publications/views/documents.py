"""The archive, a publication and its versions, and its chapters."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from policy.models import DocumentKind, DocumentRelation
from twenterand.publications import addresses, amounts, payload, querysets, routes
from twenterand.publications.chapters import ChapterPage, neighbours
from twenterand.publications.models import Publication, PublishedItem, SubjectKind
from twenterand.publications.views import withdrawing
from twenterand.publications.views.answering import for_readers
from twenterand.publications.views.files import downloads

DOCUMENT = SubjectKind.DOCUMENT
HOME = ("Home", "/")


@for_readers
def archive(request: HttpRequest) -> HttpResponse:
    """Every document that was ever published, by its newest version."""
    context = {
        "breadcrumb": [HOME, ("Publicaties", "")],
        "canonical": addresses.absolute(reverse("site:publications")),
        "publications": cards(querysets.for_archive(request.reader, DOCUMENT)),
    }
    return render(request, "publications/archive.html", context)


def cards(rows: Iterable[Publication]) -> list[dict[str, Any]]:
    """The variables of publications/card.html for each publication; two queries, one with the payloads."""
    rows = list(rows)
    whole = Publication.objects.in_bulk([row.pk for row in rows])
    return [
        {
            "publication": row,
            "href": addresses.publication(row.subject_slug),
            "decision": payload.read(whole[row.pk])["decision"]["label"],
        }
        for row in rows
    ]


@for_readers
def publication(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """One publication: what it is, its contents, totals, files and versions."""
    found, content = find(request, slug, number)
    prefetch_related_objects([found], querysets.files())
    versions = list(querysets.versions(request.reader, DOCUMENT, slug)) or [found]
    published = {row.subject_slug for row in querysets.for_archive(request.reader, DOCUMENT)}
    context = {
        "breadcrumb": _breadcrumb(content, number, last=True),
        "canonical": addresses.absolute(addresses.publication(slug, kept_number(found, versions))),
        "publication": found,
        "content": content,
        "kind": DocumentKind(content["document_kind"]).label,
        "newer": newer_than(found, versions),
        "embargo": embargo_of(found),
        "facts": _facts(found, content),
        "chapters": [
            (chapter, addresses.chapter(slug, chapter["slug"], number), _summary_of(chapter))
            for chapter in content["chapters"]
        ],
        "totals": amounts.totals_table(
            content["totals"], id="totalen", caption=f"Alle voorstellen samen, {content['totals']['year']}"
        ),
        "has_proposals": any(chapter["proposals"] for chapter in content["chapters"]),
        "downloads": downloads(found, number),
        "versions": [(row, addresses.publication(slug, row.number)) for row in versions],
        "relations": [_relation(row, published) for row in content["relations"]],
        "steps": routes.printed(content["decision"]["steps"]),
    }
    return render(request, "publications/publication.html", context)


@for_readers
def chapter(request: HttpRequest, slug: str, chapter: str, number: int | None = None) -> HttpResponse:
    """One chapter with everything that stands in it."""
    found, content = find(request, slug, number)
    shown, before, after = neighbours(content, chapter)
    if shown is None:
        raise Http404
    versions = list(querysets.versions(request.reader, DOCUMENT, slug)) or [found]
    here = addresses.chapter(slug, chapter, kept_number(found, versions))
    context = {
        "breadcrumb": [*_breadcrumb(content, number), (shown["title"], "")],
        "canonical": addresses.absolute(here),
        "publication": found,
        "content": content,
        "chapter": shown,
        "page": ChapterPage(content, shown),
        "newer": newer_than(found, versions, chapter),
        "embargo": embargo_of(found),
        "previous": before and (before["title"], addresses.chapter(slug, before["slug"], number)),
        "next": after and (after["title"], addresses.chapter(slug, after["slug"], number)),
        "all_chapters": addresses.publication(slug, number),
    }
    return render(request, "publications/chapter.html", context)


def find(request: HttpRequest, slug: str, number: int | None) -> tuple[Publication, dict[str, Any]]:
    """The publication behind an address and its payload; 404 when this reader may not see it, Gone when it was
    withdrawn."""
    found = querysets.for_page(request.reader, DOCUMENT, slug, number)
    found = found or withdrawing.for_worker(request, DOCUMENT, slug, number)
    if found is None:
        raise Http404
    return found, payload.read(found)


def kept_number(found: Publication, versions: list[Publication]) -> int | None:
    """The number in the one address that search engines should keep for a page: none for the newest version,
    which has two addresses."""
    return None if found.number == versions[0].number else found.number


def newer_than(found: Publication, versions: list[Publication], chapter: str = "") -> dict[str, Any] | None:
    """The newest version, when it is newer than the one shown, and where it holds the same page."""
    newest = versions[0]
    if newest.number <= found.number:
        return None
    href = addresses.publication(newest.subject_slug)
    if chapter and newest.items.filter(kind=PublishedItem.Kind.CHAPTER, slug=chapter).exists():
        href = addresses.chapter(newest.subject_slug, chapter)
    return {"number": newest.number, "released_at": newest.released_at, "href": href}


def embargo_of(found: Publication) -> datetime | None:
    """Until when readers do not see this publication; None when they do."""
    until = found.embargo_until
    return until if until and until > timezone.now() else None


def _breadcrumb(content: dict[str, Any], number: int | None, *, last: bool = False) -> list[tuple[str, str]]:
    title = content["title"] + (f", versie {number}" if number else "")
    here = "" if last else addresses.publication(content["slug"], number)
    return [HOME, ("Publicaties", "/publicaties/"), (title, here)]


def _facts(found: Publication, content: dict[str, Any]) -> list[tuple[str, str]]:
    first, last = content["period"]["from"], content["period"]["to"]
    facts = [
        ("Versie", str(found.number)),
        ("Soort publicatie", found.get_release_kind_display()),
        ("Jaar" if first == last else "Jaren", str(first) if first == last else f"{first} tot en met {last}"),
    ]
    if content["programme"]:
        facts.append(("Programma", content["programme"]))
    return [*facts, ("Eigenaar", content["owner"])]


def _summary_of(chapter: dict[str, Any]) -> str:
    """How much figures and proposals a chapter holds, in words."""
    parts = []
    figures, proposals = len(chapter["indicators"]), len(chapter["proposals"])
    if figures:
        parts.append(f"{figures} {'indicator' if figures == 1 else 'indicatoren'}")
    if proposals:
        parts.append(f"{proposals} {'voorstel' if proposals == 1 else 'voorstellen'}")
    return ", ".join(parts)


def _relation(row: dict[str, Any], published: set[str]) -> tuple[str, str, str]:
    href = addresses.publication(row["slug"]) if row["slug"] in published else ""
    return DocumentRelation.Kind(row["kind"]).label, row["title"], href
