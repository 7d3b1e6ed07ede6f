"""Tables themselves: adding one to a chapter, its title, its place, and removing it."""

from django.db import transaction

from indicators.models import IndicatorTable, TableColumn, TableRow
from indicators.periods import Period
from indicators.relations import require_structure
from indicators.structure import columns
from indicators.structure.writing import noted, opened
from policy import review
from policy.editing import order
from policy.models import Chapter
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, remove
from twenterand.unreadable import quoted
from twenterand.workflow import Refused


@transaction.atomic
def add_table(
    *, chapter: Chapter, title: str, by: User | str, like: IndicatorTable | None = None
) -> IndicatorTable:
    """A table at the end of a chapter, with the columns of `like` when that is given, and without rows.

    An empty table of that title that stands there already is that table: the form was sent twice.
    """
    require_structure(by, chapter)
    locked = Chapter.objects.select_for_update(of=("self",)).get(pk=chapter.pk)
    tables = list(locked.indicator_tables.order_by("position", "pk"))
    table = IndicatorTable(chapter=locked, title=_readable(title), position=order.end(tables))
    if tables and tables[-1].title == table.title and not tables[-1].groups.exists():
        return tables[-1]
    keep(table, by=by, reason="Toegevoegd")
    if like is not None:
        TableColumn.objects.bulk_create(
            TableColumn(
                table=table,
                position=place,
                kind=column.kind,
                document_id=column.document_id,
                **Period.of(column).fields(),
            )
            for place, column in enumerate(columns.of(like, None), start=1)
        )
    review.touched(chapter=locked, by=by, what=f"tabel “{table.title}” toegevoegd")
    return table


@transaction.atomic
def change_title(
    *, table: IndicatorTable, title: str, seen_version: int | None, by: User | str
) -> IndicatorTable:
    """Another title above the table."""
    current = opened(table, seen_version=seen_version, by=by)
    tidy = _readable(title)
    if tidy != current.title:
        before, current.title = current.title, tidy
        noted(current, by=by, what=f"titel was {quoted(before)}")
    return current


@transaction.atomic
def move_table(*, table: IndicatorTable, direction: str, seen_version: int | None, by: User | str) -> None:
    """One place up or down in its chapter."""
    current = opened(table, seen_version=seen_version, by=by)
    siblings = list(current.chapter.indicator_tables.order_by("position", "pk"))
    order.move(current, siblings, direction=direction, by=by, reason="Verplaatst")
    review.touched(chapter=current.chapter, by=by, what=f"tabel “{current.title}” verplaatst")


@transaction.atomic
def remove_table(*, table: IndicatorTable, seen_version: int | None, by: User | str) -> None:
    """Delete a table with its groups, rows and notes. Indicators and their figures stay."""
    current = opened(table, seen_version=seen_version, by=by)
    # One by one: their history says who did it.
    for row in TableRow.objects.filter(group__table=current):
        remove(row, by=by, reason="Tabel verwijderd")
    for note in current.footnotes.all():
        remove(note, by=by, reason="Tabel verwijderd")
    chapter, title = current.chapter, current.title
    remove(current, by=by, reason="Verwijderd")
    review.touched(chapter=chapter, by=by, what=f"tabel “{title}” verwijderd")


def _readable(title: str) -> str:
    tidy = " ".join(title.split())
    if not tidy:
        raise Refused("De titel van de tabel is leeg. Vul een titel in.")
    return tidy
