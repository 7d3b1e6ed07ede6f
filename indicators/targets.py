"""Targets belong to the document that set them. Once that document is out of the hands of its authors a target only
changes by a decision, and everything that was decided before stays to be seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from indicators import history as histories
from indicators import querysets
from indicators.judging import same
from indicators.models import Figure, FigureKind
from indicators.querysets import Slot
from policy import editing
from policy.models import Document, RouteStep
from twenterand.numbers import Value, format_cell
from twenterand.workflow import Refused

LONGEST_DECISION = 300
DECIDED = (RouteStep.Outcome.ADOPTED, RouteStep.Outcome.AMENDED)


class DecisionNeeded(Refused):
    """A settled target was to change without a reason and a decision."""


def settled(document: Document, *, in_document: int | None) -> bool:
    """Whether the targets of `document` are no draft any more for somebody who works in the tables of the document
    with primary key `in_document`: it is another document, it was published, or college or raad adopted it.

    In a file or on the page of an indicator one works in no table (None). A document without chapters is then settled
    too: it was made elsewhere, and here only its targets are known.
    """
    if document.pk != in_document and (in_document is not None or not document.chapters.exists()):
        return True
    steps = document.route_steps.filter(kind=RouteStep.Kind.DECISION, outcome__in=DECIDED)
    return editing.published_check(document) or steps.exists()


class Settled:
    """`settled` for many cells: each document is looked at once."""

    def __init__(self):
        self._known: dict[int, bool] = {}

    def holds(self, slot: Slot, in_document: int | None) -> bool:
        """Whether the target in this slot is settled; an actual never is."""
        if slot.kind != FigureKind.TARGET:
            return False
        if in_document is not None and slot.document_id != in_document:
            return True
        if slot.document_id not in self._known:
            document = Document.objects.get(pk=slot.document_id)
            self._known[slot.document_id] = settled(document, in_document=in_document)
        return self._known[slot.document_id]


def changes(figure: Figure | None, value: Value | None) -> bool:
    """Whether writing `value` (None: remove) says something else than the target that stands there. Filling an
    empty cell changes nothing that was set; nor does spelling the same number otherwise."""
    return figure is not None and (value is None or not same(value, figure))


def missing(*, reason: str, decision: str) -> str:
    """What is still to be given before a settled target may change: a sentence, empty when there is enough."""
    if len(decision) > LONGEST_DECISION:
        return f"De omschrijving van het besluit is te lang: {len(decision)} tekens, er passen er {LONGEST_DECISION}."
    if reason.strip() and decision.strip():
        return ""
    return (
        "Dit doel is al vastgesteld. Het verandert alleen door een besluit: geef de reden en het besluit op."
    )


@dataclass(frozen=True)
class Entry:
    """A value that a target had. `decision` is empty for what its document set itself; `text` for a removal."""

    text: str
    decision: str
    reason: str
    who: str
    when: datetime


def ledger(slot: Slot, *, decimals: int) -> list[Entry]:
    """Every value that a target had, oldest first, with why and by which decision; spelling the same value
    otherwise, or a peildatum, is no entry."""
    steps = list(querysets.history_of(slot).reverse())
    people = histories.names(step.history_user_id for step in steps)
    entries: list[Entry] = []
    for step in steps:
        text = (
            ""
            if step.history_type == "-"
            else format_cell(step.state, step.number, step.raw, decimals=decimals)
        )
        if entries and (entries[-1].text, entries[-1].decision) == (text, step.decision):
            continue
        entries.append(
            Entry(
                text=text,
                decision=step.decision,
                reason=step.history_change_reason or "",
                who=people[step.history_user_id],
                when=step.history_date,
            )
        )
    return entries


def first_set(figures: Iterable[Figure]) -> dict[Slot, Figure]:
    """What was set first where a later decision changed a target, as rows of history, by slot; in one query, and
    none where no decision changed anything."""
    changed = {Slot.of(figure) for figure in figures if figure.decision}
    if not changed:
        return {}
    steps = Figure.history.filter(
        indicator__in={slot.indicator_id for slot in changed}, kind=FigureKind.TARGET, decision=""
    ).exclude(history_type="-")
    found = {Slot.of(step): step for step in steps.order_by("history_date", "history_id")}
    return {slot: found[slot] for slot in changed if slot in found}
