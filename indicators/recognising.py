"""What the columns of a sheet mean: a wide table (indicator × year, as in the kadernota), or one figure a row.

Every column gets a code: the value of a `Role`, or for a column of figures "actual|2024|" or
"target|2026|slug-of-document". Codes are what the mapping page offers and what is remembered.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice

from indicators.models import FigureKind
from indicators.periods import Period
from indicators.sources import Cell, Sheet, Typed, shown
from indicators.survey import letters, place
from twenterand.unreadable import Unreadable, quoted
from twenterand.workflow import Refused

SEARCHED_ROWS = 30


class Role(StrEnum):
    """What a column without figures says about its row."""

    IGNORED = ""
    KEY = "key"
    NAME = "name"
    KIND = "kind"
    PERIOD = "period"
    VALUE = "value"
    DOCUMENT = "document"
    AREA = "area"
    BREAKDOWN = "breakdown"
    PROVISIONAL = "provisional"
    REFERENCE_DATE = "reference_date"
    SOURCE_NOTE = "source_note"


ROLE_LABELS = {
    Role.IGNORED: "niet gebruiken",
    Role.KEY: "sleutel (adres van de indicator)",
    Role.NAME: "naam van de indicator",
    Role.KIND: "soort (begroot of gerealiseerd)",
    Role.PERIOD: "periode",
    Role.VALUE: "waarde",
    Role.DOCUMENT: "document dat het doel vaststelde",
    Role.AREA: "gebied",
    Role.BREAKDOWN: "uitsplitsing",
    Role.PROVISIONAL: "voorlopig (ja of nee)",
    Role.REFERENCE_DATE: "peildatum",
    Role.SOURCE_NOTE: "bronverwijzing",
}
_ROLES = {
    Role.KEY: ("sleutel", "adres", "indicatorcode"),
    Role.NAME: ("indicator", "naam", "prestatie-indicator", "effectindicator", "omschrijving", "indicatoren"),
    Role.KIND: ("soort", "type"),
    Role.PERIOD: ("periode", "jaar"),
    Role.VALUE: ("waarde", "cijfer", "aantal"),
    Role.DOCUMENT: ("document", "vastgesteld in"),
    Role.AREA: ("gebied", "gemeente"),
    Role.BREAKDOWN: ("uitsplitsing",),
    Role.PROVISIONAL: ("voorlopig",),
    Role.REFERENCE_DATE: ("peildatum",),
    Role.SOURCE_NOTE: ("bronverwijzing",),
}
ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}
KIND_OF = dict.fromkeys(("begroot", "begroting", "doel", "streefwaarde"), FigureKind.TARGET) | dict.fromkeys(
    ("gerealiseerd", "realisatie", "werkelijk"), FigureKind.ACTUAL
)
_IN_BRACKETS = re.compile(r"(?P<text>.*?) ?\((?P<document>.+)\)")


@dataclass(frozen=True)
class Heading:
    """A column of figures; `kind` is empty where the head has only a year, `document` is as it was written."""

    kind: str
    period: Period
    document: str = ""

    @property
    def code(self) -> str:
        return f"{self.kind}|{self.period.label}|{self.document}"

    @classmethod
    def of(cls, code: str) -> "Heading | None":
        """The heading with this code; None for the code of a role. Raises Unreadable for nonsense."""
        if "|" not in code:
            return None
        kind, period, document = code.split("|", 2)
        if kind not in ("", *FigureKind.values):
            raise Unreadable(f"{quoted(code)} is geen betekenis van een kolom.")
        return cls(kind, Period.parse(period), document)

    @property
    def label(self) -> str:
        """In words: "Begroot 2026"."""
        return (
            f"{FigureKind(self.kind).label.capitalize()} {self.period.label}"
            if self.kind
            else self.period.label
        )


@dataclass(frozen=True)
class Layout:
    """Where the head of a sheet stands and what it says: texts and codes by column, from 0."""

    head: int
    texts: tuple[str, ...]
    codes: tuple[str, ...]

    @cached_property
    def roles(self) -> dict[Role, int]:
        """The columns that say something about their row."""
        return {Role(code): place for place, code in enumerate(self.codes) if code and "|" not in code}

    @cached_property
    def headings(self) -> dict[int, Heading]:
        """The columns of figures."""
        found = ((place, Heading.of(code)) for place, code in enumerate(self.codes))
        return {place: heading for place, heading in found if heading}

    @property
    def complete(self) -> bool:
        """Whether rows can be read with it: which indicator, and somewhere a figure."""
        roles = set(self.roles)
        known = roles & {Role.NAME, Role.KEY}
        return bool(known) and (bool(self.headings) or {Role.VALUE, Role.PERIOD} <= roles)


def folded(text: str) -> str:
    """A text for comparing: one space between words, lower case."""
    return " ".join(text.split()).casefold()


def heading(text: str) -> Heading | None:
    """What "Begroot 2026 (Kadernota 2026)", "2024 gerealiseerd" or "2024" says; None for other text."""
    text = " ".join(text.split())
    document = ""
    if found := _IN_BRACKETS.fullmatch(text):
        text, document = found["text"], found["document"]
    kind, rest = "", []
    for word in text.split():
        meant = KIND_OF.get(word.casefold().strip(":-*"))
        if meant and not kind:
            kind = meant.value
        else:
            rest.append(word)
    try:
        return Heading(kind, Period.parse(" ".join(rest)), document)
    except Unreadable:
        return None


def find(sheet: Sheet) -> Layout | None:
    """The head of a sheet, within its first rows; None where nothing looks like one.

    Raises Refused for a head with merged cells or with the same column twice.
    """
    above: tuple[int, tuple[str, ...]] = (0, ())
    for number, cells in islice(sheet.rows(), SEARCHED_ROWS):
        texts = tuple(" ".join(_head_text(cell).split()) for cell in cells)
        layout = _layout(number, texts)
        if layout:
            used = {number}
            if any(not one.kind for one in layout.headings.values()) and _kinds(above[1]):
                used.add(above[0])
                layout = _layout(number, _joined(above[1], texts)) or layout
            _refuse_merged(sheet, used)
            _refuse_twice(layout)
            return layout
        above = number, texts
    return None


def _head_text(cell: Cell) -> str:
    return "" if isinstance(cell, Typed) and cell.kind == "date" else shown(cell)


def _layout(number: int, texts: tuple[str, ...]) -> Layout | None:
    codes = []
    for text in texts:
        found = heading(text)
        codes.append(found.code if found else ROLE_OF.get(folded(text), Role.IGNORED).value)
    headings = [Heading.of(code) for code in codes if "|" in code]
    named = Role.NAME in codes or Role.KEY in codes
    if not named and any(one.kind for one in headings):
        # A table as in the kadernota, with another word above its first column.
        first = next((place for place, code in enumerate(codes) if "|" not in code), None)
        if first is not None:
            codes[first] = Role.NAME.value
    # "Aantal" and "type" are heads of long tables only.
    if headings:
        codes = [
            Role.IGNORED.value if code in (Role.VALUE, Role.PERIOD, Role.KIND) else code for code in codes
        ]
    layout = Layout(number, texts, tuple(codes))
    return layout if layout.complete else None


def _kinds(texts: Iterable[str]) -> bool:
    return any(folded(text) in KIND_OF for text in texts)


def _joined(above: tuple[str, ...], texts: tuple[str, ...]) -> tuple[str, ...]:
    """Heads of two rows as one: "Begroot" above "2026"."""
    upper = (*above, *[""] * len(texts))
    return tuple(
        f"{upper[place]} {text}" if _kinds([upper[place]]) else text for place, text in enumerate(texts)
    )


def _refuse_merged(sheet: Sheet, rows: set[int]) -> None:
    for reference in sheet.merged:
        first, _, last = reference.partition(":")
        top, bottom = place(first), place(last or first)
        if top and bottom and any(top[0] <= row <= bottom[0] for row in rows):
            raise Refused(
                f"In de kop van het blad zijn cellen samengevoegd ({reference}). Splits ze en zet boven elke kolom "
                "de soort en het jaar, bijvoorbeeld “Begroot 2026”."
            )


def _refuse_twice(layout: Layout) -> None:
    seen: dict[str, int] = {}
    for column, (text, code) in enumerate(zip(layout.texts, layout.codes, strict=True)):
        if not code:
            continue
        if (other := seen.setdefault(code, column)) != column:
            raise Refused(
                f"De kolom {quoted(text)} staat twee keer in het bestand: in kolom {letters(other + 1)} en in kolom "
                f"{letters(column + 1)}. Verwijder er één of geef die een andere naam."
            )
