"""The place of a record among its siblings. Positions of older data may be equal or have gaps.

Only the record that a person moves gets a row of history and a next version. The others give way: nobody did
anything to them, and whoever is editing one of them is not told that it changed.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models

from twenterand.accounts.records import keep
from twenterand.workflow import Refused

UP, DOWN = "up", "down"
Sibling = TypeVar("Sibling", bound=models.Model)


def move(record: Sibling, siblings: Sequence[Sibling], *, direction: str, by, reason: str) -> None:
    """Give `record` the place of its neighbour, with history.

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
    _give_way(
        [(sibling, position) for position, sibling in enumerate(order, 1) if sibling is not order[target]]
    )
    order[target].position = target + 1
    keep(order[target], by=by, reason=reason)


def make_room(record: Sibling, after: Sibling, siblings: Sequence[Sibling]) -> None:
    """Give `record`, which is not stored yet, the place behind `after`."""
    place = next(index for index, sibling in enumerate(siblings) if sibling.pk == after.pk) + 1
    places = [*range(1, place + 1), *range(place + 2, len(siblings) + 2)]
    _give_way(list(zip(siblings, places, strict=True)))
    record.position = place + 1


def end(siblings: Sequence[Sibling]) -> int:
    """The position after the last sibling."""
    return max((sibling.position for sibling in siblings), default=0) + 1


def _give_way(places: Sequence[tuple[Sibling, int]]) -> None:
    moved = [sibling for sibling, position in places if sibling.position != position]
    for sibling, position in places:
        sibling.position = position
    if moved:
        type(moved[0])._default_manager.bulk_update(moved, ["position"])
