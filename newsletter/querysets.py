"""Reads, named after the page they serve."""

from typing import Any

from django.db.models import Case, Count, Max, OuterRef, Prefetch, QuerySet, Subquery, When

from newsletter.models import Article, Block, Edition, Season
from twenterand.publications import payload
from twenterand.publications.models import Publication, SubjectKind
from twenterand.publications.querysets import for_archive, released, visible_to


def for_payload() -> QuerySet[Edition]:
    """An edition with the articles that are not held back, blocks and pictures (without their bytes); three
    queries."""
    blocks = Block.objects.select_related("picture").defer("picture__content")
    articles = (
        Article.objects.filter(held="").select_related("theme").prefetch_related(Prefetch("blocks", blocks))
    )
    return (
        Edition.objects.select_related("masthead")
        .defer("masthead__content")
        .prefetch_related(Prefetch("articles", articles))
    )


def for_work_list() -> QuerySet[Edition]:
    """Every edition, newest first, with `article_count` and the number of its newest released version (`published`,
    or None)."""
    numbers = (
        released()
        .filter(subject_kind=SubjectKind.EDITION, subject_slug=OuterRef("slug"))
        .order_by()
        .values("subject_slug")
        .annotate(newest=Max("number"))
        .values("newest")
    )
    season = Case(*(When(season=one, then=place) for place, one in enumerate(Season)), default=0)
    rows = Edition.objects.annotate(article_count=Count("articles"), published=Subquery(numbers))
    return rows.order_by("-year", season.desc(), "-pk")


def published(reader) -> list[tuple[Publication, dict[str, Any]]]:
    """The newest version of every edition that this reader may see with its payload, newest release first."""
    rows = list(for_archive(reader, SubjectKind.EDITION))
    contents = Publication.objects.in_bulk([row.pk for row in rows])
    return [(row, payload.read(contents[row.pk])) for row in rows]


def is_visible(publication: Publication) -> bool:
    """Whether readers see a version of the subject of this publication."""
    rows = visible_to(None).filter(
        subject_kind=publication.subject_kind, subject_slug=publication.subject_slug
    )
    return rows.exists()
