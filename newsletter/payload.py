"""The payload of an edition: what its page, PDF and mail are made from."""

from typing import Any

from django.utils.timezone import localdate

from newsletter import querysets
from newsletter.editing.editions import check_pictures
from newsletter.models import Article, Block, BlockKind, Edition, EditionState
from twenterand.media.models import Picture
from twenterand.publications import payload
from twenterand.publications.models import SubjectKind
from twenterand.workflow import Refused


def build(slug: str) -> dict[str, Any]:
    """The payload of an edition as it would be published now; raises Edition.DoesNotExist."""
    edition = querysets.for_payload().get(slug=slug)
    return {
        "schema": payload.SCHEMA_VERSION,
        "kind": SubjectKind.EDITION.value,
        "uid": str(edition.uid),
        "slug": edition.slug,
        "title": edition.title,
        "season": edition.season,
        "year": edition.year,
        "number": edition.number,
        "planned_date": edition.planned_date.isoformat() if edition.planned_date else None,
        "label": f"{edition.season.capitalize()} {edition.year}",
        "organisation": payload.organisation(),
        "masthead": {"picture": _picture(edition.masthead)},
        "box": {"heading": edition.box_heading, "html": edition.box_html},
        "intro": {"heading": edition.intro_heading, "html": edition.intro_html},
        "colophon": edition.colophon,
        "articles": [_article(article) for article in edition.articles.all()],
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "uid": str(article.uid),
        "slug": article.slug,
        "title": article.title,
        "kind": article.kind,
        "theme": {"slug": article.theme.slug, "title": article.theme.title} if article.theme else None,
        "blocks": [_block(block) for block in article.blocks.all()],
    }


FIGURE_KEYS = ("label", "value", "unit", "period", "source", "date")


def _block(block: Block) -> dict[str, Any]:
    content = block.content
    figure = None
    if block.kind in (BlockKind.KEY_FIGURE, BlockKind.CHART):
        figure = {key: content.get(key) for key in FIGURE_KEYS} | {"ref": block.reference}
        figure["label"] = figure["label"] or content.get("title")
    return {
        "uid": str(block.uid),
        "kind": block.kind,
        "html": block.html,
        "picture": _picture(block.picture),
        "caption": content.get("caption") or "",
        "attribution": content.get("attribution") or "",
        "figure": figure,
        "series": content.get("series"),
        "agenda": content.get("items"),
    }


def _picture(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    return {
        "sha256": picture.sha256,
        "alt": "" if picture.decorative else picture.alt,
        "credit": picture.credit,
        "width": picture.width,
        "height": picture.height,
        "media_type": picture.media_type,
    }


def check(slug: str) -> None:
    """Raise Refused while the edition is not agreed to or has no articles."""
    edition = Edition.objects.get(slug=slug)
    if edition.state != EditionState.AGREED:
        raise Refused(
            f"De nieuwsbrief {edition} is nog niet akkoord (nu: {edition.get_state_display()}); "
            "publiceren kan daarna."
        )
    if not edition.articles.filter(held="").exists():
        raise Refused(f"De nieuwsbrief {edition} heeft nog geen artikelen.")
    check_pictures(edition, localdate())
