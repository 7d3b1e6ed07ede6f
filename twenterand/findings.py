"""What a check (controle) says: a stable code, a level, a Dutch sentence and the exact places. Knows no app."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs: `BLOCK` stops submitting and publishing."""

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"


@dataclass(frozen=True)
class Place:
    """Where it stands: kind and uid of the record, a label for people, and the value found there."""

    kind: str
    uid: str
    label: str
    value: str = ""


@dataclass(frozen=True)
class Finding:
    """One contradiction, gap or risk."""

    code: str
    level: Level
    sentence: str
    places: tuple[Place, ...] = ()


Check = Callable[[object], Iterable[Finding]]


@dataclass
class Registry:
    """Checks by code, for one kind of subject (a chapter, a built payload)."""

    checks: dict[str, Check] = field(default_factory=dict)

    def register(self, code: str, check: Check) -> None:
        """Add a check. A code is used once: findings that people accepted refer to it."""
        if code in self.checks:
            raise ValueError(f"check {code!r} is registered twice")
        self.checks[code] = check

    def run(self, subject: object) -> Iterator[Finding]:
        """Yield the findings of every check, in order of code."""
        for code in sorted(self.checks):
            yield from self.checks[code](subject)
