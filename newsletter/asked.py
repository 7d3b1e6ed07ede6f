"""The articles that functions were asked to write, for their work queue."""

from collections.abc import Collection
from datetime import date

from django.urls import reverse

from newsletter.models import Article, ArticleState
from twenterand.accounts import waiting
from twenterand.accounts.waiting import Waiting
from twenterand.dates import format_date


def register() -> None:
    """In the queue of who was asked."""
    waiting.register("Artikelen voor de nieuwsbrief", find)


def find(functions: Collection[int] | None, today: date) -> list[Waiting]:
    """Articles that are asked and not delivered yet, the first day first; one query."""
    rows = Article.objects.filter(state=ArticleState.ASKED, held="", owner__isnull=False)
    if functions is not None:
        rows = rows.filter(owner__in=functions)
    return [_of(row, today) for row in rows.select_related("owner", "edition").order_by("deadline", "pk")]


def _of(article: Article, today: date) -> Waiting:
    day = article.deadline
    return Waiting(
        owner=article.owner,
        label=article.title,
        about=f"{article.edition}" + (f", aanleveren vóór {format_date(day)}" if day else ""),
        href=reverse("newsletter:work_article", args=[article.pk]),
        late=bool(day) and day < today,
    )
