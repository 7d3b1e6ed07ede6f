"""The demo's indicators, tables, figures and footnotes."""

import hashlib

from django.utils import timezone

from indicators import standing
from indicators.models import (
    Area,
    Assessment,
    Figure,
    FigureKind,
    Footnote,
    FootnoteAnchor,
    Indicator,
    IndicatorGroup,
    IndicatorTable,
    SourceFile,
    TableColumn,
    TableRow,
)
from indicators.periods import Period
from policy.demo import KADERNOTA
from policy.models import Chapter, Document, GoalNode
from twenterand import demo_files
from twenterand.accounts.models import Function
from twenterand.accounts.records import add_all
from twenterand.demo_files import ACTOR, REASON, uid
from twenterand.numbers import parse_cell


def load() -> None:
    """Add areas, 100 indicators, 8 tables, 516 figures, 26 footnotes and 10 explanations."""
    for row in demo_files.read("organisation.yaml")["areas"]:
        Area.objects.create(**row)
    _load_indicators()
    for name in demo_files.names(f"{KADERNOTA}/tables"):
        _TableLoader(name).load()
    _load_explanations()


def _load_indicators() -> None:
    functions = {function.slug: function for function in Function.objects.all()}
    rows = demo_files.read(f"{KADERNOTA}/indicators.yaml")["indicators"]
    add_all(
        Indicator,
        [
            Indicator(**{**row, "uid": uid("indicator", row["slug"]), "holder": functions[row["holder"]]})
            for row in rows
        ],
        by=ACTOR,
        reason=REASON,
    )


def _load_explanations() -> None:
    """Accepted explanations of the figures that are off target, so that every chapter can be submitted."""
    groups = demo_files.read(f"{KADERNOTA}/explanations.yaml")["explanations"]
    texts = {slug: " ".join(group["text"].split()) for group in groups for slug in group["indicators"]}
    slugs = dict(Indicator.objects.values_list("pk", "slug"))
    records = {}
    for chapter in Chapter.objects.filter(document__slug=KADERNOTA):
        for one in standing.of_chapter(chapter).values():
            slug = slugs[one.key.indicator_id]
            if not one.missing or slug not in texts:
                continue
            records[one.key] = Assessment(
                **one.key._asdict(),
                uid=uid("assessment", slug),
                explanation=texts[slug],
                explained=one.sum,
                accepted_by=ACTOR,
                accepted_at=timezone.now(),
            )
    add_all(Assessment, list(records.values()), by=ACTOR, reason=REASON)


class _TableLoader:
    """Builds one table from one fixture; its records need each other, hence an object."""

    def __init__(self, name: str):
        self.data = demo_files.read(name)
        self.key = name.rsplit("/", 1)[-1].removesuffix(".yaml")
        self.documents = {document.slug: document for document in Document.objects.all()}
        self.indicators = {indicator.slug: indicator for indicator in Indicator.objects.all()}
        self.area = Area.objects.get(ours=True)
        content = (demo_files.FIXTURES / name).read_bytes()
        self.source = SourceFile.objects.create(
            name=f"{self.key}.yaml", sha256=hashlib.sha256(content).hexdigest(), read_by=ACTOR
        )
        self.rows: list[TableRow] = []
        self.groups: dict[str, IndicatorGroup] = {}
        self.figures: list[Figure] = []

    def load(self) -> None:
        chapter = Chapter.objects.get(document__slug=KADERNOTA, slug=self.data["chapter"])
        nodes = {node.title: node for node in GoalNode.objects.filter(edition=chapter.edition)}
        self.table = IndicatorTable.objects.create(
            uid=uid("table", self.key), chapter=chapter, title=self.data["title"], position=int(self.key[-1])
        )
        columns = self._add_columns(self.data["columns"], None)
        for position, row in enumerate(self.data["groups"], start=1):
            group = IndicatorGroup.objects.create(
                uid=uid("group", self.key, position),
                table=self.table,
                heading=row["heading"],
                node=nodes[row["node"]] if row["node"] else None,
                position=position,
            )
            self.groups[row["heading"]] = group
            own = self._add_columns(row["columns"], group) if row["columns"] else columns
            self._add_rows(group, row["rows"], own)
        add_all(Figure, self.figures, by=ACTOR, reason=REASON)
        self._add_footnotes()

    def _add_columns(self, rows: list[dict], group: IndicatorGroup | None) -> list[TableColumn]:
        columns = []
        for position, row in enumerate(rows, start=1):
            period = Period.parse(row["period"])
            columns.append(
                TableColumn(
                    table=self.table,
                    group=group,
                    position=position,
                    kind=row["kind"],
                    document=self.documents[row["document"]] if row["document"] else None,
                    period_kind=period.kind,
                    first_day=period.first,
                    last_day=period.last,
                )
            )
        return TableColumn.objects.bulk_create(columns)

    def _add_rows(self, group: IndicatorGroup, rows: list[dict], columns: list[TableColumn]) -> None:
        records = []
        for position, row in enumerate(rows, start=1):
            number = len(self.rows) + position
            indicator = self.indicators[row["indicator"]]
            records.append(
                TableRow(
                    uid=uid("row", self.key, number),
                    group=group,
                    indicator=indicator,
                    label=row["label"],
                    source=row["source"] or "",
                    position=position,
                )
            )
            self._collect_figures(indicator, number, row["cells"], columns)
        self.rows += add_all(TableRow, records, by=ACTOR, reason=REASON)

    def _collect_figures(
        self, indicator: Indicator, number: int, cells: list, columns: list[TableColumn]
    ) -> None:
        for column, raw in zip(columns, cells, strict=True):
            if raw is None:
                continue
            value = parse_cell(raw, decimals=indicator.decimals)
            self.figures.append(
                Figure(
                    uid=uid("figure", self.key, number, column.position),
                    indicator=indicator,
                    kind=FigureKind(column.kind),
                    area=self.area,
                    document=column.document,
                    period_kind=column.period_kind,
                    first_day=column.first_day,
                    last_day=column.last_day,
                    raw=raw,
                    state=value.state,
                    number=value.number,
                    source_file=self.source,
                    source_cell=f"rij {number}, kolom {column.position}",
                )
            )

    def _add_footnotes(self) -> None:
        for position, row in enumerate(self.data["footnotes"], start=1):
            note = Footnote(
                uid=uid("footnote", self.key, position), table=self.table, position=position, text=row["text"]
            )
            add_all(Footnote, [note], by=ACTOR, reason=REASON)
            FootnoteAnchor.objects.bulk_create(self._anchor(note, anchor) for anchor in row["anchors"])

    def _anchor(self, note: Footnote, anchor: dict) -> FootnoteAnchor:
        if "group" in anchor:
            return FootnoteAnchor(footnote=note, group=self.groups[anchor["group"]])
        return FootnoteAnchor(footnote=note, row=self.rows[anchor["row"] - 1], column=anchor.get("column"))
