"""Writing what an indicator is, so that every chapter that prints it goes back to editing."""

from collections.abc import Iterable

from django.db import transaction

from indicators import cards
from indicators.models import Indicator
from policy import review
from twenterand.accounts.records import keep


@transaction.atomic
def keep_described(*, indicator: Indicator, by, reason: str) -> Indicator:
    """Save with history. Chapters that print the indicator and were submitted or agreed go back to editing."""
    keep(indicator, by=by, reason=reason)
    reopen([indicator], by=by, what=f"beschrijving van “{indicator.name}”", by_name=True)
    return indicator


def reopen(indicators: Iterable[Indicator], *, by, what: str, by_name: bool = False) -> None:
    """Send every chapter that shows one of these back to editing; inside the transaction of the write.

    `by_name`: its name or address changed, which chapters print too where it is a successor or predecessor.
    """
    for chapter in cards.shown_in(list(indicators), by_name=by_name):
        review.touched(chapter=chapter, by=by, what=what)
