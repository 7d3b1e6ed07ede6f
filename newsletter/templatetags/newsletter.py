"""`{% load newsletter %}`: how the blocks of an article are shown, on a page and on paper."""

import re
from datetime import date
from typing import Any

from django import template

from newsletter import columns, reading
from newsletter.editing.blocks import RESTORED
from policy.route import printed_period
from twenterand import charts

register = template.Library()

register.filter("theme_of", reading.theme_of)


@register.filter
def when(item: dict[str, Any]) -> str:
    """The date of an agenda item as precise as it is known; `item` is a row of an agenda block."""
    first, last = (date.fromisoformat(item[key]) if item.get(key) else None for key in ("date", "end"))
    return printed_period(first, last, item["precision"])


@register.filter
def shown(blocks: list[dict[str, Any]], medium: str) -> list[dict[str, Any]]:
    """The blocks that show on this medium ("print" or "web")."""
    return [block for block in blocks if block.get("medium", medium) == medium]


@register.filter
def step_label(reason: str) -> str:
    """What a step was called; going back to a step names its number only in the database."""
    return "teruggegaan naar een eerdere stap" if reason.startswith(RESTORED) else reason


@register.filter
def focus_class(focus: list[str]) -> str:
    """The class that keeps this part of a picture in view; each part is 0, 0.5 or 1."""
    return f"focus-{focus[0].replace('.', '')}-{focus[1].replace('.', '')}"


register.filter("shape_of", columns.shape)
register.filter("spans", columns.spans)


@register.filter
def dialled(phone: str) -> str:
    """A telephone number for a link: digits, with the plus of a country."""
    return re.sub(r"[^0-9+]", "", phone)


@register.filter
def figure_value(value: str | None) -> str:
    """A key figure the Dutch way ("1252" → 1.252); what is no number is shown as it was typed."""
    return reading.written(value)


@register.filter
def chart_of(block: dict[str, Any]) -> charts.Chart | None:
    """The chart of a chart block; None when it holds fewer than three numbers: then its table says it all."""
    points = [
        charts.Point(label=row["label"], value=reading.number(row["value"])) for row in block["series"] or []
    ]
    if not charts.chart_possible(points):
        return None
    figure = block["figure"] or {}
    return charts.line_chart(
        uid=f"grafiek-{block['uid']}",
        title=figure.get("label") or block["caption"] or "Grafiek",
        unit=figure.get("unit") or "",
        actuals=points,
        targets=[],
    )
