"""Moving a record one place among its siblings. Positions of older data may be equal or have gaps."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models

from twenterand.accounts.records import keep
from twenterand.workflow import Refused

UP, DOWN = "up", "down"
Sibling = TypeVar("Sibling", bound=models.Model)


def move(record: Sibling, siblings: Sequence[Sibling], *, direction: str, by, reason: str) -> None:
    """Give `record` the place of its neighbour; whatever changes position is kept with history.

    `siblings` stand in reading order and hold `record`. Raises Refused at the end of the list.
    """
    if direction not in (UP, DOWN):
        raise Refused(f"“{direction}” is geen richting. Kies omhoog of omlaag.")
    order = list(siblings)
    place = next(index for index, sibling in enumerate(order) if sibling.pk == record.pk)
    target = place + (-1 if direction == UP else 1)
    if not 0 <= target < len(order):
        raise Refused("Dit onderdeel staat al " + ("bovenaan." if direction == UP else "onderaan."))
    order.insert(target, order.pop(place))
    for position, sibling in enumerate(order, 1):
        if sibling.position != position:
            sibling.position = position
            keep(sibling, by=by, reason=reason)


def end(siblings: Sequence[Sibling]) -> int:
    """The position after the last sibling."""
    return max((sibling.position for sibling in siblings), default=0) + 1
