"""The newsletter for readers: archive, edition with its versions, article, files. From payloads only."""

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from newsletter import addresses, reach, reading
from newsletter.querysets import published as editions_of
from twenterand.publications import payload, querysets
from twenterand.publications.addresses import absolute
from twenterand.publications.models import Publication, PublishedItem, SubjectKind
from twenterand.publications.views import files, withdrawing
from twenterand.publications.views.answering import for_readers, public

EDITION = SubjectKind.EDITION
HOME = ("Home", "/")
Row = dict[str, Any]


@for_readers
def archive(request: HttpRequest) -> HttpResponse:
    """Every edition by its newest version; what was released last comes first."""
    rows = editions_of(request.reader)
    editions = [
        {"publication": row, "content": content, "href": addresses.edition(row.subject_slug)}
        for row, content in rows
    ]
    context = {
        "breadcrumb": [HOME, ("Nieuwsbrieven", "")],
        "canonical": absolute(reverse("newsletter:editions")),
        "editions": editions,
        "themes": reading.themes(content for _, content in rows),
    }
    return render(request, "newsletter/archive.html", context)


@for_readers
def edition(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """One edition: what stands in it, and how each article begins."""
    found, content, versions = _find(request, slug, number)
    prefetch_related_objects([found], querysets.files())
    context = {
        "breadcrumb": _breadcrumb(content, number, last=True),
        "publication": found,
        "content": content,
        "contents": [
            (row["title"], addresses.article(slug, row["slug"], number)) for row in content["articles"]
        ],
        "groups": [
            (theme, addresses.theme(reading.theme_slug(teasers[0].article)), teasers)
            for theme, teasers in reading.by_theme(
                content, lambda article: addresses.article(slug, article, number)
            )
        ],
        "newer": _newer(found, versions),
        "downloads": files.downloads(found, number),
        "versions": [(row, addresses.edition(slug, row.number)) for row in versions],
        "preview": _preview(
            content["title"],
            f"Nieuwsbrief van {content['organisation']['name']}, {content['label'].lower()}.",
            content["masthead"]["picture"],
            addresses.edition(slug, None if number in (None, versions[0].number) else number),
        ),
    }
    return render(request, "newsletter/edition.html", context)


@for_readers
def article(request: HttpRequest, slug: str, article: str, number: int | None = None) -> HttpResponse:
    """One article, with the way to the one before and after it."""
    found, content, versions = _find(request, slug, number)
    shown, before, after = reading.with_neighbours(content, article)
    if shown is None:
        raise Http404
    context = {
        "breadcrumb": [*_breadcrumb(content, number), (shown["title"], "")],
        "publication": found,
        "content": content,
        "article": shown,
        "contents": [
            {
                "label": row["title"],
                "href": addresses.article(slug, row["slug"], number),
                "current": row is shown,
                "children": [],
            }
            for row in content["articles"]
        ],
        "newer": _newer(found, versions, article),
        "previous": before and (before["title"], addresses.article(slug, before["slug"], number)),
        "next": after and (after["title"], addresses.article(slug, after["slug"], number)),
        "edition_href": addresses.edition(slug, number),
        "preview": _preview(
            shown["title"],
            reading.lead(shown),
            reading.picture_of(shown) or content["masthead"]["picture"],
            addresses.article(slug, article, None if number in (None, versions[0].number) else number),
        ),
    }
    return render(request, "newsletter/article.html", context)


@public
def file(request: HttpRequest, slug: str, kind: str, number: int | None = None) -> HttpResponse:
    """A file of an edition."""
    response = files.answer(
        request, subject=EDITION, slug=slug, kind=kind, number=number, name=f"nieuwsbrief-{slug}"
    )
    reach.count_when_sent(request, response, slug=slug, kind=kind, number=number)
    return response


def _find(request: HttpRequest, slug: str, number: int | None) -> tuple[Publication, Row, list[Publication]]:
    """The publication, its payload and all versions; 404 when this reader may not see it."""
    found = querysets.for_page(request.reader, EDITION, slug, number)
    found = found or withdrawing.for_worker(request, EDITION, slug, number)
    if found is None:
        raise Http404
    return found, payload.read(found), list(querysets.versions(request.reader, EDITION, slug)) or [found]


def _newer(found: Publication, versions: list[Publication], article: str = "") -> Row | None:
    """The newest version, when it is newer than the one shown, and where it holds the same page."""
    newest = versions[0]
    if newest.number <= found.number:
        return None
    href = addresses.edition(newest.subject_slug)
    if article and newest.items.filter(kind=PublishedItem.Kind.ARTICLE, slug=article).exists():
        href = addresses.article(newest.subject_slug, article)
    return {"number": newest.number, "released_at": newest.released_at, "href": href}


def _breadcrumb(content: Row, number: int | None, *, last: bool = False) -> list[tuple[str, str]]:
    label = content["label"] + (f", versie {number}" if number else "")
    here = "" if last else addresses.edition(content["slug"], number)
    return [HOME, ("Nieuwsbrieven", reverse("newsletter:editions")), (label, here)]


def _preview(title: str, description: str, picture: Row | None, address: str) -> Row:
    """What other sites show where somebody shares the page; they need whole addresses."""
    image = picture and absolute(reverse("media:picture", args=[picture["sha256"]]))
    return {
        "title": title,
        "description": description,
        "address": absolute(address),
        "picture": picture,
        "image": image,
    }
