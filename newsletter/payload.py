"""The payload of an edition: what its page, PDF and mail are made from."""

from typing import Any

from django.utils.timezone import localdate

from newsletter import about, obstacles, querysets
from newsletter.models import Article, Block, BlockKind, ColourTheme, Edition, EditionState, Medium
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
        "masthead": {"picture": _picture(edition.masthead, edition.masthead_about)},
        "box": {"heading": edition.box_heading, "html": edition.box_html},
        "intro": {"heading": edition.intro_heading, "html": edition.intro_html},
        "colophon": edition.colophon,
        "articles": [_article(article) for article in edition.articles.all()],
    } | ({"colours": edition.colours} if edition.colours != ColourTheme.GREEN else {})


def _article(article: Article) -> dict[str, Any]:
    return {
        "uid": str(article.uid),
        "slug": article.slug,
        "title": article.title,
        "kind": article.kind,
        "theme": {"slug": article.theme.slug, "title": article.theme.title} if article.theme else None,
        "blocks": [block_payload(block) for block in article.blocks.all()],
    } | ({"page_break": True} if article.page_break else {})


FIGURE_KEYS = ("label", "value", "unit", "period", "source", "date")


def block_payload(block: Block) -> dict[str, Any]:
    """One block as payloads hold it, also for showing it while it is being written."""
    content = block.content
    figure = None
    if block.kind in (BlockKind.KEY_FIGURE, BlockKind.CHART):
        figure = {key: content.get(key) for key in FIGURE_KEYS} | {"ref": _reference(block)}
        figure["label"] = figure["label"] or content.get("title")
    return {
        "uid": str(block.uid),
        "kind": block.kind,
        "html": block.html,
        "picture": _picture(block.picture, content.get("about")),
        "caption": content.get("caption") or "",
        "attribution": content.get("attribution") or "",
        "figure": figure,
        "series": content.get("series"),
        "agenda": content.get("items") if block.kind == BlockKind.AGENDA else None,
    } | _of_its_kind(block)


def _of_its_kind(block: Block) -> dict[str, Any]:
    """Keys that are there only where a block has something to say with them (schema version 2)."""
    content = block.content
    extra: dict[str, Any] = {}
    if block.medium != Medium.BOTH:
        extra["medium"] = block.medium
    if block.kind == BlockKind.QUESTIONS:
        extra["questions"] = content["items"]
    elif block.kind == BlockKind.TABLE:
        extra["table"] = {"columns": content["columns"], "rows": content["rows"]}
    elif block.kind == BlockKind.CONTACT:
        extra["contact"] = {key: content[key] for key in ("name", "mail", "phone", "address")}
    elif block.kind == BlockKind.CALLOUT and content.get("heading"):
        extra["heading"] = content["heading"]
    elif block.kind == BlockKind.PICTURE:
        extra |= {key: _plain(content[key]) for key in ("focus", "crop", "span") if content.get(key)}
    return extra


def _plain(value: bool | list[float]) -> bool | list[str]:
    """Payloads hold no floats: parts of a picture are plain decimals."""
    return value if isinstance(value, bool) else [f"{part:g}" for part in value]


def _reference(block: Block) -> dict[str, Any] | None:
    """The publication and the item in it that a figure is bound to."""
    if block.reference is None:
        return None
    return {key: block.reference[key] for key in ("publication", "number", "kind", "uid")}


def _picture(picture: Picture | None, told: about.About | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    use = about.of(picture, told)
    return {
        "sha256": picture.sha256,
        "alt": "" if use["decorative"] else use["alt"],
        "credit": use["credit"],
        "width": picture.width,
        "height": picture.height,
        "media_type": picture.media_type,
    }


def check(slug: str) -> None:
    """Raise Refused while the edition is not agreed to, has no articles, or a picture misses something."""
    edition = Edition.objects.get(slug=slug)
    if edition.state != EditionState.AGREED:
        raise Refused(
            f"De nieuwsbrief {edition} is nog niet akkoord (nu: {edition.get_state_display()}); "
            "publiceren kan daarna."
        )
    if not edition.articles.filter(held="").exists():
        raise Refused(f"De nieuwsbrief {edition} heeft nog geen artikelen.")
    found = obstacles.of_edition(edition, localdate())
    if found:
        raise Refused(" ".join(f"{one.where}: {one.sentence}" for one in found))
