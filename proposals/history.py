"""What a proposal was: who changed which part, when, from what to what and why; amounts and coverage included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from policy.models import Document, GoalNode, Passage, TreeEdition
from proposals.content import passage_name
from proposals.models import Basis, Effect, Proposal, ProposalAmount, ProposalCoverage, Recurrence
from twenterand.accounts.models import User
from twenterand.numbers import format_euro, format_number

UNKNOWN_AMOUNT = "bedrag onbekend"
TEXTS = "historicalproposal_explained_by_set"  # what simple-history keeps of `explained_by`
REMOVED_NODE = "een activiteit die is verwijderd"
REMOVED_TEXT = "een tekst die is verwijderd"


@dataclass(frozen=True)
class Change:
    """One part that changed; `old` or `new` is empty where there was nothing before or is nothing after."""

    when: datetime
    who: str
    what: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class Removed:
    """A proposal that is gone; its history stays under its primary key."""

    pk: int
    title: str
    when: datetime
    who: str
    why: str


def of_proposal(pk: int) -> list[Change]:
    """Every change, newest first, also of a proposal that is gone; a fixed number of queries."""
    facts = Proposal.history.filter(id=pk).prefetch_related(TEXTS)
    steps = [
        *_steps(facts, _facts(list(facts))),
        *_steps(ProposalAmount.history.filter(proposal_id=pk), _amount),
        *_steps(ProposalCoverage.history.filter(proposal_id=pk), _coverage),
    ]
    steps.sort(key=lambda step: (step[0].history_date, step[0].history_id), reverse=True)
    people = _names(step.history_user_id for step, *_ in steps)
    return [
        Change(
            when=step.history_date,
            who=people[step.history_user_id],
            what=what,
            old=old,
            new=new,
            why=step.history_change_reason or "",
        )
        for step, what, old, new in steps
    ]


def _steps(rows: Iterable[Any], read) -> Iterator[tuple[Any, str, str, str]]:
    """Row, part, old and new. `read(row)` gives the parts of a row with their text; a part that was removed
    and comes back goes on where it was."""
    known: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.history_date, row.history_id)):
        for what, text in read(row).items():
            new = "" if row.history_type == "-" else text
            if new != known.get(what, ""):
                yield row, what, known.get(what, ""), new
            known[what] = new


def _facts(rows: list[Any]):
    """How to read a row of the proposal itself; the titles of what the rows point at are fetched once."""
    nodes = GoalNode.objects.in_bulk({row.activity_id for row in rows} - {None})
    editions = TreeEdition.objects.select_related("tree").in_bulk({row.edition_id for row in rows} - {None})
    texts = {row.passage_id for row in rows} | {
        link.passage_id for row in rows for link in getattr(row, TEXTS).all()
    }
    passages = Passage.objects.select_related("node").in_bulk(texts - {None})

    def name(pk: int) -> str:
        return passage_name(passages[pk]) if pk in passages else REMOVED_TEXT

    def where(row) -> str:
        if row.activity_id:
            return (
                f"activiteit “{nodes[row.activity_id].title}”" if row.activity_id in nodes else REMOVED_NODE
            )
        if row.passage_id:
            return f"tekst “{name(row.passage_id)}”"
        return f"doelenboom “{editions[row.edition_id].tree.title}”" if row.edition_id in editions else ""

    def read(row) -> dict[str, str]:
        return {
            "Titel": row.title,
            "Basis": Basis(row.basis).label,
            "Formatie": f"{format_number(row.fte)} fte" if row.fte is not None else "",
            "Taakveld": row.task_field,
            "Plaats": where(row),
            "Toegelicht in": ", ".join(sorted(name(link.passage_id) for link in getattr(row, TEXTS).all())),
        }

    return read


def _amount(row) -> dict[str, str]:
    words = f"{Recurrence(row.recurrence).label} {Effect(row.effect).label}"
    return {f"Bedrag {row.year}, {words}": format_euro(row.amount)}


def _coverage(row) -> dict[str, str]:
    amount = UNKNOWN_AMOUNT if row.amount is None else format_euro(row.amount)
    return {f"Dekking {row.year}, {row.source}": amount}


def last_change(proposal: Proposal) -> Change:
    """The newest write of a proposal as a whole; every write leaves a row of the proposal itself."""
    step = proposal.history.order_by("-history_date", "-history_id").first()
    who = _names([step.history_user_id])[step.history_user_id]
    return Change(step.history_date, who, "", "", "", step.history_change_reason or "")


def removed_from(document: Document) -> list[Removed]:
    """The proposals that were taken out of a document, last removed first; two queries."""
    rows = Proposal.history.filter(document_id=document.pk, history_type="-")
    steps = list(rows.order_by("-history_date", "-history_id"))
    people = _names(step.history_user_id for step in steps)
    return [_removed(step, people) for step in steps]


def last_row(pk: int):
    """The last row in the history of the proposal with this primary key; None when there never was one."""
    return Proposal.history.filter(id=pk).order_by("-history_date", "-history_id").first()


def removed(step) -> Removed:
    """The last row in the history of a proposal that is gone, for people."""
    return _removed(step, _names([step.history_user_id]))


def _removed(step, people: dict[str, str]) -> Removed:
    why = step.history_change_reason or ""
    return Removed(step.id, step.title, step.history_date, people[step.history_user_id], why)


def _names(usernames: Iterable[str]) -> dict[str, str]:
    """What people are called; commands have no account."""
    wanted = set(usernames)
    known = {user.username: str(user) for user in User.objects.filter(username__in=wanted)}
    return {name: known.get(name, name or "onbekend") for name in wanted}
