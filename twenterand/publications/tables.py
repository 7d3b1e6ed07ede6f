"""Indicator tables and charts of a chapter, in the shape that templates/components/ asks for."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from twenterand.numbers import State, format_cell
from twenterand.publications import addresses
from twenterand.publications.presenting import SeriesChart, TableView, series_chart

Row = dict[str, Any]
KINDS = {"target": "Begroot", "actual": "Gerealiseerd"}
NO_COLUMN = {"kind": "", "label": ""}
NUMBERS = (State.NUMBER, State.PERCENTAGE)


def text_of(cell: Row) -> str:
    """A cell of a payload as tables print it."""
    number = None if cell["number"] is None else Decimal(cell["number"])
    return format_cell(cell["state"], number, cell["raw"])


class PrintedTable:
    """One indicator table: `table` for components/indicator_table.html, `charts` for figure_chart.html.

    Marks and footnotes get addresses of their own, so that links go both ways; `number` keeps them apart from
    those of the other tables on the page.
    """

    def __init__(self, view: TableView, *, number: int, caption: str):
        self.view = view
        self.number = number
        self.caption = caption
        self.id = f"tabel-{number}"
        self.title = view.table["title"]
        self._places: dict[int, list[str]] = {note["position"]: [] for note in view.notes}
        self.table = self._table()

    def _table(self) -> Row:
        columns = [_column(column) for column in self.view.table["columns"]]
        # A group may have more columns of its own than the table: then the head is filled up.
        width = max([len(columns), *(len(group["columns"] or ()) for group in self.view.table["groups"])])
        groups = [self._group(group, width) for group in self.view.table["groups"]]
        columns += [NO_COLUMN] * (width - len(columns))
        footnotes = [
            {
                "id": self._note_id(note["position"]),
                "mark": note["mark"],
                "text": note["text"],
                "places": self._places[note["position"]],
            }
            for note in self.view.notes
        ]
        return {
            "id": self.id,
            "caption": self.caption,
            "columns": columns,
            "groups": groups,
            "footnotes": footnotes,
        }

    def _group(self, group: Row, width: int) -> Row:
        own = group["columns"]
        columns = own or self.view.table["columns"]
        return {
            "id": addresses.of_group(group["uid"]) if group["heading"] else "",
            "heading": group["heading"],
            "notes": self._notes(group["footnotes"]),
            "columns": _padded(self._own_columns(own), width) if own else None,
            "rows": [self._row(row, columns, width) for row in group["rows"]],
        }

    def _own_columns(self, own: list[Row]) -> list[Row]:
        above = [column["kind"] for column in self.view.table["columns"]]
        return [
            {**_column(column), "say_kind": above[place : place + 1] != [column["kind"]]}
            for place, column in enumerate(own)
        ]

    def _row(self, row: Row, columns: list[Row], width: int) -> Row:
        notes = self._notes(row["footnotes"])
        cells = [self._cell(cell, column) for column, cell in zip(columns, row["cells"], strict=True)]
        return {
            "id": addresses.of_row(row["uid"]),
            "label": row["label"],
            "href": addresses.indicator(self.view.indicators[row["indicator"]]["slug"]),
            "notes": notes,
            "source": row["source"],
            "cells": _padded(cells, width),
        }

    def _cell(self, cell: Row | None, column: Row) -> Row | None:
        if cell is None:
            return None
        shown_as = (
            "number" if cell["state"] in NUMBERS else "text" if cell["state"] == State.TEXT else "state"
        )
        return {
            "text": text_of(cell),
            "kind": column["kind"],
            "state": shown_as,
            "provisional": cell["provisional"],
            "notes": self._notes(cell["footnotes"]),
        }

    def _notes(self, positions: list[int]) -> list[Row]:
        return [self._mark(position) for position in positions]

    def _mark(self, position: int) -> Row:
        places = self._places[position]
        places.append(f"bij-{self.number}-{position}-{len(places) + 1}")
        return {"mark": self.view.marks[position], "id": self._note_id(position), "place": places[-1]}

    def _note_id(self, position: int) -> str:
        return f"noot-{self.number}-{position}"

    def charts(self) -> Iterator[Row]:
        """A chart with its sentence and numbers for each row with at least three numbers."""
        for part in self.view.parts:
            for _, rows in part.groups:
                for printed in rows:
                    pairs = list(zip(part.columns, printed.cells, strict=True))
                    chart = series_chart(printed.indicator, pairs, label=printed.row["label"])
                    if chart:
                        yield figure(chart, pairs, id=f"reeks-{printed.row['uid'][:8]}")


def figure(chart: SeriesChart, pairs: list[tuple[Row, Row | None]], *, id: str) -> Row:
    """The variables of components/figure_chart.html."""
    return {"title": chart.label, "chart": chart, "table": series_table(pairs, id=id, caption=chart.label)}


def series_table(
    pairs: list[tuple[Row, Row | None]], *, id: str, caption: str, link: Callable[[Row], str] | None = None
) -> Row:
    """(column, cell) pairs as components/data_table.html, newest period first; `link` gives the address of the
    document that set a target."""
    rows = [
        [
            {"text": column["period"]["label"]},
            {"text": KINDS[column["kind"]]},
            {"text": text_of(cell) + (" (voorlopig)" if cell["provisional"] else ""), "number": True},
            _set_by(column, link),
        ]
        for column, cell in sorted(pairs, key=_newest_first, reverse=True)
        if cell is not None
    ]
    columns = [
        {"label": "Periode"},
        {"label": "Soort"},
        {"label": "Waarde", "number": True},
        {"label": "Vastgesteld in"},
    ]
    return {"id": id, "caption": caption, "columns": columns, "rows": rows}


def _set_by(column: Row, link: Callable[[Row], str] | None) -> Row:
    document = column["document"]
    if document is None:
        return {"text": "–"}
    return {"text": document["title"], "href": link(document) if link else ""}


def _newest_first(pair: tuple[Row, Row | None]) -> tuple:
    column = pair[0]
    return column["period"]["first"], column["period"]["last"], column["kind"], -column["position"]


def _column(column: Row) -> Row:
    return {"kind": column["kind"], "label": column["period"]["label"]}


def _padded(items: list, width: int) -> list:
    """A group with fewer columns than the table leaves the last ones empty."""
    return items + [None] * (width - len(items))
