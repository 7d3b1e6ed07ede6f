"""The list of a document's proposals: each with its chapter and how it prints, and the totals of what is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policy.models import Chapter, Document, ReviewState
from proposals import content as contents
from proposals import querysets
from proposals.content import ProposalContent
from proposals.models import Proposal
from proposals.totals import printed, totals


@dataclass(frozen=True)
class Line:
    """One proposal in the list. `chapters` is mostly one, and empty for a proposal that stands nowhere yet."""

    proposal: Proposal
    content: ProposalContent
    chapters: list[Chapter]
    printed: dict[str, Any]


def of_document(document: Document, chapters: list[Chapter]) -> list[Line]:
    """All proposals of a document, in printed order within their chapters; the loose ones last."""
    order = {chapter.pk: number for number, chapter in enumerate(chapters)}
    lines = [line(proposal, chapters) for proposal in querysets.for_list(document)]
    return sorted(lines, key=lambda line: order[line.chapters[0].pk] if line.chapters else len(order))


def line(proposal: Proposal, chapters: list[Chapter]) -> Line:
    """One proposal; `chapters` are those of its document."""
    content = contents.of(proposal)
    showing = contents.chapters_showing(content.tree, content.passage, chapters)
    year = proposal.document.year_from
    return Line(proposal, content, showing, printed(proposal.amounts.all(), year=year))


def totals_of(lines: Iterable[Line], document: Document) -> dict[str, Any]:
    """The totals of these proposals in the document's first year."""
    amounts = [amount for line in lines for amount in line.proposal.amounts.all()]
    return totals(amounts, year=document.year_from)


def reopening(chapters: Iterable[Chapter]) -> list[str]:
    """What a change does to chapters that are under review or agreed; empty while they are being edited."""
    return [
        f"Het hoofdstuk “{chapter.title}” heeft de status “{chapter.get_state_display()}”. Als u dit voorstel "
        "wijzigt, gaat het terug naar “in bewerking” en moet het opnieuw worden beoordeeld."
        for chapter in chapters
        if chapter.state != ReviewState.EDITING
    ]
