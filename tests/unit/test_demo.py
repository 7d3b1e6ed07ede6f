"""The loaded demo against an unchanged copy of the facts: every cell, name, source, note and proposal."""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Figure, Footnote, IndicatorTable, TableColumn, TableRow
from newsletter.models import Article, Edition
from policy.models import Challenge, Chapter, Document, GoalNode, Passage, Principle, Theme
from proposals.models import Proposal, ProposalAmount, ProposalCoverage
from twenterand import numbers
from twenterand.accounts.models import AuditEvent, Function

FACTS = Path(__file__).resolve().parent.parent / "data" / "facts" / "kadernota-2026"
pytestmark = pytest.mark.django_db


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def demo():
    call_command("load_demo", verbosity=0)


def table_rows() -> dict[tuple[str, int], list[TableRow]]:
    """Rows in printed order per (tree, table number)."""
    result = {}
    for table in IndicatorTable.objects.select_related("chapter").prefetch_related("groups__rows__indicator"):
        rows = [row for group in table.groups.all() for row in group.rows.all()]
        result[table.chapter.slug, table.position] = rows
    return result


def columns_of(row: TableRow) -> list[TableColumn]:
    own = list(row.group.own_columns.order_by("position"))
    return own or list(row.group.table.columns.filter(group=None).order_by("position"))


def stored_figure(row: TableRow, column: TableColumn) -> Figure | None:
    return Figure.objects.filter(
        indicator=row.indicator,
        kind=column.kind,
        period_kind=column.period_kind,
        first_day=column.first_day,
        last_day=column.last_day,
        document=column.document,
    ).first()


def test_all_516_cells_are_as_printed(demo):
    rows = table_rows()
    seen = 0
    for fact in facts("values.csv"):
        row = rows[fact["tree"], int(fact["table"])][int(fact["order"]) - 1]
        column = columns_of(row)[int(fact["column"]) - 1]
        figure = stored_figure(row, column)
        where = f"{fact['tree']} {row.label} {fact['kind']} {fact['period']}"
        assert figure is not None, where
        assert figure.raw == fact["raw"], where
        assert column.kind == fact["kind"], where
        expected = numbers.parse_cell(fact["raw"])
        assert (figure.state, figure.number) == (expected.state, expected.number), where
        marks = {anchor.footnote.position for anchor in row.anchors.filter(column=column.position)}
        assert marks == ({len(fact["marker"])} if fact["marker"] else set()), where
        seen += 1
    assert seen == 516 == Figure.objects.count()


def test_targets_of_2025_were_set_by_the_budget_of_2025(demo):
    documents = {
        (column.first_day.year, column.position): column.document.slug
        for column in TableColumn.objects.filter(kind="target").select_related("document")
    }
    assert documents == {
        (2026, 1): "kadernota-2026",
        (2025, 2): "begroting-2025",
        (2028, 1): "kadernota-2026",
        (2028, 2): "begroting-2025",
    }


def test_names_groups_and_sources_are_as_printed(demo):
    rows = table_rows()
    printed = facts("indicators.csv")
    assert len(printed) == 100 == TableRow.objects.count()
    for fact in printed:
        row = rows[fact["tree"], int(fact["table"])][int(fact["order"]) - 1]
        assert row.label == fact["name"]
        assert row.indicator.name == fact["name"]
        assert row.group.heading == fact["group_title"]
        assert row.group.table.title == fact["table_title"]
        assert row.source == fact["source"]


def test_footnotes_stand_where_they_are_printed(demo):
    rows = table_rows()
    for fact in facts("footnotes.csv"):
        note = Footnote.objects.get(
            table__chapter__slug=fact["tree"],
            table__position=int(fact["table"]),
            position=len(fact["marker"]),
        )
        assert note.text == fact["text"]
        anchors = Counter()
        for anchor in note.anchors.select_related("row", "group"):
            if anchor.group:
                anchors[f"group {anchor.group.heading}"] += 1
            else:
                number = rows[fact["tree"], int(fact["table"])].index(anchor.row) + 1
                anchors[f"row {number}" + (f" column {anchor.column}" if anchor.column else "")] += 1
        assert anchors == Counter(text.strip() for text in fact["anchors"].split(";") if text.strip())
    assert Footnote.objects.count() == 26
    assert Footnote.objects.filter(anchors=None).count() == 2


def test_proposals_are_as_printed(demo):
    stored = list(Proposal.objects.select_related("activity__parent", "edition__tree").order_by("position"))
    printed = facts("proposals.csv")
    assert len(stored) == len(printed) == 16
    for proposal, fact in zip(stored, printed, strict=True):
        assert proposal.title == fact["title"]
        assert proposal.edition.tree.slug == fact["tree"]
        assert (proposal.activity.title if proposal.activity else "") == fact["activity_title"]
        assert (proposal.activity.parent.title if proposal.activity else "") == fact["subgoal_title"]
        assert proposal.fte == (Decimal(fact["fte"]) if fact["fte"] else None)
        assert proposal.basis == "undecided"
        amount = ProposalAmount.objects.get(proposal=proposal)
        letters = {"incidental": "i", "structural": "s", "advantage": "v", "disadvantage": "n"}
        assert (amount.year, amount.amount) == (2026, Decimal(fact["amount_eur"]))
        assert letters[amount.recurrence] == fact["recurrence"]
        assert letters[amount.effect] == fact["effect"]
        coverage = list(ProposalCoverage.objects.filter(proposal=proposal).values_list("source", "amount"))
        assert coverage == ([(fact["coverage"], None)] if fact["coverage"] else [])


def test_goal_trees_are_as_printed(demo):
    printed = facts("goal_trees.csv")
    assert len(printed) == 57 == GoalNode.objects.count()
    for fact in printed:
        node = GoalNode.objects.get(edition__tree__slug=fact["tree"], kind=fact["level"], title=fact["title"])
        if fact["parent_title"]:
            assert node.parent.title == fact["parent_title"]
        elif fact["level"] == "subgoal":
            assert node.parent.kind == "effect"


def test_the_rest_is_complete(demo):
    assert Document.objects.filter(slug="kadernota-2026").exists()
    assert Chapter.objects.filter(document__slug="kadernota-2026").count() == 6
    assert not Chapter.objects.filter(document__slug="begroting-2025").exists()
    assert (Theme.objects.count(), Challenge.objects.count(), Principle.objects.count()) == (4, 18, 3)
    assert Edition.objects.get().articles.count() == 20 == Article.objects.count()
    assert not Passage.objects.filter(html__contains="style=").exists()


def test_every_record_has_history_with_its_reason(demo):
    assert Figure.history.count() == 516
    assert set(Figure.history.values_list("history_user_id", "history_change_reason")) == {
        ("demo", "Demogegevens ingelezen")
    }
    assert Passage.history.count() == Passage.objects.count()


def test_a_second_load_changes_nothing(demo, capsys):
    Function.objects.filter(slug="adviseur-wmo").update(name="adviseur Wmo en beschermd wonen")
    before = Figure.objects.count(), AuditEvent.objects.count()
    call_command("load_demo")
    assert "staan er al" in capsys.readouterr().out
    assert (Figure.objects.count(), AuditEvent.objects.count()) == before
    assert Function.objects.get(slug="adviseur-wmo").name == "adviseur Wmo en beschermd wonen"


def test_refuses_beside_other_content():
    owner = Function.objects.create(slug="iemand", name="iemand")
    Document.objects.create(
        slug="eigen-nota", title="Eigen nota", kind="beleidsnota", year_from=2025, year_to=2026, owner=owner
    )
    with pytest.raises(CommandError, match="1 documenten"):
        call_command("load_demo", verbosity=0)
    assert Document.objects.count() == 1
    call_command("load_demo", force=True, verbosity=0)
    assert Document.objects.filter(slug="kadernota-2026").exists()
