"""What functions own in this app, for twenterand.accounts.ownership."""

from django.urls import reverse

from newsletter.models import Article
from twenterand.accounts import ownership
from twenterand.accounts.ownership import Owned


def register() -> None:
    """Articles of the newsletter."""
    ownership.register(
        Owned(
            Article,
            "owner",
            "artikel",
            "artikelen",
            about=lambda article: str(article.edition),
            href=lambda article: reverse("newsletter:work_edition", args=[article.edition.slug]),
            related=("edition",),
        )
    )
