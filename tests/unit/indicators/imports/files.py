"""Spreadsheets made by the tests, good and bad."""

import io
import zipfile

import xlsxwriter

OFFICE = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
TEXT = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*rows, sheets=None, write=None) -> bytes:
    """A workbook of plain values; `write(book, sheet)` may add to its first sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, lines in (sheets or {"Blad1": rows}).items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for place, value in enumerate(line):
                    if value is not None:
                        sheet.write(number, place, value)
        if write:
            write(book, book.worksheets()[0])
    return out.getvalue()


def csv(*rows, separator=";", encoding="utf-8", end="\r\n") -> bytes:
    """A text with separators."""
    return end.join(separator.join(row) for row in rows).encode(encoding)


def packed(parts: dict[str, bytes | str]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def ods(table: str, manifest: str = "<manifest/>") -> bytes:
    """An ods file with this XML in its one table."""
    content = (
        f"<office:document-content {OFFICE} {TABLE} {TEXT} {CALC}><office:body><office:spreadsheet>"
        f'<table:table table:name="Blad1">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_row(*cells: str, more: str = "") -> str:
    """A row of cells as `ods_cell` makes them."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def ods_cell(text: str = "", kind: str = "string", more: str = "") -> str:
    """One cell; without text it is empty."""
    if not text:
        return f"<table:table-cell {more}/>"
    value = "" if kind == "string" else f'office:value="{text}"'
    return f'<table:table-cell office:value-type="{kind}" {value} {more}><text:p>{text}</text:p></table:table-cell>'


def rewritten(content: bytes, part: str, change) -> bytes:
    """A zip file with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    return packed(parts)
