"""Addresses of editions and articles. With a number they stay within that version; without one they mean the newest."""

from django.urls import reverse


def edition(slug: str, number: int | None = None) -> str:
    """The page of an edition."""
    if number is None:
        return reverse("newsletter:edition", args=[slug])
    return reverse("newsletter:version", args=[slug, number])


def theme(slug: str) -> str:
    """The articles about a theme in all editions."""
    return reverse("newsletter:theme", args=[slug])


def article(edition: str, slug: str, number: int | None = None) -> str:
    """The page of an article."""
    if number is None:
        return reverse("newsletter:article", args=[edition, slug])
    return reverse("newsletter:version_article", args=[edition, number, slug])
