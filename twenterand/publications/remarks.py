"""What a payload says about figures beside their value: how a row stands to its target, and where a series breaks.

Works on payload data alone, for pages and PDFs.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from twenterand.break_sentence import describe_break

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


def with_break_notes(table: Row) -> Row:
    """The table with a note (†, ††, …) under it for every break in a series, called from its cells; the same table
    where there is none."""
    if not any(cell and "mark" in cell for _, cell in _cells(table)):
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


def _called(row: Row, columns: list[Row], texts: dict[str, int], first: int) -> Row:
    cells = []
    for column, cell in zip(columns, row["cells"], strict=True):
        if cell and "mark" in cell:
            number = texts.setdefault(break_text(column, cell), len(texts) + 1)
            cell = {**cell, "footnotes": [*cell["footnotes"], first + number]}
        cells.append(cell)
    return {**row, "cells": cells}


def _cells(table: Row) -> Iterator[tuple[Row, Row | None]]:
    for group in table["groups"]:
        for row in group["rows"]:
            yield from zip(group["columns"] or table["columns"], row["cells"], strict=True)
