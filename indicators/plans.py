"""The plan of an import: every cell of the file with what would become of it. Kept as compressed lines, so that a
hundred thousand cells take little memory, and read back lazily."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indicators.models import FigureImport
from indicators.querysets import Slot


class Status(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    INVALID = "invalid"
    REFUSED = "refused"


LABELS = {
    Status.NEW: "nieuw",
    Status.CHANGED: "gewijzigd",
    Status.SAME: "gelijk",
    Status.EMPTY: "leeg in het bestand",
    Status.UNKNOWN: "niet herkend",
    Status.INVALID: "ongeldig",
    Status.REFUSED: "mag niet",
}
WRITTEN = (Status.NEW, Status.CHANGED)
WRONG = (Status.UNKNOWN, Status.INVALID, Status.REFUSED)


@dataclass(slots=True)
class Planned:
    """One cell. `raw` is what would be kept and `old` what stands there now, as printed; `version` is that of the
    figure that was seen (0: none). `provisional`, `reference_date` and `source_note` are None where the file says
    nothing. `field` is the last part of the row that was read: what is wrong with an invalid cell.
    `decides`: a settled target that only changes by a decision."""

    status: Status
    row: int
    column: str
    name: str
    heading: str
    raw: str
    old: str = ""
    reason: str = ""
    version: int = 0
    slot: Slot | None = None
    provisional: bool | None = None
    reference_date: date | None = None
    source_note: str | None = None
    field: str = ""
    decides: bool = False

    @property
    def place(self) -> str:
        """The cell in the file, such as D5."""
        return f"{self.column}{self.row}"

    @property
    def where(self) -> str:
        """The place in a sentence; a file without columns numbers its figures (deliveries.py)."""
        return f"in cel {self.place}" if self.column else f"bij nummer {self.row}"

    @property
    def label(self) -> str:
        """The status in words."""
        return LABELS[self.status]

    @property
    def warns(self) -> bool:
        """Whether it is only written when a person chooses it: it can be, but looks wrong (`reason`)."""
        return self.writable and bool(self.reason)

    @property
    def writable(self) -> bool:
        """Whether there is something to write."""
        return self.status in WRITTEN


def pack(cells: Iterable[Planned]) -> tuple[bytes, dict[str, int], list[int]]:
    """The cells as bytes, how many there are of each status, and the places of those that warn."""
    packer, parts, counts, warned = zlib.compressobj(6), [], Counter(), []
    for place, cell in enumerate(cells):
        if cell.warns:
            warned.append(place)
        counts[cell.status.value] += 1
        parts.append(packer.compress(_line(cell).encode() + b"\n"))
    parts.append(packer.flush())
    return b"".join(parts), {status.value: counts[status.value] for status in Status}, warned


def unpack(packed: bytes) -> Iterator[Planned]:
    """The cells again, one at a time."""
    unpacker, rest = zlib.decompressobj(), b""
    for start in range(0, len(packed), 65536):
        *lines, rest = (rest + unpacker.decompress(packed[start : start + 65536])).split(b"\n")
        yield from map(_cell, lines)
    yield from map(_cell, filter(None, (rest + unpacker.flush()).split(b"\n")))


def cells(record: FigureImport) -> Iterator[Planned]:
    """The cells of the plan of an import, in the order of the file."""
    return unpack(bytes(record.plan or b""))


def chosen(record: FigureImport) -> Iterator[Planned]:
    """The cells that would be written: new or changed, and not skipped by the person."""
    skipped = set(record.skipped)
    return (cell for place, cell in enumerate(cells(record)) if cell.writable and place not in skipped)


def _line(cell: Planned) -> str:
    slot = list(cell.slot) if cell.slot else None
    if slot:
        slot[3], slot[4] = slot[3].isoformat(), slot[4].isoformat()
    day = cell.reference_date.isoformat() if cell.reference_date else None
    values = [cell.status, cell.row, cell.column, cell.name, cell.heading, cell.raw, cell.old, cell.reason]
    values += [cell.version, slot, cell.provisional, day, cell.source_note, cell.field, cell.decides]
    return json.dumps(values, ensure_ascii=True)


def _cell(line: bytes) -> Planned:
    status, row, column, name, heading, raw, old, reason, version, slot, provisional, day, *more = json.loads(
        line
    )
    if slot:
        slot[3], slot[4] = date.fromisoformat(slot[3]), date.fromisoformat(slot[4])
    return Planned(
        Status(status), row, column, name, heading, raw, old, reason, version, Slot(*slot) if slot else None,
        provisional, date.fromisoformat(day) if day else None, *more,
    )  # fmt: skip
