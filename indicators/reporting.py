"""What a function must report: for which period, before which day, and what is late.

Two things ask for a figure. A table that is being worked on (of a document that was not published yet, or in a
chapter that is in editing again) has an empty cell for a period that is over, as far as obligations.py finds it worth
asking. And an indicator that is measured every quarter, month or school year misses an actual of a period since it was
first measured. A fixed number of queries, however much there is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from indicators import places, querysets
from indicators.locks import Locks
from indicators.models import Figure, FigureKind, Indicator, PeriodKind, TableColumn, TableRow
from indicators.obligations import Known
from indicators.periods import Period, month, quarter, school_year
from indicators.places import Columns
from indicators.querysets import Slot
from policy import editing
from policy.models import Document, ReviewState
from twenterand.accounts.models import Function, Organisation
from twenterand.numbers import State

PERIODIC = (PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.SCHOOL_YEAR)
MOST_PERIODS = 8
DUE_DAYS = 60
RELATED = ("indicator__holder", "group__table__chapter__owner", "group__table__chapter__document")
# What a duty and a judgement look at: a page of hundreds of rows leaves the long texts in the database.
INDICATOR = (
    "uid", "name", "slug", "unit", "direction", "decimals", "first_year", "last_year", "lapsed", "due_days", "formula",
    "successor", "superseded_reason", "attention_percent", "off_percent", "band_low", "band_high",
    "default_period_kind", "holder__name",
)  # fmt: skip
CHAPTER = (
    "title",
    "slug",
    "state",
    "owner__name",
    "document__title",
    "document__slug",
    "document__figures_due",
)
NEEDED = (
    "label", "area", "breakdown",
    *(f"indicator__{name}" for name in INDICATOR),
    "group__table__id",
    *(f"group__table__chapter__{name}" for name in CHAPTER),
)  # fmt: skip


@dataclass(frozen=True)
class Duty:
    """One figure that `owner` still has to report; `due` is the first day on which it is late.

    `promised` says that "volgt" stands there now; `rhythm` that no table asks for it, but how often it is measured.
    """

    owner: Function
    label: str
    period: Period
    due: date
    late: bool
    address: tuple
    place: str
    slot: Slot
    promised: bool = False
    rhythm: bool = False

    @property
    def href(self) -> str:
        """Where it is filled in: the cell, else the card of the indicator."""
        name, *arguments = self.address
        return reverse(name, args=arguments)

    @property
    def key(self) -> str:
        """What tells it from every other figure, for the reminders that were sent."""
        parts = (self.slot.indicator_id, self.slot.period_kind, self.slot.first_day, self.slot.last_day)
        return "/".join(str(part) for part in (*parts, self.slot.area_id or "", self.slot.breakdown))


def duties(*, functions: Iterable[int] | None = None, today: date | None = None) -> list[Duty]:
    """What is to be reported for periods that are over, first what was due first.

    `functions` are primary keys; None means all. A figure that two tables ask for is asked for once.
    """
    today = today or timezone.localdate()
    wanted = None if functions is None else frozenset(functions)
    rules = Rules(today)
    found: dict[Slot, Duty] = {}
    for duty in [*_of_tables(rules, wanted), *_of_rhythm(rules, wanted)]:
        former = found.get(duty.slot)
        if former is None or duty.due < former.due:
            found[duty.slot] = duty
    return sorted(found.values(), key=lambda duty: (duty.due, duty.place, duty.label))


class Rules:
    """What holds for every duty: the day, the locks, the organisation's own term."""

    def __init__(self, today: date):
        self.today = today
        self.locks = Locks()
        self.area = querysets.our_area_id()
        days = Organisation.objects.values_list("due_days", flat=True).first()
        self._days = DUE_DAYS if days is None else days

    def due(self, indicator: Indicator, last_day: date, document: Document | None = None) -> date:
        """The first day on which a figure is late."""
        if document is not None and document.figures_due:
            return document.figures_due
        days = self._days if indicator.due_days is None else indicator.due_days
        return last_day + timedelta(days=days + 1)

    def asks(self, indicator: Indicator, slot: Slot) -> bool:
        """Whether anybody has to report this figure by hand, now that its period is over."""
        if slot.last_day >= self.today or indicator.formula or indicator.superseded_reason:
            return False
        if indicator.lapsed and not indicator.last_year:
            return False
        if indicator.first_year and slot.last_day.year < indicator.first_year:
            return False
        if indicator.last_year and slot.first_day.year > indicator.last_year:
            return False
        return self.locks.covering(slot) is None


def rows_in_work(functions: Collection[int] | None = None) -> list[TableRow]:
    """The rows that one of these functions (primary keys; None: any) answers for and that are worked on: of documents
    that no publication was ever made of, and of chapters of the others that are in editing again. In printed order,
    with what a duty needs to know; two queries."""
    published = editing.published_slugs()
    open_again = Q(group__table__chapter__state=ReviewState.EDITING)
    rows = TableRow.objects.filter(~Q(group__table__chapter__document__slug__in=published) | open_again)
    if functions is not None:
        of_chapter = Q(indicator__holder=None, group__table__chapter__owner__in=functions)
        rows = rows.filter(Q(indicator__holder__in=functions) | of_chapter)
    order = ("group__table__chapter__position", "group__table__position", "group__position", "position", "pk")
    return list(rows.select_related(*RELATED).only(*NEEDED).order_by(*order))


def _of_tables(rules: Rules, functions: Collection[int] | None) -> Iterable[Duty]:
    rows = rows_in_work(functions)
    columns = Columns(row.group.table_id for row in rows)
    known = Known({row.indicator_id for row in rows}, rules.area)
    for row in rows:
        for column, slot in _open(rules, known, row, columns.of(row.group_id, row.group.table_id)):
            yield _of_cell(rules, row, column.pk, slot, promised=slot in known.states)


def _open(
    rules: Rules, known: Known, row: TableRow, columns: Iterable[TableColumn]
) -> list[tuple[TableColumn, Slot]]:
    """The cells of a row that are to be filled: each "volgt", and what is empty and worth asking."""
    slots = [(column, Slot.in_cell(row, column, rules.area)) for column in columns]
    slots = [
        (column, slot)
        for column, slot in slots
        if slot.kind == FigureKind.ACTUAL and rules.asks(row.indicator, slot) and not known.gone(slot)
    ]
    promised = [one for one in slots if known.states.get(one[1]) == State.NOT_YET_KNOWN]
    empty = [one for one in slots if one[1] not in known.states and not known.too_early(one[1])]
    if empty and known.never_measured(empty[0][1]) and not row.indicator.first_year:
        # Of what was never measured only the newest period can be expected.
        empty = [max(empty, key=lambda one: one[1].last_day)]
    return promised + [one for one in empty if not known.settled(row, one[1])]


def _of_cell(rules: Rules, row: TableRow, column: int, slot: Slot, *, promised: bool) -> Duty:
    chapter = row.group.table.chapter
    due = rules.due(row.indicator, slot.last_day, chapter.document)
    return Duty(
        owner=row.indicator.holder or chapter.owner,
        label=row.label,
        period=_period(slot),
        due=due,
        late=due <= rules.today,
        address=("indicators:cell", row.pk, column),
        place=f"{chapter.title}, {chapter.document.title}",
        slot=slot,
        promised=promised,
    )


def _of_rhythm(rules: Rules, functions: Collection[int] | None) -> Iterable[Duty]:
    """The periods of indicators that are measured more often than the documents print, or in school years."""
    measured = Indicator.objects.filter(default_period_kind__in=PERIODIC, holder__isnull=False)
    if functions is not None:
        measured = measured.filter(holder__in=functions)
    indicators = {one.pk: one for one in measured.select_related("holder")}
    states = _states(indicators)
    first: dict[tuple[int, str], date] = {}
    for slot in states:
        series = slot.indicator_id, slot.period_kind
        first[series] = min(slot.first_day, first.get(series, slot.first_day))
    open_slots = [slot for one in indicators.values() for slot in _missing(rules, one, states, first)]
    shown = {place.slot: place for place in reversed(places.showing(open_slots))} if open_slots else {}
    for slot in open_slots:
        indicator, place = indicators[slot.indicator_id], shown.get(slot)
        due = rules.due(indicator, slot.last_day)
        cell = ("indicators:cell", place.row, place.column) if place else None
        yield Duty(
            owner=indicator.holder,
            label=indicator.name,
            period=_period(slot),
            due=due,
            late=due <= rules.today,
            address=cell or ("indicators:card", indicator.slug),
            place=f"Elk{'e' if indicator.default_period_kind == PeriodKind.MONTH else ''} "
            f"{indicator.get_default_period_kind_display()}",
            slot=slot,
            promised=slot in states,
            rhythm=True,
        )


def _missing(
    rules: Rules, indicator: Indicator, states: dict[Slot, str], first: dict[tuple[int, str], date]
) -> list[Slot]:
    """The periods of an indicator without an actual: since its first one, and of the last eight that are over."""
    kind = indicator.default_period_kind
    since = first.get((indicator.pk, kind))
    if since is None:
        return []
    found = []
    for period in _ended(kind, rules.today):
        if period.first < since:
            break
        slot = Slot(indicator.pk, FigureKind.ACTUAL, kind, period.first, period.last, None, rules.area)
        if states.get(slot) in (None, State.NOT_YET_KNOWN) and rules.asks(indicator, slot):
            found.append(slot)
    return found


def _ended(kind: str, today: date) -> list[Period]:
    """The last periods of this kind that are over, newest first."""
    found, day = [], today
    while len(found) < MOST_PERIODS:
        period = _around(kind, day)
        if period.last < today:
            found.append(period)
        day = period.first - timedelta(days=1)
    return found


def _around(kind: str, day: date) -> Period:
    if kind == PeriodKind.MONTH:
        return month(day.year, day.month)
    if kind == PeriodKind.QUARTER:
        return quarter(day.year, (day.month + 2) // 3)
    return school_year(day.year if day.month >= 8 else day.year - 1)


def _period(slot: Slot) -> Period:
    return Period(PeriodKind(slot.period_kind), slot.first_day, slot.last_day)


def _states(indicators: Iterable[int]) -> dict[Slot, str]:
    """What was realised in periods shorter than a calendar year or in school years, as states by slot; one query."""
    found = Figure.objects.filter(
        indicator__in=set(indicators), kind=FigureKind.ACTUAL, period_kind__in=PERIODIC
    ).order_by()
    return {Slot(*values): state for *values, state in found.values_list(*Slot._fields, "state")}
