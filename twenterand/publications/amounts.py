"""Amounts of proposals as tables print them: per proposal, their sum, and the totals of a chapter or document."""

from decimal import Decimal
from typing import Any

from twenterand.numbers import format_euro, format_number

Row = dict[str, Any]
EFFECTS = {"advantage": "v", "disadvantage": "n"}
RECURRENCES = (("incidental", "Incidenteel"), ("structural", "Structureel"))
BASES = {"new": "nieuw beleid", "existing": "bestaand beleid"}


def proposal_row(proposal: Row) -> Row:
    """One row of a proposal table; `details` are sentences on what the columns do not hold."""
    printed = proposal["printed"]
    return {
        "slug": proposal["slug"],
        "title": proposal["title"],
        "recurrence": printed["recurrence"],
        "amount": format_euro(Decimal(printed["amount"])) if printed["amount"] is not None else "",
        "effect": printed["effect"],
        "details": list(_details(proposal)),
    }


def _details(proposal: Row):
    if proposal["basis"] in BASES:
        yield BASES[proposal["basis"]].capitalize()
    if proposal["fte"] is not None:
        yield f"Formatie: {format_number(Decimal(proposal['fte']))} fte"
    if proposal["task_field"]:
        yield f"Taakveld: {proposal['task_field']}"
    for item in proposal["coverage"]:
        amount = f", {format_euro(Decimal(item['amount']))}" if item["amount"] is not None else ""
        yield f"Dekking {item['year']}: {item['source']}{amount}"
    for item in proposal["amounts"]:
        if item["year"] != proposal["printed"]["year"]:
            effect = "voordeel" if item["effect"] == "advantage" else "nadeel"
            yield f"{item['year']}: {format_euro(Decimal(item['amount']))} ({effect})"


def proposal_table(proposals: list[Row], *, year: int) -> Row:
    """Rows and the sum of a group of proposals; `total` is None where there is only one."""
    net = sum(
        (signed(item) for row in proposals for item in row["amounts"] if item["year"] == year), Decimal(0)
    )
    return {
        "rows": [proposal_row(row) for row in proposals],
        "total": balance(net) if len(proposals) > 1 else None,
    }


def signed(amount: Row) -> Decimal:
    """An amount of the payload with the sign of its effect on the budget."""
    return Decimal(amount["amount"]) * (1 if amount["effect"] == "advantage" else -1)


def balance(net: Decimal) -> Row:
    """A balance as it is printed: an amount without a sign, and v or n (neither for nothing)."""
    return {"amount": format_euro(abs(net)), "effect": "v" if net > 0 else "n" if net < 0 else ""}


def totals_table(totals: Row, *, id: str, caption: str) -> Row:
    """The variables of components/data_table.html for payload totals: one-off, recurring, and both together."""
    rows, sums = [], {"advantage": Decimal(0), "disadvantage": Decimal(0)}
    for key, label in RECURRENCES:
        part = {name: Decimal(text) for name, text in totals[key].items()}
        for effect in sums:
            sums[effect] += part[effect]
        rows.append(_totals_row(label, part["advantage"], part["disadvantage"]))
    return {
        "id": id,
        "caption": caption,
        "columns": [{"label": "Soort"}]
        + [{"label": label, "number": True} for label in ("Voordeel", "Nadeel", "Saldo")],
        "rows": rows,
        "footer": _totals_row("Totaal", sums["advantage"], sums["disadvantage"]),
    }


def _totals_row(label: str, advantage: Decimal, disadvantage: Decimal) -> list[Row]:
    net = balance(advantage - disadvantage)
    texts = (format_euro(advantage), format_euro(disadvantage), f"{net['amount']} {net['effect']}".strip())
    return [{"text": label}, *({"text": text, "number": True} for text in texts)]
