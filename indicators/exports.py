"""Figures as a spreadsheet that comes back: one row per indicator (and area and part), one column per kind, period
and document.

Every row carries the address of its indicator and every head says what it holds, so that a file is read again
(imports.py) also after rows were sorted or columns added. A row shows the figures of all columns, its own or not.
"""

import csv as csv_format
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from indicators import grid, querysets, splitting
from indicators.models import Figure, FigureKind, Indicator, TableColumn
from indicators.periods import Period
from indicators.querysets import Series, Slot
from policy.models import Chapter, Document
from twenterand.csv_format import FORMULA_STARTS
from twenterand.digits import decimals_in, tidy
from twenterand.numbers import State, format_date, format_number

FIXED = ("Sleutel", "Indicator", "Hoofdstuk", "Groep", "Eenheid", "Bron")
# Behind these, and only where a row is of another area or of a part.
SPLITS = ("Gebied", "Uitsplitsing")


@dataclass(frozen=True)
class Column:
    """A column of figures, the same for every table that has it."""

    kind: str
    period: Period
    document: Document | None

    @classmethod
    def of(cls, column: TableColumn) -> "Column":
        return cls(column.kind, Period.of(column), column.document)

    @property
    def title(self) -> str:
        """The head, which indicators/recognising.py reads back."""
        text = f"{FigureKind(self.kind).label.capitalize()} {self.period.label}"
        return f"{text} ({self.document.title})" if self.document else text

    @property
    def order(self) -> tuple:
        """Targets first, then by period."""
        return (self.kind != FigureKind.TARGET, self.period.first, self.period.last, self.title)

    def slot(self, series: Series, ours: int | None) -> Slot:
        """Where the figure of a line in this column stands."""
        period = self.period
        document = self.document.pk if self.document else None
        when = (self.kind, period.kind, period.first, period.last, document)
        return Slot(series.indicator_id, *when, series.area_id or ours, series.breakdown)


@dataclass
class Line:
    """One indicator of one area and part: texts of the fixed columns, figures by column, which columns its tables
    print, and notes."""

    indicator: Indicator
    texts: tuple[str, ...]
    part: splitting.Part = splitting.WHOLE
    figures: dict[Column, Figure] = field(default_factory=dict)
    printed: set[Column] = field(default_factory=set)
    notes: dict[Column | None, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """`fixed` are the heads before the columns of figures; the texts of every line stand under them."""

    title: str
    fixed: tuple[str, ...]
    columns: list[Column]
    lines: list[Line]


def build(chapters: Iterable[Chapter], *, title: str, rows: set[int] | None = None) -> Sheet:
    """The figures that the tables of these chapters show; `rows` keeps only some table rows (primary keys)."""
    lines: dict[Series, Line] = {}
    for chapter in chapters:
        for table in grid.of_chapter(chapter):
            for group in table.groups:
                for row in group.rows:
                    if rows is None or row.record.pk in rows:
                        _add(lines, chapter, group, row)
    columns = sorted(
        {column for line in lines.values() for column in line.printed}, key=lambda one: one.order
    )
    _fill(lines, columns)
    found = list(lines.values())
    return Sheet(title, _with_parts(found), columns, found)


def _fill(lines: dict[Series, Line], columns: list[Column]) -> None:
    """Add the figures of columns that only the tables of other lines have."""
    short = {series: line for series, line in lines.items() if len(line.printed) < len(columns)}
    found = Figure.objects.filter(indicator__in={series.indicator_id for series in short})
    figures = {Slot.of(figure): figure for figure in found}
    area = querysets.our_area_id()
    for series, line in short.items():
        for column in columns:
            if figure := figures.get(column.slot(series, area)):
                line.figures[column] = figure


def _with_parts(lines: list[Line]) -> tuple[str, ...]:
    """The fixed heads, with a text under each in every line."""
    if not any(line.part.label for line in lines):
        return FIXED
    words = splitting.Words()
    for line in lines:
        line.texts += words.of(line.part)
    return FIXED + SPLITS


def _add(lines: dict[Series, Line], chapter: Chapter, group: grid.Group, row: grid.Row) -> None:
    """A row; what stands in several tables has one line."""
    record = row.record
    series = Series(record.indicator_id, row.part.area and row.part.area.pk, record.breakdown)
    line = lines.get(series)
    if line is None:
        known = record.indicator
        texts = (known.slug, record.label, chapter.title, group.record.heading, known.unit, record.source)
        line = lines[series] = Line(known, texts, row.part)
    line.notes.setdefault(None, []).extend(note.footnote.text for note in row.notes)
    for cell in row.cells:
        column = Column.of(cell.column)
        line.printed.add(column)
        if cell.figure:
            line.figures[column] = cell.figure
        if cell.notes:
            line.notes.setdefault(column, []).extend(note.footnote.text for note in cell.notes)


def remark(line: Line, column: Column | None) -> str:
    """What is to be said of a cell, or of the row (None): its notes, and what makes a figure less than final."""
    parts = list(dict.fromkeys(line.notes.get(column, ())))
    figure = line.figures.get(column) if column else None
    if column is None and line.indicator.formula:
        parts.append("Wordt berekend uit andere indicatoren; wat u hier wijzigt, wordt niet ingelezen.")
    if figure and figure.provisional:
        parts.append("Voorlopig cijfer.")
    if figure and figure.reference_date:
        parts.append(f"Peildatum {format_date(figure.reference_date)}.")
    return "\n".join(parts)


def decimals_of(figure: Figure, known: Indicator) -> int:
    """How many decimals to show: those of the indicator, and never fewer than the number has."""
    return max(known.decimals, decimals_in(figure.number))


def fraction(figure: Figure) -> Decimal:
    """A percentage as spreadsheets keep it: 29 % is 0.29."""
    return tidy(figure.number) / 100


def as_text(figure: Figure | None) -> str:
    """A figure in a file of text: numbers as they are written in Dutch, all else as it was entered."""
    if figure is None:
        return ""
    if figure.number is None:
        return figure.raw
    return format_number(figure.number) + ("%" if figure.state == State.PERCENTAGE else "")


def csv(sheet: Sheet) -> bytes:
    """Semicolons and a byte-order mark; text that would be a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv_format.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([*sheet.fixed, *(_harmless(column.title) for column in sheet.columns)])
    for line in sheet.lines:
        values = [*line.texts, *(as_text(line.figures.get(column)) for column in sheet.columns)]
        writer.writerow([_harmless(value) for value in values])
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) and text != "-" else text
