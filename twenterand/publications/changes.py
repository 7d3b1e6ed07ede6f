"""The latest changes by people, from the history tables and the log of acts, newest first.

What one person changed in one chapter on one day is one line. What a command loads in bulk is one act in the log;
its thousands of history rows are left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from indicators.models import Figure, Footnote, Indicator
from indicators.periods import Period
from policy.models import GoalNode, Passage
from proposals.models import Proposal, ProposalAmount
from twenterand.accounts.models import Act, AuditEvent, User
from twenterand.publications.places import Places

MOST = 15
# How far back each kind is read before grouping.
DEPTH = 100
ACTS = (
    Act.LOADED, Act.IMPORTED, Act.SUBMITTED, Act.RETURNED, Act.AGREED, Act.REOPENED, Act.PREPARED, Act.RELEASED,
    Act.EMBARGOED, Act.WITHDRAWN, Act.JOINED, Act.RETIRED, Act.LOCKED, Act.UNLOCKED, Act.HANDED_OVER,
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
    """How the history of one model reads. `related` are its foreign keys that the label needs; `chapter` finds
    where it stands."""

    model: Any
    noun: str
    nouns: str
    related: tuple[str, ...]
    label: Callable[[Any], str]
    address: Callable[[Any], str]
    chapter: Callable[[Any, Places], int | None]


class Done(NamedTuple):
    """A row of history with its kind."""

    kind: Kind
    row: Any


def _figure_label(row: Any) -> str:
    name = row.indicator.name if row.indicator else "een indicator"
    return f"{name}, {Period.of(row).label}: {row.raw}"


def _amount_label(row: Any) -> str:
    return f"{row.proposal.title if row.proposal else 'een voorstel'}, {row.year}"


def _edition_of_amount(row: Any) -> int | None:
    return row.proposal.edition_id if row.proposal else None


KINDS = (
    Kind(
        Figure,
        "cijfer",
        "cijfers",
        ("indicator",),
        _figure_label,
        lambda row: reverse("indicators:history", args=[row.id]),
        lambda row, places: places.of_indicator(row.indicator_id),
    ),
    Kind(
        Passage,
        "tekst",
        "teksten",
        ("chapter", "node"),
        lambda row: row.heading or (row.node and row.node.title) or (row.chapter and row.chapter.title) or "",
        lambda row: reverse("policy:passage", args=[row.id]),
        lambda row, places: row.chapter_id,
    ),
    Kind(
        GoalNode,
        "doel",
        "doelen",
        (),
        lambda row: row.title,
        lambda row: reverse("policy:node", args=[row.id]),
        lambda row, places: places.of_edition(row.edition_id),
    ),
    Kind(
        Proposal,
        "voorstel",
        "voorstellen",
        (),
        lambda row: row.title,
        lambda row: reverse("proposals:proposal", args=[row.id]),
        lambda row, places: places.of_edition(row.edition_id),
    ),
    Kind(
        ProposalAmount,
        "bedrag",
        "bedragen",
        ("proposal",),
        _amount_label,
        lambda row: reverse("proposals:proposal", args=[row.proposal_id]),
        lambda row, places: places.of_edition(_edition_of_amount(row)),
    ),
    Kind(
        Indicator,
        "indicator",
        "indicatoren",
        (),
        lambda row: row.name,
        lambda row: reverse("indicators:card", args=[row.slug]),
        lambda row, places: places.of_indicator(row.id),
    ),
    Kind(
        Footnote,
        "voetnoot",
        "voetnoten",
        ("table",),
        lambda row: row.text,
        lambda row: "",
        lambda row, places: row.table.chapter_id if row.table else None,
    ),
)


def latest(count: int = MOST) -> list[Change]:
    """The newest changes; two queries per kind, one for the acts, one for the names and two for the chapters."""
    people = {user.username: str(user) for user in User.objects.only("username", "name")}
    done = [entry for kind in KINDS for entry in _history(kind)]
    indicators = {
        getattr(entry.row, "indicator_id", entry.row.id)
        for entry in done
        if entry.kind.model in (Figure, Indicator)
    }
    places = Places(indicators)
    found = [_change(group, places, people) for group in _groups(done, places)]
    found += _of_log(people, count)
    return sorted(found, key=lambda change: change.at, reverse=True)[:count]


def _history(kind: Kind) -> Iterator[Done]:
    """The newest rows of one model, without an address for what is gone by now."""
    rows = kind.model.history.filter(history_user_id__in=User.objects.values("username"))
    rows = list(rows.select_related(*kind.related).order_by("-history_date", "-history_id")[:DEPTH])
    there = set(kind.model.objects.filter(pk__in={row.id for row in rows}).values_list("pk", flat=True))
    for row in rows:
        yield Done(kind if row.id in there else kind._replace(address=lambda row: ""), row)


def _groups(done: Iterable[Done], places: Places) -> list[list[Done]]:
    """What belongs on one line: the same person, chapter and day. Without a chapter everything stands alone."""
    groups: dict[tuple, list[Done]] = {}
    for number, entry in enumerate(done):
        chapter = entry.kind.chapter(entry.row, places)
        day = timezone.localtime(entry.row.history_date).date()
        place = chapter if chapter in places else f"alone {number}"
        groups.setdefault((entry.row.history_user_id, place, day), []).append(entry)
    return list(groups.values())


def _change(group: list[Done], places: Places, people: dict[str, str]) -> Change:
    newest = max(group, key=lambda entry: entry.row.history_date)
    kind, row = newest
    who = people.get(row.history_user_id, row.history_user_id)
    if len(group) == 1:
        return Change(
            at=row.history_date,
            who=who,
            what=f"{kind.noun} {VERBS[row.history_type]}",
            subject=kind.label(row),
            href=kind.address(row),
            note=row.history_change_reason or "",
        )
    chapter = kind.chapter(row, places)
    return Change(
        at=row.history_date,
        who=who,
        what=_counted(group),
        subject=places.title(chapter),
        href=places.address(chapter),
    )


def _counted(group: list[Done]) -> str:
    """As in "3 teksten gewijzigd, 1 cijfer gewijzigd": how many records, not how many times."""
    records = {(entry.kind.noun, entry.row.history_type, entry.row.id) for entry in group}
    counts = Counter((noun, done) for noun, done, _ in records)
    nouns = {kind.noun: kind.nouns for kind in KINDS}
    parts = [
        f"{count} {noun if count == 1 else nouns[noun]} {VERBS[done]}"
        for (noun, done), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return ", ".join(parts)


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
