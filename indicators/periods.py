"""Periods: reading what people and tables call one ("2026", "1e kwartaal 2024"), and naming it again.

A period is its kind with its first and last day; the name follows from these and is never stored.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from indicators.models import PeriodFields, PeriodKind
from twenterand.dates import FIRST_YEAR, LAST_YEAR, MONTHS, format_date
from twenterand.unreadable import Unreadable, quoted

_YEAR = r"(?P<year>[1-9][0-9]{3})"
# Two digits only behind a slash: "2011-12" may as well be a month.
_YEARS = re.compile(
    rf"{_YEAR}(?: ?(?:/|-|–|t/m|tot en met) ?(?P<last>[1-9][0-9]{{3}})| ?/ ?(?P<short>[0-9]{{2}}))"
)
_SCHOOL_YEAR = re.compile(rf"schooljaar {_YEARS.pattern}")
_QUARTERS = (
    re.compile(rf"{_YEAR}[- ]?[qk](?P<quarter>[1-4])"),
    re.compile(rf"[qk](?P<quarter>[1-4])[- ]{_YEAR}"),
    re.compile(rf"(?P<quarter>[1-4])(?:e|ste|de)? kwartaal(?: van)? {_YEAR}"),
)
_MONTH = re.compile(rf"(?P<month>{'|'.join(MONTHS)}) {_YEAR}")
_ISO_MONTH = re.compile(rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """A value: two periods with the same kind and days are the same period."""

    kind: PeriodKind
    first: date
    last: date

    @classmethod
    def of(cls, record: PeriodFields) -> "Period":
        """The period of a figure or a column."""
        return cls(PeriodKind(record.period_kind), record.first_day, record.last_day)

    @classmethod
    def parse(cls, raw: str) -> "Period":
        """Read the name of a period; raises Unreadable with a sentence for anything else.

        "2022/2023" is two years measured as one; a school year has the word "schooljaar" before it.
        """
        period = _read(" ".join(raw.split()).casefold())
        if period is None:
            raise Unreadable(
                f"{quoted(raw)} is geen periode. Schrijf bijvoorbeeld 2026, 2022/2023, 1e kwartaal 2024, "
                "januari 2024 (of 2024-01) of schooljaar 2023/2024."
            )
        if period.first.year < FIRST_YEAR or period.last.year > LAST_YEAR:
            raise Unreadable(
                f"De periode {quoted(raw)} kan niet kloppen. "
                f"Gebruik jaren van {FIRST_YEAR} tot en met {LAST_YEAR}."
            )
        return period

    def fields(self) -> dict[str, object]:
        """The model fields that hold it, for creating and filtering."""
        return {"period_kind": self.kind, "first_day": self.first, "last_day": self.last}

    @property
    def label(self) -> str:
        """The name people use; `parse` reads it back. Days that do not fit the kind are written out."""
        name = _NAMES[self.kind](self)
        if self == _whole(self):
            return name
        return f"{format_date(self.first)} tot en met {format_date(self.last)}"

    def moved(self, years: int) -> "Period":
        """The same period so many years later: February keeps its last day, whatever its length."""
        later = Period(self.kind, _moved(self.first, years), _moved(self.last, years))
        return _whole(later) if self == _whole(self) else later

    def __str__(self) -> str:
        return self.label


def year(number: int) -> Period:
    """One calendar year."""
    return Period(PeriodKind.YEAR, date(number, 1, 1), date(number, 12, 31))


def years(first: int, last: int) -> Period:
    """Two or more calendar years that were measured as one, such as those of the GGD monitor."""
    return Period(PeriodKind.MULTI_YEAR, date(first, 1, 1), date(last, 12, 31))


def quarter(number: int, which: int) -> Period:
    """Quarter `which` (1 to 4) of a year."""
    end = 3 * which
    return Period(PeriodKind.QUARTER, date(number, end - 2, 1), date(number, end, monthrange(number, end)[1]))


def month(number: int, which: int) -> Period:
    """Month `which` (1 to 12) of a year."""
    return Period(PeriodKind.MONTH, date(number, which, 1), date(number, which, monthrange(number, which)[1]))


def school_year(first: int) -> Period:
    """A Dutch school year: 1 August of the first year up to 31 July of the next."""
    return Period(PeriodKind.SCHOOL_YEAR, date(first, 8, 1), date(first + 1, 7, 31))


def _read(text: str) -> Period | None:
    if re.fullmatch(_YEAR, text):
        return year(int(text))
    for pattern in _QUARTERS:
        if found := pattern.fullmatch(text):
            return quarter(int(found["year"]), int(found["quarter"]))
    if found := _MONTH.fullmatch(text):
        return month(int(found["year"]), MONTHS.index(found["month"]) + 1)
    if found := _ISO_MONTH.fullmatch(text):
        number, which = int(found["year"]), int(found["month"])
        # "2011-12" may as well be two years.
        return month(number, which) if which != number % 100 + 1 else None
    if found := _SCHOOL_YEAR.fullmatch(text):
        first, last = _pair(found)
        return school_year(first) if last == first + 1 else None
    if found := _YEARS.fullmatch(text):
        first, last = _pair(found)
        return years(first, last) if first < last else None
    return None


def _pair(found: re.Match[str]) -> tuple[int, int]:
    """Both years; "2023/24" is short for "2023/2024"."""
    first = int(found["year"])
    return first, int(found["last"] or f"{first // 100}{found['short']}")


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _whole(period: Period) -> Period:
    """The period of the same kind that starts in the same year or month, with the days that fit its kind."""
    first = period.first
    match period.kind:
        case PeriodKind.YEAR:
            return year(first.year)
        case PeriodKind.QUARTER:
            return quarter(first.year, (first.month + 2) // 3)
        case PeriodKind.MONTH:
            return month(first.year, first.month)
        case PeriodKind.SCHOOL_YEAR:
            return school_year(first.year)
        case PeriodKind.MULTI_YEAR:
            return years(first.year, max(period.last.year, first.year + 1))


_NAMES = {
    PeriodKind.YEAR: lambda period: f"{period.first.year}",
    PeriodKind.MULTI_YEAR: lambda period: f"{period.first.year}/{period.last.year}",
    PeriodKind.QUARTER: lambda period: f"{(period.first.month + 2) // 3}e kwartaal {period.first.year}",
    PeriodKind.MONTH: lambda period: f"{MONTHS[period.first.month - 1]} {period.first.year}",
    PeriodKind.SCHOOL_YEAR: lambda period: f"schooljaar {period.first.year}/{period.last.year}",
}
