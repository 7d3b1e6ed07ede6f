"""The spreadsheets of exports.py: xlsx as people like to work in it, and ods."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from indicators.exports import FIXED, Column, Line, Sheet, as_text, decimals_of, fraction, remark
from indicators.models import Figure, FigureKind
from twenterand.numbers import State

WIDTHS = (12, 52, 24, 36, 12, 22, 22, 26)
NAME = FIXED.index("Indicator")
GUIDE = (
    "Wijzig de cijfers in de witte cellen en lees het bestand weer in bij Werkplek, Cijfers, Inlezen.",
    "U ziet daar eerst wat er verandert. Er wordt niets overschreven zonder dat u het hebt gezien.",
    "Een punt groepeert duizendtallen en een komma is het decimaalteken. Geen waarde? Vul een streepje (-) in.",
    "Andere woorden die het portaal kent: n.v.t., niet beschikbaar, nog niet bekend, vervalt, vertrouwelijk, <10.",
    "Een cel die u leeg maakt, laat het cijfer in het portaal staan. Verwijderen doet u daar, met een reden.",
    "U mag rijen sorteren en kolommen toevoegen. Hef daarvoor de beveiliging van het blad op (geen wachtwoord).",
    "Kolom A is verborgen en zegt bij welke indicator een rij hoort. Laat die kolom staan en sorteer die mee.",
    "Grijze cellen worden in dit document niet gedrukt.",
)
ALLOWED = {
    "sort": True,
    "autofilter": True,
    "insert_columns": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
}


def xlsx(sheet: Sheet) -> bytes:
    """A workbook with types, number formats, frozen panes, notes as comments and locked key columns."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("Cijfers")
        formats = _Formats(book)
        _head(page, sheet, formats)
        for number, line in enumerate(sheet.lines, start=1):
            _line(page, number, line, sheet.columns, formats)
        page.freeze_panes(1, NAME + 1)
        page.autofilter(0, 0, max(len(sheet.lines), 1), len(sheet.fixed) + len(sheet.columns) - 1)
        page.protect("", ALLOWED)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        guide = book.add_worksheet("Uitleg")
        guide.set_column(0, 0, 110)
        guide.write_string(0, 0, sheet.title, formats.of(bold=True, font_size=14))
        for number, text in enumerate(GUIDE, start=2):
            guide.write_string(number, 0, text, formats.of(text_wrap=True))
    return out.getvalue()


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook):
        self._book = book
        self._made: dict[tuple, xlsxwriter.format.Format] = {}

    def of(self, **properties) -> xlsxwriter.format.Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]


def _head(page, sheet: Sheet, formats: _Formats) -> None:
    look = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#0F3A31", "text_wrap": True}
    for place, (text, width) in enumerate(zip(sheet.fixed, WIDTHS, strict=False)):
        page.set_column(place, place, width, None, {"hidden": text == "Sleutel"})
        page.write_string(0, place, text, formats.of(**look))
    for place, column in enumerate(sheet.columns, start=len(sheet.fixed)):
        page.set_column(place, place, 16)
        page.write_string(0, place, column.title, formats.of(**look, align="right"))
    page.set_row(0, 48)


def _line(page, number: int, line: Line, columns: list[Column], formats: _Formats) -> None:
    for place, text in enumerate(line.texts):
        page.write_string(number, place, text, formats.of(text_wrap=True, bold=place == NAME))
    _comment(page, number, NAME, remark(line, None))
    for place, column in enumerate(columns, start=len(line.texts)):
        look = {"locked": bool(line.indicator.formula), "text_wrap": True, "align": "right"}
        if column not in line.printed:
            look["bg_color"] = "#E6E9E8"
        elif column.kind == FigureKind.TARGET:
            look["bg_color"] = "#F3F7F5"
        _figure(page, number, place, line.figures.get(column), line, look, formats)
        _comment(page, number, place, remark(line, column))


def _figure(
    page, number: int, place: int, figure: Figure | None, line: Line, look: dict, formats: _Formats
) -> None:
    if figure is None:
        page.write_blank(number, place, None, formats.of(**look))
    elif figure.number is None:
        look["align"] = "left" if figure.state == State.TEXT else "right"
        page.write_string(number, place, figure.raw, formats.of(**look, font_color="#4A5552"))
    else:
        zeros = decimals_of(figure, line.indicator)
        point = f".{'0' * zeros}" if zeros else ""
        if figure.state == State.PERCENTAGE:
            page.write_number(number, place, fraction(figure), formats.of(**look, num_format=f"0{point}%"))
        else:
            page.write_number(number, place, figure.number, formats.of(**look, num_format=f"#,##0{point}"))


def _comment(page, number: int, place: int, text: str) -> None:
    if text:
        page.write_comment(number, place, text, {"author": "Beleidsportaal", "x_scale": 2})


# -------------------------------------------------------------------- ods
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in {
        "office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle",
        "fo": "xsl-fo-compatible", "manifest": "manifest",
    }.items()
)  # fmt: skip
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MOMENT = (1980, 1, 1, 0, 0, 0)


def ods(sheet: Sheet) -> bytes:
    """An OpenDocument spreadsheet: numbers and percentages with their formats, the key column hidden."""
    rows = [
        _ods_row(
            [_ods_text(text, "kop") for text in (*sheet.fixed, *(column.title for column in sheet.columns))]
        )
    ]
    for line in sheet.lines:
        figures = (_ods_figure(line.figures.get(column), line) for column in sheet.columns)
        rows.append(_ods_row([*map(_ods_text, line.texts), *figures]))
    wide = '<table:table-column table:visibility="collapse"/><table:table-column table:style-name="breed"/>'
    content = (
        f'{_XML}<office:document-content {_SPACES} office:version="1.3"><office:automatic-styles>{_ods_styles()}'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Cijfers">{wide}{"".join(rows)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{_XML}<manifest:manifest {_SPACES} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        # The kind stands first and uncompressed, so that programs know the file by its first bytes.
        archive.writestr(zipfile.ZipInfo("mimetype", _MOMENT), _KIND, zipfile.ZIP_STORED)
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _ods_styles() -> str:
    styles = [
        '<style:style style:name="breed" style:family="table-column">'
        '<style:table-column-properties style:column-width="9cm"/></style:style>',
        '<style:style style:name="kop" style:family="table-cell"><style:text-properties fo:font-weight="bold"/>'
        "</style:style>",
    ]
    for zeros in range(5):
        places = f'number:decimal-places="{zeros}" number:min-integer-digits="1" number:grouping="true"'
        number = f"<number:number {places}/>"
        styles += [
            f'<number:number-style style:name="dn{zeros}">{number}</number:number-style>',
            f'<number:percentage-style style:name="dp{zeros}">{number}<number:text>%</number:text>'
            "</number:percentage-style>",
        ]
        styles += [
            f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="d{name}"/>'
            for name in (f"n{zeros}", f"p{zeros}")
        ]
    return "".join(styles)


def _ods_row(cells: list[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _ods_text(text: str, style: str = "") -> str:
    if not text:
        return "<table:table-cell/>"
    look = f" table:style-name={quoteattr(style)}" if style else ""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell{look} office:value-type="string">{lines}</table:table-cell>'


def _ods_figure(figure: Figure | None, line: Line) -> str:
    if figure is None or figure.number is None:
        return _ods_text(as_text(figure))
    percentage = figure.state == State.PERCENTAGE
    kind, value = ("percentage", fraction(figure)) if percentage else ("float", figure.number)
    style = f"{'p' if percentage else 'n'}{min(decimals_of(figure, line.indicator), 4)}"
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="{kind}" office:value="{value:f}">'
        f"<text:p>{escape(as_text(figure))}</text:p></table:table-cell>"
    )
