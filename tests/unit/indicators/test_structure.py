"""What a table looks like: columns, groups and rows. Notes follow their cells, and figures stay."""

import itertools
import uuid
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from indicators import footnotes, grid, structure
from indicators.models import Area, Breakdown, Figure, FootnoteAnchor, IndicatorTable, TableColumn, TableRow
from indicators.payload import changed_by
from indicators.periods import Period
from policy.models import Chapter
from tests import factories
from tests.unit.indicators.test_editing import agree
from twenterand.workflow import Refused, Stale


@pytest.fixture
def wide(small):
    """The small table with two more columns, and a note at every cell of its row that says which it is."""
    later, latest = factories.column(small.table, "2025"), factories.column(small.table, "2026")
    for column in (small.target, small.actual, later, latest):
        text = f"bij {grid.heading(column)}"
        factories.footnote(small.table, text, anchors=[{"row": small.row, "column": column.position}])
    return SimpleNamespace(**vars(small), later=later, latest=latest)


def table(small) -> grid.Table:
    (found,) = grid.of_chapter(small.chapter)
    return found


def headings(small, group: int | None = None) -> list[str]:
    shown = table(small)
    return [
        grid.heading(column)
        for column in (shown.groups[group].columns if group is not None else shown.columns)
    ]


def noted(small, row: int = 0) -> dict[str, list[str]]:
    """Under which column each note stands, by the heading of the column."""
    cells = list(table(small).rows)[row].cells
    return {
        grid.heading(cell.column): [note.footnote.text for note in cell.notes] for cell in cells if cell.notes
    }


def every_note_at_home(small) -> None:
    for heading, texts in noted(small).items():
        assert texts == [f"bij {heading}"]


def act(write, small, *, by=None, seen_version=None, **fields):
    return write(by=by or small.owner, seen_version=seen_version, **fields)


# Columns ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "period", ["2027", "1e kwartaal 2027", "2027/2028", "schooljaar 2026/2027", "mei 2027"]
)
def test_a_later_column_comes_last_where_the_oldest_is_first_and_shows_what_is_there(wide, period):
    Figure.objects.filter(pk=wide.figure.pk).update(**Period.parse(period).fields())
    added = act(
        structure.add_column,
        wide,
        table=wide.table,
        kind="actual",
        period=Period.parse(period),
        document=None,
    )
    assert added.position == 5
    assert headings(wide)[-1] == f"Gerealiseerd {period}"
    assert table(wide).groups[0].rows[0].cells[-1].figure == wide.figure
    every_note_at_home(wide)


@pytest.mark.parametrize(
    ("kind", "period", "place"),
    [
        ("target", "2027", 1),
        ("target", "2025", 3),
        ("actual", "2025", 3),
        ("actual", "2023", 4),
        ("actual", "4e kwartaal 2024", 3),
        ("actual", "2024/2025", 3),
    ],
)
def test_a_new_column_comes_in_its_place_with_the_notes_of_the_others(wide, kind, period, place):
    """Targets before actuals, newest first."""
    for column, text in ((wide.later, "2022"), (wide.latest, "2021")):
        TableColumn.objects.filter(pk=column.pk).update(**Period.parse(text).fields())
    factories.column(wide.table, "2026", document=factories.document())
    order = [column.pk for column in table(wide).columns]
    for pk, position in zip(order, (11, 13, 14, 15, 12), strict=True):
        TableColumn.objects.filter(pk=pk).update(position=position)
    FootnoteAnchor.objects.all().delete()
    for column in table(wide).columns:
        text = f"bij {grid.heading(column)}"
        factories.footnote(wide.table, text, anchors=[{"row": wide.row, "column": column.position}])
    document = wide.document if kind == "target" else None
    added = act(
        structure.add_column,
        wide,
        table=wide.table,
        kind=kind,
        period=Period.parse(period),
        document=document,
    )
    assert added.position == place
    assert [column.position for column in table(wide).columns] == [1, 2, 3, 4, 5, 6]
    assert set(noted(wide)) == {"Begroot 2026", "Gerealiseerd 2024", "Gerealiseerd 2022", "Gerealiseerd 2021"}
    every_note_at_home(wide)


@pytest.mark.parametrize("moves", list(itertools.product(["left", "right"], repeat=3)))
@pytest.mark.parametrize("which", ["target", "actual", "later", "latest"])
def test_notes_follow_a_moving_column(wide, which, moves):
    column = TableColumn.objects.get(pk=getattr(wide, which).pk)
    order = list(headings(wide))
    for direction in moves:
        place = order.index(grid.heading(column))
        target = place + (1 if direction == "right" else -1)
        if not 0 <= target < 4:
            with pytest.raises(Refused, match="staat al"):
                act(structure.move_column, wide, column=column, direction=direction)
            continue
        act(structure.move_column, wide, column=column, direction=direction)
        order.insert(target, order.pop(place))
        assert headings(wide) == order
        assert [column.position for column in table(wide).columns] == [1, 2, 3, 4]
        every_note_at_home(wide)
        assert len(noted(wide)) == 4


def test_one_note_at_two_cells_that_change_places(wide):
    FootnoteAnchor.objects.all().delete()
    note = wide.table.footnotes.first()
    for column in (wide.target, wide.actual):
        footnotes.anchor(footnote=note, row=wide.row, column=column, by=wide.owner)
    act(structure.move_column, wide, column=wide.target, direction="right")
    assert noted(wide) == {"Gerealiseerd 2024": [note.text], "Begroot 2026": [note.text]}
    act(structure.move_column, wide, column=wide.target, direction="right")
    assert sorted(noted(wide)) == ["Begroot 2026", "Gerealiseerd 2024"]


@pytest.mark.parametrize("which", ["target", "actual", "later", "latest"])
def test_removing_a_column_keeps_figures_and_notes(wide, which):
    gone = getattr(wide, which)
    act(structure.remove_column, wide, column=gone)
    assert grid.heading(gone) not in headings(wide)
    every_note_at_home(wide)
    assert len(noted(wide)) == 3
    assert wide.table.footnotes.count() == 4, "the note itself stays under the table"
    assert Figure.objects.filter(pk=wide.figure.pk).exists()
    assert [column.position for column in table(wide).columns] == [1, 2, 3]


def test_positions_with_gaps_are_closed_with_the_notes(wide):
    TableColumn.objects.filter(pk=wide.latest.pk).update(position=9)
    FootnoteAnchor.objects.filter(column=4).update(column=9)
    every_note_at_home(wide)
    act(
        structure.add_column,
        wide,
        table=wide.table,
        kind="actual",
        period=Period.parse("2030"),
        document=None,
    )
    every_note_at_home(wide)
    assert len(noted(wide)) == 4
    assert [column.position for column in table(wide).columns] == [1, 2, 3, 4, 5]


def test_a_column_shows_another_year_or_the_targets_of_another_document(wide):
    other = factories.document(title="Begroting 2026", kind="begroting")
    act(
        structure.change_column,
        wide,
        column=wide.target,
        kind="target",
        period=Period.parse("2027"),
        document=other,
    )
    found = TableColumn.objects.get(pk=wide.target.pk)
    assert (grid.heading(found), found.document, found.position) == ("Begroot 2027", other, 1)
    act(
        structure.change_column,
        wide,
        column=found,
        kind="actual",
        period=Period.parse("2023"),
        document=None,
    )
    found.refresh_from_db()
    assert (grid.heading(found), found.document) == ("Gerealiseerd 2023", None)
    reasons = [row.history_change_reason for row in IndicatorTable.history.filter(id=wide.table.pk)[:2]]
    assert reasons == [
        "kolom “Begroot 2027” is nu “Gerealiseerd 2023”",
        "kolom “Begroot 2026” is nu “Begroot 2027”",
    ]


def test_what_a_column_cannot_be(wide):
    with pytest.raises(Refused, match="document ontbreekt"):
        act(
            structure.add_column,
            wide,
            table=wide.table,
            kind="target",
            period=Period.parse("2027"),
            document=None,
        )
    with pytest.raises(Refused, match="“Kadernota 2026” gekozen, maar een gerealiseerd cijfer hoort niet"):
        act(
            structure.add_column,
            wide,
            table=wide.table,
            kind="actual",
            period=Period.parse("2027"),
            document=wide.document,
        )
    with pytest.raises(Refused, match="“Gerealiseerd 2025” staat er al"):
        act(
            structure.add_column,
            wide,
            table=wide.table,
            kind="actual",
            period=Period.parse("2025"),
            document=None,
        )
    with pytest.raises(Refused, match="staat er al"):
        act(
            structure.change_column,
            wide,
            column=wide.later,
            kind="actual",
            period=Period.parse("2024"),
            document=None,
        )
    with pytest.raises(Refused, match="geen soort"):
        act(
            structure.add_column, wide, table=wide.table, kind="x", period=Period.parse("2027"), document=None
        )
    with pytest.raises(Refused, match="geen richting"):
        act(structure.move_column, wide, column=wide.later, direction="up")


def test_the_same_period_twice_for_targets_of_two_documents(wide):
    other = factories.document()
    act(
        structure.add_column,
        wide,
        table=wide.table,
        kind="target",
        period=Period.parse("2026"),
        document=other,
    )
    assert headings(wide).count("Begroot 2026") == 2


def test_a_group_gets_columns_of_its_own_and_gives_them_back(wide):
    act(structure.own_columns, wide, group=wide.group)
    assert headings(wide, group=0) == headings(wide)
    every_note_at_home(wide)
    first, second, *_ = wide.group.own_columns.order_by("position")
    act(structure.move_column, wide, column=first, direction="right")
    assert headings(wide, group=0)[:2] == ["Gerealiseerd 2024", "Begroot 2026"]
    assert headings(wide)[:2] == ["Begroot 2026", "Gerealiseerd 2024"]
    every_note_at_home(wide)
    act(structure.remove_column, wide, column=second)
    assert len(noted(wide)) == 3
    act(structure.share_columns, wide, group=wide.group)
    assert table(wide).groups[0].columns is None
    every_note_at_home(wide)
    assert len(noted(wide)) == 3


def test_columns_of_the_table_leave_a_group_with_its_own_alone(wide):
    act(structure.own_columns, wide, group=wide.group)
    act(structure.move_column, wide, column=wide.target, direction="right")
    act(structure.remove_column, wide, column=wide.later)
    assert len(noted(wide)) == 4
    every_note_at_home(wide)


def test_the_last_own_column_gives_the_columns_of_the_table_back(small):
    own = factories.column(small.table, "2024", group=small.group)
    factories.footnote(small.table, "bij Gerealiseerd 2024", anchors=[{"row": small.row, "column": 1}])
    act(structure.remove_column, small, column=own)
    assert table(small).groups[0].columns is None
    assert noted(small) == {"Gerealiseerd 2024": ["bij Gerealiseerd 2024"]}


def test_own_columns_of_an_empty_table_are_refused(small):
    group = factories.indicator_group(factories.indicator_table(small.chapter))
    with pytest.raises(Refused, match="nog geen kolommen"):
        act(structure.own_columns, small, group=group)


# Groups -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moves", [("up", "down"), ("down", "up"), ("down", "down"), ("up", "up")])
def test_groups_move(small, moves):
    groups = [
        small.group,
        *(act(structure.add_group, small, table=small.table, heading=name, node=None) for name in "BC"),
    ]
    middle, order = groups[1], ["Meedoen", "B", "C"]
    for direction in moves:
        place = order.index("B")
        target = place + (1 if direction == "down" else -1)
        if 0 <= target < 3:
            act(structure.move_group, small, group=middle, direction=direction)
            order.insert(target, order.pop(place))
        else:
            with pytest.raises(Refused, match="staat al"):
                act(structure.move_group, small, group=middle, direction=direction)
        assert [group.record.heading for group in table(small).groups] == order


def test_a_group_has_a_heading_and_a_goal_of_its_own_tree(small):
    goal = factories.node(small.chapter.edition)
    found = act(structure.change_group, small, group=small.group, heading=" Mee  doen ", node=goal)
    assert (found.heading, found.node) == ("Mee doen", goal)
    with pytest.raises(Refused, match="kop van de groep is leeg"):
        act(structure.change_group, small, group=small.group, heading=" ", node=None)
    with pytest.raises(Refused, match="hoort niet bij de doelenboom"):
        act(structure.add_group, small, table=small.table, heading="X", node=factories.node(factories.tree()))


def test_only_an_empty_group_goes(small):
    with pytest.raises(Refused, match="er staat nog 1 rij in"):
        act(structure.remove_group, small, group=small.group)
    act(structure.remove_row, small, row=small.row)
    act(structure.remove_group, small, group=small.group)
    assert not table(small).groups


# Rows ---------------------------------------------------------------------------------------------------------


def test_a_row_shows_the_figures_its_indicator_has(small):
    second = act(structure.add_group, small, table=small.table, heading="Nog eens", node=None)
    row = act(
        structure.add_row, small, group=second, indicator=small.indicator, label=" Jeugd ", source="CBS"
    )
    (shown,) = table(small).groups[1].rows
    assert (shown.record, shown.record.label, shown.cells[1].figure) == (row, "Jeugd", small.figure)


def test_an_indicator_stands_once_in_a_group_unless_it_is_about_something_else(small):
    add = {"group": small.group, "indicator": small.indicator, "label": "Nog eens", "source": ""}
    with pytest.raises(Refused, match="staat al in groep “Meedoen”, als “Aantal jongeren”"):
        act(structure.add_row, small, **add)
    with pytest.raises(Refused, match="staat al"):
        act(structure.add_row, small, **add, area=Area.objects.get(ours=True))
    country = Area.objects.create(kind="land", cbs_code="NL01", name="Nederland")
    Breakdown.objects.create(dimension="Leeftijd", code="leeftijd-0-17", name="0 tot 18 jaar")
    assert act(structure.add_row, small, **add, area=country).area == country
    assert act(structure.add_row, small, **add, breakdown="leeftijd-0-17").breakdown == "leeftijd-0-17"
    with pytest.raises(Refused, match="“x” bestaat niet"):
        act(structure.add_row, small, **add, breakdown="x")


def test_label_and_source_are_those_of_the_row(small):
    row = act(structure.change_row, small, row=small.row, label="Jongeren", source="Eigen telling")
    assert (row.label, row.source, row.indicator.name) == ("Jongeren", "Eigen telling", "Aantal jongeren")
    assert row.history.first().history_user_id == "eigenaar"
    with pytest.raises(Refused, match="label van de rij is leeg"):
        act(structure.change_row, small, row=small.row, label=" ", source="")


@pytest.mark.parametrize("order", [("up", "down"), ("down", "up")])
def test_rows_move_with_their_notes(wide, order):
    for name in ("Twee", "Drie"):
        factories.table_row(wide.group, indicator=factories.indicator(name=name))
    middle = TableRow.objects.get(label="Twee")
    expected = {"up": ["Twee", "Aantal jongeren", "Drie"], "down": ["Aantal jongeren", "Drie", "Twee"]}
    act(structure.move_row, wide, row=middle, direction=order[0])
    assert [row.record.label for row in table(wide).rows] == expected[order[0]]
    act(structure.move_row, wide, row=middle, direction=order[1])
    assert [row.record.label for row in table(wide).rows] == ["Aantal jongeren", "Twee", "Drie"]
    every_note_at_home(wide)


def test_a_row_goes_to_a_group_with_other_columns_and_back(wide):
    other = factories.indicator_group(wide.table, heading="Lange termijn")
    for period in ("2026", "2024"):
        factories.column(wide.table, period, group=other)
    fields = {"row": wide.row, "label": wide.row.label, "source": ""}
    act(structure.change_row, wide, **fields, group=other)
    assert noted(wide) == {
        "Gerealiseerd 2026": ["bij Gerealiseerd 2026"],
        "Gerealiseerd 2024": ["bij Gerealiseerd 2024"],
    }
    act(structure.change_row, wide, **fields, group=wide.group)
    assert sorted(noted(wide)) == ["Gerealiseerd 2024", "Gerealiseerd 2026"]
    every_note_at_home(wide)
    elsewhere = factories.indicator_group(factories.indicator_table(wide.chapter))
    with pytest.raises(Refused, match="andere tabel"):
        act(structure.change_row, wide, **fields, group=elsewhere)


def test_a_removed_row_comes_back_as_it_was(small):
    act(structure.remove_row, small, row=small.row, reason="Telt niet meer mee")
    assert not list(table(small).rows)
    assert Figure.objects.filter(pk=small.figure.pk).exists()
    (removed,) = structure.removed_rows(small.table)
    assert (removed.label, removed.history_change_reason) == ("Aantal jongeren", "Telt niet meer mee")
    act(structure.restore_row, small, table=small.table, uid=removed.uid)
    (row,) = table(small).rows
    assert (row.record.uid, row.cells[1].figure) == (small.row.uid, small.figure)
    assert structure.removed_rows(small.table) == []
    with pytest.raises(Refused, match="staat al in de tabel"):
        act(structure.restore_row, small, table=small.table, uid=removed.uid)
    with pytest.raises(Refused):
        act(structure.restore_row, small, table=small.table, uid=uuid.uuid4())


# Tables -------------------------------------------------------------------------------------------------------


def test_a_new_table_with_the_columns_of_another(wide):
    added = structure.add_table(chapter=wide.chapter, title=" Tweede  tabel ", like=wide.table, by=wide.owner)
    again = structure.add_table(chapter=wide.chapter, title="Tweede tabel", like=wide.table, by=wide.owner)
    assert added == again
    first, second = grid.of_chapter(wide.chapter)
    assert [grid.heading(column) for column in second.columns] == [
        grid.heading(column) for column in first.columns
    ]
    act(structure.move_table, wide, table=added, direction="up")
    assert [found.record.title for found in grid.of_chapter(wide.chapter)] == ["Tweede tabel", "Tabel"]
    act(structure.change_title, wide, table=added, title="Andere titel")
    act(structure.move_table, wide, table=added, direction="down")
    assert [found.record.title for found in grid.of_chapter(wide.chapter)] == ["Tabel", "Andere titel"]
    with pytest.raises(Refused, match="titel van de tabel is leeg"):
        act(structure.change_title, wide, table=added, title=" ")


def test_removing_a_table_keeps_indicators_and_figures(wide):
    act(structure.remove_table, wide, table=wide.table)
    assert grid.of_chapter(wide.chapter) == []
    assert Figure.objects.filter(pk=wide.figure.pk).exists()
    assert TableRow.history.filter(id=wide.row.pk).first().history_user_id == "eigenaar"
    assert "eigenaar" in changed_by(wide.chapter, None)


# Who and when -------------------------------------------------------------------------------------------------

WRITES = {
    "add_column": lambda s: {
        "table": s.table,
        "kind": "actual",
        "period": Period.parse("2031"),
        "document": None,
    },
    "change_column": lambda s: {
        "column": s.later,
        "kind": "actual",
        "period": Period.parse("2031"),
        "document": None,
    },
    "move_column": lambda s: {"column": s.later, "direction": "left"},
    "remove_column": lambda s: {"column": s.later},
    "own_columns": lambda s: {"group": s.group},
    "add_group": lambda s: {"table": s.table, "heading": "Nieuw", "node": None},
    "change_group": lambda s: {"group": s.group, "heading": "Nieuw", "node": None},
    "move_group": lambda s: {"group": factories.indicator_group(s.table), "direction": "up"},
    "remove_group": lambda s: {"group": factories.indicator_group(s.table)},
    "add_row": lambda s: {
        "group": s.group,
        "indicator": factories.indicator(),
        "label": "Nieuw",
        "source": "",
    },
    "change_row": lambda s: {"row": s.row, "label": "Nieuw", "source": ""},
    "move_row": lambda s: {"row": factories.table_row(s.group), "direction": "up"},
    "remove_row": lambda s: {"row": s.row},
    "change_title": lambda s: {"table": s.table, "title": "Nieuw"},
    "move_table": lambda s: {"table": factories.indicator_table(s.chapter), "direction": "up"},
    "remove_table": lambda s: {"table": s.table},
}


@pytest.mark.parametrize("name", WRITES)
def test_every_write_asks_who_and_what_they_saw_and_reopens(wide, name):
    write, fields = getattr(structure, name), WRITES[name](wide)
    for person in (wide.other, wide.holder, wide.clerk):
        with pytest.raises(PermissionDenied):
            act(write, wide, by=person, **fields)
    with pytest.raises(Stale):
        act(write, wide, seen_version=99, **fields)
    agree(wide.chapter)
    act(write, wide, by=wide.editor, seen_version=1, **fields)
    chapter = Chapter.objects.get(pk=wide.chapter.pk)
    assert chapter.state == "editing"
    assert chapter.reason.startswith("Gewijzigd: tabel “")
    assert "redacteur" in changed_by(chapter, None)


@pytest.mark.parametrize("name", ["change_column", "change_group", "change_row", "change_title"])
def test_what_changes_nothing_is_not_recorded(wide, name):
    same = {
        "change_column": {
            "column": wide.later,
            "kind": "actual",
            "period": Period.parse("2025"),
            "document": None,
        },
        "change_group": {"group": wide.group, "heading": "Meedoen", "node": None},
        "change_row": {"row": wide.row, "label": "Aantal jongeren", "source": ""},
        "change_title": {"table": wide.table, "title": "Tabel"},
    }
    agree(wide.chapter)
    act(getattr(structure, name), wide, seen_version=1, **same[name])
    assert Chapter.objects.get(pk=wide.chapter.pk).state == "agreed"
    assert IndicatorTable.objects.get(pk=wide.table.pk).version == 1
