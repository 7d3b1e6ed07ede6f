"""Writes on an edition: starting it from the one before, its basics, and its way to akkoord."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from newsletter import about
from newsletter.models import Article, ArticleState, Edition, EditionState, Season
from newsletter.relations import require_making
from twenterand import richtext
from twenterand.accounts.records import actor_name, keep, locked, remove
from twenterand.publications.models import Publication, SubjectKind
from twenterand.workflow import Refused, Transition, Workflow

COLLECTING, EDITING, REVIEW, AGREED = (state.value for state in EditionState)
WORKFLOW = Workflow(
    [
        Transition("edit", (COLLECTING,), EDITING, "Redactie beginnen"),
        Transition("collect", (EDITING,), COLLECTING, "Weer bijdragen verzamelen"),
        Transition("submit", (EDITING,), REVIEW, "Ter beoordeling aanbieden"),
        Transition("return", (REVIEW,), EDITING, "Teruggeven", True),
        Transition("agree", (REVIEW,), AGREED, "Akkoord geven"),
        Transition("reopen", (AGREED,), EDITING, "Heropenen", True),
    ],
    labels=dict(EditionState.choices),
)
COPIED = (
    "title", "masthead", "masthead_about", "box_heading", "box_html", "intro_heading", "colophon", "colours",
)  # fmt: skip
RECURRING = ("title", "kind", "theme", "owner", "outside", "words", "brief", "recurring", "page_break")


@transaction.atomic
def start_edition(
    *,
    season: str,
    year: int,
    by,
    previous: Edition | None = None,
    planned_date: date | None = None,
    deadline: date | None = None,
    title: str = "",
    colophon: str = "",
) -> Edition:
    """A new edition. From `previous` come title, masthead, box, heading of the introduction, colophon, colours, and
    its recurring articles: empty, and asked anew from the same function."""
    require_making(by)
    season = Season(season)
    _check_free(season, year)
    edition = Edition(uid=uuid.uuid4(), slug=f"{year}-{season}", season=season, year=year)
    edition.title, edition.colophon = richtext.one_line(title), richtext.sanitise(colophon)
    edition.box_heading, edition.intro_heading = "Wat staat er in deze nieuwsbrief?", "Inleiding"
    if previous:
        edition.started_from = previous
        for name in COPIED:
            setattr(edition, name, getattr(previous, name) or getattr(edition, name))
    if not edition.title:
        raise Refused("De titel is leeg. Vul een titel in.")
    edition.planned_date = planned_date
    edition.deadline = _deadline(deadline, planned_date)
    keep(edition, by=by, reason=f"Gemaakt vanuit {previous}" if previous else "Gemaakt")
    if previous:
        _ask_recurring(edition, previous, by)
    return edition


@transaction.atomic
def change_edition(*, edition: Edition, seen_version: int | None, by, **fields) -> Edition:
    """Replace fields: title, number, planned_date, deadline, masthead (a Picture), masthead_about (newsletter.about),
    box_heading, box_html, intro_heading, intro_html, colophon, colours. Reopen an edition that is akkoord first.

    Season and year change as long as the edition was never published; its address goes along."""
    require_making(by)
    current = locked(edition, seen_version=seen_version)
    if current.state in (REVIEW, AGREED):
        raise Refused(
            f"Deze editie is {current.get_state_display()}. Geef haar terug of heropen haar voordat u iets wijzigt."
        )
    was = (current.season, current.year)
    before = {name: getattr(current, name) for name in fields}
    for name, value in fields.items():
        setattr(current, name, _clean(name, value))
    if not current.title:
        raise Refused("De titel is leeg. Vul een titel in.")
    current.deadline = _deadline(current.deadline, current.planned_date)
    if (current.season, current.year) != was:
        _readdress(current)
    if before == {name: getattr(current, name) for name in fields}:
        return current
    return keep(current, by=by, reason="Gegevens gewijzigd")


@transaction.atomic
def take_step(*, edition: Edition, step: str, seen_version: int | None, by, reason: str = "") -> Edition:
    """One arrow of WORKFLOW. Submitting needs every article that is not held back to be edited; agreeing needs each
    to be agreed by its function."""
    require_making(by)
    current = locked(edition, seen_version=seen_version)
    transition = WORKFLOW.check(step, state=current.state, reason=reason)
    if step in ("submit", "agree"):
        _check_articles(current, step)
    current.state = transition.target
    agreed = transition.target == AGREED
    current.agreed_by, current.agreed_at = (actor_name(by), timezone.now()) if agreed else ("", None)
    return keep(current, by=by, reason=reason or transition.label)


@transaction.atomic
def remove_edition(*, edition: Edition, seen_version: int | None, by, reason: str) -> None:
    """Take away an edition without articles that was never published; its history stays. Needs a reason."""
    require_making(by)
    current = locked(edition, seen_version=seen_version)
    if not reason.strip():
        raise Refused(f"Geef een reden op om {current} te verwijderen.")
    _check_unpublished(current, "worden verwijderd")
    if current.articles.exists():
        raise Refused(f"In {current} staan nog artikelen. Verwijder of verplaats die eerst.")
    remove(current, by=by, reason=reason)


def _readdress(edition: Edition) -> None:
    """Another season or year, and the address that belongs to it."""
    _check_unpublished(edition, "een ander seizoen of jaar krijgen", edition.slug)
    _check_free(edition.season, edition.year)
    edition.slug = f"{edition.year}-{edition.season}"


def _check_free(season: str, year: int) -> None:
    if Edition.objects.filter(season=season, year=year).exists():
        raise Refused(f"Er is al een editie {season} {year}. Kies een ander seizoen of jaar.")


def _check_unpublished(edition: Edition, what: str, name: str = "") -> None:
    """Addresses that readers, search engines and mails know never end."""
    known = Publication.objects.filter(subject_kind=SubjectKind.EDITION, subject_slug=edition.slug)
    if known.exists():
        raise Refused(f"De editie {name or edition} is al gepubliceerd en kan niet meer {what}.")


def _clean(name: str, value):
    if name.endswith("_html") or name == "colophon":
        return richtext.sanitise(value)
    if name == "masthead_about":
        return about.clean(value)
    return richtext.one_line(value) if isinstance(value, str) and name != "colours" else value


def _deadline(deadline: date | None, planned: date | None) -> date | None:
    if deadline and planned and deadline > planned:
        raise Refused(
            f"Bijdragen komen op {deadline:%d-%m-%Y}, na de geplande datum {planned:%d-%m-%Y}. "
            "Kies een eerdere datum voor de bijdragen."
        )
    return deadline


def _ask_recurring(edition: Edition, previous: Edition, by) -> None:
    for position, article in enumerate(previous.articles.filter(recurring=True), start=1):
        asked = article.owner_id or article.outside
        copy = Article(
            edition=edition,
            uid=uuid.uuid4(),
            copied_from=article.uid,
            slug=article.slug,
            position=position,
            deadline=edition.deadline,
            state=ArticleState.ASKED if asked else ArticleState.EDITED,
            **{name: getattr(article, name) for name in RECURRING},
        )
        keep(copy, by=by, reason=f"Vaste rubriek uit {previous}")


def _check_articles(edition: Edition, step: str) -> None:
    articles = [article for article in edition.articles.all() if not article.held]
    if not articles:
        raise Refused("Deze editie heeft nog geen artikelen.")
    filled = set(edition.articles.filter(blocks__isnull=False).values_list("pk", flat=True))
    empty = [f"“{article}”" for article in articles if article.pk not in filled]
    if empty:
        raise Refused(f"Nog zonder tekst: {', '.join(empty)}. Schrijf, verplaats of verwijder wat leeg is.")
    ready = {ArticleState.AGREED, ArticleState.CLEARED}
    if step == "submit":
        ready |= {ArticleState.EDITED}
    waiting = [
        f"“{article}” ({article.get_state_display()})" for article in articles if article.state not in ready
    ]
    if waiting:
        raise Refused(f"Nog niet zover: {', '.join(waiting)}.")
