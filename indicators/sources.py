"""Spreadsheets that people bring: xlsx, ods or csv, read row by row without trusting them.

What a file is follows from its bytes, never from its name. Its size and unpacked size are checked first; then a child
process with limits reads it (reading.py). A file that cannot be used raises Refused with one sentence.
"""

import io
import json
import subprocess
import sys
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from twenterand.unreadable import quoted
from twenterand.workflow import Refused

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 300 * MEGABYTE
MOST_PARTS = 2000
SECONDS = 60
REMEMBERED = 200_000

NO_SPREADSHEET = "Dit is geen rekenblad. Kies een bestand in de vorm xlsx, ods of csv."
LOCKED = "Het bestand heeft een wachtwoord. Haal het wachtwoord eraf en sla het opnieuw op."
TOO_BIG = (
    "Dit bestand vraagt te veel geheugen of tijd om te lezen. Verwijder lege rijen en kolommen en bladen die u niet "
    "nodig hebt, en sla het opnieuw op."
)
OTHER_FORMATS = {
    "xl/workbook.bin": "Dit is een xlsb-bestand. Sla het in uw rekenprogramma op als xlsx.",
    "word/document.xml": NO_SPREADSHEET,
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Typed(NamedTuple):
    """A cell that is not text: kind "number", "percentage", "yes", "no", "date" or "error", with its value."""

    kind: str
    text: str


Cell = str | Typed | None


class _Written:
    """What the child wrote, on disk and not in memory. Goes when the last sheet that reads from it goes."""

    def __init__(self):
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the line below
        weakref.finalize(self, self.file.close)


@dataclass(frozen=True)
class Sheet:
    """One sheet; `merged` are ranges such as "B1:D1"."""

    name: str
    visible: bool
    merged: tuple[str, ...]
    _written: "_Written" = field(repr=False)
    _start: int

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Row number and cells, from column A, of every row with something in it. Can be gone through again."""
        file = self._written.file
        file.seek(self._start)
        memo: dict[object, Cell] = {}
        while line := file.readline():
            value = json.loads(line)
            if not isinstance(value, list):
                return
            yield value[0], [_cell(one, memo) for one in value[1]]


def read(content: bytes, *, kind: str = "") -> list[Sheet]:
    """The sheets of a file, hidden ones included. `kind` skips the look at the bytes."""
    kind = kind or kind_of(content)
    written = _Written()
    with tempfile.TemporaryFile() as given:
        given.write(content)
        given.seek(0)
        command = [sys.executable, "-m", "indicators.reading", kind]
        try:
            code = subprocess.run(
                command,
                stdin=given,
                stdout=written.file,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                cwd=ROOT,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise Refused(TOO_BIG) from None
    return _sheets(written, code)


def kind_of(content: bytes) -> str:
    """ "xlsx", "ods" or "csv"; raises Refused for what is none of these or too large."""
    if not content.strip():
        raise Refused("Het bestand is leeg.")
    if len(content) > MOST_BYTES:
        size = -(-len(content) // MEGABYTE)
        raise Refused(
            f"Het bestand is {size} MB groot. Ten hoogste {MOST_BYTES // MEGABYTE} MB kan worden ingelezen. "
            "Verdeel het over meer bestanden."
        )
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused(LOCKED)
        raise Refused(
            "Dit is een oud xls-bestand of geen rekenblad. Sla het in uw rekenprogramma op als xlsx."
        )
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")) or (
        b"\0" in content and not wide
    ):
        raise Refused(NO_SPREADSHEET)
    return "csv"


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _kind_of_parts(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        raise Refused(
            "Het bestand is beschadigd en niet te lezen. Open het in uw rekenprogramma en sla het opnieuw op."
        ) from None


def _kind_of_parts(archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise Refused(
            f"Uitgepakt is dit bestand {-(-unpacked // MEGABYTE)} MB groot, in {len(parts)} delen. "
            f"Ten hoogste {MOST_UNPACKED // MEGABYTE} MB kan worden ingelezen. Verdeel het over meer bestanden."
        )
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(LOCKED)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if {"mimetype", "content.xml"} <= names and b"opendocument.spreadsheet" in archive.read("mimetype"):
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Refused(LOCKED)
        return "ods"
    raise Refused(
        next((sentence for part, sentence in OTHER_FORMATS.items() if part in names), NO_SPREADSHEET)
    )


def _sheets(written: _Written, code: int) -> list[Sheet]:
    """The heads in what the child wrote; rows are read when they are asked for."""
    out = written.file
    out.seek(0)
    sheets, ended = [], False
    while line := out.readline():
        if line.startswith(b"["):
            continue
        try:
            head = json.loads(line)
        except ValueError:
            break
        if sentence := head.get("unusable"):
            raise Refused(sentence)
        if ended := "end" in head:
            break
        sheets.append(Sheet(head["sheet"], head["visible"], tuple(head["merged"]), written, out.tell()))
    if code or not ended:
        # Killed by its limits, or the reader gave up on a file that makes no sense.
        raise Refused(TOO_BIG)
    return sheets


def _cell(value: object, memo: dict[object, Cell]) -> Cell:
    """The cell as people see it; equal cells are one object, since tables repeat themselves."""
    if value is None:
        return None
    if isinstance(value, bool):
        return Typed("yes" if value else "no", "Ja" if value else "Nee")
    key = tuple(value) if isinstance(value, list) else value
    if key not in memo:
        if len(memo) >= REMEMBERED:
            memo.clear()
        memo[key] = Typed(*key) if isinstance(key, tuple) else key
    return memo[key]


def shown(cell: Cell) -> str:
    """A cell in a sentence or a list."""
    if cell is None:
        return ""
    return cell.text if isinstance(cell, Typed) else cell


def choose(sheets: list[Sheet], name: str) -> Sheet:
    """The sheet with this name; raises Refused with the names that there are."""
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    known = ", ".join(quoted(sheet.name) for sheet in sheets if sheet.visible)
    raise Refused(f"Het bestand heeft geen blad {quoted(name)}. Wel: {known}.")
