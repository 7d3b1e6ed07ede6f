"""Writing what an indicator is (name, definition, unit, direction, source, holder): reference data."""

from django.db import transaction

from indicators.models import Indicator
from policy import review
from policy.models import Chapter
from twenterand.accounts.records import keep


@transaction.atomic
def keep_described(*, indicator: Indicator, by, reason: str) -> Indicator:
    """Save with history. Chapters that print the indicator and were submitted or agreed go back to editing."""
    keep(indicator, by=by, reason=reason)
    shown_in = Chapter.objects.filter(indicator_tables__groups__rows__indicator=indicator)
    for chapter in shown_in.distinct().order_by("pk"):
        review.touched(chapter=chapter, by=by, what=f"beschrijving van “{indicator.name}”")
    return indicator
