"""Reading what people bring: every kind of file, every way in which one can be bad, and never more than a sentence."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import sources
from indicators.sources import Typed
from tests.unit.indicators.imports import files
from twenterand.workflow import Refused


def rows(content: bytes, sheet: int = 0) -> list[list]:
    """The cells of one sheet, without row numbers."""
    return [cells for _, cells in sources.read(content)[sheet].rows()]


def sentence(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        sources.read(content)
    return refused.value.sentence


WORDS = [
    ["Indicator", "Gerealiseerd 2024"],
    ["Aantal cliënten", "1.144"],
    ["Café", "N.v.t."],
    ["Één", "vervalt"],
]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_however_it_is_written(separator, encoding):
    assert rows(files.csv(*WORDS, separator=separator, encoding=encoding)) == WORDS


def test_csv_of_a_spreadsheet_program():
    content = b'\xef\xbb\xbfsep=;\r\nIndicator;"Gerealiseerd ""2024"""\r\n"Twee;\r\ndelen";\'=1+1\r\n;\r\n\'-5;-\r\n'
    assert rows(content) == [
        ["Indicator", 'Gerealiseerd "2024"'],
        ["Twee;\r\ndelen", "=1+1"],
        ["-5", "-"],
    ]


def test_row_numbers_are_those_of_the_file():
    content = files.csv(["a"], [""], ["b"])
    assert [number for number, _ in sources.read(content)[0].rows()] == [1, 3]


def test_xlsx_tells_numbers_percentages_dates_and_errors_apart():
    def write(book, sheet):
        for place, pattern in enumerate(["0%", "0.0%;[Red]-0.0%", '0"%"']):
            sheet.write_number(0, place, 0.29, book.add_format({"num_format": pattern}))
        sheet.write_datetime(0, 3, datetime(2026, 2, 1), book.add_format({"num_format": "d-m-yyyy"}))  # noqa: DTZ001
        sheet.write_formula(0, 4, "=1/0", None, "#DIV/0!")
        sheet.write_boolean(0, 5, True)
        sheet.write_number(0, 6, 0.1 + 0.2)
        sheet.write_string(0, 7, "=1+1")

    assert rows(files.xlsx(write=write)) == [
        [
            Typed("percentage", "29.00"),
            Typed("percentage", "29.00"),
            Typed("number", "0.29"),
            Typed("date", "2026-02-01"),
            Typed("error", "#DIV/0!"),
            Typed("yes", "Ja"),
            Typed("number", "0.3"),
            "=1+1",
        ]
    ]


def test_xlsx_says_which_cells_are_merged():
    content = files.xlsx(write=lambda book, sheet: sheet.merge_range("B1:D1", "Begroot"))
    assert sources.read(content)[0].merged == ("B1:D1",)


def test_ods_with_repeated_rows_and_cells():
    empty = files.ods_cell(more='table:number-columns-repeated="1000"')
    table = (
        files.ods_row(files.ods_cell("Kop", more='table:number-columns-spanned="2"'), empty)
        + files.ods_row(empty, more='table:number-rows-repeated="2"')
        + files.ods_row(
            files.ods_cell("0.29", "percentage", 'table:number-columns-repeated="2"'),
            files.ods_cell("12", "float"),
        )
        + files.ods_row(files.ods_cell("#DIV/0!", more='calcext:value-type="error"'))
        + files.ods_row(empty, more='table:number-rows-repeated="1048000"')
    )
    (sheet,) = sources.read(files.ods(table))
    percent = Typed("percentage", "29.00")
    assert list(sheet.rows()) == [
        (1, ["Kop"]),
        (4, [percent, percent, Typed("number", "12")]),
        (5, [Typed("error", "#FOUT")]),
    ]
    assert sheet.merged == ("A1:B1",)


def test_all_sheets_are_there_to_choose_from():
    def hide(book, sheet):
        book.worksheets()[1].hide()

    sheets = sources.read(files.xlsx(sheets={"Cijfers": [["a"]], "Uitleg": [["b"]]}, write=hide))
    assert [(sheet.name, sheet.visible) for sheet in sheets] == [("Cijfers", True), ("Uitleg", False)]
    assert [list(sheet.rows()) for sheet in sheets] == [[(1, ["a"])], [(1, ["b"])]]
    with pytest.raises(Refused, match=r"geen blad “Blad9”\. Wel: “Cijfers”"):
        sources.choose(sheets, "Blad9")


BOMB = files.packed({"xl/workbook.xml": b"0" * (sources.MOST_UNPACKED + 1)})
BAD = {
    "empty": (b"", "leeg"),
    "spaces": (b" \r\n ", "leeg"),
    "pdf": (b"%PDF-1.7\n...", "geen rekenblad"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0", "geen rekenblad"),
    "program": (b"\x7fELF\0\0\0", "geen rekenblad"),
    "word": (files.packed({"word/document.xml": "<w/>"}), "geen rekenblad"),
    "zip": (files.packed({"foto.jpg": "x"}), "geen rekenblad"),
    "xlsb": (files.packed({"xl/workbook.bin": "x"}), "xlsb"),
    "old xls": (sources.OLE + b"\0" * 600, "oud xls-bestand"),
    "password xlsx": (sources.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
    "password ods": (files.ods("", manifest="<m><encryption-data/></m>"), "wachtwoord"),
    "cut off": (files.xlsx(["a"])[:-30], "beschadigd"),
    "hollow": (files.packed({"xl/workbook.xml": "<workbook/>"}), "beschadigd"),
    "no xml": (files.rewritten(files.xlsx(["a"]), "xl/worksheets/sheet1.xml", lambda _: "nee"), "beschadigd"),
    "zip bomb": (BOMB, "Uitgepakt is dit bestand 301 MB"),
    "too big": (b"a;b\n" * (sources.MOST_BYTES // 4 + 1), "21 MB"),
    "no letters": (b"a;b\r\n\x81\x8d;1", "tekens in dit bestand"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_sentence(name):
    content, words = BAD[name]
    assert words in sentence(content)


def test_two_cells_far_apart_are_refused_with_their_place():
    content = files.xlsx(["x"], write=lambda book, sheet: sheet.write(1048575, 16383, "x"))
    assert len(content) < 8000
    assert "loopt door tot cel XFD1048576" in sentence(content)


def test_cells_that_repeat_without_end_are_refused():
    cell = files.ods_cell("1", "float", 'table:number-columns-repeated="16384"')
    assert "loopt door tot cel" in sentence(
        files.ods(files.ods_row(cell, more='table:number-rows-repeated="1048576"'))
    )


def test_entities_are_refused():
    def grow(xml: str) -> str:
        entities = '<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]>'
        return xml.replace("<worksheet", f"{entities}<worksheet", 1)

    assert "beschadigd" in sentence(files.rewritten(files.xlsx(["a"]), "xl/worksheets/sheet1.xml", grow))


def test_a_reader_that_takes_too_much_is_stopped(monkeypatch):
    monkeypatch.setattr(sources, "SECONDS", 0.01)
    assert sentence(files.xlsx(["a"])) == sources.TOO_BIG


def test_a_reader_that_dies_is_a_sentence():
    written = sources._Written()
    written.file.write(b'{"sheet":"a"')
    with pytest.raises(Refused, match="te veel geheugen of tijd"):
        sources._sheets(written, -6)


MESS = st.one_of(
    st.binary(max_size=400),
    st.text(alphabet=";,\t\"'\r\n=a1é\0\ufeff", max_size=200).map(str.encode),
    st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=8)).map(
        lambda patch: GOOD[: patch[0]] + patch[1] + GOOD[patch[0] + len(patch[1]) :]
    ),
)
GOOD = files.xlsx(["Indicator", "Gerealiseerd 2024"], ["Jongeren", 29])


@settings(max_examples=40)
@given(MESS)
def test_whatever_it_is_it_is_read_or_refused(content):
    with suppress(Refused):
        for sheet in sources.read(content):
            for number, cells in sheet.rows():
                assert number >= 1
                assert cells
