"""Writes of proposals: atomic, with the version that was seen, history, and reopening of the chapter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from policy import review
from policy.models import Document, GoalNode, NodeKind, Passage, TreeEdition
from proposals import querysets
from proposals.models import Proposal, ProposalAmount, ProposalCoverage
from twenterand.accounts.records import keep, locked, remove
from twenterand.workflow import Refused


@dataclass(frozen=True)
class AmountRow:
    """Euros in one year: never negative, the sign is in `effect`."""

    year: int
    recurrence: str
    effect: str
    amount: Decimal


@dataclass(frozen=True)
class CoverageRow:
    """What pays in one year; `amount` None means unknown."""

    year: int
    source: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class ProposalContent:
    """Everything a person fills in about a proposal."""

    title: str
    basis: str
    fte: Decimal | None = None
    task_field: str = ""
    activity: GoalNode | None = None
    edition: TreeEdition | None = None
    passage: Passage | None = None
    explained_by: Sequence[Passage] = ()
    amounts: Sequence[AmountRow] = ()
    coverage: Sequence[CoverageRow] = field(default=())


@transaction.atomic
def add_proposal(*, document: Document, content: ProposalContent, by, reason: str = "") -> Proposal:
    """Add a proposal at the end of the document's list; its address follows from the title."""
    _check(content, document)
    last = document.proposals.order_by("-position").values_list("position", flat=True).first() or 0
    proposal = Proposal(document=document, slug=_free_slug(document, content.title), position=last + 1)
    _apply(proposal, content)
    keep(proposal, by=by, reason=reason)
    _keep_rows(proposal, content, by=by, reason=reason)
    _touch(proposal, by=by)
    return proposal


@transaction.atomic
def change_proposal(
    *, proposal: Proposal, content: ProposalContent, seen_version: int, by, reason: str = ""
) -> Proposal:
    """Replace what a person fills in. Raises Stale when somebody else wrote since, Refused when a rule says no.

    A proposal that moves to another chapter reopens both.
    """
    current = locked(proposal, seen_version=seen_version)
    _check(content, current.document)
    _touch(current, by=by)
    _apply(current, content)
    keep(current, by=by, reason=reason)
    _keep_rows(current, content, by=by, reason=reason)
    _touch(current, by=by)
    return current


@transaction.atomic
def remove_proposal(*, proposal: Proposal, seen_version: int, reason: str, by) -> None:
    """Remove a proposal with its amounts; what it was stays in the history."""
    if not reason.strip():
        raise Refused(f"Geef een reden op waarom “{proposal.title}” weg mag.")
    current = locked(proposal, seen_version=seen_version)
    _touch(current, by=by)
    for row in [*current.amounts.all(), *current.coverage.all()]:
        remove(row, by=by, reason=reason)
    remove(current, by=by, reason=reason)


def _apply(proposal: Proposal, content: ProposalContent) -> None:
    proposal.title = content.title.strip()
    proposal.basis = content.basis
    proposal.fte = content.fte
    proposal.task_field = content.task_field.strip()
    proposal.activity = content.activity
    proposal.edition = content.activity.edition if content.activity else content.edition
    proposal.passage = content.passage


def _check(content: ProposalContent, document: Document) -> None:
    if not content.title.strip():
        raise Refused("Geef het voorstel een titel.")
    if content.activity and content.activity.kind != NodeKind.ACTIVITY:
        raise Refused(f"“{content.activity}” is geen activiteit; kies een activiteit uit de doelenboom.")
    for passage in [content.passage, *content.explained_by]:
        if passage and passage.chapter.document_id != document.pk:
            raise Refused(f"De tekst “{passage}” staat in een ander document; kies een tekst uit “{document}”.")
    _check_amounts(content.amounts)
    seen_coverage = set()
    for row in content.coverage:
        if (row.year, row.source) in seen_coverage:
            raise Refused(f"De dekking “{row.source}” staat twee keer bij {row.year}; voeg de regels samen.")
        seen_coverage.add((row.year, row.source))


def _check_amounts(amounts: Sequence[AmountRow]) -> None:
    seen = set()
    for row in amounts:
        if row.amount < 0:
            raise Refused(
                f"Het bedrag {row.amount} bij {row.year} is negatief. Schrijf het zonder min en kies voordeel of nadeel."
            )
        key = (row.year, row.recurrence, row.effect)
        if key in seen:
            raise Refused(f"Bij {row.year} staan twee bedragen met dezelfde i/s en v/n; tel ze op tot één bedrag.")
        seen.add(key)


def _keep_rows(proposal: Proposal, content: ProposalContent, *, by, reason: str) -> None:
    """Change, add and remove amounts and coverage so that they equal the content; untouched rows get no history."""
    proposal.explained_by.set(content.explained_by)
    wanted_amounts = {(row.year, row.recurrence, row.effect): row.amount for row in content.amounts}
    wanted_coverage = {(row.year, row.source): row.amount for row in content.coverage}
    _synchronise(
        ProposalAmount, proposal, wanted_amounts, ("year", "recurrence", "effect"), by=by, reason=reason
    )
    _synchronise(ProposalCoverage, proposal, wanted_coverage, ("year", "source"), by=by, reason=reason)


def _synchronise(model, proposal: Proposal, wanted: dict, key_fields: tuple[str, ...], *, by, reason: str) -> None:
    stored = {
        tuple(getattr(row, name) for name in key_fields): row for row in model.objects.filter(proposal=proposal)
    }
    for key, row in stored.items():
        if key not in wanted:
            remove(row, by=by, reason=reason)
        elif row.amount != wanted[key]:
            row.amount = wanted[key]
            keep(row, by=by, reason=reason)
    for key, amount in wanted.items():
        if key not in stored:
            keep(
                model(proposal=proposal, amount=amount, **dict(zip(key_fields, key, strict=True))),
                by=by,
                reason=reason,
            )


def _touch(proposal: Proposal, *, by) -> None:
    chapter = querysets.chapter_of(proposal)
    if chapter is not None:
        review.touched(chapter=chapter, by=by, what=f"voorstel “{proposal.title}”")


def _free_slug(document: Document, title: str) -> str:
    base = slugify(title)[:110] or "voorstel"
    taken = set(document.proposals.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
