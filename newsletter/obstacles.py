"""What still keeps an edition from being published, all at once, each with the block where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from newsletter import about
from newsletter.models import Article, Block, BlockKind, Edition


@dataclass(frozen=True)
class Obstacle:
    """`where` names article and block, or the masthead; `href` is the page where it is mended."""

    where: str
    sentence: str
    href: str


def of_edition(edition: Edition, today: date) -> list[Obstacle]:
    """Every picture that misses something, in the order of the edition; of articles that are held back none."""
    found = _of_masthead(edition, today)
    articles = edition.articles.filter(held="").order_by("position", "pk")
    return found + _of_articles(articles, today)


def of_article(article: Article, today: date) -> list[Obstacle]:
    """Those of one article."""
    return _of_articles([article], today)


def _of_masthead(edition: Edition, today: date) -> list[Obstacle]:
    told = about.of(edition.masthead, edition.masthead_about)
    href = reverse("newsletter:edition_masthead", args=[edition.slug])
    return [Obstacle("Kopbeeld", sentence, href) for sentence in _missing(told, today)]


def _of_articles(articles: Iterable[Article], today: date) -> list[Obstacle]:
    articles = list(articles)
    rows = Block.objects.filter(article__in=articles, kind=BlockKind.PICTURE)
    pictures: dict[int, list[Block]] = {}
    for block in rows.select_related("picture").defer("picture__content").order_by("position", "pk"):
        pictures.setdefault(block.article_id, []).append(block)
    found = []
    for article in articles:
        mine = pictures.get(article.pk, [])
        for number, block in enumerate(mine, start=1):
            told = about.of(block.picture, block.content.get("about"))
            which = f"afbeelding {number}" if len(mine) > 1 else "de afbeelding"
            href = reverse("newsletter:block", args=[block.pk])
            found += [
                Obstacle(f"“{article.title}”, {which}", sentence, href) for sentence in _missing(told, today)
            ]
    return found


def _missing(told: about.About, today: date) -> list[str]:
    """Sentences about one picture; none without a picture."""
    if not told:
        return []
    sentences = []
    if not told["alt"] and not told["decorative"]:
        sentences.append("Vul in wat iemand op de afbeelding ziet.")
    if not told["rights"]:
        sentences.append("Vul in wie de rechten heeft.")
    if told["shows_people"] and not told["consent"]:
        sentences.append("Er staan mensen op. Leg hun toestemming vast.")
    until = told["consent_until"]
    if until and until < today:
        sentences.append(
            f"De toestemming gold tot en met {until:%d-%m-%Y}. Vraag haar opnieuw of neem een andere afbeelding."
        )
    return sentences
