"""The figures of one indicator that earlier publications print and the newest one does not, from payloads alone."""

from itertools import count
from typing import Any

from django.db.models import Q, QuerySet

from twenterand.publications import addresses, naming, payload, querysets
from twenterand.publications.models import Publication, PublishedItem, SubjectKind
from twenterand.publications.series import IndicatorPage

Row = dict[str, Any]


def of(
    items: QuerySet[PublishedItem], page: IndicatorPage, joined: list[IndicatorPage], shown: Publication
) -> list[tuple[Publication, IndicatorPage]]:
    """For every other document, from its newest version that readers may see (`items` are the index rows that they
    may), what it prints of this indicator and of those that proved to be this one, newest publication first. What
    stands in a newer publication is not repeated. Two queries, however many documents there are."""
    documents = Publication.objects.filter(
        subject_kind=SubjectKind.DOCUMENT, pk__in=items.values("publication")
    )
    newest = querysets.newest_per_subject(documents).exclude(subject_slug=shown.subject_slug)
    rows = items.filter(Q(uid=page.uid) | Q(slug__in=_joined_slugs(page, joined)), publication__in=newest)
    uids: dict[int, list[str]] = {}
    for publication, uid in rows.order_by("pk").values_list("publication", "uid"):
        uids.setdefault(publication, []).append(str(uid))
    seen = {page.uid: page.printed} | {other.uid: other.printed for other in joined}
    found = []
    for publication in Publication.objects.filter(pk__in=uids).order_by("-pk"):
        # First the indicator itself, then the others.
        for uid in sorted(uids[publication.pk], key=lambda one: one != page.uid):
            left = IndicatorPage(payload.read(publication), uid, without=frozenset(seen.get(uid, ())))
            if left.printed:
                seen[uid] = seen.get(uid, set()) | left.printed
                found.append((publication, left))
    return found


def tables(found: list[tuple[Publication, IndicatorPage]], published: set[str], *, start: int) -> list[Row]:
    """The same as components/data_table.html, numbered on the page from `start`, with `publication` and `href`."""
    return [
        {
            **page.table(published, number=number, caption=f"{page.title} in {publication.title}"),
            "publication": f"{publication.title}, versie {publication.number}",
            "href": addresses.publication(publication.subject_slug, publication.number),
        }
        for number, (publication, page) in zip(count(start), found, strict=False)
    ]


def _joined_slugs(page: IndicatorPage, joined: list[IndicatorPage]) -> set[str]:
    """Those that proved to be this one, also where the newest publication prints none of their rows."""
    before = page.indicator.get("predecessors", ())
    slugs = {card["slug"] for card in before if card["kind"] == "joined"}
    return slugs | {other.indicator["slug"] for other in joined if naming.joined_into(other.indicator)}
