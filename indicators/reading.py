"""Reads one spreadsheet of a stranger, as a program of its own with little memory and time (see sources.py).

Some files make a reader take all memory or abort the whole process, and no check beforehand sees all of them. So
this runs apart: `python -m indicators.reading xlsx < file` writes one JSON value per line: a head per sheet, then
its rows as [number, cells]; last an end, or a sentence that says why not. It knows nothing of the portal.

A cell is null, a text, a boolean, or a pair: ["number", "1144"], ["percentage", "29"], ["date", "2026-01-01"],
["error", "#DIV/0!"].
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from xml.parsers import expat

import python_calamine
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from indicators import survey
from indicators.survey import DAMAGED, PERCENT, ROWS, Survey, Unusable

MEMORY = 640 * 1024 * 1024
SECONDS = 30
OUTPUT = 400 * 1024 * 1024


def workbook(content: bytes, kind: str) -> Iterator[object]:
    """Heads and rows of an xlsx or ods file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        surveys = survey.of_xlsx(archive) if kind == "xlsx" else survey.of_ods(archive)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for meta in book.sheets_metadata:
        if meta.typ != python_calamine.SheetTypeEnum.WorkSheet or meta.name not in surveys:
            continue
        found = surveys[meta.name]
        visible = meta.visible == python_calamine.SheetVisibleEnum.Visible
        yield {"sheet": meta.name, "merged": found.merged, "visible": visible}
        sheet = book.get_sheet_by_name(meta.name)
        yield from rows(sheet.to_python(skip_empty_area=False, nrows=ROWS), found.marks)


def rows(values: Iterable[list], marks: dict[tuple[int, int], str]) -> Iterator[list]:
    """The rows that hold anything."""
    for number, line in enumerate(values, start=1):
        cells = [cell(value, marks.get((number, column))) for column, value in enumerate(line, start=1)]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield [number, cells]


def cell(value: object, mark: str | None) -> object:
    """One value as it goes over the line; see the top of this file."""
    if mark and mark != PERCENT:
        return ["error", mark]
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        # A spreadsheet counts with 15 digits; what it keeps behind those is noise.
        number = Decimal(f"{value:.15g}")
        if not number.is_finite():
            return ["error", str(value)]
        return ["percentage", f"{number * 100:f}"] if mark else ["number", f"{number:f}"]
    if isinstance(value, datetime):
        return ["date", value.isoformat() if value.time() != time() else value.date().isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time | timedelta):
        return ["date", str(value)]
    return str(value) if value not in (None, "") else None


def comma_separated(content: bytes) -> Iterator[object]:
    """Head and rows of a text with semicolons, commas or tabs."""
    text = decoded(content)
    first, _, rest = text.partition("\n")
    separator = re.fullmatch(r"sep=(.)\r?", first)
    if separator:
        text, delimiter = rest, separator[1]
    else:
        start = text[:20_000]
        delimiter = max(";\t,", key=lambda mark: re.sub(r'"[^"]*"', "", start).count(mark))
    yield {"sheet": "", "merged": [], "visible": True}
    shift = 2 if separator else 1
    found = Survey("")
    for number, line in enumerate(
        csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=shift
    ):
        cells = [unquoted(value) for value in line]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            found.seen(number, len(cells))
            yield [number, cells]


def unquoted(value: str) -> str | None:
    """The text, without the apostrophe that keeps a spreadsheet program from taking it for a formula."""
    if value[:1] == "'" and value[1:2] in ("=", "+", "-", "@", "\t", "\r"):
        value = value[1:]
    return value or None


def decoded(content: bytes) -> str:
    """UTF-8 with or without byte-order mark, UTF-16 with one, else Windows-1252."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def lines(kind: str, content: bytes) -> Iterator[object]:
    """Everything to write; what goes wrong becomes a sentence."""
    try:
        yield from comma_separated(content) if kind == "csv" else workbook(content, kind)
        yield {"end": True}
    except Unusable as error:
        yield {"unusable": str(error)}
    except UnicodeDecodeError:
        yield {
            "unusable": "De tekens in dit bestand zijn niet te lezen. Sla het op als CSV met UTF-8, of als xlsx."
        }
    except csv.Error:
        yield {
            "unusable": "Dit CSV-bestand is niet te lezen: er staat een aanhalingsteken of teken verkeerd."
        }
    except python_calamine.PasswordError:
        yield {
            "unusable": "Het bestand heeft een wachtwoord. Haal het wachtwoord eraf en sla het opnieuw op."
        }
    except (
        python_calamine.CalamineError, zipfile.BadZipFile, expat.ExpatError, ElementTree.ParseError,
        DefusedXmlException, zlib.error, LookupError, ValueError, EOFError, NotImplementedError, RuntimeError, OSError,
    ):  # fmt: skip
        yield {"unusable": DAMAGED}


def main() -> None:
    """Set the limits before the first byte is read."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    content = sys.stdin.buffer.read()
    for line in lines(sys.argv[1], content):
        sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
