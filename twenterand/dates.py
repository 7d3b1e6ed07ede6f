"""Dates as people in the Netherlands write them, read and printed. `numbers.py` re-exports both functions."""

import re
from datetime import date

from twenterand.unreadable import Unreadable, quoted

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
# The policy cycle looks back and ahead some decades; any other year is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_SHORT_MONTHS = {month[:3]: number for number, month in enumerate(MONTHS, 1)} | {"mrt": 3, "sept": 9}
_NUMBERED = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_WRITTEN = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[a-z]+)\.? (?P<year>[0-9]{4})")
_OTHER_MARKS = re.compile(r"([0-9]{1,2}) ?[-/. ] ?([0-9]{1,2}) ?[-/. ] ?([0-9]{4}|[0-9]{2})")


def parse_date(raw: str) -> date:
    """Read d-m-jjjj, jjjj-mm-dd or "1 januari 2026"; raises Unreadable for all else, also 31 februari."""
    text = " ".join(raw.split()).casefold()
    if not text:
        raise Unreadable("De datum is leeg. Vul een datum in, bijvoorbeeld 31-12-2026.")
    match = _NUMBERED.fullmatch(text) or _ISO.fullmatch(text) or _WRITTEN.fullmatch(text)
    if not match:
        raise Unreadable(
            f"{quoted(raw)} is geen datum. Schrijf een datum als 31-12-2026 of als 31 december 2026.",
            _suggested(text),
        )
    month = match["month"]
    number = int(month) if month.isdigit() else _month_number(month)
    return _existing(raw, int(match["year"]), number, int(match["day"]))


def format_date(value: date) -> str:
    """The date written out: "1 januari 2026"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _month_number(name: str) -> int:
    """1 to 12, or 0 for a word that is not a month."""
    return MONTHS.index(name) + 1 if name in MONTHS else _SHORT_MONTHS.get(name, 0)


def _existing(raw: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(
            f"Het jaar {year} in {quoted(raw)} kan niet kloppen. "
            f"Gebruik een jaar van {FIRST_YEAR} tot en met {LAST_YEAR}."
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"De datum {quoted(raw)} bestaat niet. Kijk de dag en de maand na.") from None


def _suggested(text: str) -> tuple[str, ...]:
    """The date that was probably meant by "1/2/2026" or "1-2-26", in the spelling that is accepted."""
    match = _OTHER_MARKS.fullmatch(text)
    if not match:
        return ()
    day, month, year = (int(part) for part in match.groups())
    try:
        return (format_date(date(year + 2000 if year < 100 else year, month, day)),)
    except ValueError:
        return ()
