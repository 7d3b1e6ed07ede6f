"""Where the rows of tables stand: the newest actual of each against its target, with what people said about it.

The target is that of the actual's own period in the table; where the table has none, the first later one. A kadernota
prints actuals of two years ago beside the targets of this year and the next, so the sum names both periods.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from indicators import grid, querysets
from indicators.models import (
    Assessment,
    Direction,
    Figure,
    FigureKind,
    Indicator,
    PeriodKind,
    Status,
    TableRow,
)
from indicators.periods import Period
from indicators.places import Columns
from indicators.querysets import Series, Slot
from indicators.status import Judgement, Measured, Progress, Terms, judge, progress
from policy.models import Chapter
from twenterand.accounts.models import Organisation
from twenterand.numbers import State

DEVIATING = (Status.ATTENTION, Status.OFF)
LONGEST = 300
_YEARS = {PeriodKind.YEAR, PeriodKind.MULTI_YEAR}


class Place(Protocol):
    """A column: only what tells its period and kind."""

    kind: str
    period_kind: str
    first_day: date
    last_day: date
    document_id: int | None


class Counted(Protocol):
    """A figure: only what counts."""

    state: str
    number: Decimal | None


class Key(NamedTuple):
    """What an assessment is about."""

    document_id: int
    indicator_id: int
    period_kind: str
    first_day: date
    last_day: date
    area_id: int | None
    breakdown: str

    @classmethod
    def of(cls, assessment: Assessment) -> "Key":
        """The key of a stored assessment, or of a row of its history."""
        return cls(*(getattr(assessment, name) for name in cls._fields))


@dataclass(frozen=True)
class Standing:
    """One row: the judgement, and the assessment as far as it was written for the sum of now (`current`).

    An assessment for other values stays readable, but decides nothing any more. `way` is the oldest actual, the newest
    and the target, where there are all three; `later` the periods of actual and target, where those differ.
    """

    key: Key
    judgement: Judgement
    terms: Terms
    way: tuple[Measured, Measured, Measured] | None = None
    assessment: Assessment | None = None
    current: bool = False
    later: tuple[str, str] | None = None

    @property
    def why_target(self) -> str:
        """Why the target of another period counts; empty where it is that of the period itself."""
        if not self.later or self.terms.direction == Direction.BAND:
            return ""
        return "Voor {} staat in deze tabel geen doel. Daarom telt het eerste doel daarna: {}.".format(
            *self.later
        )

    @property
    def sum(self) -> str:
        """The sum in words; this is what an explanation is written for."""
        return self.judgement.sum[:LONGEST]

    @property
    def progress(self) -> Progress | None:
        """How far it is from the oldest actual to the target."""
        return progress(*self.way, self.terms) if self.way else None

    @property
    def own(self) -> bool:
        """Whether a person decided on another status than the computed one."""
        return bool(self.current and self.assessment.status)

    @property
    def status(self) -> Status:
        """The own judgement where there is one, else the computed status."""
        return Status(self.assessment.status) if self.own else self.judgement.status

    @property
    def reason(self) -> str:
        """Why a person decided on another status; empty without."""
        return self.assessment.status_reason if self.own else ""

    @property
    def explanation(self) -> str:
        """The explanation of the values of now; empty without."""
        return self.assessment.explanation if self.current else ""

    @property
    def published(self) -> str:
        """The explanation as far as the document prints it."""
        return self.explanation if self.current and self.assessment.published else ""

    @property
    def missing(self) -> bool:
        """Whether the chapter cannot be submitted before somebody explains this row."""
        return self.status == Status.OFF and not self.explanation

    @property
    def deviates(self) -> bool:
        """Whether it asks for attention or is off target."""
        return self.status in DEVIATING

    @property
    def printed(self) -> dict[str, Any] | None:
        """What the document says about this row; nothing while nobody decided what is better, unless an explanation
        is to be printed."""
        if not self.terms.direction and not self.published:
            return None
        return {
            "status": str(self.status),
            "sum": self.sum,
            "explanation": self.published,
            "own": self.own,
            "reason": self.reason,
        }


class Standings:
    """The rows of some documents; what they need beside their figures is read once."""

    def __init__(self, documents: Iterable[int]):
        self._limits = limits()
        self.ours = querysets.our_area_id()
        said = Assessment.objects.filter(document__in=set(documents))
        self._said = {Key.of(assessment): assessment for assessment in said}
        self._found: dict[int, Standing] = {}

    def add(
        self,
        row_id: int,
        document_id: int,
        series: Series,
        indicator: Indicator,
        cells: Iterable[tuple[Place, Counted | None]],
    ) -> None:
        """Judge one row; `cells` are its columns, as printed, each with the figure that stands there."""
        actuals, targets = _numbers_first(cells)
        if not actuals:
            return
        (column, figure), start = actuals[0], actuals[-1]
        target = _target(column, targets, document_id)
        now, aim = _measured(column, figure), target and _measured(*target)
        terms = self._terms(indicator)
        judgement = judge(now, aim, terms)
        if judgement is None:
            return
        way = (_measured(*start), now, aim) if aim and len(actuals) > 1 else None
        period = (column.period_kind, column.first_day, column.last_day)
        where = (series.area_id or self.ours, series.breakdown)
        key = Key(document_id, series.indicator_id, *period, *where)
        later = (now.when, aim.when) if target and _days(target[0]) != _days(column) else None
        self._found[row_id] = Standing(key, judgement, terms, way, later=later)

    def all(self) -> dict[int, Standing]:
        """By primary key of the row. Rows of one key that add up differently share the explanation of either."""
        sums: dict[Key, set[str]] = {}
        for one in self._found.values():
            if one.key in self._said:
                sums.setdefault(one.key, set()).add(one.sum)
        return {row_id: self._with_said(one, sums.get(one.key)) for row_id, one in self._found.items()}

    def _with_said(self, standing: Standing, sums: set[str] | None) -> Standing:
        if sums is None:
            return standing
        said = self._said[standing.key]
        return replace(standing, assessment=said, current=said.explained in sums)

    def _terms(self, indicator: Indicator) -> Terms:
        attention, off = indicator.attention_percent, indicator.off_percent
        return Terms(
            direction=indicator.direction,
            attention=self._limits.attention if attention is None else attention,
            off=self._limits.off if off is None else off,
            low=indicator.band_low,
            high=indicator.band_high,
            unit=indicator.unit,
        )


def limits() -> Terms:
    """From what percent on a figure asks for attention and is off target, where its indicator does not say."""
    chosen = Organisation.objects.values_list("attention_percent", "off_percent").first()
    return Terms(attention=chosen[0], off=chosen[1]) if chosen else Terms()


def of_chapter(chapter: Chapter, tables: Iterable[grid.Table] | None = None) -> dict[int, Standing]:
    """Where every row of a chapter stands, by its primary key; rows without two numbers to compare have none.

    `tables` spares reading them again.
    """
    found = Standings([chapter.document_id])
    for table in grid.of_chapter(chapter) if tables is None else tables:
        for row in table.rows:
            record = row.record
            series = Series(record.indicator_id, record.area_id, record.breakdown)
            cells = ((cell.column, cell.figure) for cell in row.cells)
            found.add(record.pk, chapter.document_id, series, record.indicator, cells)
    return found.all()


def of_rows(keys: Iterable[int]) -> list[tuple[TableRow, Standing | None]]:
    """Some rows of any tables (by primary key) with where they stand, in a fixed number of queries."""
    rows = TableRow.objects.select_related("indicator", "group__table__chapter").in_bulk(set(keys)).values()
    columns = Columns(row.group.table_id for row in rows)
    known = Figure.objects.filter(indicator__in={row.indicator_id for row in rows})
    figures = {Slot.of(figure): figure for figure in known}
    found = Standings(row.group.table.chapter.document_id for row in rows)
    for row in rows:
        series = Series(row.indicator_id, row.area_id, row.breakdown)
        mine = columns.of(row.group_id, row.group.table_id)
        cells = [(column, figures.get(Slot.in_cell(row, column, found.ours))) for column in mine]
        found.add(row.pk, row.group.table.chapter.document_id, series, row.indicator, cells)
    standings = found.all()
    return [(row, standings.get(row.pk)) for row in rows]


def _numbers_first(cells: Iterable[tuple[Place, Counted | None]]) -> tuple[list, list]:
    """Actuals, newest first, as far as they are comparable with the newest; and the targets that are numbers.

    What is not known yet does not count; any other newest actual that is no number leaves nothing to judge.
    """
    known = [(column, figure) for column, figure in cells if figure and figure.state != State.NOT_YET_KNOWN]
    actuals = [pair for pair in known if pair[0].kind == FigureKind.ACTUAL]
    targets = [pair for pair in known if pair[0].kind == FigureKind.TARGET and pair[1].number is not None]
    actuals.sort(key=lambda pair: (-pair[0].last_day.toordinal(), pair[0].first_day))
    if not actuals or actuals[0][1].number is None:
        return [], targets
    newest = actuals[0][0]
    series = [pair for pair in actuals if pair[1].number is not None and _same_sort(pair[0], newest)]
    return series, targets


def _target(column: Place, targets: list, document_id: int):
    """The target for the period of an actual, or the first later one; that of the document itself goes first."""
    fitting = [
        pair
        for pair in targets
        if _same_sort(pair[0], column)
        and (_days(pair[0]) == _days(column) or pair[0].last_day > column.last_day)
    ]
    return min(
        fitting,
        key=lambda pair: (
            _days(pair[0]) != _days(column),
            pair[0].last_day,
            pair[0].document_id != document_id,
        ),
        default=None,
    )


def _days(column: Place) -> tuple[date, date]:
    return column.first_day, column.last_day


def _same_sort(one: Place, other: Place) -> bool:
    """A quarter is never held against a year: what is counted adds up."""
    return one.period_kind == other.period_kind or {one.period_kind, other.period_kind} <= _YEARS


def _measured(column: Place, figure: Counted) -> Measured:
    return Measured(Period.of(column).label, figure.state, figure.number)
