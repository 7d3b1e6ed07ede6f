"""What only the PDF of a document needs: which way its tables lie, where its notes are called, and its overview."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from twenterand.publications import amounts, naming
from twenterand.publications.presenting import ChapterView, TablePart, TableView, part_of
from twenterand.publications.remarks import standing
from twenterand.publications.tables import text_of

Row = dict[str, Any]
# What still fits in a column of an upright page beside an indicator, eight values and a source.
UPRIGHT_COLUMNS = 8
UPRIGHT_WORD = 9
UPRIGHT_TEXT = 30
FEW_COLUMNS = 3
# A group up to this many rows is never broken over two pages.
WHOLE_GROUP = 12


class PaperTable:
    """An indicator table with addresses of its notes and of the places that call them, so that links go both ways."""

    def __init__(self, view: TableView):
        self.view = view
        self.table = view.table

    @cached_property
    def needs_width(self) -> bool:
        """Whether the table has to lie on its side: too many columns, or a text in a narrow one."""
        return any(self._part_needs_width(part) for part in self.view.parts)

    @staticmethod
    def _part_needs_width(part: TablePart) -> bool:
        if len(part.columns) <= FEW_COLUMNS:
            return False
        texts = [text_of(cell) for _, rows in part.groups for row in rows for cell in row.cells if cell]
        return len(part.columns) > UPRIGHT_COLUMNS or any(
            len(text) > UPRIGHT_TEXT or any(len(word) > UPRIGHT_WORD for word in text.split())
            for text in texts
        )

    @cached_property
    def parts(self) -> list[Row]:
        """Groups that share columns: their heads, and rows with what calls a note."""
        return [
            {
                "headers": part.headers,
                "width": len(part.columns) + 2,
                "few": len(part.columns) <= FEW_COLUMNS,
                "groups": [self._group(group, rows) for group, rows in part.groups],
            }
            for part in self.view.parts
        ]

    def _group(self, group: Row, rows: list[Any]) -> Row:
        return {
            "heading": group["heading"],
            "calls": self._calls(group["uid"], group["footnotes"]),
            "whole": len(rows) <= WHOLE_GROUP,
            "rows": [self._row(printed.row, printed.indicator, printed.cells) for printed in rows],
        }

    def _row(self, row: Row, indicator: Row, cells: list[Row | None]) -> Row:
        return {
            "label": row["label"],
            "part": part_of(row),
            "standing": standing(row),
            "same": naming.joined_note(indicator),
            "source": row["source"],
            "calls": self._calls(row["uid"], row["footnotes"]),
            "cells": [
                cell
                and {
                    "value": cell,
                    "text": text_of(cell),
                    "calls": self._calls(f"{row['uid']}-{place}", cell["footnotes"]),
                }
                for place, cell in enumerate(cells)
            ],
        }

    def _calls(self, place: str, positions: list[int]) -> list[Row]:
        return [
            {
                "id": f"bij-{place}-{position}",
                "note": self._note_id(position),
                "position": position,
                "mark": self.view.marks[position],
            }
            for position in positions
        ]

    def _note_id(self, position: int) -> str:
        return f"noot-{self.table['uid']}-{position}"

    def _all_calls(self) -> Iterator[Row]:
        for part in self.parts:
            for group in part["groups"]:
                yield from group["calls"]
                for row in group["rows"]:
                    yield from row["calls"]
                    for cell in row["cells"]:
                        yield from cell["calls"] if cell else ()

    @cached_property
    def notes(self) -> list[Row]:
        """All notes; `place` is the first call of one, empty for a note that nothing in the table calls."""
        places: dict[int, str] = {}
        for call in self._all_calls():
            places.setdefault(call["position"], call["id"])
        return [
            {
                "id": self._note_id(note["position"]),
                "place": places.get(note["position"], ""),
                "position": note["position"],
                "mark": note["mark"],
                "text": note["text"],
            }
            for note in self.view.notes
        ]


@dataclass
class Run:
    """Tables one after another that lie the same way."""

    on_side: bool
    tables: list[PaperTable] = field(default_factory=list)


def runs(views: list[TableView]) -> list[Run]:
    """The tables of a chapter. Paper that is turned stays turned: every turn back would leave a page half empty."""
    found: list[Run] = []
    for table in map(PaperTable, views):
        on_side = table.needs_width or bool(found and found[-1].on_side)
        if not found or found[-1].on_side != on_side:
            found.append(Run(on_side))
        found[-1].tables.append(table)
    return found


def overview(content: Row, views: list[ChapterView]) -> Row | None:
    """Every proposal by chapter with its sums, and the balances of the chapters; None without proposals."""
    proposals = [row for view in views for row in view.chapter["proposals"]]
    if not proposals:
        return None
    caption = f"Saldo per hoofdstuk in {content['totals']['year']}"
    return {
        "year": content["totals"]["year"],
        "chapters": [
            {"title": view.chapter["title"], **amounts.proposal_table(view.chapter["proposals"])}
            for view in views
            if view.chapter["proposals"]
        ],
        "sums": amounts.proposal_sums(proposals),
        "balances": amounts.by_chapter(content, id="saldo", caption=caption),
    }
