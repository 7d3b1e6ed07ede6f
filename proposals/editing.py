"""Writes of proposals: atomic, with the version that was seen, history, and reopening of the chapter.

`by` is a User, whose rights are checked in every chapter that a write touches, or a plain name for commands.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import models, transaction
from django.utils.text import slugify

from policy import review
from policy.models import Chapter, Document, NodeKind
from proposals import content as contents
from proposals import querysets
from proposals.content import AmountRow, CoverageRow, ProposalContent
from proposals.models import Basis, Effect, Proposal, ProposalAmount, ProposalCoverage, Recurrence
from proposals.relations import require_write
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, locked, remove
from twenterand.numbers import format_euro
from twenterand.workflow import Refused

__all__ = [
    "AmountRow",
    "CoverageRow",
    "ProposalContent",
    "add_proposal",
    "change_proposal",
    "remove_proposal",
]

SLUG_LENGTH = 110
AMOUNT_KEY = ("year", "recurrence", "effect")
COVERAGE_KEY = ("year", "source")


@transaction.atomic
def add_proposal(
    *, document: Document, content: ProposalContent, by: User | str, reason: str = ""
) -> Proposal:
    """Add a proposal at the end of the document's list; its address follows from the title."""
    # Two who add at once would take the same address and the same place in the list.
    document = locked(document, seen_version=None)
    chapters = _chapters(document, content)
    require_write(by, document, chapters)
    _check(content, document, chapters)
    last = document.proposals.order_by("-position").values_list("position", flat=True).first() or 0
    proposal = Proposal(document=document, slug=_free_slug(document, content.title), position=last + 1)
    _apply(proposal, content)
    keep(proposal, by=by, reason=reason)
    _keep_rows(proposal, content, by=by, reason=reason)
    _touch(chapters, proposal, by=by)
    return proposal


@transaction.atomic
def change_proposal(
    *, proposal: Proposal, content: ProposalContent, seen_version: int, by: User | str, reason: str = ""
) -> Proposal:
    """Replace what a person fills in. Raises Stale when somebody else wrote since, Refused when a rule says no.

    A proposal that moves to another chapter needs the rights in both, and reopens both. A change that changes
    nothing is not recorded.
    """
    current = locked(proposal, seen_version=seen_version)
    before = contents.of(current)
    left, entered = _chapters(current.document, before), _chapters(current.document, content)
    require_write(by, current.document, left)
    require_write(by, current.document, entered)
    _check(content, current.document, entered)
    if content.same_as(before):
        return current
    _apply(current, content)
    keep(current, by=by, reason=reason)
    _keep_rows(current, content, by=by, reason=reason)
    _touch([*left, *entered], current, by=by)
    return current


@transaction.atomic
def remove_proposal(*, proposal: Proposal, seen_version: int, reason: str, by: User | str) -> None:
    """Remove a proposal with its amounts; what it was stays in the history."""
    current = locked(proposal, seen_version=seen_version)
    chapters = _chapters(current.document, contents.of(current))
    require_write(by, current.document, chapters)
    if not reason.strip():
        raise Refused(f"Geef een reden op om het voorstel “{current.title}” weg te halen.")
    _touch(chapters, current, by=by)
    for row in [*current.amounts.all(), *current.coverage.all()]:
        remove(row, by=by, reason=reason)
    remove(current, by=by, reason=reason)


def _chapters(document: Document, content: ProposalContent) -> list[Chapter]:
    return contents.chapters_showing(content.tree, content.passage, querysets.chapters_of(document))


def _apply(proposal: Proposal, content: ProposalContent) -> None:
    proposal.title = content.title.strip()
    proposal.basis = content.basis
    proposal.fte = content.fte
    proposal.task_field = content.task_field.strip()
    proposal.activity = content.activity
    proposal.edition = content.tree
    proposal.passage = content.passage


def _check(content: ProposalContent, document: Document, chapters: Sequence[Chapter]) -> None:
    if not content.title.strip():
        raise Refused("Geef het voorstel een titel.")
    if content.basis not in Basis.values:
        raise ValueError(f"unknown basis {content.basis!r}")
    if content.fte is not None and content.fte < 0:
        raise Refused(f"De formatie {content.fte} fte is negatief. Vul 0 of meer in, of laat het veld leeg.")
    _check_place(content, document, chapters)
    _check_amounts(content.amounts)
    _check_coverage(content.coverage)


def _check_place(content: ProposalContent, document: Document, chapters: Sequence[Chapter]) -> None:
    if content.activity and content.activity.kind != NodeKind.ACTIVITY:
        raise Refused(
            f"“{content.activity.title}” is geen activiteit; kies een activiteit uit de doelenboom."
        )
    if content.activity and content.passage:
        # It would be printed twice.
        raise Refused("Een voorstel staat onder een activiteit of onder een tekst; kies één van de twee.")
    for passage in [content.passage, *content.explained_by]:
        if passage and passage.chapter.document_id != document.pk:
            name = contents.passage_name(passage)
            raise Refused(
                f"De tekst “{name}” staat in een ander document; kies er een uit “{document.title}”."
            )
    if content.tree and not chapters:
        raise Refused(
            f"De doelenboom “{content.tree.tree.title}” van {content.tree.budget_year} heeft geen hoofdstuk in "
            f"“{document.title}”; kies een doelenboom uit dit document."
        )


def _check_amounts(amounts: Sequence[AmountRow]) -> None:
    for row in amounts:
        _check_amount(row.year, row.amount, "kies voordeel of nadeel")
        if row.recurrence not in Recurrence.values or row.effect not in Effect.values:
            raise ValueError(f"unknown recurrence or effect in {row!r}")
    for (year, recurrence, effect), times in _counted((r.year, r.recurrence, r.effect) for r in amounts):
        words = f"{Recurrence(recurrence).label} {Effect(effect).label}"
        raise Refused(f"Bij {year} staat {times} keer een bedrag “{words}”; tel ze op tot één bedrag.")


def _check_coverage(coverage: Sequence[CoverageRow]) -> None:
    for row in coverage:
        if not row.source.strip():
            raise Refused(
                f"Bij de dekking van {row.year} staat niet waaruit; vul in wat het voorstel betaalt."
            )
        if row.amount is not None:
            _check_amount(row.year, row.amount, "beschrijf bij de dekking wat u bedoelt")
    for (year, source), times in _counted((row.year, row.source.strip()) for row in coverage):
        raise Refused(f"De dekking “{source}” staat {times} keer bij {year}; voeg de regels samen.")


def _check_amount(year: int, amount: Decimal, advice: str) -> None:
    if amount < 0:
        raise Refused(
            f"Het bedrag {format_euro(amount)} bij {year} is negatief. Schrijf het zonder min en {advice}."
        )


def _counted(keys: Iterable[tuple]) -> list[tuple[tuple, int]]:
    """The keys that occur more than once."""
    return [(key, times) for key, times in Counter(keys).items() if times > 1]


def _keep_rows(proposal: Proposal, content: ProposalContent, *, by: User | str, reason: str) -> None:
    """Change, add and remove amounts and coverage so that they equal the content; untouched rows get no history."""
    proposal.explained_by.set(content.explained_by)
    amounts = {(row.year, row.recurrence, row.effect): row.amount for row in content.amounts}
    coverage = {(row.year, row.source.strip()): row.amount for row in content.coverage}
    _synchronise(proposal.amounts, AMOUNT_KEY, amounts, by=by, reason=reason)
    _synchronise(proposal.coverage, COVERAGE_KEY, coverage, by=by, reason=reason)


def _synchronise(
    rows: models.Manager[ProposalAmount] | models.Manager[ProposalCoverage],
    fields: Sequence[str],
    wanted: dict[tuple, Decimal | None],
    *,
    by: User | str,
    reason: str,
) -> None:
    stored = {tuple(getattr(row, name) for name in fields): row for row in rows.all()}
    for key, row in stored.items():
        if key not in wanted:
            remove(row, by=by, reason=reason)
        elif row.amount != wanted[key]:
            row.amount = wanted[key]
            keep(row, by=by, reason=reason)
    for key, amount in wanted.items():
        if key not in stored:
            row = rows.model(proposal=rows.instance, amount=amount, **dict(zip(fields, key, strict=True)))
            keep(row, by=by, reason=reason)


def _touch(chapters: Iterable[Chapter], proposal: Proposal, *, by: User | str) -> None:
    # Always in the same order: two proposals that trade chapters must not wait for each other.
    for chapter in sorted(set(chapters), key=lambda chapter: chapter.pk):
        review.touched(chapter=chapter, by=by, what=f"voorstel “{proposal.title}”")


def _free_slug(document: Document, title: str) -> str:
    """An address that no proposal of this document has or ever had: addresses that were published stay true."""
    base = slugify(title)[:SLUG_LENGTH].strip("-") or "voorstel"
    used = Proposal.history.filter(document_id=document.pk, slug__startswith=base)
    taken = set(used.values_list("slug", flat=True).distinct())
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
