"""The groups of a table: a printed heading with the rows under it."""

from django.db import transaction

from indicators.models import IndicatorGroup, IndicatorTable
from indicators.structure.writing import noted, opened
from policy.editing import order
from policy.models import GoalNode
from twenterand.accounts.models import User
from twenterand.unreadable import quoted
from twenterand.workflow import Refused


@transaction.atomic
def add_group(
    *, table: IndicatorTable, heading: str, node: GoalNode | None, seen_version: int | None, by: User | str
) -> IndicatorGroup:
    """A group at the end, without rows; `node` is the part of the chapter's goal tree that it is about."""
    current = opened(table, seen_version=seen_version, by=by)
    group = IndicatorGroup(table=current, position=order.end(current.groups.all()))
    _fill(group, heading, node)
    group.save()
    noted(current, by=by, what=f"groep {quoted(group.heading)} toegevoegd")
    return group


@transaction.atomic
def change_group(
    *, group: IndicatorGroup, heading: str, node: GoalNode | None, seen_version: int | None, by: User | str
) -> IndicatorGroup:
    """Another heading, or another part of the goal tree."""
    current = opened(group.table, seen_version=seen_version, by=by)
    found = IndicatorGroup.objects.get(pk=group.pk)
    before = (found.heading, found.node_id)
    _fill(found, heading, node)
    if (found.heading, found.node_id) == before:
        return found
    found.version += 1
    found.save()
    noted(current, by=by, what=f"groep {quoted(found.heading)} gewijzigd")
    return found


@transaction.atomic
def move_group(*, group: IndicatorGroup, direction: str, seen_version: int | None, by: User | str) -> None:
    """One place up or down, with its rows."""
    current = opened(group.table, seen_version=seen_version, by=by)
    siblings = list(current.groups.order_by("position", "pk"))
    order.move(group, siblings, direction=direction, by=by, reason="Verplaatst")
    noted(current, by=by, what=f"groep {quoted(group.heading)} verplaatst")


@transaction.atomic
def remove_group(*, group: IndicatorGroup, seen_version: int | None, by: User | str) -> None:
    """Delete a group without rows, with its own columns."""
    current = opened(group.table, seen_version=seen_version, by=by)
    rows = group.rows.count()
    if rows:
        raise Refused(
            f"De groep {quoted(group.heading)} kan niet weg: er {'staat' if rows == 1 else 'staan'} nog {rows} "
            f"{'rij' if rows == 1 else 'rijen'} in. Verplaats of verwijder die eerst."
        )
    group.delete()
    noted(current, by=by, what=f"groep {quoted(group.heading)} verwijderd")


def _fill(group: IndicatorGroup, heading: str, node: GoalNode | None) -> None:
    group.heading = " ".join(heading.split())
    if not group.heading:
        raise Refused("De kop van de groep is leeg. Vul een kop in.")
    if node is not None and node.edition_id != group.table.chapter.edition_id:
        raise Refused(
            f"{quoted(node.title)} hoort niet bij de doelenboom van dit hoofdstuk. Kies een doel uit die boom."
        )
    group.node = node
