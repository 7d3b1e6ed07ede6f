"""A first walk over the XML of a spreadsheet, before a reader takes memory for it (see reading.py).

It finds how far each sheet goes, merged cells, and what the reader does not tell: which numbers are shown as a
percentage (they are kept as fractions) and which formulas failed (they are read as empty).
"""

import re
import zipfile
from typing import BinaryIO
from xml.parsers import expat

from defusedxml import ElementTree

ROWS, COLUMNS, CELLS = 200_000, 500, 3_000_000
MERGED = 1000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PERCENT, FAILED = "%", "#FOUT"
PERCENT_FORMATS = {9, 10}
DAMAGED = "Het bestand is beschadigd en niet te lezen. Open het in uw rekenprogramma en sla het opnieuw op."


class Unusable(Exception):
    """Why the file is not read: a Dutch sentence."""


class Survey:
    """What was found of one sheet. `marks` holds PERCENT or the error by row and column, from 1."""

    def __init__(self, name: str):
        self.name = name
        self.marks: dict[tuple[int, int], str] = {}
        self.merged: list[str] = []
        self.last_row = self.last_column = 0

    def seen(self, row: int, column: int) -> None:
        """Note a cell with something in it; refuse a sheet that goes too far."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)
        if self.last_row > ROWS or self.last_column > COLUMNS or self.last_row * self.last_column > CELLS:
            sheet = f"Blad “{self.name[:40]}”" if self.name else "Het bestand"
            raise Unusable(
                f"{sheet} loopt door tot cel {letters(self.last_column)}{self.last_row}. Dat is te groot: ten hoogste "
                f"{ROWS} rijen en {COLUMNS} kolommen. Verwijder wat er niet bij hoort en sla het bestand opnieuw op."
            )

    def merge(self, reference: str) -> None:
        """Note a range that is one cell on the screen."""
        if len(self.merged) < MERGED:
            self.merged.append(reference)


class Xlsx(Survey):
    """Walks over one worksheet of an xlsx file; `percent` are the styles of percentages."""

    def __init__(self, name: str, percent: set[int]):
        super().__init__(name)
        self.percent = percent
        self.row = self.column = 0
        self.error: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Expat: an element begins."""
        match tag.rpartition(" ")[2]:
            case "c":
                self._cell(attributes)
            case "v" | "is":
                self.seen(self.row, self.column)
                # Before its value stands the text of the formula.
                if self.error:
                    self.error.clear()
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            case "mergeCell":
                self.merge(attributes.get("ref", ""))

    def text(self, part: str) -> None:
        """Expat: text; only that of an error is of interest."""
        if self.error is not None:
            self.error.append(part)

    def end(self, tag: str) -> None:
        """Expat: an element ends."""
        if self.error is not None and tag.endswith(" c"):
            self.marks[self.row, self.column] = "".join(self.error).strip() or FAILED
            self.error = None

    def _cell(self, attributes: dict[str, str]) -> None:
        given = place(attributes.get("r", ""))
        self.row, self.column = given or (self.row, self.column + 1)
        kind = attributes.get("t", "n")
        if kind == "e":
            self.error = []
        elif kind == "n" and int(attributes.get("s", 0)) in self.percent:
            self.marks[self.row, self.column] = PERCENT


class Ods:
    """Walks over all tables of an ods file; a row or cell may stand there once and count many times."""

    def __init__(self):
        self.sheets: list[Survey] = []
        self.row = self.rows = self.column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Expat: an element begins."""
        space, _, tag = tag.rpartition(" ")
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if tag == "table" and space.endswith("table:1.0"):
            self.sheets.append(Survey(given.get("name", "")))
            self.row, self.rows, self.column = 1, 0, 0
        elif tag == "table-row" and self.sheets:
            self.row, self.rows = self.row + self.rows, int(given.get("number-rows-repeated", 1))
            self.column = 0
        elif tag in ("table-cell", "covered-table-cell") and self.sheets:
            self._cell(self.sheets[-1], given, attributes)

    def _cell(self, sheet: Survey, given: dict[str, str], attributes: dict[str, str]) -> None:
        first = self.column + 1
        self.column += int(given.get("number-columns-repeated", 1))
        spanned = int(given.get("number-columns-spanned", 1))
        if spanned > 1:
            sheet.merge(f"{letters(first)}{self.row}:{letters(first + spanned - 1)}{self.row}")
        if "value-type" not in given:
            return
        sheet.seen(self.row + self.rows - 1, self.column)
        # An error has two types: a string for old programs, "error" in the namespace of LibreOffice.
        kinds = {value for key, value in attributes.items() if key.endswith(" value-type")}
        mark = FAILED if "error" in kinds else PERCENT if "percentage" in kinds else ""
        if mark:
            for row in range(self.row, self.row + self.rows):
                sheet.marks |= {(row, column): mark for column in range(first, self.column + 1)}


def of_xlsx(archive: zipfile.ZipFile) -> dict[str, Survey]:
    """The surveys of all worksheets by name."""
    percent, known = percent_styles(archive), set(archive.namelist())
    found = {}
    for name, path in sheet_paths(archive).items():
        if path in known:
            found[name] = sheet = Xlsx(name, percent)
            with archive.open(path) as stream:
                walk(stream, sheet.start, sheet.end, sheet.text)
    return found


def of_ods(archive: zipfile.ZipFile) -> dict[str, Survey]:
    """The surveys of all tables by name."""
    found = Ods()
    with archive.open("content.xml") as stream:
        walk(stream, found.start)
    return {sheet.name: sheet for sheet in found.sheets}


def walk(stream: BinaryIO, start, end=None, text=None) -> None:
    """Run expat over a stream, with entities refused; through defusedxml's SAX it takes three times as long."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = _no_entities
    parser.ParseFile(stream)


def _no_entities(*_) -> None:
    raise Unusable(DAMAGED)


def letters(column: int) -> str:
    """The name of a column: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place(reference: str) -> tuple[int, int] | None:
    """Row and column of "D5"; None for what is not a reference."""
    found = re.fullmatch(r"([A-Z]{1,4})([0-9]{1,9})", reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """The numbers of the cell styles that show a fraction as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    codes = {
        int(one.get("numFmtId", 0)): re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", one.get("formatCode", ""))
        for one in root.iter(f"{MAIN}numFmt")
    }
    percent = PERCENT_FORMATS | {number for number, code in codes.items() if "%" in code}
    styles = root.find(f"{MAIN}cellXfs")
    return {
        place for place, style in enumerate(styles if styles is not None else ())
        if int(style.get("numFmtId", 0)) in percent
    }  # fmt: skip


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where each sheet stands in the archive, by name."""
    targets = {
        one.get("Id"): one.get("Target", "")
        for one in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    paths = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        target = targets.get(sheet.get(RELATION), "")
        paths[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return paths
