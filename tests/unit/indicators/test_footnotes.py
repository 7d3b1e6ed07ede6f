"""Notes under a table: adding one, putting its mark somewhere, and taking it away."""

import pytest
from django.core.exceptions import PermissionDenied

from indicators import footnotes, grid
from indicators.models import Footnote, FootnoteAnchor
from indicators.payload import changed_by
from policy.models import Chapter
from tests import factories
from tests.unit.indicators.test_editing import agree
from twenterand.workflow import Refused, Stale


def add(small, text="Schatting.", **fields) -> Footnote:
    return footnotes.add_footnote(table=small.table, text=text, by=fields.pop("by", small.owner), **fields)


def marks(small) -> dict[str, list[str]]:
    """The marks of the only table: at its group, its row and its two cells."""
    (table,) = grid.of_chapter(small.chapter)
    (group,) = table.groups
    (row,) = group.rows
    places = {"group": group, "row": row, "target": row.cells[0], "actual": row.cells[1]}
    return {name: [note.mark for note in place.notes] for name, place in places.items() if place.notes}


def test_a_note_at_a_cell_a_row_and_a_group(small):
    add(small, row=small.row, column=small.actual)
    add(small, "Andere telling.", row=small.row)
    note = add(small, "Voorlopig.", group=small.group)
    assert marks(small) == {"actual": ["*"], "row": ["**"], "group": ["***"]}
    assert (note.position, note.history.get().history_user_id) == (3, "eigenaar")


def test_one_text_stands_there_once_with_all_its_marks(small):
    first = add(small, "Schatting.", row=small.row, column=small.actual)
    again = add(small, "  Schatting. ", row=small.row, column=small.target)
    assert first == again
    assert marks(small) == {"target": ["*"], "actual": ["*"]}


def test_more_places_and_fewer(small):
    note = add(small)
    assert marks(small) == {}
    footnotes.anchor(footnote=note, row=small.row, column=small.target, by=small.owner)
    place = footnotes.anchor(footnote=note, group=small.group, by=small.owner)
    version = type(small.table).objects.get().version
    assert footnotes.anchor(footnote=note, group=small.group, by=small.owner) == place
    assert type(small.table).objects.get().version == version, "what was there already is not recorded"
    footnotes.unanchor(anchor=place, by=small.owner)
    assert marks(small) == {"target": ["*"]}
    assert Footnote.objects.filter(pk=note.pk).exists()


def test_moving_and_removing_change_the_marks(small):
    add(small, "Een.", group=small.group)
    two = add(small, "Twee.", row=small.row)
    footnotes.move_footnote(footnote=two, direction="up", seen_version=None, by=small.owner)
    assert marks(small) == {"row": ["*"], "group": ["**"]}
    footnotes.remove_footnote(footnote=two, reason="Klopt niet meer", by=small.owner)
    assert marks(small) == {"group": ["*"]}
    assert not FootnoteAnchor.objects.filter(row=small.row).exists()
    gone = Footnote.history.filter(id=two.pk).first()
    assert (gone.text, gone.history_type, gone.history_change_reason) == ("Twee.", "-", "Klopt niet meer")


def test_places_in_words(small):
    note = add(small, row=small.row, column=small.target)
    footnotes.anchor(footnote=note, group=small.group, by=small.owner)
    footnotes.anchor(footnote=note, row=small.row, by=small.owner)
    assert sorted(footnotes.place_name(place) for place in note.anchors.all()) == [
        "groep “Meedoen”",
        "“Aantal jongeren”",
        "“Aantal jongeren”, begroot 2026",
    ]


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_note_is_refused(small, text):
    with pytest.raises(Refused):
        add(small, text)
    assert not Footnote.objects.exists()


def test_a_place_in_another_table_is_refused(small):
    other = factories.indicator_group(factories.indicator_table())
    with pytest.raises(ValueError, match="stand"):
        add(small, group=other)
    own = factories.column(small.table, "2023", group=small.group)
    with pytest.raises(ValueError, match="stand"):
        add(small, row=small.row, column=small.actual)
    add(small, row=small.row, column=own)
    with pytest.raises(ValueError, match="stand"):
        add(small, row=small.row, group=small.group)


def test_a_note_reopens_the_chapter_and_costs_the_right_to_agree(small):
    agree(small.chapter)
    note = add(small, by=small.editor)
    chapter = Chapter.objects.get(pk=small.chapter.pk)
    assert (chapter.state, chapter.reason) == (
        "editing",
        "Gewijzigd: tabel “Tabel”: voetnoot “Schatting.” toegevoegd",
    )
    agree(chapter)
    chapter.refresh_from_db()
    footnotes.anchor(footnote=note, group=small.group, by=small.owner)
    assert changed_by(small.chapter, None) >= {"redacteur", "eigenaar"}


def test_only_whoever_edits_the_chapter(small):
    note = add(small, row=small.row, by=small.editor)
    for person in (small.other, small.holder, small.clerk):
        for act in (
            lambda person=person: add(small, by=person),
            lambda person=person: footnotes.anchor(footnote=note, group=small.group, by=person),
            lambda person=person: footnotes.unanchor(anchor=note.anchors.get(), by=person),
            lambda person=person: footnotes.remove_footnote(footnote=note, by=person),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_a_table_that_somebody_else_changed(small):
    add(small, seen_version=1)
    with pytest.raises(Stale):
        add(small, "Nog een.", seen_version=1)
