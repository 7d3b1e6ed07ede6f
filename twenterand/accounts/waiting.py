"""What waits for functions in apps above the work queue: each registers it in its apps.py, under a heading.

The queue (indicators.queue) and the start page show it without knowing those apps.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from twenterand.accounts.models import Function


@dataclass(frozen=True)
class Waiting:
    """One piece of work; `late` where its day has passed."""

    owner: Function
    label: str
    about: str
    href: str
    late: bool = False


@dataclass(frozen=True)
class Heap:
    """Work of one sort."""

    heading: str
    items: list[Waiting]


# Primary keys of functions, None for all, and today.
Find = Callable[[Collection[int] | None, date], list[Waiting]]
_finders: dict[str, Find] = {}


def register(heading: str, find: Find) -> None:
    """Show what `find` gives below this heading. For AppConfig.ready()."""
    _finders[heading] = find


def of(functions: Collection[int] | None, today: date) -> list[Heap]:
    """What waits for these functions; no empty heaps."""
    heaps = [Heap(heading, find(functions, today)) for heading, find in _finders.items()]
    return [heap for heap in heaps if heap.items]
