"""Indicator tables and charts of a chapter, in the shape that templates/components/ asks for."""

from collections.abc import Callable, Iterator
from typing import Any

from twenterand.numbers import State
from twenterand.publications import addresses, naming, remarks
from twenterand.publications.notes import Notes
from twenterand.publications.plotting import Pairs, SeriesChart, series_chart
from twenterand.publications.presenting import PrintedRow, TablePart, TableView, part_of
from twenterand.publications.remarks import standing

Row = dict[str, Any]
KINDS = {"target": "Begroot", "actual": "Gerealiseerd"}
NUMBERS = (State.NUMBER, State.PERCENTAGE)


def text_of(cell: Row) -> str:
    """A cell of a payload as tables print it: "450", or "450 (was 424)" where a decision changed a target."""
    text = remarks.value_of(cell)
    return f"{text} (was {remarks.value_of(cell['was'])})" if "was" in cell else text


class PrintedTable:
    """One indicator table: `parts` for components/indicator_table.html, one for each set of columns, `footnotes`
    for footnotes.html and `charts` for figure_chart.html. `number` tells it from the other tables on the page.
    """

    def __init__(self, view: TableView, *, number: int, chapter: str):
        self.view = view
        self.id = f"tabel-{number}"
        self.title = view.table["title"]
        self.caption = f"{self.title}, {chapter}"
        self._notes = Notes(view.notes, prefix=str(number))
        self.parts = [self._part(part, place) for place, part in enumerate(view.parts, start=1)]
        self.standings = view.standings
        self.footnotes = self._notes.listed(provisional=view.has_provisional)

    def _part(self, part: TablePart, place: int) -> Row:
        headings = " en ".join(f"“{group['heading']}”" for group, _ in part.groups if group["heading"])
        several = len(self.view.parts) > 1 and headings
        return {
            "id": self.id if place == 1 else f"{self.id}-{place}",
            "caption": f"{self.caption}: {headings}" if several else self.caption,
            "columns": [
                {"kind": header.kind, "label": header.period, "set_by": header.set_by}
                for header in part.headers
            ],
            "groups": [self._group(group, rows, part.columns) for group, rows in part.groups],
        }

    def _group(self, group: Row, rows: list[PrintedRow], columns: list[Row]) -> Row:
        return {
            "id": addresses.of_group(group["uid"]) if group["heading"] else "",
            "heading": group["heading"],
            "notes": self._notes.marks(group["footnotes"]),
            "rows": [self._row(printed, columns) for printed in rows],
        }

    def _row(self, printed: PrintedRow, columns: list[Row]) -> Row:
        row = printed.row
        return {
            "id": addresses.of_row(row["uid"]),
            "label": row["label"],
            "part": part_of(row),
            "standing": standing(row),
            "same": naming.joined_note(printed.indicator),
            "href": addresses.indicator(printed.indicator["slug"]),
            "notes": self._notes.marks(row["footnotes"]),
            "source": row["source"],
            "cells": [self._cell(cell, column) for column, cell in zip(columns, printed.cells, strict=True)],
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
            "notes": self._notes.marks(cell["footnotes"]),
        }

    def charts(self) -> Iterator[Row]:
        """A chart with its sentence and numbers for each row with at least three numbers."""
        for part in self.view.parts:
            for _, rows in part.groups:
                for printed in rows:
                    pairs = list(zip(part.columns, printed.cells, strict=True))
                    about = part_of(printed.row)
                    label = f"{printed.row['label']} ({about})" if about else printed.row["label"]
                    key = printed.row["uid"][:8] if about else ""
                    chart = series_chart(printed.indicator, pairs, label=label, key=key)
                    if chart:
                        yield figure(chart, pairs, id=f"reeks-{printed.row['uid'][:8]}")


def figure(chart: SeriesChart, pairs: Pairs, *, id: str) -> Row:
    """The variables of components/figure_chart.html."""
    table = series_table(pairs, id=id, caption=chart.label)
    return {"title": chart.label, "chart": chart, "table": table}


def series_table(
    pairs: Pairs,
    *,
    id: str,
    caption: str,
    link: Callable[[Row], str] | None = None,
    marks: Callable[[Row], list[Row]] | None = None,
) -> Row:
    """(column, cell) pairs as components/data_table.html, newest period first; `link` gives the address of the
    document that set a target, `marks` the footnotes of a cell."""
    split = any(cell and cell.get("part") for _, cell in pairs)
    rows = [
        [
            {"text": column["period"]["label"]},
            *([{"text": cell.get("part") or "–"}] if split else []),
            {"text": KINDS[column["kind"]]},
            {
                "text": text_of(cell) + (" (voorlopig)" if cell["provisional"] else ""),
                "number": True,
                "notes": marks(cell) if marks else [],
            },
            _set_by(column, link),
        ]
        for column, cell in sorted(pairs, key=_newest_first, reverse=True)
        if cell is not None
    ]
    columns = [
        {"label": "Periode"},
        *([{"label": "Gebied of deel"}] if split else []),
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
