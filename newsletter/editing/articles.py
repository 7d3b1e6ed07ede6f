"""Writes on the articles of an edition: what they are called, who writes them, where they stand and how far."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from newsletter.editing import reopening
from newsletter.models import Article, ArticleKind, ArticleState, Edition
from newsletter.relations import require_making, require_writing
from policy.models import Theme
from twenterand import richtext
from twenterand.accounts.models import Function, User
from twenterand.accounts.records import actor_name, keep, locked, remove
from twenterand.workflow import Refused, Transition, Workflow

ASKED, DELIVERED, EDITED, AGREED, CLEARED = (state.value for state in ArticleState)
# What readers see of an article besides its blocks.
SHOWN = {"title", "kind", "theme", "held", "page_break"}
WORKFLOW = Workflow(
    [
        Transition("deliver", (ASKED,), DELIVERED, "Aanleveren"),
        Transition("edit", (ASKED, DELIVERED), EDITED, "Geredigeerd"),
        Transition("agree", (EDITED,), AGREED, "Akkoord geven"),
        Transition("clear", (AGREED,), CLEARED, "Akkoord van de portefeuillehouder vastleggen"),
        Transition("back", (DELIVERED, EDITED, AGREED, CLEARED), ASKED, "Terug naar de schrijver", True),
        Transition("reopen", (AGREED, CLEARED), EDITED, "Heropenen", True),
    ],
    labels=dict(ArticleState.choices),
)


@transaction.atomic
def add_article(
    *,
    edition: Edition,
    by,
    title: str,
    kind: str = ArticleKind.NEWS,
    theme: Theme | None = None,
    owner: Function | None = None,
    outside: str = "",
    deadline: date | None = None,
    words: int | None = None,
    brief: str = "",
) -> Article:
    """An article at the end of the edition, asked from a function or an outside organisation.

    Without either it is written by whoever makes the newsletter, and starts as being edited.
    """
    require_making(by)
    current = locked(edition, seen_version=None)
    title = _title(title)
    last = current.articles.order_by("-position").values_list("position", flat=True).first() or 0
    article = Article(
        edition=current,
        uid=uuid.uuid4(),
        slug=_slug(current, title),
        title=title,
        kind=ArticleKind(kind),
        theme=theme,
        owner=owner,
        outside=richtext.one_line(outside),
        deadline=deadline or current.deadline,
        words=words,
        brief=brief.strip(),
        position=last + 1,
        state=ASKED if owner or outside.strip() else EDITED,
    )
    _check_plan(article, None)
    reopening.touched(article, by=by)
    return keep(article, by=by, reason="Toegevoegd")


@transaction.atomic
def change_article(*, article: Article, seen_version: int | None, by, **fields) -> Article:
    """Replace fields: title, kind, theme, owner, outside, deadline, words, brief, held, recurring, page_break.

    Whoever only writes the article changes its title; the rest is for who makes the newsletter. The address stays.
    """
    if set(fields) - {"title"}:
        require_making(by)
    require_writing(by, article)
    current = locked(article, seen_version=seen_version)
    deadline = current.deadline
    before = {name: getattr(current, name) for name in fields}
    for name, value in fields.items():
        setattr(current, name, richtext.one_line(value) if name in ("outside", "held") else value)
    current.title = _title(current.title)
    _check_plan(current, deadline)
    if before == {name: getattr(current, name) for name in fields}:
        return current
    if SHOWN & set(fields):
        reopening.touched(current, by=by)
    return keep(current, by=by, reason="Gegevens gewijzigd")


@transaction.atomic
def move_article(*, article: Article, direction: str, by) -> None:
    """One place "up" or "down" in the edition; at the edge nothing happens."""
    require_making(by)
    edition = locked(article.edition, seen_version=None)
    articles = list(edition.articles.order_by("position", "pk"))
    place = next(place for place, one in enumerate(articles) if one.pk == article.pk)
    other = place + {"up": -1, "down": 1}[direction]
    if not 0 <= other < len(articles):
        return
    articles[place], articles[other] = articles[other], articles[place]
    reopening.touched(article, by=by)
    for position, one in enumerate(articles, start=1):
        if one.position != position:
            one.position = position
            keep(one, by=by, reason="Verplaatst")


@transaction.atomic
def postpone_article(*, article: Article, edition: Edition, seen_version: int | None, by) -> Article:
    """Move an article with all its blocks to the end of another edition."""
    require_making(by)
    current = locked(article, seen_version=seen_version)
    target = locked(edition, seen_version=None)
    reopening.touched(current, by=by)
    if target.pk == current.edition_id:
        raise Refused(f"“{current.title}” staat al in {target}.")
    last = target.articles.order_by("-position").values_list("position", flat=True).first() or 0
    current.slug = _slug(target, current.title)
    current.edition, current.position = target, last + 1
    return keep(current, by=by, reason=f"Doorgeschoven naar {target}")


@transaction.atomic
def remove_article(*, article: Article, seen_version: int | None, by, reason: str) -> None:
    """Take an article out of the edition for good; its history stays. Needs a reason."""
    require_making(by)
    current = locked(article, seen_version=seen_version)
    if not reason.strip():
        raise Refused(f"Geef een reden op om “{current.title}” te verwijderen.")
    reopening.touched(current, by=by)
    for block in current.blocks.all():
        remove(block, by=by, reason=reason)
    remove(current, by=by, reason=reason)


@transaction.atomic
def take_step(
    *, article: Article, step: str, seen_version: int | None, by, reason: str = "", clearer: str = ""
) -> Article:
    """One arrow of WORKFLOW. Delivering and agreeing is for the function that owns the article, the rest for who
    makes the newsletter; `clearer` is who told that the portefeuillehouder agrees (a function, never a person)."""
    (require_writing(by, article) if step in ("deliver", "agree") else require_making(by))
    current = locked(article, seen_version=seen_version)
    transition = WORKFLOW.check(step, state=current.state, reason=reason)
    if step == "agree":
        _check_agreeing(current, by)
        current.agreed_by = actor_name(by)
    if step == "clear":
        current.cleared_by = richtext.one_line(clearer)
        if not current.cleared_by:
            raise Refused("Vul in welke portefeuillehouder akkoord is, bijvoorbeeld “wethouder jeugd”.")
    if transition.target not in (AGREED, CLEARED):
        current.agreed_by = current.cleared_by = ""
    current.state = transition.target
    return keep(current, by=by, reason=reason or transition.label)


def _check_agreeing(article: Article, by: User | str) -> None:
    if not article.blocks.exists():
        raise Refused(f"“{article.title}” heeft nog geen tekst; er is niets om akkoord op te geven.")
    if isinstance(by, User) and article.owner_id and article.owner_id not in by.function_ids:
        raise Refused(f"Akkoord geven doet “{article.owner}”.")


def _check_plan(article: Article, deadline: date | None) -> None:
    """Who writes, and by when; a date that stood there already (`deadline`) stays good."""
    if article.owner and article.outside:
        raise Refused(
            f"Kies wie schrijft: “{article.owner}” of “{article.outside}”. Beide invullen kan niet; "
            "maak een van de twee leeg."
        )
    if article.deadline is None or article.deadline == deadline:
        return
    edition = article.edition
    for day, what in (
        (edition.deadline, "de datum van de editie voor bijdragen"),
        (edition.planned_date, "de geplande datum van de editie"),
    ):
        if day and article.deadline > day:
            raise Refused(
                f"Aanleveren vóór {article.deadline:%d-%m-%Y} is na {what}, {day:%d-%m-%Y}. Kies een eerdere datum."
            )


def _title(title: str) -> str:
    tidy = richtext.one_line(title)
    if not tidy:
        raise Refused("De titel is leeg. Vul een titel in.")
    if len(tidy) > 200:
        raise Refused(f"De titel heeft {len(tidy)} tekens; ten hoogste 200 passen er.")
    return tidy


def _slug(edition: Edition, title: str) -> str:
    base = slugify(title)[:90].strip("-") or "artikel"
    taken = set(edition.articles.values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{number}" for number in range(2, 1000))) if slug not in taken
    )
