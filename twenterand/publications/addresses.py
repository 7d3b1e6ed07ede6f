"""Addresses of published things. With a number they stay within that version; without one they mean the newest."""

from django.conf import settings
from django.urls import reverse

from twenterand.publications.models import SubjectKind


def publication(slug: str, number: int | None = None) -> str:
    """The page of a document publication."""
    if number is None:
        return reverse("site:publication", args=[slug])
    return reverse("site:version", args=[slug, number])


def chapter(slug: str, chapter: str, number: int | None = None, *, anchor: str = "") -> str:
    """The page of a chapter, or a place on it."""
    if number is None:
        address = reverse("site:chapter", args=[slug, chapter])
    else:
        address = reverse("site:version_chapter", args=[slug, number, chapter])
    return f"{address}#{anchor}" if anchor else address


def file(slug: str, kind: str, number: int | None = None, *, subject: str = SubjectKind.DOCUMENT) -> str:
    """A file of any publication, by what its address ends in (pdf, csv, json …)."""
    space = "site" if subject == SubjectKind.DOCUMENT else "newsletter"
    if number is None:
        return reverse(f"{space}:file", args=[slug, kind])
    return reverse(f"{space}:version_file", args=[slug, number, kind])


def absolute(address: str) -> str:
    """The address with the name of this site in front, for where it is read elsewhere."""
    return settings.BASE_URL.rstrip("/") + address


def subject(kind: str, slug: str) -> str:
    """The page of any subject: a document or an edition of the newsletter."""
    return publication(slug) if kind == SubjectKind.DOCUMENT else reverse("newsletter:edition", args=[slug])


def article(edition: str, slug: str) -> str:
    """The page of one article of the newsletter."""
    return reverse("newsletter:article", args=[edition, slug])


def indicator(slug: str) -> str:
    """The page of an indicator."""
    return reverse("site:indicator", args=[slug])


# Places on the page of a chapter.
def of_node(uid: str) -> str:
    """Where a goal or activity stands."""
    return f"doel-{uid}"


def of_passage(uid: str) -> str:
    """Where a text stands."""
    return f"tekst-{uid}"


def of_proposal(slug: str) -> str:
    """Where a proposal stands."""
    return f"voorstel-{slug}"


def of_group(uid: str) -> str:
    """Where a group of an indicator table begins."""
    return f"groep-{uid}"


def of_row(uid: str) -> str:
    """Where a row of an indicator table stands."""
    return f"cijfer-{uid}"
