"""One chapter as its page shows it: the reading structure of presenting.py with headings, anchors and contents."""

from typing import Any

from twenterand.publications import addresses, amounts
from twenterand.publications.presenting import ChapterView, Section, Text
from twenterand.publications.tables import PrintedTable

Row = dict[str, Any]
ACTIVITY_LEVEL = 3


class ChapterPage:
    """What templates/publications/chapter.html shows of one chapter of a payload."""

    def __init__(self, content: Row, chapter: Row):
        self.view = ChapterView(chapter, year=content["period"]["from"])
        self.chapter = chapter
        self.year = self.view.year
        self.effect = self.view.effect
        self.explained_goals = [goal for goal in self.view.goals if goal["explanation"]]
        self.opening = [self._free(text) for text in self.view.opening]
        self.closing = [self._free(text) for text in self.view.closing]
        self.subgoals = [self._subgoal(section) for section in self.view.subgoals]
        self.loose = self.view.loose_table
        self.tables = self._tables()
        self.charts = [(table, list(table.charts())) for table in self.tables]
        self.has_charts = any(figures for _, figures in self.charts)
        self.totals = chapter["totals"] and amounts.totals_table(
            chapter["totals"],
            id="totalen",
            caption=f"Alle voorstellen in dit hoofdstuk, {self.year}",
        )

    @property
    def linked_tree(self) -> Row | None:
        """The goal tree with, on each node, the address of what this page says about it: a goal leads to the
        figures that follow it, a subgoal or activity to its text."""
        measured: dict[str, str] = {}
        for table in self.chapter["tables"]:
            for group in table["groups"]:
                if group["node"] and group["heading"]:
                    measured.setdefault(group["node"], f"#{addresses.of_group(group['uid'])}")
        return self.effect and _linked(self.effect, measured)

    def _tables(self) -> list[PrintedTable]:
        views = self.view.tables
        name = self.chapter["title"]
        return [PrintedTable(view, number=number, chapter=name) for number, view in enumerate(views, start=1)]

    def _free(self, text: Text) -> Row:
        return {**_passage(text.passage, text.passage["level"]), "proposals": text.table}

    def _subgoal(self, section: Section) -> Row:
        return {
            "id": addresses.of_node(section.node["uid"]),
            "node": section.node,
            "passages": _below(section.passages, ACTIVITY_LEVEL),
            "proposals": section.table,
            "activities": [self._activity(activity) for activity in section.sections],
        }

    def _activity(self, section: Section) -> Row:
        return {
            "id": addresses.of_node(section.node["uid"]),
            "node": section.node,
            "passages": _below(section.passages, ACTIVITY_LEVEL + 1),
            "proposals": section.table,
        }

    @property
    def contents(self) -> list[Row]:
        """The contents of the page, two deep."""
        items = [{"label": "Doelenboom", "href": "#doelenboom"}] if self.effect else []
        items += [_link(text) for text in self.opening if text["level"] == 2 and text["heading"]]
        items += [_link_to_node(subgoal, self._activities_of(subgoal)) for subgoal in self.subgoals]
        items += [_link(text) for text in self.closing if text["level"] == 2 and text["heading"]]
        if self.loose:
            items.append({"label": "Andere voorstellen", "href": "#andere-voorstellen"})
        if self.totals:
            items.append({"label": "Totaal van de voorstellen", "href": "#totaal-voorstellen"})
        if self.tables:
            children = [{"label": table.title, "href": f"#{table.id}-kop"} for table in self.tables]
            items.append(
                {"label": "Cijfers", "href": "#cijfers", "children": children if len(children) > 1 else []}
            )
        if self.has_charts:
            items.append({"label": "Grafieken", "href": "#grafieken"})
        return items

    @staticmethod
    def _activities_of(subgoal: Row) -> list[Row]:
        return [_link_to_node(activity, []) for activity in subgoal["activities"]]


def _linked(node: Row, measured: dict[str, str]) -> Row:
    own = f"#{addresses.of_node(node['uid'])}"
    href = own if node["kind"] in ("subgoal", "activity") else measured.get(node["uid"], "")
    return {**node, "href": href, "children": [_linked(child, measured) for child in node["children"]]}


def _passage(passage: Row, level: int) -> Row:
    return {
        "id": addresses.of_passage(passage["uid"]),
        "heading": passage["heading"],
        "html": passage["html"],
        "level": level,
        "below": level + 1 if passage["heading"] else level,
    }


def _below(passages: list[Row], top: int) -> list[Row]:
    """Passages under a heading of level `top - 1`: their own levels, moved so that no level is skipped."""
    shown, upper = [], None
    for passage in passages:
        if not passage["heading"]:
            shown.append(_passage(passage, top))
            continue
        if upper is None or passage["level"] < upper:
            upper = passage["level"]
        shown.append(_passage(passage, top + passage["level"] - upper))
    return shown


def _link(text: Row) -> Row:
    return {"label": text["heading"], "href": f"#{text['id']}"}


def _link_to_node(row: Row, children: list[Row]) -> Row:
    return {"label": row["node"]["title"], "href": f"#{row['id']}", "children": children}


def neighbours(content: Row, slug: str) -> tuple[Row | None, Row | None, Row | None]:
    """The chapter with this slug, and the ones before and after it; all None when there is no such chapter."""
    chapters = content["chapters"]
    for position, chapter in enumerate(chapters):
        if chapter["slug"] == slug:
            before = chapters[position - 1] if position else None
            after = chapters[position + 1] if position + 1 < len(chapters) else None
            return chapter, before, after
    return None, None, None
