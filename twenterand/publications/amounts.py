"""Amounts of proposals as tables print them: per proposal, their sum, and the totals of a chapter or document."""

from decimal import Decimal
from typing import Any

from twenterand.numbers import format_euro, format_number

Row = dict[str, Any]
RECURRENCES = (("incidental", "Incidenteel", "i"), ("structural", "Structureel", "s"))
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


def proposal_table(proposals: list[Row]) -> Row:
    """Rows and sums of the proposals that stand together in one place; both as web and PDF print them."""
    return {"rows": [proposal_row(row) for row in proposals], "sums": proposal_sums(proposals)}


def proposal_sums(proposals: list[Row]) -> list[Row]:
    """What proposals of one place come to in the year that is printed; each row says in `label` what it adds.

    Nothing for a single proposal. One-off and recurring amounts are never added without saying so: where both
    occur, each has a row and the balance of the two a third.
    """
    if len(proposals) < 2:
        return []
    nets: dict[str, Decimal] = {}
    for row in proposals:
        for item in row["amounts"]:
            if item["year"] == row["printed"]["year"]:
                nets[item["recurrence"]] = nets.get(item["recurrence"], Decimal(0)) + signed(item)
    sums = [
        _sum(f"Samen {label.lower()}", letter, nets[key]) for key, label, letter in RECURRENCES if key in nets
    ]
    if len(sums) > 1:
        sums.append(_sum("Saldo van incidenteel en structureel", "i/s", sum(nets.values())))
    return sums


def _sum(label: str, recurrence: str, net: Decimal) -> Row:
    return {"label": label, "recurrence": recurrence, **balance(net)}


def signed(amount: Row) -> Decimal:
    """An amount of the payload with the sign of its effect on the budget."""
    return Decimal(amount["amount"]) * (1 if amount["effect"] == "advantage" else -1)


def balance(net: Decimal | str) -> Row:
    """A balance as it is printed: an amount without a sign and v or n (neither for nothing); `text` is both."""
    net = Decimal(net)
    amount, effect = format_euro(abs(net)), "v" if net > 0 else "n" if net < 0 else ""
    return {"amount": amount, "effect": effect, "text": f"{amount}\N{NO-BREAK SPACE}{effect}".rstrip()}


def totals_rows(totals: Row) -> list[Row]:
    """Totals of a payload as texts (label, advantage, disadvantage, balance): one-off, recurring, and the balance
    of both, which is the last row."""
    overall = {"advantage": Decimal(0), "disadvantage": Decimal(0)}
    rows = []
    for key, label, _ in RECURRENCES:
        part = {name: Decimal(totals[key][name]) for name in overall}
        for name in overall:
            overall[name] += part[name]
        rows.append(_totals_row(label, part))
    return [*rows, _totals_row("Saldo van beide", overall)]


def _totals_row(label: str, sums: dict[str, Decimal]) -> Row:
    return {
        "label": label,
        "advantage": format_euro(sums["advantage"]),
        "disadvantage": format_euro(sums["disadvantage"]),
        "balance": balance(sums["advantage"] - sums["disadvantage"])["text"],
    }


def totals_table(totals: Row, *, id: str, caption: str) -> Row:
    """The variables of components/data_table.html for payload totals."""
    *rows, last = [_cells(row) for row in totals_rows(totals)]
    columns = [{"label": label, "number": True} for label in ("Voordeel", "Nadeel", "Saldo")]
    return {
        "id": id,
        "caption": caption,
        "columns": [{"label": "Soort"}, *columns],
        "rows": rows,
        "footer": last,
    }


def _cells(row: Row) -> list[Row]:
    amounts = ({"text": row[name], "number": True} for name in ("advantage", "disadvantage", "balance"))
    return [{"text": row["label"]}, *amounts]


def by_chapter(content: Row, *, id: str, caption: str) -> Row:
    """The variables of components/data_table.html for the balances of every chapter, and of the document."""
    columns = [{"label": "Hoofdstuk"}]
    columns += [{"label": label, "number": True} for label in ("Incidenteel", "Structureel", "Saldo")]
    return {
        "id": id,
        "caption": caption,
        "columns": columns,
        "rows": [
            _balances_row(chapter["title"], chapter["totals"])
            for chapter in content["chapters"]
            if chapter["totals"]
        ],
        "footer": _balances_row("Totaal", content["totals"]),
    }


def _balances_row(label: str, totals: Row) -> list[Row]:
    balances = (totals["incidental"]["balance"], totals["structural"]["balance"], totals["balance"])
    return [{"text": label}, *({"text": balance(text)["text"], "number": True} for text in balances)]
