"""What a payload says about figures beside their value: how a row stands to its target, and where a series breaks.

Works on payload data alone, for pages and PDFs.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from twenterand.break_sentence import describe_break
from twenterand.numbers import format_cell

Row = dict[str, Any]
STATUSES = {"on_course": "op koers", "attention": "let op", "off": "wijkt af"}


def standing(row: Row) -> Row | None:
    """How a table row stands, as components/standing.html shows it; None where the payload does not say."""
    said = row.get("assessment")
    if said is None:
        return None
    return {
        "id": f"stand-{row['uid'][:8]}",
        "label": row["label"],
        "status": said["status"],
        "word": STATUSES[said["status"]],
        "own": said["own"],
        "sum": said["sum"],
        "reason": said["reason"],
        "explanation": said["explanation"],
    }


def standings(rows: Iterable[Row]) -> list[Row]:
    """Those of the rows that have one."""
    return [found for row in rows if (found := standing(row))]


def value_of(cell: Row) -> str:
    """The value in a cell, or of what it `was`, as tables print it."""
    number = None if cell["number"] is None else Decimal(cell["number"])
    return format_cell(cell["state"], number, cell["raw"])


def with_notes(table: Row) -> Row:
    """The table with a note (†, ††, …) under it for every break in a series and for every target that a decision
    changed, called from its cells; the same table where there is none."""
    if not any(cell and ("mark" in cell or "was" in cell) for _, cell in _cells(table)):
        return table
    texts: dict[str, int] = {}
    first = max((note["position"] for note in table["footnotes"]), default=0)
    groups = [
        {
            **group,
            "rows": [
                _called(row, group["columns"] or table["columns"], texts, first) for row in group["rows"]
            ],
        }
        for group in table["groups"]
    ]
    notes = [
        {"uid": f"{table['uid']}-{number}", "position": first + number, "mark": "†" * number, "text": text}
        for text, number in texts.items()
    ]
    return {**table, "groups": groups, "footnotes": [*table["footnotes"], *notes]}


def break_text(column: Row, cell: Row) -> str:
    """Why a cell cannot be compared with the one before it, as a sentence."""
    mark = cell["mark"]
    target = column["kind"] == "target"
    return describe_break(mark["kind"], column["period"]["label"], mark["note"], target=target)


def revised_text(cell: Row) -> str:
    """What a target was first, and by which decision it changed."""
    decision = cell["was"]["decision"].rstrip(".")
    return f"Eerst vastgesteld op {value_of(cell['was'])}, gewijzigd bij: {decision}."


def _called(row: Row, columns: list[Row], texts: dict[str, int], first: int) -> Row:
    cells = []
    for column, cell in zip(columns, row["cells"], strict=True):
        said = []
        if cell and "mark" in cell:
            said.append(break_text(column, cell))
        if cell and "was" in cell:
            said.append(revised_text(cell))
        if said:
            numbers = [first + texts.setdefault(text, len(texts) + 1) for text in said]
            cell = {**cell, "footnotes": [*cell["footnotes"], *numbers]}
        cells.append(cell)
    return {**row, "cells": cells}


def _cells(table: Row) -> Iterator[tuple[Row, Row | None]]:
    for group in table["groups"]:
        for row in group["rows"]:
            yield from zip(group["columns"] or table["columns"], row["cells"], strict=True)
