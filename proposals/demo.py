"""The demo's sixteen proposals."""

from decimal import Decimal

from policy.demo import KADERNOTA
from policy.models import Chapter, GoalNode, Passage
from proposals.models import Proposal, ProposalAmount, ProposalCoverage
from twenterand import demo_files
from twenterand.accounts.records import add_all, keep
from twenterand.demo_files import ACTOR, REASON, uid


def load() -> None:
    """Add the proposals in printed order, with their amounts, coverage and passages."""
    for position, row in enumerate(demo_files.read(f"{KADERNOTA}/proposals.yaml")["proposals"], start=1):
        _add(row, position)


def _add(row: dict, position: int) -> None:
    chapter = Chapter.objects.get(document__slug=KADERNOTA, slug=row["chapter"])
    passages = {passage.uid: passage for passage in chapter.passages.all()}

    def passage(key: str) -> Passage:
        return passages[uid("passage", KADERNOTA, chapter.slug, key)]

    proposal = Proposal(
        uid=uid("proposal", row["key"]),
        document=chapter.document,
        slug=row["key"],
        edition=chapter.edition,
        activity=GoalNode.objects.get(edition=chapter.edition, kind="activity", title=row["activity"])
        if row["activity"]
        else None,
        passage=passage(row["passage"]) if row["passage"] else None,
        title=row["title"],
        basis=row["basis"],
        fte=Decimal(row["fte"]) if row["fte"] else None,
        task_field=row["task_field"],
        position=position,
    )
    keep(proposal, by=ACTOR, reason=REASON)
    proposal.explained_by.set(passage(key) for key in row["explained_by"])
    amounts = [
        ProposalAmount(proposal=proposal, **{**amount, "amount": Decimal(amount["amount"])})
        for amount in row["amounts"]
    ]
    add_all(ProposalAmount, amounts, by=ACTOR, reason=REASON)
    coverage = [
        ProposalCoverage(
            proposal=proposal,
            year=item["year"],
            source=item["source"],
            amount=Decimal(item["amount"]) if item["amount"] else None,
        )
        for item in row["coverage"]
    ]
    add_all(ProposalCoverage, coverage, by=ACTOR, reason=REASON)
