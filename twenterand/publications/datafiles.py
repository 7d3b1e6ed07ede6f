"""Open data as files: CSV for programs, and a spreadsheet for people. The same publication gives the same bytes."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter

from twenterand.csv_format import FORMULA_STARTS
from twenterand.digits import decimals_in
from twenterand.publications import addresses, indicator_data, opendata, payload
from twenterand.publications.models import Publication
from twenterand.publications.opendata import Column, Row, Value

FIRST_DAY = date(1900, 3, 1)  # before this, spreadsheet programs disagree on which day a number is


# ----------------------------------------------------------------- csv
def figures_csv(publication: Publication) -> bytes:
    """One row per figure."""
    return _csv(opendata.figure_columns(publication), opendata.figure_rows(publication))


def proposals_csv(publication: Publication) -> bytes:
    """One row per amount of a proposal."""
    return _csv(opendata.PROPOSALS, opendata.proposal_rows(publication))


def _csv(columns: Iterable[str], rows: Iterable[Row]) -> bytes:
    """Semicolons, decimal commas and a byte-order mark: what a Dutch spreadsheet program opens as it is meant."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_as_text(row[name]) for name in columns])
    return ("\ufeff" + out.getvalue()).encode()


def _as_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    """Text that a spreadsheet takes for a formula gets an apostrophe. A hyphen alone is a printed value and a
    number with a minus is harmless: both stay."""
    number = text.removeprefix("-").replace(".", "").replace(",", "").isdecimal()
    return text if text == "-" or number or not text.startswith(FORMULA_STARTS) else f"'{text}"


# ----------------------------------------------------------------- spreadsheet
EUROS = {"bedrag", "saldo"}


def workbook(publication: Publication) -> bytes:
    """A spreadsheet with the figures, the proposals, the indicators, and a sheet that explains their columns."""
    out = io.BytesIO()
    # No text becomes a formula or a link, whatever it begins with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        content = payload.read(publication)
        # The moment of making would give other bytes every time.
        moment = publication.created_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties(
            {
                "title": content["title"],
                "author": content["organisation"]["name"],
                "comments": f"Versie {publication.number}",
                "created": moment,
            }
        )
        sheets = []
        if opendata.has_figures(publication):
            sheets.append(
                ("Cijfers", opendata.figure_columns(publication), opendata.figure_rows(publication))
            )
        if opendata.has_proposals(publication):
            sheets.append(("Voorstellen", opendata.PROPOSALS, opendata.proposal_rows(publication)))
        if opendata.has_figures(publication):
            cards = indicator_data.rows(publication)
            sheets.append(("Indicatoren", indicator_data.INDICATORS, cards))
        formats = _Formats(book)
        for name, columns, rows in sheets:
            _sheet(book.add_worksheet(name), columns, list(rows), formats)
        _guide(book.add_worksheet("Leeswijzer"), publication, sheets, formats)
    return out.getvalue()


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self._numbers: dict[str, xlsxwriter.format.Format] = {}
        self.head = book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0F3A31", "text_wrap": True, "valign": "top"}
        )
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.name = book.add_format({"bold": True, "valign": "top"})

    def number(self, pattern: str) -> xlsxwriter.format.Format:
        """The format with this number pattern."""
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format({"num_format": pattern})
        return self._numbers[pattern]


def _sheet(sheet, columns: dict[str, Column], rows: list[Row], formats: _Formats) -> None:
    for place, (name, column) in enumerate(columns.items()):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, name, formats.head)
    for line, row in enumerate(rows, start=1):
        for place, name in enumerate(columns):
            _cell(sheet, line, place, name, row, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cell(sheet, line: int, place: int, name: str, row: Row, formats: _Formats) -> None:
    value = row[name]
    if isinstance(value, Decimal):
        sheet.write_number(line, place, value, formats.number(_pattern(name, value, row)))
    elif isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(
            line, place, datetime.combine(value, datetime.min.time()), formats.number("d-m-yyyy")
        )
    elif isinstance(value, int):
        sheet.write_number(line, place, value)
    elif value not in (None, ""):
        sheet.write_string(line, place, str(value))


def _pattern(name: str, value: Decimal, row: Row) -> str:
    """As many decimals as the number has; 29% is the number 29 that shows its sign."""
    decimals = decimals_in(value)
    if name in EUROS:
        return '"€" #,##0' + (".00" if decimals else "")
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f'{pattern}"%"' if name == "waarde" and row["betekenis"] == "percentage" else pattern


def _guide(sheet, publication: Publication, sheets, formats: _Formats) -> None:
    content = payload.read(publication)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, f"{content['title']}, versie {publication.number}", formats.title)
    address = addresses.publication(publication.subject_slug, publication.number)
    lines = [
        ("Uitgave van", content["organisation"]["name"]),
        ("Blijvend adres op de site", address),
        ("Stand", content["decision"]["label"]),
        ("Controlesom (sha256)", f"{publication.sha256}, van het JSON-bestand van deze versie"),
    ]
    line = _listed(sheet, 2, lines, formats)
    for name, columns, _ in sheets:
        sheet.write_string(line, 0, f"Blad {name}", formats.title)
        line = _listed(sheet, line + 1, [(key, column.meaning) for key, column in columns.items()], formats)
    if any(name == "Cijfers" for name, *_ in sheets):
        sheet.write_string(line, 0, "Waarden in de kolom betekenis", formats.title)
        _listed(sheet, line + 1, list(opendata.STATES.values()), formats)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _listed(sheet, line: int, pairs: Iterable[tuple[str, str]], formats: _Formats) -> int:
    """Writes names with their meaning below each other; returns the line after an empty one."""
    for name, meaning in pairs:
        sheet.write_string(line, 0, name, formats.name)
        sheet.write_string(line, 1, meaning, formats.wrapped)
        line += 1
    return line + 1
