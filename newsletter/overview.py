"""How far the articles of an edition are, for whoever makes it; a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from newsletter import reading
from newsletter.models import Article, ArticleState, Block, Edition
from newsletter.payload import block_payload

TONES = {
    ArticleState.ASKED: "neutral",
    ArticleState.DELIVERED: "info",
    ArticleState.EDITED: "info",
    ArticleState.AGREED: "positive",
    ArticleState.CLEARED: "positive",
}


@dataclass(frozen=True)
class Line:
    """An article with its length in words; `late` when it was to be delivered before today and was not."""

    article: Article
    words: int
    late: bool

    @property
    def tone(self) -> str:
        return TONES[ArticleState(self.article.state)]


def articles(edition: Edition, today: date) -> list[Line]:
    """Every article in order, also those that are held back."""
    rows = list(edition.articles.select_related("owner", "theme").order_by("position", "pk"))
    words: dict[int, int] = {}
    for block in Block.objects.filter(article__in=rows).select_related("picture").defer("picture__content"):
        words[block.article_id] = words.get(block.article_id, 0) + reading.words(block_payload(block))
    return [
        Line(
            row,
            words.get(row.pk, 0),
            row.state == ArticleState.ASKED and bool(row.deadline) and row.deadline < today,
        )
        for row in rows
    ]
