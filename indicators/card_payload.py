"""The card of an indicator as a payload holds it; keys without content are left out, so that a chapter that was agreed
before they existed keeps its hash."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from indicators import sums
from indicators.models import Direction, Indicator, IndicatorLineage

TEXTS = ("numerator", "denominator", "method", "rationale", "data_issues")


def of(indicators: Iterable[Indicator]) -> list[dict[str, Any]]:
    """The cards in this order; a fixed number of queries."""
    order = [indicator.pk for indicator in indicators]
    found = Indicator.objects.select_related("holder", "theme", "successor").in_bulk(order)
    earlier: dict[int, list[IndicatorLineage]] = defaultdict(list)
    links = IndicatorLineage.objects.filter(later__in=order).select_related("earlier")
    for link in links.order_by("earlier__slug"):
        earlier[link.later_id].append(link)
    formulas = sums.readable(found.values())
    return [
        _required(found[key]) | _optional(found[key], earlier[key], formulas.get(key, "")) for key in order
    ]


def named_by(indicators: set[int]) -> set[int]:
    """The indicators (primary keys) whose names stand on the cards of these: successors, predecessors, and what a
    formula names."""
    successors = Indicator.objects.filter(pk__in=indicators, successor__isnull=False)
    links = IndicatorLineage.objects.filter(later__in=indicators)
    inputs = Indicator.inputs.through.objects.filter(from_indicator__in=indicators)
    return {
        *successors.values_list("successor", flat=True),
        *links.values_list("earlier", flat=True),
        *inputs.values_list("to_indicator", flat=True),
    }


def plain(number: Decimal | None) -> str | None:
    """The number as text with a point and without zeros at the end: "29", "1.5"; equal on every database."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _required(indicator: Indicator) -> dict[str, Any]:
    return {
        "uid": str(indicator.uid),
        "slug": indicator.slug,
        "name": indicator.name,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "direction": indicator.direction,
        "source": indicator.source,
        "holder": indicator.holder.name if indicator.holder else "",
        "decimals": indicator.decimals,
        "lapsed": indicator.lapsed,
    }


def _optional(indicator: Indicator, earlier: list[IndicatorLineage], formula: str) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(indicator, name) for name in TEXTS} | {"formula": formula}
    row["theme"] = indicator.theme.title if indicator.theme else ""
    if indicator.direction == Direction.BAND:
        row["band"] = {"low": plain(indicator.band_low), "high": plain(indicator.band_high)}
    if other := indicator.successor:
        row["successor"] = {"slug": other.slug, "name": other.name, "reason": indicator.superseded_reason}
    row["predecessors"] = [
        {"slug": link.earlier.slug, "name": link.earlier.name, "kind": link.kind} for link in earlier
    ]
    if indicator.last_year or indicator.retired_reason:
        row["retired"] = {"year": indicator.last_year, "reason": indicator.retired_reason}
    return {name: value for name, value in row.items() if value}
