"""Locked periods: figures that nobody changes any more, because a document with them was adopted.

A lock covers every period that lies inside its days, of every area and breakdown, for targets, actuals or both.
"""

from datetime import date
from typing import Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators.models import FigureKind, Indicator, PeriodLock
from indicators.periods import Period
from twenterand import richtext
from twenterand.accounts import audit
from twenterand.accounts.models import Act, User
from twenterand.accounts.records import actor_name, keep, locked
from twenterand.accounts.rights import Action, require
from twenterand.numbers import format_date
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

MAX_REASON = 500


class Placed(Protocol):
    """What is asked about: a Slot, a Figure or a column."""

    kind: str
    first_day: date
    last_day: date


class Locks:
    """The locks that hold now, read in one query when this is made.

    A write makes it inside its transaction and after it locked its indicators: `lock` waits for those, so that a
    figure never slips in behind a lock.
    """

    def __init__(self):
        self.active = list(active())
        self._found: dict[tuple, PeriodLock | None] = {}

    def covering(self, slot: Placed) -> PeriodLock | None:
        """The lock under which this slot lies, if any; looked up once for each kind and period."""
        key = (slot.kind, slot.first_day, slot.last_day)
        if key not in self._found:
            self._found[key] = next((found for found in self.active if covers(found, slot)), None)
        return self._found[key]


def active() -> QuerySet[PeriodLock]:
    """The locks that hold now, newest period first."""
    return PeriodLock.objects.filter(unlocked_at=None).order_by("-first_day", "-pk")


def covers(record: PeriodLock, slot: Placed) -> bool:
    """Whether `slot` lies inside the days and the kind of this lock."""
    return (
        record.kind in ("", slot.kind)
        and record.first_day <= slot.first_day
        and slot.last_day <= record.last_day
    )


def label(record: PeriodLock) -> str:
    """The period in words, with the kind where it is one: "2023" or "2023, begroot"."""
    name = Period.of(record).label
    return f"{name}, {record.get_kind_display()}" if record.kind else name


def sentence(record: PeriodLock) -> str:
    """Why a figure cannot be changed, and whom to ask."""
    day = format_date(timezone.localdate(record.locked_at))
    reason = record.reason.rstrip(".")
    return (
        f"{_opening(record)} is vastgezet op {day}: {reason}. "
        "Vraag een eindredacteur om de periode vrij te geven."
    )


@transaction.atomic
def lock(*, period: Period, kind: str = "", reason: str, by: User | str) -> PeriodLock:
    """Lock a period; an empty `kind` locks targets and actuals. Refuses what a lock covers already."""
    _require(by)
    reason = _reason(reason, "Vul in waarom u deze periode vastzet, bijvoorbeeld het besluit van de raad.")
    if kind and kind not in FigureKind.values:
        raise Refused(f"{quoted(kind)} is geen soort cijfer. Kies begroot, gerealiseerd of allebei.")
    # Whoever is writing a figure now holds its indicator, and whoever comes next reads the locks after this one.
    list(Indicator.objects.select_for_update().order_by("pk").values_list("pk"))
    record = PeriodLock(**period.fields(), kind=kind, reason=reason)
    for other in active():
        if covers(other, record):
            day = format_date(timezone.localdate(other.locked_at))
            raise Refused(f"{_opening(record)} is al vastgezet op {day}. U hoeft niets te doen.")
    record.locked_by, record.locked_at = actor_name(by), timezone.now()
    keep(record, by=by, reason=reason)
    audit.log(Act.LOCKED, by=by, subject=record, label=label(record), note=reason)
    return record


@transaction.atomic
def unlock(*, record: PeriodLock, seen_version: int | None, reason: str, by: User | str) -> PeriodLock:
    """Free a period again. The lock stays on record with both reasons."""
    _require(by)
    reason = _reason(reason, "Vul in waarom u deze periode vrijgeeft. Uw collega’s zien dit.")
    current = locked(record, seen_version=seen_version)
    if current.unlocked_at is not None:
        day = format_date(timezone.localdate(current.unlocked_at))
        raise Refused(f"{_opening(current)} is al vrijgegeven op {day}. U hoeft niets te doen.")
    current.unlocked_by, current.unlocked_at = actor_name(by), timezone.now()
    current.unlock_reason = reason
    keep(current, by=by, reason=reason)
    audit.log(Act.UNLOCKED, by=by, subject=current, label=label(current), note=reason)
    return current


def _opening(record: PeriodLock) -> str:
    name = Period.of(record).label
    return f"{record.get_kind_display().capitalize()} {name}" if record.kind else name[:1].upper() + name[1:]


def _require(by: User | str) -> None:
    if not isinstance(by, str):
        require(by, Action.LOCK)


def _reason(reason: str, when_empty: str) -> str:
    reason = richtext.one_line(reason)
    if not reason:
        raise Refused(f"De reden is leeg. {when_empty}")
    if len(reason) > MAX_REASON:
        raise Refused(f"De reden is te lang: {len(reason)} tekens, er passen er {MAX_REASON}.")
    return reason
