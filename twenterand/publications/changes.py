"""The latest changes by people, from the history tables and the log of acts, newest first.

What a command loads in bulk is one act in the log; its thousands of history rows are left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse

from indicators.models import Figure, Footnote, Indicator
from indicators.periods import Period
from policy.models import GoalNode, Passage
from proposals.models import Proposal, ProposalAmount
from twenterand.accounts.models import Act, AuditEvent, User

MOST = 15
ACTS = (
    Act.LOADED, Act.IMPORTED, Act.SUBMITTED, Act.RETURNED, Act.AGREED, Act.REOPENED, Act.PREPARED, Act.RELEASED,
    Act.WITHDRAWN,
)  # fmt: skip
VERBS = {"+": "toegevoegd", "~": "gewijzigd", "-": "verwijderd"}


@dataclass(frozen=True)
class Change:
    """One line: when, who, what was done, and to what."""

    at: datetime
    who: str
    what: str
    subject: str
    href: str = ""
    note: str = ""


class Kind(NamedTuple):
    """How the history of one model reads. `related` are its foreign keys that the label needs."""

    model: Any
    noun: str
    related: tuple[str, ...]
    label: Callable[[Any], str]
    address: Callable[[Any], str]


def _figure_label(row: Any) -> str:
    name = row.indicator.name if row.indicator else "een indicator"
    return f"{name}, {Period.of(row).label}: {row.raw}"


def _amount_label(row: Any) -> str:
    return f"{row.proposal.title if row.proposal else 'een voorstel'}, {row.year}"


KINDS = (
    Kind(
        Figure,
        "cijfer",
        ("indicator",),
        _figure_label,
        lambda row: reverse("indicators:history", args=[row.id]),
    ),
    Kind(
        Passage,
        "tekst",
        ("chapter", "node"),
        lambda row: row.heading or (row.node and row.node.title) or (row.chapter and row.chapter.title) or "",
        lambda row: reverse("policy:passage", args=[row.id]),
    ),
    Kind(GoalNode, "doel", (), lambda row: row.title, lambda row: reverse("policy:node", args=[row.id])),
    Kind(
        Proposal,
        "voorstel",
        (),
        lambda row: row.title,
        lambda row: reverse("proposals:proposal", args=[row.id]),
    ),
    Kind(
        ProposalAmount,
        "bedrag",
        ("proposal",),
        _amount_label,
        lambda row: reverse("proposals:proposal", args=[row.proposal_id]),
    ),
    Kind(Indicator, "indicator", (), lambda row: row.name, lambda row: ""),
    Kind(Footnote, "voetnoot", (), lambda row: row.text, lambda row: ""),
)


def latest(count: int = MOST) -> list[Change]:
    """The newest changes; one query per kind, one for the acts and one for the names."""
    people = {user.username: str(user) for user in User.objects.only("username", "name")}
    found = [change for kind in KINDS for change in _of_history(kind, people, count)]
    found += _of_log(people, count)
    return sorted(found, key=lambda change: change.at, reverse=True)[:count]


def _of_history(kind: Kind, people: dict[str, str], count: int) -> Iterator[Change]:
    rows = kind.model.history.filter(history_user_id__in=User.objects.values("username"))
    for row in rows.select_related(*kind.related).order_by("-history_date", "-history_id")[:count]:
        gone = row.history_type == "-"
        yield Change(
            at=row.history_date,
            who=people.get(row.history_user_id, row.history_user_id),
            what=f"{kind.noun} {VERBS[row.history_type]}",
            subject=kind.label(row),
            href="" if gone else kind.address(row),
            note=row.history_change_reason or "",
        )


def _of_log(people: dict[str, str], count: int) -> Iterator[Change]:
    for event in AuditEvent.objects.filter(act__in=ACTS)[:count]:
        # The note of an agreement is a checksum, of no use to people.
        note = "" if event.act == Act.AGREED else event.note
        yield Change(
            at=event.at,
            who=people.get(event.actor, event.actor),
            what=event.get_act_display(),
            subject=event.subject_label,
            note=note,
        )
