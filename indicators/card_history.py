"""What was changed on the card of an indicator: who, when, what from and to, and why."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from indicators.models import Indicator
from policy.models import Theme
from twenterand.accounts.models import Function
from twenterand.accounts.people import names
from twenterand.numbers import format_number

NOT_SHOWN = {"id", "uid", "version", "copied_from", "inputs"}
EMPTY = "(leeg)"


@dataclass(frozen=True)
class Entry:
    """One step; `facts` are (label, old, new) of each field that changed."""

    who: str
    when: datetime
    kind: str
    why: str
    facts: list[tuple[str, str, str]]


def entries(indicator: Indicator) -> list[Entry]:
    """Newest first; what a card began with is not listed field by field. A fixed number of queries."""
    rows = list(indicator.history.order_by("history_date", "history_id"))
    people = names(row.history_user_id for row in rows)
    related = {
        "holder": dict(Function.objects.values_list("pk", "name")),
        "theme": dict(Theme.objects.values_list("pk", "title")),
        "successor": _successors(rows),
    }
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        found.append(
            Entry(
                who=people.get(row.history_user_id, "onbekend"),
                when=row.history_date,
                kind="gewijzigd" if before else "toegevoegd",
                why=row.history_change_reason or "",
                facts=_facts(before, row, related) if before else [],
            )
        )
    return found[::-1]


def _successors(rows: list) -> dict[int, str]:
    keys = {row.successor_id for row in rows if row.successor_id}
    return dict(Indicator.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _facts(before: Any, row: Any, related: dict[str, dict]) -> list[tuple[str, str, str]]:
    facts = []
    for field in Indicator._meta.concrete_fields:
        if field.name in NOT_SHOWN:
            continue
        old, new = getattr(before, field.attname), getattr(row, field.attname)
        if old != new:
            label = field.verbose_name.capitalize()
            facts.append((label, _shown(field, old, related), _shown(field, new, related)))
    return facts


def _shown(field: Any, value: Any, related: dict[str, dict]) -> str:
    if value is None or value == "":
        return EMPTY
    if field.name in related:
        return related[field.name].get(value, str(value))
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if field.choices:
        return dict(field.flatchoices).get(value, str(value))
    return format_number(value) if isinstance(value, Decimal) else str(value)
