"""Indicators and proposals over all documents, and search."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse

from twenterand.publications import (
    addresses,
    amounts,
    earlier,
    naming,
    payload,
    querysets,
    sameness,
    searching,
)
from twenterand.publications.matching import LONGEST_QUERY, Query, fold
from twenterand.publications.models import Publication, PublishedItem, SubjectKind
from twenterand.publications.series import IndicatorPage
from twenterand.publications.views.answering import for_readers
from twenterand.publications.views.documents import HOME

DOCUMENT = SubjectKind.DOCUMENT


@for_readers
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator in the newest publications, by document and chapter, with a search in the names."""
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    query = Query(text)
    rows = querysets.items(request.reader, PublishedItem.Kind.INDICATOR).select_related("publication")
    chapters = {
        (row.publication_id, row.slug): row.title
        for row in querysets.items(request.reader, PublishedItem.Kind.CHAPTER)
    }
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in rows.defer("publication__payload").order_by("-publication__pk", "pk"):
        if query.found_in(fold(row.title)):
            chapter = chapters.get((row.publication_id, row.chapter), "")
            groups.setdefault((row.publication.title, chapter), []).append(
                (row.title, addresses.indicator(row.slug))
            )
    context = {
        "breadcrumb": [HOME, ("Indicatoren", "")],
        "canonical": addresses.absolute(reverse("site:indicators")),
        "query": text,
        "filtered": bool(query),
        "groups": [(document, chapter, items) for (document, chapter), items in groups.items()],
        "several": len({document for document, _ in groups}) > 1,
        "count": sum(len(items) for items in groups.values()),
    }
    return render(request, "publications/indicators.html", context)


@for_readers
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """One indicator in the newest publication that holds it. An earlier address of it leads here, and so does that
    of an indicator that proved to be this one."""
    kept = querysets.visible_to(request.reader)
    rows = PublishedItem.objects.filter(kind=PublishedItem.Kind.INDICATOR, publication__in=kept.values("pk"))
    known = rows.filter(slug=slug).order_by("-publication__pk").first()
    if known is None:
        raise Http404
    everywhere = list(rows.filter(uid=known.uid).select_related("publication").defer("publication__payload"))
    newest = max(everywhere, key=lambda row: row.publication_id)
    if newest.slug != slug:
        return HttpResponsePermanentRedirect(addresses.indicator(newest.slug))
    found = Publication.objects.get(pk=newest.publication_id)
    stays = _stays(rows, newest, found)
    if stays.uid != newest.uid:
        # Not for ever: joining can be undone, and browsers remember a permanent one.
        return HttpResponseRedirect(addresses.indicator(stays.slug))
    page = IndicatorPage(payload.read(found), str(known.uid))
    published = {row.subject_slug for row in querysets.for_archive(request.reader, DOCUMENT)}
    known_slugs = set(rows.values_list("slug", flat=True))
    joined = sameness.joined(page)
    before = earlier.of(rows, page, joined, found)
    context = {
        "breadcrumb": [HOME, ("Indicatoren", "/indicatoren/"), (page.title, "")],
        "canonical": addresses.absolute(addresses.indicator(slug)),
        "page": page,
        "publication": found,
        "publication_href": addresses.publication(found.subject_slug, found.number),
        "figure": page.figure(),
        "table": page.table(published),
        "joined": [other.table(published, number=number) for number, other in enumerate(joined, 2)],
        "earlier": earlier.tables(before, published, start=len(joined) + 2),
        "same": sameness.others(page, joined, known_slugs),
        "places": [place for one in (page, *joined) for place in one.places],
        "relatives": page.relatives(known_slugs),
        "others": _other_publications(everywhere, newest),
    }
    return render(request, "publications/indicator.html", context)


def _stays(rows: QuerySet[PublishedItem], item: PublishedItem, publication: Publication) -> PublishedItem:
    """The indicator that this one proved to be, as far as readers have a page of it. Publications that contradict each
    other, each saying that one proved to be the other, lead nowhere."""
    seen, here = {item.uid}, item
    while slug := _joined_into(here, publication):
        known = rows.filter(slug=slug).order_by("-publication__pk").first()
        if known is None:
            return here
        here = rows.filter(uid=known.uid).order_by("-publication__pk").first()
        if here.uid in seen:
            return item
        seen.add(here.uid)
        publication = Publication.objects.get(pk=here.publication_id)
    return here


def _joined_into(item: PublishedItem, publication: Publication) -> str | None:
    cards = naming.indicators(payload.read(publication))
    return naming.joined_into(next(row for row in cards if row["uid"] == str(item.uid)))


def _other_publications(rows: list[PublishedItem], shown: PublishedItem) -> list[tuple[str, str]]:
    """Earlier publications in which the indicator stands: (title with version, address)."""
    return [
        (
            f"{row.publication.title}, versie {row.publication.number}",
            addresses.chapter(row.publication.subject_slug, row.chapter, row.publication.number),
        )
        for row in sorted(rows, key=lambda row: -row.publication_id)
        if row.publication_id != shown.publication_id
    ]


# By chapter is the order of the document itself.
SORTS = {
    "volgorde": ("Volgorde", lambda row: row["position"]),
    "voorstel": ("Voorstel", lambda row: fold(row["title"])),
    "soort": ("i/s", lambda row: (row["recurrence"], row["position"])),
    "bedrag": ("Financieel", lambda row: (row["net"], row["position"])),
    "gevolg": ("v/n", lambda row: (row["effect"], row["position"])),
}
COLUMNS = ("voorstel", "soort", "bedrag", "gevolg")


@for_readers
def proposals(request: HttpRequest) -> HttpResponse:
    """Every proposal in the newest publications; the address says how they are sorted."""
    sort = request.GET.get("sorteer", "volgorde")
    sort = sort if sort in SORTS else "volgorde"
    down = request.GET.get("richting") == "af"
    newest = querysets.newest_per_subject(querysets.visible_to(request.reader).filter(subject_kind=DOCUMENT))
    documents = []
    for found in newest.order_by("-pk"):
        content = payload.read(found)
        rows = sorted(_proposals_of(content), key=SORTS[sort][1], reverse=down)
        if rows:
            documents.append({"content": content, "rows": rows, "totals": _totals(content, len(documents))})
    context = {
        "breadcrumb": [HOME, ("Voorstellen", "")],
        "canonical": addresses.absolute(reverse("site:proposals")),
        "documents": documents,
        "columns": [_sort_link(name, sort, down) for name in COLUMNS],
    }
    return render(request, "publications/proposals.html", context)


def _proposals_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for chapter in content["chapters"]:
        for proposal in chapter["proposals"]:
            year = proposal["printed"]["year"]
            amounts_now = [item for item in proposal["amounts"] if item["year"] == year]
            anchor = addresses.of_proposal(proposal["slug"])
            rows.append(
                {
                    **amounts.proposal_row(proposal),
                    "position": len(rows),
                    "chapter": chapter["title"],
                    "net": abs(sum((amounts.signed(item) for item in amounts_now), Decimal(0))),
                    "href": addresses.chapter(content["slug"], chapter["slug"], anchor=anchor),
                }
            )
    return rows


def _totals(content: dict[str, Any], number: int) -> dict[str, Any]:
    caption = f"Totalen van {content['title']}, {content['totals']['year']}"
    return amounts.totals_table(content["totals"], id=f"totalen-{number}", caption=caption)


def _sort_link(name: str, current: str, down: bool) -> dict[str, Any]:
    """A column header: where it leads, and how the column is sorted now (as aria-sort says it)."""
    here = name == current
    return {
        "label": SORTS[name][0],
        "href": f"?sorteer={name}" + ("&richting=af" if here and not down else ""),
        "sorted": ("descending" if down else "ascending") if here else "",
        "number": name == "bedrag",
    }


@for_readers
def search(request: HttpRequest) -> HttpResponse:
    """Search in the newest publications."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    newest = (
        querysets.newest_per_subject(querysets.visible_to(request.reader)).defer("payload").order_by("-pk")
    )
    groups = searching.search(query, newest) if query else []
    counts = Counter({heading: count for heading, _, count in groups})
    context = {
        "breadcrumb": [HOME, ("Zoeken", "")],
        "query": query,
        "too_short": bool(query) and not Query(query),
        "groups": groups,
        "count": counts.total(),
    }
    return render(request, "publications/search.html", context)
