"""The last part of an address: what it may look like, and what is proposed for a title."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.text import slugify

from twenterand.workflow import Refused


def proposed(title: str) -> str:
    """The title in small letters with hyphens: "Kadernota 2027" → "kadernota-2027"."""
    return slugify(title)[:80].strip("-")


def check(slug: str, *, longest: int, taken: Sequence[str] = ()) -> None:
    """Refuse what cannot be an address, is too long, or belongs to a page of the portal itself."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise Refused(
            f"“{slug}” kan geen adres zijn. Gebruik alleen kleine letters, cijfers en koppeltekens."
        ) from None
    if slug != slug.lower():
        raise Refused(f"“{slug}” heeft hoofdletters. Gebruik “{slug.lower()}”.")
    if len(slug) > longest:
        raise Refused(f"Het adres “{slug}” is te lang: {len(slug)} tekens, er passen er {longest}.")
    if slug in taken:
        raise Refused(f"Het adres “{slug}” gebruikt het portaal zelf al. Kies een ander adres.")
