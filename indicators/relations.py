"""How a person stands to a figure or a note; accounts.rights says what that allows."""

from indicators.models import TableRow
from policy import relations
from policy.models import Chapter
from twenterand.accounts.models import User
from twenterand.accounts.rights import Action, Relation, may


def of_cell(user: User, row: TableRow) -> Relation:
    """Whoever owns the chapter, else whoever holds the indicator, also in somebody else's chapter."""
    relation = relations.of_chapter(user, row.group.table.chapter)
    if relation is not Relation.OWN and row.indicator.holder_id in user.function_ids:
        return Relation.HOLDER
    return relation


def of_footnote(user: User, chapter: Chapter) -> Relation:
    """A note belongs to its table, so to whoever owns the chapter; holding an indicator is not enough."""
    return relations.of_chapter(user, chapter)


def may_edit(user: User, row: TableRow) -> bool:
    """Whether the figures in this row are shown as something that can be changed."""
    return may(user, Action.EDIT_FIGURE, of_cell(user, row))
