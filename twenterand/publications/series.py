"""One indicator as its page shows it: what it is, all its figures in one publication, and where it stands."""

from collections.abc import Collection
from typing import Any

from twenterand.publications import addresses, indicator_cards, naming
from twenterand.publications.notes import Notes
from twenterand.publications.plotting import Pairs, series_chart, series_remarks
from twenterand.publications.presenting import part_of
from twenterand.publications.remarks import standing, with_notes
from twenterand.publications.tables import figure, series_table

Row = dict[str, Any]


class IndicatorPage:
    """All that a payload says about one indicator.

    It may stand in several tables; a figure for the same kind, period and document is shown once, as it is
    printed first. Its footnotes are numbered anew, from * on. Figures in `without` (keys as in `printed`) are left out.
    """

    def __init__(self, content: Row, uid: str, without: Collection[tuple] = frozenset()):
        self._without = without
        self.content = content
        self.uid = uid
        self.places: list[Row] = []
        self.sources: list[str] = []
        self.standings: list[Row] = []
        self.indicator: Row = {}
        self._pairs: dict[tuple, tuple[Row, Row]] = {}
        self._note_texts: list[str] = []
        self._notes_on_all: list[int] = []
        for chapter in content["chapters"]:
            for table in chapter["tables"]:
                self._read(chapter, with_notes(table))
        names = naming.names(content)
        self.title = names[uid]
        self.namesakes = [
            (names[row["uid"]], addresses.indicator(row["slug"])) for row in naming.namesakes(content, uid)
        ]

    def _read(self, chapter: Row, table: Row) -> None:
        for group in table["groups"]:
            columns = group["columns"] or table["columns"]
            for row in group["rows"]:
                if row["indicator"] == self.uid:
                    self._add(chapter, table, group, columns, row)

    def _add(self, chapter: Row, table: Row, group: Row, columns: list[Row], row: Row) -> None:
        self.indicator = next(item for item in chapter["indicators"] if item["uid"] == self.uid)
        anchor = addresses.of_row(row["uid"])
        self.places.append(
            {
                "label": row["label"],
                "chapter": chapter["title"],
                "table": table["title"],
                "group": group["heading"],
                "source": row["source"],
                "href": addresses.chapter(self.content["slug"], chapter["slug"], anchor=anchor),
            }
        )
        self._add_standing(row)
        if row["source"] and row["source"] not in self.sources:
            self.sources.append(row["source"])
        for number in self._numbers(table, [*group["footnotes"], *row["footnotes"]]):
            if number not in self._notes_on_all:
                self._notes_on_all.append(number)
        for column, cell in zip(columns, row["cells"], strict=True):
            period, document = column["period"], column["document"]
            set_in = document and document["slug"]
            key = (column["kind"], period["first"], period["last"], set_in, part_of(row))
            if cell is not None and key not in self._pairs and key not in self._without:
                notes = self._numbers(table, cell["footnotes"])
                shown = {**cell, "footnotes": notes, "part": part_of(row)}
                self._pairs[key] = (column, shown)

    def _add_standing(self, row: Row) -> None:
        """Once where two tables say the same."""
        found = standing(row)
        same = [{**one, "id": ""} for one in self.standings]
        if found and {**found, "id": ""} not in same:
            self.standings.append(found)

    def _numbers(self, table: Row, positions: list[int]) -> list[int]:
        """The numbers that footnotes of a table have on this page."""
        texts = {note["position"]: note["text"] for note in table["footnotes"]}
        for position in positions:
            if texts[position] not in self._note_texts:
                self._note_texts.append(texts[position])
        return [self._note_texts.index(texts[position]) + 1 for position in positions]

    @property
    def printed(self) -> set[tuple]:
        """What tells the figures on this page from each other: kind, period, document that set it, area or part."""
        return set(self._pairs)

    def facts(self) -> list[tuple[str, str]]:
        """(term, text) of what is known; the source is that of the printed rows."""
        goals = indicator_cards.goals(self.content, self.uid)
        return indicator_cards.facts(self.indicator, sources=self.sources, goals=goals)

    def relatives(self, known: set[str]) -> list[tuple[str, str, str]]:
        """(words, name, address) of its predecessors and successors; without an address where readers have no page
        of it (`known` are the slugs that they do have)."""
        return [
            (words, name, addresses.indicator(slug) if slug in known else "")
            for words, name, slug in indicator_cards.relatives(self.content, self.indicator)
        ]

    def figure(self) -> Row | None:
        """The chart with its sentence; None with fewer than three numbers."""
        pairs = self._drawn()
        chart = series_chart(self.indicator, pairs, label=self.title)
        return chart and figure(chart, pairs, id="grafiek")

    def remarks(self) -> str:
        """What stands in the table besides numbers, in sentences; for a page without a chart."""
        return " ".join(series_remarks(self._drawn()))

    def _drawn(self) -> Pairs:
        """What belongs in one line: the figures of our own area as a whole, else those of the first part."""
        pairs = list(self._pairs.values())
        parts = [cell["part"] for _, cell in pairs]
        drawn = "" if "" in parts else next(iter(parts), "")
        return [(column, cell) for column, cell in pairs if cell["part"] == drawn]

    def table(self, published: set[str], *, number: int = 1, caption: str = "") -> Row:
        """Every figure, newest period first, with a link to the documents that are `published`; `footnotes` are
        those of components/footnotes.html. `number` tells it from other tables on the page."""

        def link(document: Row) -> str:
            return addresses.publication(document["slug"]) if document["slug"] in published else ""

        notes = Notes(
            [
                {"position": number, "mark": "*" * number, "text": text}
                for number, text in enumerate(self._note_texts, start=1)
            ],
            prefix="indicator" if number == 1 else f"indicator-{number}",
        )
        table = series_table(
            list(self._pairs.values()),
            id=self.table_id(number)[1:],
            caption=caption or self._caption(number),
            link=link,
            marks=lambda cell: notes.marks(cell["footnotes"]),
        )
        table["caption_notes"] = notes.marks(self._notes_on_all)
        return {**table, "footnotes": notes.listed()}

    @staticmethod
    def table_id(number: int) -> str:
        """Where on the page table `number` stands, as a link has it."""
        return "#cijfers-tabel" if number == 1 else f"#cijfers-tabel-{number}"

    def _caption(self, number: int) -> str:
        if number == 1:
            return f"Alle cijfers in {self.content['title']}"
        place = self.places[0]
        source = f", bron {place['source']}" if place["source"] else ""
        return f"{self.indicator['name']}, in de tabel {place['table']}{source}"
