"""What functions own in this app, for twenterand.accounts.ownership."""

from django.db.models import Q
from django.urls import reverse

from indicators.models import CellComment, Indicator, Reminder, SourceSystem
from policy.models import Chapter
from twenterand.accounts import ownership
from twenterand.accounts.models import Function
from twenterand.accounts.ownership import Owned

MOST_NAMES = 20


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
        Owned(SourceSystem, "holder", "bronsysteem", "bronsystemen", chosen=_may_feed),
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


def _may_feed(system: SourceSystem, source: Function, target: Function) -> str:
    """Of which indicators a system may send figures when it goes along, and when it stays."""
    if system.everything:
        return (
            "Dit systeem mag cijfers van alle indicatoren leveren. Dat blijft zo, of het nu meegaat of niet."
        )
    found = Indicator.objects.filter(holder__in=[source, target]).order_by("name")
    names = list(found.values_list("name", flat=True))
    also = found.filter(holder=target).count()
    if not names:
        return "Het mag van geen enkele indicator cijfers leveren, of het nu meegaat of niet."
    listed = "; ".join(f"“{name}”" for name in names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        listed += f" en nog {len(names) - MOST_NAMES}"
    more = f" Daarvan {'is' if also == 1 else 'zijn'} er nu {also} van “{target.name}”." if also else ""
    return (
        f"Gaat het mee, dan mag het daarna cijfers leveren van {len(names)} "
        f"{'indicator' if len(names) == 1 else 'indicatoren'}: {listed}.{more} Blijft het bij “{source.name}”, dan mag "
        "het van de indicatoren die nu overgaan niets meer leveren."
    )


def _open_remarks(function: Function) -> list[CellComment]:
    """Every remark of an open thread that mentions the function; one query."""
    still_open = Q(parent=None, resolved_at=None) | Q(parent__isnull=False, parent__resolved_at=None)
    return list(CellComment.objects.filter(still_open, mentions=function).select_related("indicator"))


def _ask_instead(comment: CellComment, source: Function, target: Function) -> None:
    comment.mentions.remove(source)
    comment.mentions.add(target)
