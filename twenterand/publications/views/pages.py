"""Pages that are about the site itself: home, open data, accessibility, and what search engines read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from twenterand.publications import addresses, opendata, payload, querysets
from twenterand.publications.models import PublishedItem, SubjectKind
from twenterand.publications.views.answering import for_readers
from twenterand.publications.views.documents import HOME
from twenterand.publications.views.files import downloads

NEWEST = 4


@for_readers
def home(request: HttpRequest) -> HttpResponse:
    """What this site is, and what is new."""
    documents = list(querysets.for_archive(request.reader, SubjectKind.DOCUMENT))
    editions = querysets.for_archive(request.reader, SubjectKind.EDITION)
    context = {
        "publications": [(row, addresses.publication(row.subject_slug)) for row in documents[:NEWEST]],
        "trees": _trees(request.reader),
        "newsletter": editions.first(),
    }
    return render(request, "publications/home.html", context)


def _trees(reader) -> list[dict[str, Any]]:
    """The goal trees of the newest document that has any, each with its intended outcome and its chapter."""
    first = querysets.items(reader, PublishedItem.Kind.TREE).order_by("-publication__pk").first()
    if first is None:
        return []
    content = payload.read(first.publication)
    return [
        {
            "title": chapter["tree"]["title"],
            "effect": chapter["tree"]["nodes"][0]["title"] if chapter["tree"]["nodes"] else "",
            "year": chapter["tree"]["year"],
            "href": addresses.chapter(content["slug"], chapter["slug"]),
        }
        for chapter in content["chapters"]
        if chapter["tree"]
    ]


@for_readers
def data(request: HttpRequest) -> HttpResponse:
    """Which files there are and what their columns mean."""
    rows = querysets.for_archive(request.reader, SubjectKind.DOCUMENT).prefetch_related(querysets.files())
    context = {
        "breadcrumb": [HOME, ("Open data", "")],
        "publications": [
            (row, addresses.publication(row.subject_slug), downloads(row, None)) for row in rows
        ],
        "column_heads": [{"label": "Kolom"}, {"label": "Wat er in staat"}],
        "columns": [[{"text": name}, {"text": meaning}] for name, meaning in opendata.COLUMNS.items()],
        "state_heads": [{"label": "Betekenis"}, {"label": "Wat dat wil zeggen"}],
        "states": [[{"text": name}, {"text": meaning}] for name, meaning in opendata.STATES.items()],
    }
    return render(request, "publications/data.html", context)


@for_readers
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of payloads."""
    text = (settings.BASE_DIR / "docs" / "payload.schema.json").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="application/schema+json")


@for_readers
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, and how that was tested."""
    context = {"breadcrumb": [HOME, ("Toegankelijkheid", "")]}
    return render(request, "publications/accessibility.html", context)


@for_readers
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read everything public."""
    lines = ("User-agent: *", "Disallow: /werk/", "Disallow: /admin/", "Disallow: /zoeken/")
    text = "\n".join((*lines, f"Sitemap: {_absolute(reverse('site:sitemap'))}", ""))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@for_readers
def sitemap(request: HttpRequest) -> HttpResponse:
    """The newest version of everything that has a page."""
    fixed = ("home", "publications", "indicators", "proposals", "data", "accessibility")
    found = [reverse(f"site:{name}") for name in fixed]
    for row in (
        querysets.newest_per_subject(querysets.visible_to(request.reader)).defer("payload").order_by("pk")
    ):
        found.append(addresses.subject(row.subject_kind, row.subject_slug))
    kinds = PublishedItem.Kind
    for row in querysets.items(request.reader, kinds.CHAPTER).select_related("publication").order_by("pk"):
        found.append(addresses.chapter(row.publication.subject_slug, row.slug))
    slugs = (
        querysets.items(request.reader, kinds.INDICATOR)
        .order_by("slug")
        .values_list("slug", flat=True)
        .distinct()
    )
    found += [addresses.indicator(slug) for slug in slugs]
    context = {"addresses": [_absolute(address) for address in found]}
    return render(request, "publications/sitemap.xml", context, content_type="application/xml")


def _absolute(address: str) -> str:
    return settings.BASE_URL.rstrip("/") + address
