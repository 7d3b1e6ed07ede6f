"""`{% load newsletter %}`: how the blocks of an article are printed."""

from datetime import date
from typing import Any

from django import template

from policy.route import printed_period

register = template.Library()


@register.filter
def when(item: dict[str, Any]) -> str:
    """The date of an agenda item as precise as it is known; `item` is a row of an agenda block."""
    first, last = (date.fromisoformat(item[key]) if item.get(key) else None for key in ("date", "end"))
    return printed_period(first, last, item["precision"])
