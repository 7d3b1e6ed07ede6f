"""What one cell of a file says, and what it would do to the figure that stands there."""

from datetime import date
from decimal import Decimal

from indicators.models import Figure, FigureKind
from indicators.plans import Planned, Status
from indicators.recognising import Role
from indicators.sources import Cell, Typed, shown
from twenterand.numbers import (
    DECIMAL_PLACES,
    MAX_DIGITS,
    State,
    Value,
    format_cell,
    format_number,
    parse_cell,
    parse_date,
)
from twenterand.unreadable import Unreadable, quoted

LONGEST = 2000
LONGEST_NOTE = 300


def judge(cell: Planned, figure: Figure | None, decimals: int) -> Value | None:
    """Fill in what a cell would do to the figure that stands there; returns what it says where that can be read."""
    if figure:
        cell.version = figure.version
        cell.old = format_cell(figure.state, figure.number, figure.raw, decimals=decimals)
    if cell.status is Status.INVALID:
        return None
    cell.field = Role.VALUE
    if not cell.raw.strip():
        cell.status = Status.EMPTY
        return None
    try:
        value = parse_cell(cell.raw, decimals=decimals)
    except Unreadable as error:
        cell.status, cell.reason = Status.INVALID, error.sentence
        return None
    if figure is None:
        cell.status = Status.NEW
        return value
    differs = not same(value, figure)
    cell.decides = differs and figure.kind == FigureKind.TARGET
    same_extras = (
        cell.provisional in (None, figure.provisional)
        and cell.reference_date in (None, figure.reference_date)
        and cell.source_note in (None, figure.source_note)
    )
    cell.status = Status.SAME if same_extras and not differs else Status.CHANGED
    return value


def same(value: Value, figure: Figure) -> bool:
    """Whether a value says what the figure says, however it was typed: 1144 and 1.144 are one number."""
    if (value.state, value.number) != (figure.state, figure.number):
        return False
    if value.state in (State.TEXT, State.BELOW_THRESHOLD):
        return value.raw.split() == figure.raw.split()
    return True


def raw_of(cell: Cell) -> str:
    """What is kept of a cell: text as it stands, a number as it is written in Dutch. Raises Unreadable for a date or
    an error, which are never figures."""
    if not isinstance(cell, Typed):
        text = cell or ""
        if len(text) > LONGEST:
            raise Unreadable(f"{quoted(text)} is te lang: ten hoogste {LONGEST} tekens.")
        return text
    match cell.kind:
        case "number" | "percentage":
            return _number(cell)
        case "date":
            raise Unreadable(
                f"Het rekenprogramma maakte hier een datum van: {quoted(cell.text)}. Geef de cel de opmaak Tekst of "
                "Getal en typ de waarde opnieuw."
            )
        case "error":
            raise Unreadable(
                f"De formule in deze cel geeft een fout: {quoted(cell.text)}. Verbeter de formule."
            )
    return cell.text


def _number(cell: Typed) -> str:
    number = Decimal(cell.text)
    sign = "%" if cell.kind == "percentage" else ""
    if number.adjusted() >= MAX_DIGITS:
        raise Unreadable(f"{quoted(cell.text)} heeft te veel cijfers.")
    if number != round(number, DECIMAL_PLACES):
        written = quoted(f"{number:f}{sign}".replace(".", ","))
        raise Unreadable(
            f"{written} heeft meer dan {DECIMAL_PLACES} decimalen. Rond het getal af, bijvoorbeeld op "
            f"{format_number(round(number, 2))}{sign}."
        )
    return format_number(number) + sign


def note_of(text: str) -> str | None:
    """Where exactly a figure came from; an empty one leaves what there is."""
    if len(text) > LONGEST_NOTE:
        raise Unreadable(f"De bronverwijzing {quoted(text)} is langer dan {LONGEST_NOTE} tekens.")
    return text or None


def day_of(cell: Cell) -> date:
    if isinstance(cell, Typed) and cell.kind == "date":
        return parse_date(cell.text[:10])
    if isinstance(cell, Typed) and cell.kind == "number":
        raise Unreadable(
            f"De peildatum is een getal: {quoted(cell.text)}. Geef de kolom de opmaak Datum, of schrijf 31-12-2026."
        )
    return parse_date(shown(cell))
