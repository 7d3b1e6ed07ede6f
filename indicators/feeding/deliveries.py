"""Figures that a source system sends: judged and written by what reads files, and answered once per key.

A delivery is a table with one figure a row, so planning.py judges it and import_writing.py writes it, with the same
sentences, rights and locks. The body is kept as the source file of its figures.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from indicators import accepting, imports
from indicators.feeding import systems
from indicators.models import Delivery, FigureImport, FigureKind, SourceContent, SourceFile, SourceSystem
from indicators.naming import Names
from indicators.planning import Planner
from indicators.plans import WRITTEN, WRONG, Planned, Status
from indicators.recognising import Layout, Role
from twenterand.accounts.models import Act
from twenterand.workflow import Refused

COLUMNS = (
    Role.KEY, Role.KIND, Role.PERIOD, Role.VALUE, Role.DOCUMENT, Role.AREA, Role.BREAKDOWN, Role.PROVISIONAL,
    Role.REFERENCE_DATE, Role.SOURCE_NOTE,
)  # fmt: skip
KINDS = {FigureKind.ACTUAL: "gerealiseerd", FigureKind.TARGET: "begroot"}
ATTEMPTS = 3
REFUSALS = ("closed", "settled", "superseded", "retired", accepting.KIND, accepting.FUTURE)


class KeyReused(Exception):
    """The same key came with something else."""


class Gone(Exception):
    """The system lost its access while its request waited."""


@dataclass(frozen=True)
class Sent:
    """One figure as it was sent; None and "" mean that nothing was said."""

    indicator: str
    kind: str
    period: str
    value: str
    document: str = ""
    area: str = ""
    breakdown: str = ""
    provisional: bool | None = None
    reference_date: date | None = None
    source_note: str = ""


@dataclass(frozen=True)
class Answer:
    """`status` is 200, or 422 when a delivery was refused as a whole; `repeated` says that it was answered before."""

    status: int
    content: dict
    repeated: bool = False


def judge(system: SourceSystem, body: bytes, sent: Sequence[Sent]) -> Answer:
    """What a delivery would change. Keeps nothing."""
    with transaction.atomic():
        record = _planned(system, "proef", body, sent)
        answer = _answer(record, sent, dry_run=True, accepted=not _wrong(record), written=0)
        transaction.set_rollback(True)
    return Answer(200, answer)


def deliver(system: SourceSystem, body: bytes, sent: Sequence[Sent], *, key: str, valid_only: bool) -> Answer:
    """Write a delivery, all of it or (`valid_only`) what can be written, and keep the answer under its key.

    Two requests with one key wait for each other: the second gets the answer of the first. Raises KeyReused, Gone,
    and Refused when people kept changing the same figures meanwhile.
    """
    sha256 = hashlib.sha256(body + (b"\nvalid_only" if valid_only else b"")).hexdigest()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _once(system, body, sent, key=key, sha256=sha256, valid_only=valid_only)
        except Refused:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _once(system, body, sent, *, key: str, sha256: str, valid_only: bool) -> Answer:
    current = SourceSystem.objects.select_for_update().filter(pk=system.pk, active=True).first()
    if current is None:
        raise Gone
    if earlier := Delivery.objects.filter(system=current, key=key).first():
        if earlier.sha256 != sha256:
            raise KeyReused
        return Answer(earlier.status, earlier.answer, repeated=True)
    with transaction.atomic():
        record = _planned(current, key, body, sent)
        accepted = valid_only or not _wrong(record)
        written = _written(record, current) if accepted else 0
        answer = _answer(record, sent, dry_run=False, accepted=accepted, written=written)
        # What was refused as a whole leaves nothing but its answer.
        transaction.set_rollback(not accepted)
    status = 200 if accepted else 422
    Delivery.objects.create(system=current, key=key, sha256=sha256, status=status, answer=answer)
    return Answer(status, answer)


def _planned(system: SourceSystem, key: str, body: bytes, sent: Sequence[Sent]) -> FigureImport:
    by, name = systems.actor(system), f"levering {key} van {system.name}"
    source, _ = SourceFile.objects.get_or_create(
        sha256=hashlib.sha256(body).hexdigest(), defaults={"name": name, "read_by": by}
    )
    SourceContent.objects.get_or_create(source=source, defaults={"content": body})
    record = FigureImport.objects.create(source=source, name=name, made_by=by)
    planner = _Planner(
        _Table(sent),
        Layout(0, tuple(COLUMNS), tuple(COLUMNS)),
        names=Names(None, {}),
        document=None,
        allowed=systems.allowed_indicators(system),
    )
    return imports.planned(record, planner)


def _written(record: FigureImport, system: SourceSystem) -> int:
    if any(record.counts[status] for status in WRITTEN):
        return imports.apply(record=record, by=systems.actor(system), act=Act.FED)
    record.state, record.applied_at = FigureImport.State.APPLIED, timezone.now()
    record.save(update_fields=["state", "applied_at"])
    return 0


def _wrong(record: FigureImport) -> int:
    return sum(record.counts[status] for status in WRONG)


class _Table:
    """The figures as rows of a sheet."""

    def __init__(self, sent: Sequence[Sent]):
        self.sent = sent

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Number and cells, in the order of COLUMNS."""
        for number, one in enumerate(self.sent, start=1):
            provisional = "" if one.provisional is None else "ja" if one.provisional else "nee"
            day = one.reference_date.isoformat() if one.reference_date else ""
            yield (
                number,
                [
                    one.indicator,
                    KINDS[FigureKind(one.kind)],
                    one.period,
                    one.value,
                    one.document,
                    one.area,
                    one.breakdown,
                    provisional,
                    day,
                    one.source_note,
                ],
            )


class _Planner(Planner):
    """Figures have a number and no column; a system takes no decisions."""

    asks = False

    def column(self, place: int) -> str:
        """Nothing: there are no columns."""
        return ""


def _answer(record, sent: Sequence[Sent], *, dry_run: bool, accepted: bool, written: int) -> dict:
    of_row = {cell.row: cell for cell in imports.cells(record)}
    return {
        "delivery": None if dry_run or not accepted else str(record.uid),
        "sha256": record.source.sha256,
        "dry_run": dry_run,
        "accepted": accepted,
        "written": written,
        "counts": {status.value: record.counts[status] for status in Status if status is not Status.EMPTY},
        "figures": [_figure(number, one, of_row[number]) for number, one in enumerate(sent, start=1)],
    }


def _figure(number: int, sent: Sent, cell: Planned) -> dict:
    wrong = cell.status in WRONG
    return {
        "number": number,
        "indicator": sent.indicator,
        "kind": sent.kind,
        "period": sent.period,
        "status": cell.status.value,
        "code": _code(cell) if wrong else None,
        "sentence": cell.reason if wrong else None,
        "old": cell.old or None,
        "new": cell.raw if cell.writable else None,
    }


def _code(cell: Planned) -> str:
    """For programs: what is wrong, such as "invalid_period"."""
    if cell.field in (Role.KEY, Role.NAME):
        return "unknown_indicator"
    if cell.field == accepting.TEXT:
        return cell.field
    if cell.status is Status.REFUSED:
        return cell.field if cell.field in REFUSALS else "not_allowed"
    return f"invalid_{cell.field}" if cell.field else "invalid"
