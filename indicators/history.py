"""Who changed a figure, when, from what to what and why: read from its history, for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from indicators import grid, querysets
from indicators.models import Figure
from indicators.querysets import Slot
from twenterand.accounts.models import User
from twenterand.accounts.records import actor_name

UNDO_WITHIN = timedelta(hours=12)


@dataclass(frozen=True)
class Change:
    """One step; `old` or `new` is empty where there was no figure before or none after."""

    who: str
    when: datetime
    old: str
    new: str
    why: str
    source: str


def of_slot(slot: Slot, *, decimals: int) -> list[Change]:
    """Every change of what stood in a slot, newest first."""
    steps = list(querysets.history_of(slot))
    people = names(step.history_user_id for step in steps)
    values = ["" if step.history_type == "-" else grid.described(step, decimals) for step in steps]
    return [
        Change(
            who=people[step.history_user_id],
            when=step.history_date,
            old=old,
            new=new,
            why=_why(step, earlier),
            source=_source(step),
        )
        for step, earlier, new, old in zip(steps, [*steps, None][1:], values, [*values, ""][1:], strict=True)
    ]


class Past:
    """What stood in the slots of some indicators, in one query, for undoing."""

    def __init__(self, indicators: Iterable[int]):
        self._steps: dict[Slot, list] = {}
        steps = Figure.history.filter(indicator__in=set(indicators)).order_by("-history_date", "-history_id")
        for step in steps:
            self._steps.setdefault(Slot.of(step), []).append(step)

    def last(self, slot: Slot, raw: str):
        """The last step in which a slot held this value; None when it never did."""
        steps = self._steps.get(slot, ())
        return next((step for step in steps if step.history_type != "-" and step.raw == raw), None)

    def own(self, slot: Slot, raw: str, by: User | str) -> bool:
        """Whether writing `raw` (empty: removing) only takes back what this person did here shortly before: it stood
        here during their last changes, or just before them."""
        since, name = timezone.now() - UNDO_WITHIN, actor_name(by)
        for step in self._steps.get(slot, ()):
            if raw == ("" if step.history_type == "-" else step.raw):
                return True
            if step.history_user_id != name or step.history_date < since:
                return False
        return not raw


def slot_of(figure_id: int) -> Slot | None:
    """Where the figure with this primary key stands or stood; None when there never was one."""
    step = Figure.history.filter(id=figure_id).first()
    return Slot.of(step) if step else None


def names(usernames: Iterable[str]) -> dict[str, str]:
    """What people are called, by the user name that history keeps; commands have no account."""
    wanted = set(usernames)
    known = {user.username: str(user) for user in User.objects.filter(username__in=wanted)}
    return {name: known.get(name, name or "onbekend") for name in wanted}


def _why(step, earlier) -> str:
    """The reason, and the decision where this step changed a settled target."""
    parts = [step.history_change_reason or ""]
    if step.decision and (earlier is None or earlier.decision != step.decision):
        parts.append(f"Besluit: {step.decision}")
    return ". ".join(part for part in parts if part)


def _source(step) -> str:
    if step.source_file is None:
        return ""
    return f"{step.source_file.name}, {step.source_cell}" if step.source_cell else step.source_file.name
