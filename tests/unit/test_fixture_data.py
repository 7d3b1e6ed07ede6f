"""The structured fixtures of the kadernota hold exactly what the sources hold.

No database and no loader: each csv in tests/data/facts is rebuilt from the yaml in fixtures/ and compared row
by row, so a cell, name, note or amount that got lost, changed or invented is shown as the source has it.
"""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "tests" / "data" / "facts" / "kadernota-2026"
FIXTURES = ROOT / "fixtures"
KADERNOTA = FIXTURES / "kadernota-2026"
YAML_FILES = [
    FIXTURES / "organisation.yaml",
    FIXTURES / "doelenbomen-2026.yaml",
    *sorted(KADERNOTA.rglob("*.yaml")),
]

RECURRENCE = {"incidental": "i", "structural": "s"}
EFFECT = {"advantage": "v", "disadvantage": "n"}


@cache
def facts(name: str) -> list[dict]:
    with (FACTS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def load(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def tables() -> dict[tuple[str, str], dict]:
    """The tables by (tree, number in that tree), as the sources name them."""
    paths = sorted((KADERNOTA / "tables").glob("*.yaml"))
    return {tuple(path.stem.rsplit("-", 1)): load(path) for path in paths}


@cache
def indicators() -> dict[str, dict]:
    return {indicator["slug"]: indicator for indicator in load(KADERNOTA / "indicators.yaml")["indicators"]}


def rows():
    """Every row as (tree, table number, order in the table, columns in force, group, row)."""
    for (tree, number), table in tables().items():
        order = 0
        for group in table["groups"]:
            for row in group["rows"]:
                order += 1
                yield tree, number, str(order), group["columns"] or table["columns"], group, row


def nodes():
    """Every node as (tree, parent or None, node), in the order of the file."""

    def walk(tree, parent, children):
        for node in children:
            yield tree, parent, node
            yield from walk(tree, node, node.get("children") or [])

    for tree in load(FIXTURES / "doelenbomen-2026.yaml")["trees"]:
        yield from walk(tree["slug"], None, tree["nodes"])


def marks(tree, number):
    """(row, column or None) → mark, for the anchors at rows and cells of one table."""
    found = {}
    for position, note in enumerate(tables()[tree, number]["footnotes"], start=1):
        for anchor in note["anchors"]:
            if "row" in anchor:
                found[str(anchor["row"]), anchor.get("column")] = "*" * position
    return found


def in_order_of(source, built):
    """The built rows sorted like the source, which is grouped by tree; within a tree the order stays."""
    trees = list(dict.fromkeys(row["tree"] for row in source))
    return sorted(built, key=lambda row: trees.index(row["tree"]))


def test_every_cell():
    built = [
        {
            "tree": tree,
            "table": number,
            "order": order,
            "kind": column["kind"],
            "period": column["period"],
            "column": str(position),
            "raw": raw,
            "marker": marks(tree, number).get((order, position), ""),
        }
        for tree, number, order, columns, _group, row in rows()
        for position, (column, raw) in enumerate(zip(columns, row["cells"], strict=True), start=1)
        if raw is not None
    ]
    assert len(built) == 516
    assert in_order_of(facts("values.csv"), built) == facts("values.csv")


def test_every_row_with_its_group_and_source():
    built = [
        {
            "tree": tree,
            "table": number,
            "table_title": tables()[tree, number]["title"],
            "group_title": group["heading"],
            "order": order,
            "name": row["label"],
            "markers": marks(tree, number).get((order, None), ""),
            "source": row["source"],
        }
        for tree, number, order, _columns, group, row in rows()
    ]
    assert len(tables()) == 8
    assert in_order_of(facts("indicators.csv"), built) == facts("indicators.csv")


def test_each_row_has_an_indicator_of_its_own():
    listed = load(KADERNOTA / "indicators.yaml")["indicators"]
    placed = [row["indicator"] for *_, row in rows()]
    assert len(listed) == len(indicators()) == len(set(placed)) == 100
    for *_, row in rows():
        indicator = indicators()[row["indicator"]]
        assert (indicator["name"], indicator["source"]) == (row["label"], row["source"])
    twice = {name for name, count in Counter(indicator["name"] for indicator in listed).items() if count > 1}
    assert len(twice) == 5, "the source carries five names in both youth tables"


def test_units_fit_the_cells():
    """A percentage sign in the cells means a percentage, and the other way round; yes and no have no unit."""
    for *_, row in rows():
        unit = indicators()[row["indicator"]]["unit"]
        cells = [cell for cell in row["cells"] if cell is not None]
        if any(cell in ("Ja", "Nee") for cell in cells):
            assert unit == "", row["label"]
        assert (unit == "%") == any(cell.endswith("%") for cell in cells), row["label"]


def test_columns_name_the_document_that_set_the_target():
    for *_, columns, _group, _row in rows():
        documents = [column["document"] for column in columns if column["kind"] == "target"]
        assert documents == ["kadernota-2026", "begroting-2025"]
        assert all(column["document"] is None for column in columns if column["kind"] == "actual")
    overridden = {group["heading"] for *_, group, _row in rows() if group["columns"]}
    assert len(overridden) == 2
    assert all("GGD monitor" in heading for heading in overridden)


def anchor_as_printed(anchor: dict) -> str:
    if "group" in anchor:
        return f"group {anchor['group']}"
    return f"row {anchor['row']}" + (f" column {anchor['column']}" if "column" in anchor else "")


def test_every_footnote_with_its_anchors():
    built = [
        {
            "tree": tree,
            "table": number,
            "marker": "*" * position,
            "text": note["text"],
            "anchors": "; ".join(anchor_as_printed(anchor) for anchor in note["anchors"]),
        }
        for (tree, number), table in tables().items()
        for position, note in enumerate(table["footnotes"], start=1)
    ]
    assert len(built) == 26
    assert sum(note["anchors"] == "" for note in built) == 2
    assert in_order_of(facts("footnotes.csv"), built) == facts("footnotes.csv")


def test_every_node():
    order, built = Counter(), []
    for tree, parent, node in nodes():
        order[tree, node["kind"]] += 1
        built.append(
            {
                "tree": tree,
                "level": node["kind"],
                "order": str(order[tree, node["kind"]]),
                "title": node["title"],
                # The source does not say which goal a subgoal serves: here it stands under the effect.
                "parent_title": "" if parent is None or node["kind"] == "subgoal" else parent["title"],
            }
        )
    levels = ["effect", "goal", "subgoal", "activity"]
    trees = list(dict.fromkeys(row["tree"] for row in facts("goal_trees.csv")))
    built.sort(key=lambda row: (trees.index(row["tree"]), levels.index(row["level"])))
    assert len(built) == 57
    assert built == facts("goal_trees.csv")


def test_groups_hang_on_goals_and_subgoals_of_their_own_tree():
    kinds = {(tree, node["title"]): node["kind"] for tree, _parent, node in nodes()}
    for tree, _number, _order, _columns, group, _row in rows():
        if group["node"] is not None:
            assert kinds[tree, group["node"]] in ("goal", "subgoal")


def test_every_proposal():
    subgoals = {
        (tree, node["title"]): parent["title"] for tree, parent, node in nodes() if node["kind"] == "activity"
    }
    order, built = Counter(), []
    for proposal in load(KADERNOTA / "proposals.yaml")["proposals"]:
        chapter, activity = proposal["chapter"], proposal["activity"]
        order[chapter] += 1
        (amount,) = proposal["amounts"]
        assert amount["year"] == 2026
        assert proposal["basis"] == "undecided"
        built.append(
            {
                "tree": chapter,
                "subgoal_title": subgoals[chapter, activity] if activity else "",
                "activity_title": activity or "",
                "order": str(order[chapter]),
                "title": proposal["title"],
                "recurrence": RECURRENCE[amount["recurrence"]],
                "amount_eur": amount["amount"],
                "effect": EFFECT[amount["effect"]],
                "fte": proposal["fte"] or "",
                "coverage": "".join(coverage["source"] for coverage in proposal["coverage"]),
            }
        )
    assert len(built) == 16
    assert built == facts("proposals.csv")


def test_proposals_point_at_passages_that_exist():
    proposals = load(KADERNOTA / "proposals.yaml")["proposals"]
    assert len({proposal["key"] for proposal in proposals}) == 16
    for proposal in proposals:
        passages = load(KADERNOTA / "chapters" / f"{proposal['chapter']}.yaml")["passages"]
        nodes_of_passages = {passage["key"]: passage["node"] for passage in passages}
        assert (proposal["passage"] is None) == (proposal["activity"] is not None), proposal["title"]
        assert proposal["passage"] is None or proposal["passage"] in nodes_of_passages
        assert proposal["explained_by"], proposal["title"]
        for key in proposal["explained_by"]:
            assert nodes_of_passages[key] == proposal["activity"], f"{proposal['title']}: {key}"


def test_owners_and_chapters_are_known():
    organisation = load(FIXTURES / "organisation.yaml")
    functions = {function["slug"] for function in organisation["functions"]}
    documents = load(KADERNOTA / "document.yaml")["documents"]
    trees = load(FIXTURES / "doelenbomen-2026.yaml")["trees"]
    chapters = [load(path) for path in (KADERNOTA / "chapters").glob("*.yaml")]
    owners = {item["owner"] for item in [*documents, *trees, *chapters]}
    assert owners | {indicator["holder"] for indicator in indicators().values()} <= functions
    assert documents[0]["chapters"] == []
    assert sorted(documents[1]["chapters"]) == sorted(chapter["slug"] for chapter in chapters)
    assert [area["cbs_code"] for area in organisation["areas"] if area["ours"]] == [
        organisation["organisation"]["cbs_code"]
    ]


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.stem)
def test_yaml_round_trip(path):
    """What is read, written and read again is the same: no value depends on how it happens to be quoted."""
    data = load(path)
    assert yaml.safe_load(yaml.safe_dump(data, allow_unicode=True)) == data
    assert "\t" not in path.read_text(encoding="utf-8")


def test_cells_and_amounts_are_text():
    """Unquoted, YAML would read 1.100 as 1.1 and drop what the source really printed."""
    assert {type(cell) for *_, row in rows() for cell in row["cells"]} == {str, type(None)}
    for proposal in load(KADERNOTA / "proposals.yaml")["proposals"]:
        assert isinstance(proposal["amounts"][0]["amount"], str)
        assert proposal["fte"] is None or isinstance(proposal["fte"], str)
