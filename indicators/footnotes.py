"""Writes on the notes under a table and on the places of their marks: a group, a row or a cell.

A note belongs to its table: `seen_version` is the version of the table (None: do not compare), and every write
reopens a chapter that was submitted or agreed. Changing a text is `editing.change_footnote`.
"""

from django.db import transaction

from indicators import editing, grid
from indicators.models import (
    Footnote,
    FootnoteAnchor,
    IndicatorGroup,
    IndicatorTable,
    TableColumn,
    TableRow,
)
from indicators.structure.writing import noted, opened
from policy.editing import order
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, locked, remove
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

LONGEST = 2000


@transaction.atomic
def add_footnote(
    *,
    table: IndicatorTable,
    text: str,
    by: User | str,
    group: IndicatorGroup | None = None,
    row: TableRow | None = None,
    column: TableColumn | None = None,
    seen_version: int | None = None,
) -> Footnote:
    """A note below those that are there, with its mark at `group`, at `row`, at the cell of `row` and `column`,
    or nowhere yet. A note that says the same is used again: one text never stands there twice."""
    current = opened(table, seen_version=seen_version, by=by)
    tidy = _readable(text)
    note = current.footnotes.filter(text=tidy).first()
    if note is None:
        note = Footnote(table=current, text=tidy, position=order.end(current.footnotes.all()))
        keep(note, by=by)
    elif group is None and row is None:
        return note
    if group is not None or row is not None:
        _place(note, group, row, column)
    noted(current, by=by, what=f"voetnoot {quoted(tidy)} toegevoegd")
    return note


@transaction.atomic
def anchor(
    *,
    footnote: Footnote,
    by: User | str,
    group: IndicatorGroup | None = None,
    row: TableRow | None = None,
    column: TableColumn | None = None,
    seen_version: int | None = None,
) -> FootnoteAnchor:
    """Put the mark of a note at one more place. A place that it has already stays as it is."""
    current = opened(footnote.table, seen_version=seen_version, by=by)
    place, fresh = _place(footnote, group, row, column)
    if fresh:
        noted(current, by=by, what=f"voetnoot {quoted(footnote.text)} bij {place_name(place)}")
    return place


@transaction.atomic
def unanchor(*, anchor: FootnoteAnchor, by: User | str, seen_version: int | None = None) -> None:
    """Take the mark of a note away from one place; the note itself stays under the table."""
    note = anchor.footnote
    current = opened(note.table, seen_version=seen_version, by=by)
    name = place_name(anchor)
    if FootnoteAnchor.objects.filter(pk=anchor.pk).delete()[0]:
        noted(current, by=by, what=f"voetnoot {quoted(note.text)} niet meer bij {name}")


@transaction.atomic
def move_footnote(*, footnote: Footnote, direction: str, by: User | str, seen_version: int | None) -> None:
    """One place up or down; the marks (*, **, …) follow."""
    current = opened(footnote.table, seen_version=seen_version, by=by)
    note = locked(footnote, seen_version=None)
    order.move(note, _notes(current), direction=direction, by=by, reason="Verplaatst")
    noted(current, by=by, what=f"voetnoot {quoted(note.text)} verplaatst")


@transaction.atomic
def remove_footnote(
    *, footnote: Footnote, by: User | str, seen_version: int | None = None, reason: str = ""
) -> None:
    """Delete a note with all its places; its text stays in the history."""
    current = opened(footnote.table, seen_version=seen_version, by=by)
    note = locked(footnote, seen_version=None)
    remove(note, by=by, reason=reason)
    noted(current, by=by, what=f"voetnoot {quoted(note.text)} verwijderd")


def place_name(anchor: FootnoteAnchor) -> str:
    """Where a mark stands, in words: "“Aantal meldingen”, begroot 2026"."""
    if anchor.row is None:
        return f"groep {quoted(anchor.group.heading)}"
    if anchor.column is None:
        return quoted(anchor.row.label)
    columns = anchor.row.group.own_columns.all() or anchor.row.group.table.columns.filter(group=None)
    found = next((column for column in columns if column.position == anchor.column), None)
    heading = grid.heading(found) if found else f"kolom {anchor.column}"
    return f"{quoted(anchor.row.label)}, {heading[0].lower()}{heading[1:]}"


def _place(
    note: Footnote, group: IndicatorGroup | None, row: TableRow | None, column: TableColumn | None
) -> tuple[FootnoteAnchor, bool]:
    """The anchor at this place and whether it is new; raises ValueError for a place outside the table."""
    if (group is None) == (row is None):
        raise ValueError("a mark stands at a group or at a row")
    table = group.table_id if group else row.group.table_id
    if table != note.table_id or (column is not None and (row is None or not editing.meet(row, column))):
        raise ValueError("this place does not stand in the table of the note")
    position = column.position if column else None
    return FootnoteAnchor.objects.get_or_create(footnote=note, group=group, row=row, column=position)


def _notes(table: IndicatorTable) -> list[Footnote]:
    return list(table.footnotes.select_for_update().order_by("position", "pk"))


def _readable(text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise Refused("De voetnoot is leeg. Vul een tekst in.")
    if len(tidy) > LONGEST:
        raise Refused(f"De voetnoot is te lang: {len(tidy)} tekens, er passen er {LONGEST}. Maak hem korter.")
    return tidy
