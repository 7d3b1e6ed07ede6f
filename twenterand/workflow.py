"""Workflows as data: one table of transitions, checked before acting. Knows no app and no database.

`Refused` and `Stale` are the two ways in which a write does not happen; views turn them into a sentence with
status 422 (or 403) and 409.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class Refused(Exception):
    """A rule says no. `sentence` is Dutch, shows the offending value and says what to do."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


class Stale(Exception):
    """Somebody else wrote first. `current` is the record as it is now, so that both values can be shown."""

    def __init__(self, current: object):
        super().__init__("stale")
        self.current = current


@dataclass(frozen=True)
class Transition:
    """One arrow: `name` in code, `label` on the button."""

    name: str
    sources: tuple[str, ...]
    target: str
    label: str
    needs_reason: bool = False


class Workflow:
    """The arrows of one kind of record, looked up by name."""

    def __init__(self, transitions: Iterable[Transition], *, labels: dict[str, str]):
        self.transitions = {transition.name: transition for transition in transitions}
        self.labels = labels

    def leaving(self, state: str) -> list[Transition]:
        """Transitions that may start in `state`, in the order of the table."""
        return [transition for transition in self.transitions.values() if state in transition.sources]

    def check(self, name: str, *, state: str, reason: str = "") -> Transition:
        """Return the transition, or raise Refused when `state` does not allow it or its reason is missing."""
        transition = self.transitions[name]
        if state not in transition.sources:
            allowed = " of ".join(f"“{self.labels[source]}”" for source in transition.sources)
            raise Refused(
                f"“{transition.label}” kan alleen vanuit {allowed}; nu is de status “{self.labels[state]}”."
            )
        if transition.needs_reason and not reason.strip():
            raise Refused(f"Geef een reden op bij “{transition.label}”.")
        return transition

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram, for the developers' documentation."""
        lines = ["stateDiagram-v2"]
        for transition in self.transitions.values():
            mark = " (met reden)" if transition.needs_reason else ""
            for source in transition.sources:
                arrow = f"{source} --> {transition.target}: {transition.label}{mark}"
                lines.append(f"    {arrow}")
        return "\n".join(lines)
