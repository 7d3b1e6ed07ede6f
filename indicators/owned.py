"""What functions own in this app, for twenterand.accounts.ownership."""

from django.db.models import Q
from django.urls import reverse

from indicators.models import CellComment, Indicator, Reminder, SourceSystem
from policy.models import Chapter
from twenterand.accounts import ownership
from twenterand.accounts.models import Function
from twenterand.accounts.ownership import Owned


def register() -> None:
    """Indicators, the systems that feed them, and the remarks that wait for an answer."""
    ownership.register(
        Owned(
            Indicator,
            "holder",
            "indicator",
            "indicatoren",
            href=lambda indicator: reverse("indicators:card", args=[indicator.slug]),
            shown_in=_chapters,
        ),
        Owned(SourceSystem, "holder", "bronsysteem", "bronsystemen"),
        Owned(
            CellComment,
            "mentions",
            "openstaande opmerking",
            "openstaande opmerkingen",
            about=lambda comment: comment.indicator.name,
            find=_open_remarks,
            move=_ask_instead,
        ),
    )
    ownership.stays(Reminder, "function", because="says who was mailed then")


def _chapters(indicators: list[Indicator]) -> list[Chapter]:
    """The chapters that print these indicators, with the name of their holder; one query."""
    shown = Chapter.objects.filter(indicator_tables__groups__rows__indicator__in=indicators)
    return list(shown.select_related("document", "owner").distinct())


def _open_remarks(function: Function) -> list[CellComment]:
    """Every remark of an open thread that mentions the function; one query."""
    still_open = Q(parent=None, resolved_at=None) | Q(parent__isnull=False, parent__resolved_at=None)
    return list(CellComment.objects.filter(still_open, mentions=function).select_related("indicator"))


def _ask_instead(comment: CellComment, source: Function, target: Function) -> None:
    comment.mentions.remove(source)
    comment.mentions.add(target)
