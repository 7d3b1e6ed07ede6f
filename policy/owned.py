"""What functions own in this app, for twenterand.accounts.ownership."""

from django.urls import reverse

from policy import review
from policy.models import Chapter, Document, GoalTree, ReviewState
from twenterand.accounts import ownership
from twenterand.accounts.ownership import Owned


def register() -> None:
    """Documents, chapters and goal trees; and what a change of owner does to chapters that were judged."""
    ownership.register(
        Owned(
            Document,
            "owner",
            "document",
            "documenten",
            href=lambda document: reverse("policy:document", args=[document.slug]),
        ),
        Owned(
            Chapter,
            "owner",
            "hoofdstuk",
            "hoofdstukken",
            about=lambda chapter: chapter.document.title,
            href=lambda chapter: reverse("policy:chapter", args=[chapter.document.slug, chapter.slug]),
            related=("document", "owner"),
            shown_in=lambda chapters: chapters,
        ),
        Owned(GoalTree, "owner", "doelenboom", "doelenbomen"),
    )
    ownership.register_review(
        ownership.Review(
            judged=lambda chapter: chapter.state != ReviewState.EDITING,
            touch=lambda chapter, *, by, what: review.touched(chapter=chapter, by=by, what=what),
        )
    )
