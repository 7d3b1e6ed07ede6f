"""Undoing that an indicator was split, merged or followed: as long as nothing hangs on the new ones, they go again."""

from datetime import timedelta

from django.db import transaction
from django.db.models import ProtectedError

from indicators.cataloguing import known_as, require_edit
from indicators.describing import reopen
from indicators.lineage import UNDONE
from indicators.models import Indicator, IndicatorLineage
from twenterand import richtext
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, locked, remove
from twenterand.workflow import Refused

Kind = IndicatorLineage.Kind
# A new indicator and its links are written in one transaction; an existing one that became a successor is older.
TOGETHER = timedelta(minutes=1)


def act_of(made: Indicator) -> list[IndicatorLineage]:
    """The links of the act by which this indicator came to be; empty when it did not come from another."""
    links = list(made.earlier_links.exclude(kind=Kind.JOINED).select_related("earlier", "later"))
    born = made.history.order_by("history_date", "history_id").first()
    links = [
        link
        for link in links
        if born and born.history_change_reason == link.reason and link.made_at - born.history_date < TOGETHER
    ]
    if not links or links[0].kind != Kind.SPLIT:
        return links
    first = links[0]
    parts = IndicatorLineage.objects.filter(
        kind=Kind.SPLIT,
        earlier=first.earlier,
        reason=first.reason,
        made_by=first.made_by,
        made_at__range=(first.made_at - TOGETHER, first.made_at + TOGETHER),
    )
    return list(parts.select_related("earlier", "later").order_by("pk"))


def made_by(links: list[IndicatorLineage]) -> list[Indicator]:
    """The new indicators of an act, each once."""
    return list({link.later_id: link.later for link in links}.values())


def sources(links: list[IndicatorLineage]) -> list[Indicator]:
    """The indicators that an act began with, each once."""
    return list({link.earlier_id: link.earlier for link in links}.values())


def obstacle(links: list[IndicatorLineage]) -> str:
    """Why an act cannot be undone, as a sentence; empty when it can."""
    if not links:
        return "Deze indicator is niet gemaakt uit een andere. Er is niets om ongedaan te maken."
    for one in made_by(links):
        if one.figures.exists() or one.rows.exists():
            return (
                f"{known_as(one)} heeft al cijfers of staat al in een tabel. Laat de indicator dan vervallen."
            )
        others = one.earlier_links.exclude(pk__in=[link.pk for link in links])
        if one.later_links.exists() or one.successor_id or others.exists() or one.computed.exists():
            return f"Met {known_as(one)} is al verdergegaan. Maak dat eerst ongedaan."
    return ""


@transaction.atomic
def undo(*, indicator: Indicator, seen_version: int | None, reason: str, by: User | str) -> Indicator:
    """Take the new indicators of the act that made this one away; what was there before stays, with the reason in its
    history. Returns the first of those."""
    tidy = richtext.one_line(reason)
    if not tidy:
        raise Refused("Geef een reden op: waarom maakt u dit ongedaan?")
    require_edit(by, indicator)
    links = act_of(indicator)
    if sentence := obstacle(links):
        raise Refused(sentence)
    before, made = sources(links), made_by(links)
    records = [*before, *made]
    require_edit(by, *records)
    current = {
        one.pk: locked(one, seen_version=seen_version if one.pk == indicator.pk else None)
        for one in sorted(records, key=lambda one: one.pk)
    }
    IndicatorLineage.objects.filter(pk__in=[link.pk for link in links]).delete()
    gone = {one.pk for one in made}
    names = ", ".join(known_as(one) for one in made)
    kept = [current[one.pk] for one in before]
    for source in kept:
        if source.successor_id in gone:
            source.successor = None
        keep(source, by=by, reason=f"{UNDONE}{names}. {tidy}")
    reopen(kept, by=by, what=f"{names} ongedaan gemaakt")
    _take_away([current[key] for key in gone], by, tidy)
    return kept[0]


def _take_away(made: list[Indicator], by: User | str, reason: str) -> None:
    for one in made:
        try:
            remove(one, by=by, reason=f"{UNDONE}{reason}")
        except ProtectedError:
            raise Refused(
                f"{known_as(one)} wordt al gebruikt, bijvoorbeeld in een opmerking. Laat de indicator dan vervallen."
            ) from None
