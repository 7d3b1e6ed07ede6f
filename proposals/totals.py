"""Sums of proposals and how one is printed: derived every time, never stored as a fact of its own.

A voordeel counts positive and a nadeel negative in a balance. Amounts in payloads are plain strings in euros.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from proposals.models import Effect, ProposalAmount, Recurrence

RECURRENCE_LETTERS = {Recurrence.INCIDENTAL: "i", Recurrence.STRUCTURAL: "s"}
EFFECT_LETTERS = {Effect.ADVANTAGE: "v", Effect.DISADVANTAGE: "n"}


def plain(amount: Decimal) -> str:
    """A number as a plain string without trailing zeros or exponent: "25000", "0.33"."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(amount: ProposalAmount) -> Decimal:
    """The amount with the sign of its effect on the budget."""
    return amount.amount if amount.effect == Effect.ADVANTAGE else -amount.amount


def printed(amounts: Iterable[ProposalAmount], *, year: int) -> dict[str, Any]:
    """What the table prints for `year`: letters i, s or i/s; v, n or v/n; and the net amount without a sign.

    An empty recurrence means that the proposal has no amount in that year.
    """
    rows = [amount for amount in amounts if amount.year == year]
    net = sum((signed(amount) for amount in rows), Decimal(0))
    letters = {RECURRENCE_LETTERS[amount.recurrence] for amount in rows}
    if not rows:
        effect = ""
    elif net == 0:
        effect = "/".join(sorted({EFFECT_LETTERS[amount.effect] for amount in rows}, reverse=True))
    else:
        effect = "v" if net > 0 else "n"
    return {
        "year": year,
        "recurrence": "/".join(sorted(letters)),
        "amount": plain(abs(net)) if rows else None,
        "effect": effect,
    }


def totals(amounts: Iterable[ProposalAmount], *, year: int) -> dict[str, Any]:
    """Sums of one year: voordeel, nadeel and balance, one-off and recurring, and the balance of both."""
    sums = {recurrence: dict.fromkeys(Effect.values, Decimal(0)) for recurrence in Recurrence.values}
    for amount in amounts:
        if amount.year == year:
            sums[amount.recurrence][amount.effect] += amount.amount
    return _as_payload(sums, year)


def sum_totals(parts: Iterable[dict[str, Any]], *, year: int) -> dict[str, Any]:
    """Add up totals of chapters (the form that `totals` returns) for the same year."""
    sums = {recurrence: dict.fromkeys(Effect.values, Decimal(0)) for recurrence in Recurrence.values}
    for part in parts:
        for recurrence in Recurrence.values:
            for effect in Effect.values:
                sums[recurrence][effect] += Decimal(part[recurrence][effect])
    return _as_payload(sums, year)


def _as_payload(sums: dict[str, dict[str, Decimal]], year: int) -> dict[str, Any]:
    result: dict[str, Any] = {"year": year}
    overall = Decimal(0)
    for recurrence, row in sums.items():
        balance = row[Effect.ADVANTAGE] - row[Effect.DISADVANTAGE]
        overall += balance
        result[recurrence] = {name: plain(value) for name, value in [*row.items(), ("balance", balance)]}
    return result | {"balance": plain(overall)}
