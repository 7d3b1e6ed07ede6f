"""`{% load newsletter %}`: how the blocks of an article are shown, on a page and on paper."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template

from newsletter import reading
from policy.route import printed_period
from twenterand import charts
from twenterand.numbers import format_number

register = template.Library()

register.filter("theme_of", reading.theme_of)


@register.filter
def when(item: dict[str, Any]) -> str:
    """The date of an agenda item as precise as it is known; `item` is a row of an agenda block."""
    first, last = (date.fromisoformat(item[key]) if item.get(key) else None for key in ("date", "end"))
    return printed_period(first, last, item["precision"])


@register.filter
def figure_value(value: str | None) -> str:
    """A key figure the Dutch way ("1252" → 1.252); what is no number is shown as it was typed."""
    number = _number(value)
    return value or "" if number is None else format_number(number)


@register.filter
def chart_of(block: dict[str, Any]) -> charts.Chart | None:
    """The chart of a chart block; None when it holds fewer than three numbers: then its table says it all."""
    points = [charts.Point(label=row["label"], value=_number(row["value"])) for row in block["series"] or []]
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


def _number(value: str | None) -> Decimal | None:
    try:
        number = Decimal(value or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
