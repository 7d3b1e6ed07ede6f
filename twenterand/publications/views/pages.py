"""Pages that are about the site itself: home, open data, accessibility, and what search engines read."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from twenterand.publications import addresses, opendata, payload, querysets
from twenterand.publications.models import Publication, PublishedItem, SubjectKind
from twenterand.publications.views.answering import for_readers
from twenterand.publications.views.documents import HOME, cards
from twenterand.publications.views.files import downloads

NEWEST = 4
# Pages in the sitemap: those that change with each release, and those that do not.
LISTS = (
    "site:home",
    "site:publications",
    "newsletter:editions",
    "site:indicators",
    "site:proposals",
    "site:data",
)
ABOUT = ("site:accessibility",)
# Kind of item → the address of its page, by the slug of the publication and its own.
PAGES = {
    PublishedItem.Kind.CHAPTER: addresses.chapter,
    PublishedItem.Kind.INDICATOR: lambda publication, slug: addresses.indicator(slug),
    PublishedItem.Kind.ARTICLE: addresses.article,
}


@for_readers
def home(request: HttpRequest) -> HttpResponse:
    """What this site is, and what is new."""
    context = {
        "canonical": addresses.absolute(reverse("site:home")),
        "publications": cards(querysets.for_archive(request.reader, SubjectKind.DOCUMENT)[:NEWEST]),
        "trees": _trees(request.reader),
        "newsletter": _newsletter(request.reader),
    }
    return render(request, "publications/home.html", context)


def _newsletter(reader) -> dict[str, str] | None:
    """The newest edition with its season first, as people look for it; None when there is none."""
    newest = querysets.for_archive(reader, SubjectKind.EDITION).first()
    if newest is None:
        return None
    title = _with_season(Publication.objects.get(pk=newest.pk))
    return {"title": title, "href": addresses.subject(SubjectKind.EDITION, newest.subject_slug)}


def _with_season(edition: Publication) -> str:
    content = payload.read(edition)
    return f"{content['label']}: {content['title']}"


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
    """Which files there are, of documents and newsletters, and what their columns mean."""
    rows = querysets.newest(request.reader).order_by("subject_kind", "-released_at", "-pk")
    rows = list(rows.prefetch_related(querysets.files()))
    editions = Publication.objects.in_bulk(
        [row.pk for row in rows if row.subject_kind == SubjectKind.EDITION]
    )
    figures, proposals = (
        [(name, column.meaning) for name, column in columns.items()]
        for columns in (opendata.EVERY_FIGURE, opendata.PROPOSALS)
    )
    context = {
        "breadcrumb": [HOME, ("Open data", "")],
        "canonical": addresses.absolute(reverse("site:data")),
        "publications": [
            {
                "title": f"Nieuwsbrief {_with_season(editions[row.pk])}" if row.pk in editions else row.title,
                "row": row,
                "href": addresses.subject(row.subject_kind, row.subject_slug),
                "files": downloads(row, None),
            }
            for row in rows
        ],
        "tables": [
            _explained("kolommen-cijfers", "Kolommen van de cijfers", "Kolom", figures),
            _explained("betekenissen", "Waarden in de kolom betekenis", "Waarde", opendata.STATES.values()),
            _explained("kolommen-voorstellen", "Kolommen van de voorstellen", "Kolom", proposals),
        ],
    }
    return render(request, "publications/data.html", context)


def _explained(id: str, caption: str, head: str, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Names with their meaning as components/data_table.html."""
    return {
        "id": id,
        "caption": caption,
        "columns": [
            {"label": head},
            {"label": "Wat er in staat" if head == "Kolom" else "Wat dat wil zeggen"},
        ],
        "rows": [[{"text": name}, {"text": meaning}] for name, meaning in pairs],
    }


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
    text = "\n".join((*lines, f"Sitemap: {addresses.absolute(reverse('site:sitemap'))}", ""))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@for_readers
def sitemap(request: HttpRequest) -> HttpResponse:
    """The newest version of everything that has a page."""
    newest = list(querysets.newest(request.reader).order_by("pk"))
    latest = max((row.released_at for row in newest), default=None)
    found = {reverse(name): latest for name in LISTS}
    found |= {reverse(name): None for name in ABOUT}
    for row in newest:
        found[addresses.subject(row.subject_kind, row.subject_slug)] = row.released_at
    released = {row.pk: row for row in newest}
    for item in querysets.items(request.reader, *PAGES).order_by("publication__pk", "kind", "pk"):
        # What was released between the two queries stands in the next sitemap.
        if publication := released.get(item.publication_id):
            # An indicator that several documents hold: the newest of them changed its page last.
            found[PAGES[item.kind](publication.subject_slug, item.slug)] = publication.released_at
    pages = [(addresses.absolute(address), moment) for address, moment in found.items()]
    return render(request, "publications/sitemap.xml", {"pages": pages}, content_type="application/xml")
