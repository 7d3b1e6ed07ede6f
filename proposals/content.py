"""What a person fills in about a proposal, as one value: read from the database, compared, put into words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from policy.models import Chapter, GoalNode, Passage, TreeEdition
from proposals.models import Basis, Effect, Proposal, Recurrence
from twenterand.numbers import format_euro, format_number

NOTHING = "niets ingevuld"


@dataclass(frozen=True, order=True)
class AmountRow:
    """Euros in one year: never negative, the sign is in `effect`."""

    year: int
    recurrence: str
    effect: str
    amount: Decimal

    def __str__(self) -> str:
        words = f"{Recurrence(self.recurrence).label} {Effect(self.effect).label}"
        return f"{self.year}: {format_euro(self.amount)} {words}"


@dataclass(frozen=True)
class CoverageRow:
    """What pays in one year; `amount` None means unknown."""

    year: int
    source: str
    amount: Decimal | None = None

    def __str__(self) -> str:
        amount = "bedrag onbekend" if self.amount is None else format_euro(self.amount)
        return f"{self.year}: {self.source}, {amount}"


@dataclass(frozen=True)
class ProposalContent:
    """Everything a person fills in. It stands under an activity, under a passage, loose in the chapter of
    `edition`, or nowhere yet; the edition of an activity or a passage follows from these."""

    title: str
    basis: str
    fte: Decimal | None = None
    task_field: str = ""
    activity: GoalNode | None = None
    edition: TreeEdition | None = None
    passage: Passage | None = None
    explained_by: Sequence[Passage] = ()
    amounts: Sequence[AmountRow] = ()
    coverage: Sequence[CoverageRow] = ()

    @property
    def tree(self) -> TreeEdition | None:
        """The edition in whose chapter it prints."""
        if self.activity:
            return self.activity.edition
        return self.passage.chapter.edition if self.passage else self.edition

    def same_as(self, other: "ProposalContent") -> bool:
        """Whether nothing differs; the order of amounts, coverage and passages says nothing."""
        return self._key() == other._key()

    def _key(self) -> tuple:
        place = (self.activity, self.tree, self.passage)
        rows = (frozenset(self.explained_by), frozenset(self.amounts), frozenset(self.coverage))
        return (self.title.strip(), self.basis, self.fte, self.task_field.strip(), place, rows)


def of(proposal: Proposal) -> ProposalContent:
    """What is stored now."""
    return ProposalContent(
        title=proposal.title,
        basis=proposal.basis,
        fte=proposal.fte,
        task_field=proposal.task_field,
        activity=proposal.activity,
        edition=proposal.edition,
        passage=proposal.passage,
        explained_by=list(proposal.explained_by.all()),
        amounts=[
            AmountRow(row.year, row.recurrence, row.effect, row.amount) for row in proposal.amounts.all()
        ],
        coverage=[CoverageRow(row.year, row.source, row.amount) for row in proposal.coverage.all()],
    )


def described(content: ProposalContent) -> dict[str, list[str]]:
    """Every field in words: label and lines."""
    return {
        "Titel": [content.title.strip()],
        "Basis": [Basis(content.basis).label],
        "Formatie": [f"{format_number(content.fte)} fte" if content.fte is not None else NOTHING],
        "Taakveld": [content.task_field.strip() or NOTHING],
        "Plaats": [place(content)],
        "Toegelicht in": sorted(passage_name(row) for row in content.explained_by) or [NOTHING],
        "Bedragen": [str(row) for row in sorted(content.amounts)] or [NOTHING],
        "Dekking": sorted(str(row) for row in content.coverage) or [NOTHING],
    }


def differences(mine: ProposalContent, theirs: ProposalContent) -> list[tuple[str, list[str], list[str]]]:
    """Label, my lines and theirs, of the fields that differ."""
    other = described(theirs)
    return [(label, lines, other[label]) for label, lines in described(mine).items() if lines != other[label]]


def place(content: ProposalContent) -> str:
    """Where it stands, in words."""
    if content.activity:
        return f"onder de activiteit “{content.activity.title}”"
    if content.passage:
        return f"onder de tekst “{passage_name(content.passage)}”"
    return f"los in de doelenboom “{content.tree.tree.title}”" if content.tree else "nog nergens"


def passage_name(passage: Passage) -> str:
    """The heading of a passage, else that of the goal it is about."""
    return passage.heading or (passage.node.title if passage.node_id else str(passage))


def chapters_showing(
    tree: TreeEdition | None, passage: Passage | None, chapters: Sequence[Chapter]
) -> list[Chapter]:
    """Those of a document's `chapters` in which a proposal with this place prints; mostly one."""
    if tree is not None:
        return [chapter for chapter in chapters if chapter.edition_id == tree.pk]
    return [chapter for chapter in chapters if passage is not None and chapter.pk == passage.chapter_id]
