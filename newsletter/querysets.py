"""Reads, named after the page they serve."""

from django.db.models import Prefetch, QuerySet

from newsletter.models import Article, Block, Edition


def for_payload() -> QuerySet[Edition]:
    """An edition with articles, blocks and pictures (without their bytes); three queries."""
    blocks = Block.objects.select_related("picture").defer("picture__content")
    articles = Article.objects.select_related("theme").prefetch_related(Prefetch("blocks", blocks))
    return (
        Edition.objects.select_related("masthead")
        .defer("masthead__content")
        .prefetch_related(Prefetch("articles", articles))
    )
