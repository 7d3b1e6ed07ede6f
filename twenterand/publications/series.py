"""One indicator as its page shows it: what it is, all its figures in one publication, and where it stands."""

from typing import Any

from twenterand.publications import addresses
from twenterand.publications.presenting import series_chart
from twenterand.publications.tables import figure, series_table

Row = dict[str, Any]
DIRECTIONS = {"higher": "Hoger is beter", "lower": "Lager is beter", "neutral": "Neutraal"}


class IndicatorPage:
    """All that a payload says about one indicator.

    It may stand in several tables; a figure for the same kind, period and document is shown once, as it is
    printed first.
    """

    def __init__(self, content: Row, uid: str):
        self.content = content
        self.uid = uid
        self.places: list[Row] = []
        self.notes: list[Row] = []
        self.sources: list[str] = []
        self._pairs: dict[tuple, tuple[Row, Row]] = {}
        self.indicator: Row = {}
        for chapter in content["chapters"]:
            for table in chapter["tables"]:
                self._read(chapter, table)

    def _read(self, chapter: Row, table: Row) -> None:
        for group in table["groups"]:
            columns = group["columns"] or table["columns"]
            for row in group["rows"]:
                if row["indicator"] == self.uid:
                    self._add(chapter, table, group, columns, row)

    def _add(self, chapter: Row, table: Row, group: Row, columns: list[Row], row: Row) -> None:
        self.indicator = next(item for item in chapter["indicators"] if item["uid"] == self.uid)
        self.places.append(
            {
                "label": row["label"],
                "chapter": chapter["title"],
                "group": group["heading"],
                "href": addresses.chapter(
                    self.content["slug"], chapter["slug"], anchor=addresses.of_row(row["uid"])
                ),
            }
        )
        if row["source"] and row["source"] not in self.sources:
            self.sources.append(row["source"])
        used = {*group["footnotes"], *row["footnotes"]}
        for column, cell in zip(columns, row["cells"], strict=True):
            if cell is not None:
                used |= set(cell["footnotes"])
                period, document = column["period"], column["document"]
                key = (column["kind"], period["first"], period["last"], document and document["slug"])
                self._pairs.setdefault(key, (column, cell))
        for note in table["footnotes"]:
            if note["position"] in used and note not in self.notes:
                self.notes.append(note)

    @property
    def title(self) -> str:
        return self.indicator["name"]

    def facts(self) -> list[tuple[str, str]]:
        """(term, text) of what is known; the source is that of the printed rows."""
        row = self.indicator
        source = ", ".join(self.sources) or row["source"]
        known = [
            ("Wat wordt geteld", row["definition"]),
            ("Eenheid", row["unit"]),
            ("Richting", DIRECTIONS.get(row["direction"], "")),
            ("Bron", source),
            ("Bronhouder", row["holder"]),
        ]
        return [(term, text) for term, text in known if text] + (
            [("Let op", "Deze indicator is vervallen.")] if row["lapsed"] else []
        )

    def figure(self) -> Row | None:
        """The chart with its sentence; None with fewer than three numbers."""
        pairs = list(self._pairs.values())
        chart = series_chart(self.indicator, pairs, label=self.title)
        return chart and figure(chart, pairs, id="grafiek")

    def table(self, published: set[str]) -> Row:
        """Every figure, newest period first, with a link to the documents that are `published`."""

        def link(document: Row) -> str:
            return addresses.publication(document["slug"]) if document["slug"] in published else ""

        caption = f"Alle cijfers in {self.content['title']}"
        return series_table(list(self._pairs.values()), id="cijfers-tabel", caption=caption, link=link)
