"""The demo's newsletter of spring 2023."""

from django.utils import timezone

from newsletter.models import Article, ArticleState, Block, Edition, EditionState
from policy.models import Theme
from twenterand import demo_files
from twenterand.accounts.records import add_all, keep
from twenterand.demo_files import ACTOR, REASON, uid
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.richtext import sanitise

FOLDER = "nieuwsbrief-2023-voorjaar"
RIGHTS = "gemeente Twenterand"
OWN_FIELDS = {"kind", "html", "file", "alt", "credit"}


def load() -> None:
    """Add the edition with its twenty articles and pictures."""
    row = demo_files.read(f"{FOLDER}/edition.yaml")["edition"]
    edition = Edition(
        uid=uid("edition", row["slug"]),
        slug=row["slug"],
        season=row["season"],
        year=row["year"],
        number=row["number"],
        planned_date=row["planned_date"],
        title=row["title"],
        masthead=_picture(row["masthead"]),
        box_heading=row["box"]["heading"],
        box_html=sanitise(row["box"]["html"]),
        intro_heading=row["intro"]["heading"],
        intro_html=sanitise(row["intro"]["html"]),
        colophon=sanitise(row["colophon"]),
        state=EditionState.AGREED,
    )
    keep(edition, by=ACTOR, reason=REASON)
    themes = {theme.slug: theme for theme in Theme.objects.filter(document__slug="ibn-2023-2026")}
    for position, name in enumerate(demo_files.names(f"{FOLDER}/articles"), start=1):
        _add_article(edition, position, demo_files.read(name), themes)


def _add_article(edition: Edition, position: int, row: dict, themes: dict[str, Theme]) -> None:
    article = Article(
        uid=uid("article", edition.slug, row["slug"]),
        edition=edition,
        slug=row["slug"],
        title=row["title"],
        theme=themes[row["theme"]] if row["theme"] else None,
        kind=row["kind"],
        position=position,
        state=ArticleState.AGREED,
        agreed_by=ACTOR,
    )
    keep(article, by=ACTOR, reason=REASON)
    blocks = [
        Block(
            article=article,
            uid=uid("block", edition.slug, row["slug"], number),
            position=number,
            kind=block["kind"],
            html=sanitise(block.get("html") or ""),
            picture=_picture(block) if block["kind"] == "picture" else None,
            content={key: value for key, value in block.items() if key not in OWN_FIELDS},
        )
        for number, block in enumerate(row["blocks"], start=1)
    ]
    add_all(Block, blocks, by=ACTOR, reason=REASON)
    # The first step is the article with its blocks: going back never leads to before them.
    article.history.update(history_date=timezone.now())


def _picture(row: dict) -> Picture:
    content = (demo_files.FIXTURES / FOLDER / "pictures" / row["file"]).read_bytes()
    return pictures.store(
        content=content, alt=row["alt"], credit=row["credit"], rights=RIGHTS, by=ACTOR, name=row["file"]
    )
