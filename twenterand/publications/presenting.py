"""From payload to what a page and a PDF show: one reading structure for both, so that they cannot differ.

Works on payload data alone (never on live tables) and renders nothing itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from twenterand.publications import amounts, remarks

Row = dict[str, Any]


@dataclass
class Section:
    """A goal or activity with the text and the proposals that stand under it."""

    node: Row
    passages: list[Row] = field(default_factory=list)
    proposals: list[Row] = field(default_factory=list)
    sections: list["Section"] = field(default_factory=list)

    @cached_property
    def table(self) -> Row | None:
        """The proposals as a table with its sums; None without proposals."""
        return amounts.proposal_table(self.proposals) if self.proposals else None


@dataclass
class Text:
    """A passage that stands in the chapter itself, with the proposals that print under it."""

    passage: Row
    proposals: list[Row] = field(default_factory=list)

    @cached_property
    def table(self) -> Row | None:
        """The proposals as a table with its sums; None without proposals."""
        return amounts.proposal_table(self.proposals) if self.proposals else None


class ChapterView:
    """One chapter in reading order: opening texts, subgoals with activities, closing texts, tables, charts."""

    def __init__(self, chapter: Row, *, year: int):
        self.chapter = chapter
        self.year = year
        self.tree = chapter["tree"]

    @cached_property
    def effect(self) -> Row | None:
        """The intended outcome at the top of the tree."""
        return self.tree["nodes"][0] if self.tree and self.tree["nodes"] else None

    @cached_property
    def goals(self) -> list[Row]:
        """The goals directly below the effect."""
        return [node for node in self._below_effect if node["kind"] == "goal"]

    @property
    def _below_effect(self) -> list[Row]:
        return self.effect["children"] if self.effect else []

    @cached_property
    def subgoals(self) -> list[Section]:
        """Subgoals in order, also those below a goal, each with its activities, their text and proposals."""
        return [self._section(node) for node in self._all_of("subgoal", self._below_effect)]

    def _all_of(self, kind: str, nodes: list[Row]) -> Iterator[Row]:
        for node in nodes:
            if node["kind"] == kind:
                yield node
            else:
                yield from self._all_of(kind, node["children"])

    def _section(self, node: Row) -> Section:
        return Section(
            node=node,
            passages=[row for row in self.chapter["passages"] if row["node"] == node["uid"]],
            proposals=[row for row in self.chapter["proposals"] if row["activity"] == node["uid"]],
            sections=[self._section(child) for child in node["children"]],
        )

    @cached_property
    def _shown_under_sections(self) -> set[str]:
        def uids(sections: list[Section]) -> Iterator[str]:
            for section in sections:
                yield section.node["uid"]
                yield from uids(section.sections)

        return set(uids(self.subgoals))

    @cached_property
    def _free_texts(self) -> list[tuple[int, Text]]:
        return [
            (
                position,
                Text(row, [item for item in self.chapter["proposals"] if item["passage"] == row["uid"]]),
            )
            for position, row in enumerate(self.chapter["passages"])
            if row["node"] not in self._shown_under_sections
        ]

    @cached_property
    def _first_section_text(self) -> int:
        positions = [
            position
            for position, row in enumerate(self.chapter["passages"])
            if row["node"] in self._shown_under_sections
        ]
        return positions[0] if positions else len(self.chapter["passages"])

    @cached_property
    def opening(self) -> list[Text]:
        """Texts before the first text of an activity."""
        return [text for position, text in self._free_texts if position < self._first_section_text]

    @cached_property
    def closing(self) -> list[Text]:
        """Texts after the activities, such as a financial outlook."""
        return [text for position, text in self._free_texts if position > self._first_section_text]

    @cached_property
    def loose_proposals(self) -> list[Row]:
        """Proposals without an activity or passage of this chapter: they still print."""
        shown = {text.passage["uid"] for _, text in self._free_texts}
        return [
            row
            for row in self.chapter["proposals"]
            if row["activity"] not in self._shown_under_sections and row["passage"] not in shown
        ]

    @cached_property
    def loose_table(self) -> Row | None:
        """The loose proposals as a table with its sums; None without any."""
        return amounts.proposal_table(self.loose_proposals) if self.loose_proposals else None

    @cached_property
    def totals(self) -> list[Row]:
        """One-off, recurring and the balance of both, as texts; empty where the chapter has no totals."""
        return amounts.totals_rows(self.chapter["totals"]) if self.chapter["totals"] else []

    @cached_property
    def tables(self) -> list["TableView"]:
        """The indicator tables as printed."""
        indicators = {row["uid"]: row for row in self.chapter["indicators"]}
        return [TableView(table, indicators) for table in self.chapter["tables"]]


@dataclass(frozen=True)
class PrintedRow:
    """A table row with its indicator and cells; `marks` and the marks in cells are footnote signs."""

    row: Row
    indicator: Row
    cells: list[Row | None]


def part_of(row: Row) -> str:
    """Of which area and part a table row is: "Nederland, jongeren"; empty for our own area as a whole."""
    return ", ".join(row[key]["name"] for key in ("area", "breakdown") if key in row)


class TableView:
    """An indicator table in parts: rows that share columns stand together, so that every part has one header row.

    A group with columns of its own (other periods than the table) becomes a part of its own.
    """

    def __init__(self, table: Row, indicators: dict[str, Row]):
        self.table = remarks.with_notes(table)
        self.indicators = indicators

    @cached_property
    def parts(self) -> list["TablePart"]:
        parts: list[TablePart] = []
        for group in self.table["groups"]:
            columns = group["columns"] or self.table["columns"]
            if not parts or parts[-1].columns != columns:
                parts.append(TablePart(columns=columns))
            parts[-1].groups.append((group, [self._row(row) for row in group["rows"]]))
        return parts

    def _row(self, row: Row) -> PrintedRow:
        return PrintedRow(row=row, indicator=self.indicators[row["indicator"]], cells=row["cells"])

    @property
    def notes(self) -> list[Row]:
        """All footnotes, also those without an anchor."""
        return self.table["footnotes"]

    @cached_property
    def standings(self) -> list[Row]:
        """How its rows stand to their targets, as far as the payload says."""
        return remarks.standings(row for group in self.table["groups"] for row in group["rows"])

    @property
    def has_provisional(self) -> bool:
        """Whether a cell is provisional: then the mark of such cells is explained."""
        cells = (cell for group in self.table["groups"] for row in group["rows"] for cell in row["cells"])
        return any(cell and cell["provisional"] for cell in cells)

    @cached_property
    def marks(self) -> dict[int, str]:
        """Footnote position → its sign."""
        return {note["position"]: note["mark"] for note in self.table["footnotes"]}


@dataclass(frozen=True)
class Header:
    """How a column is printed: "Begroot", "2028", and who set a target: `set_by` always, `document` only where it
    is an earlier document than that of the first target column."""

    kind: str
    kind_label: str
    period: str
    set_by: str
    document: str


@dataclass
class TablePart:
    """Groups that share columns."""

    columns: list[Row]
    groups: list[tuple[Row, list[PrintedRow]]] = field(default_factory=list)

    @cached_property
    def headers(self) -> list[Header]:
        """The column heads."""
        own = next((column["document"] for column in self.columns if column["document"]), None)
        return [
            Header(
                kind=column["kind"],
                kind_label="Begroot" if column["kind"] == "target" else "Gerealiseerd",
                period=column["period"]["label"],
                set_by=_short_title(column["document"]),
                document="" if column["document"] == own else _short_title(column["document"]),
            )
            for column in self.columns
        ]


def _short_title(document: Row | None) -> str:
    """ "Kadernota 2026" of "Kadernota 2026, programma Sociaal Domein"."""
    return document["title"].split(",")[0] if document else ""


def chapter_views(content: Row) -> list[ChapterView]:
    """Every chapter of a document payload, ready to show."""
    return [ChapterView(chapter, year=content["period"]["from"]) for chapter in content["chapters"]]
