"""The decision route of a payload in words."""

from datetime import date
from typing import Any

from policy.models import RouteStep
from policy.route import PrintedStep
from policy.route import printed as printed_steps


def printed(steps: list[dict[str, Any]]) -> list[PrintedStep]:
    """Each step of a payload in words, in order; reads no tables."""
    return printed_steps(_step(row) for row in steps)


def _step(row: dict[str, Any]) -> RouteStep:
    """An unsaved step, so that payload and live route are put into words by the same function."""
    return RouteStep(
        kind=row["kind"],
        body=row["body"],
        title=row["title"],
        date_from=row["from"] and date.fromisoformat(row["from"]),
        date_to=row["to"] and date.fromisoformat(row["to"]),
        precision=row["precision"],
        expected=row["expected"],
        outcome=row["outcome"],
    )
