"""How a person stands to a figure or a note; accounts.rights says what that allows."""

from django.db.models import Q, QuerySet

from indicators.models import Indicator, TableRow
from policy import relations
from policy.models import Chapter
from twenterand.accounts.models import User
from twenterand.accounts.rights import Action, Relation, may, refuse


def of_cell(user: User, row: TableRow) -> Relation:
    """Whoever owns the chapter, else whoever holds the indicator, also in somebody else's chapter."""
    relation = relations.of_chapter(user, row.group.table.chapter)
    if relation is not Relation.OWN and row.indicator.holder_id in user.function_ids:
        return Relation.HOLDER
    return relation


def of_footnote(user: User, chapter: Chapter) -> Relation:
    """A note belongs to its table, so to whoever owns the chapter; holding an indicator is not enough."""
    return relations.of_chapter(user, chapter)


def may_arrange(user: User, chapter: Chapter) -> bool:
    """Whether a person may change what the tables of a chapter look like: whoever edits its texts or its figures."""
    relation = relations.of_chapter(user, chapter)
    return may(user, Action.EDIT_FIGURE, relation) or may(user, Action.EDIT_TEXT, relation)


def require_structure(by: User | str, chapter: Chapter) -> None:
    """Raise PermissionDenied when `by` may not arrange the tables of a chapter; commands (a plain name) may."""
    if not isinstance(by, str) and not may_arrange(by, chapter):
        refuse(Action.EDIT_TEXT, owner=chapter.owner.name)


def of_indicator(user: User, indicator: Indicator) -> Relation:
    """Whoever owns a chapter in which it stands, else whoever holds it."""
    rows = TableRow.objects.filter(indicator=indicator, group__table__chapter__owner__in=user.function_ids)
    if rows.exists():
        return Relation.OWN
    return Relation.HOLDER if indicator.holder_id in user.function_ids else Relation.OTHER


def editable_cards(user: User) -> QuerySet[Indicator]:
    """The indicators whose cards a person may change: what of_indicator and the rights say of each, in one query."""
    if may(user, Action.EDIT_INDICATOR, Relation.OTHER):
        return Indicator.objects.all()
    wanted = Q(pk__in=[])
    if may(user, Action.EDIT_INDICATOR, Relation.HOLDER):
        wanted |= Q(holder__in=user.function_ids)
    if may(user, Action.EDIT_INDICATOR, Relation.OWN):
        own = TableRow.objects.filter(group__table__chapter__owner__in=user.function_ids)
        wanted |= Q(pk__in=own.order_by().values("indicator"))
    return Indicator.objects.filter(wanted)


def may_edit(user: User, row: TableRow) -> bool:
    """Whether the figures in this row are shown as something that can be changed."""
    return may(user, Action.EDIT_FIGURE, of_cell(user, row))


def editable_indicators(user: User) -> set[int]:
    """The indicators (primary keys) whose figures a person may change in bulk: in a chapter of theirs, or held."""
    found: set[int] = set()
    if may(user, Action.EDIT_FIGURE, Relation.HOLDER):
        found |= set(Indicator.objects.filter(holder__in=user.function_ids).values_list("pk", flat=True))
    if may(user, Action.EDIT_FIGURE, Relation.OWN):
        own = TableRow.objects.filter(group__table__chapter__owner__in=user.function_ids)
        found |= set(own.order_by().values_list("indicator", flat=True))
    return found
