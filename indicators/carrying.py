"""The tables of a document in the one of a later year: same groups, rows and notes, columns that much later.

Figures are not copied. They hang on indicators, so actuals show up by themselves; the targets of the new document are
still to be set, and until then the ones of the document before it hold.
"""

from indicators import carried_rows, grid
from indicators.models import (
    FigureKind,
    Footnote,
    FootnoteAnchor,
    IndicatorGroup,
    IndicatorTable,
    PeriodKind,
    TableColumn,
    TableRow,
)
from indicators.periods import Period
from indicators.structure.columns import positions
from policy.carrying import ColumnChange, ColumnSet, Share
from policy.copying import COPIER, Carried
from policy.fragments import Carrier
from policy.models import Document
from twenterand.accounts.records import add_all

# Of a table, or of a group with columns of its own: position of a column → where its figures stand later, if at all.
Moved = dict[tuple[int, int | None], dict[int, int | None]]


def foresee(document: Document, years: int) -> Share:
    """What comes along, which columns become what, and the documents that set targets in them."""
    inside = {"table__chapter__document": document}
    columns = list(
        TableColumn.objects.filter(**inside)
        .select_related("document", "group", "table__chapter")
        .order_by(
            "table__chapter__position", "table__position", "table", "group__position", "group", "position"
        )
    )
    sets: dict[tuple[int, int | None], list[TableColumn]] = {}
    for column in columns:
        sets.setdefault((column.table_id, column.group_id), []).append(column)
    targets = [column.document for column in columns if column.kind == FigureKind.TARGET]
    rows = carried_rows.of(document)
    retired = sum(row.indicator.retired for row, _ in rows.going)
    return Share(
        lines=(
            ("tabellen", IndicatorTable.objects.filter(chapter__document=document).count()),
            ("groepen", IndicatorGroup.objects.filter(**inside).count()),
            ("rijen", len(rows.going)),
            ("voetnoten", Footnote.objects.filter(**inside).count()),
            *([("rijen met een vervallen indicator: loop die na", retired)] if retired else []),
        ),
        columns=tuple(_column_set(found, years) for found in sets.values()),
        documents=tuple({other.pk: other for other in targets}.values()),
        joined=rows.sentences,
    )


def carry(carried: Carried) -> None:
    """Copy the tables of the source into the chapters of the new document."""
    tables = _tables(carried)
    groups = _groups(carried, tables)
    moved = _columns(carried, tables, groups)
    rows = _rows(carried, groups)
    if carried.footnotes:
        _footnotes(carried, tables, groups, rows, moved)


def _column_set(columns: list[TableColumn], years: int) -> ColumnSet:
    first = columns[0]
    return ColumnSet(
        chapter=first.table.chapter.title,
        title=f"{first.table.title}: {first.group.heading}" if first.group else first.table.title,
        columns=tuple(
            ColumnChange(grid.heading(column), grid.heading(_later(column, years)), column.document)
            for column in columns
        ),
        key=first.group_id,
        stays=bool(first.group_id) and any(one.period_kind == PeriodKind.MULTI_YEAR for one in columns),
    )


def _later(column: TableColumn, years: int) -> TableColumn:
    """The same column of a later year, not stored."""
    return TableColumn(
        position=column.position,
        kind=column.kind,
        document_id=column.document_id,
        **Period.of(column).moved(years).fields(),
    )


def _tables(carried: Carried) -> dict[int, IndicatorTable]:
    old = list(IndicatorTable.objects.filter(chapter__document=carried.source).order_by("pk"))
    new = [
        IndicatorTable(
            chapter=carried.chapters[table.chapter_id],
            uid=table.uid,
            copied_from=table.uid,
            title=table.title,
            position=table.position,
        )
        for table in old
    ]
    add_all(IndicatorTable, new, by=COPIER, reason=carried.reason)
    return {table.pk: copy for table, copy in zip(old, new, strict=True)}


def _groups(carried: Carried, tables: dict[int, IndicatorTable]) -> dict[int, IndicatorGroup]:
    old = list(IndicatorGroup.objects.filter(table__in=tables).order_by("pk"))
    new = [
        IndicatorGroup(
            table=tables[group.table_id],
            uid=group.uid,
            copied_from=group.uid,
            heading=group.heading,
            node=carried.nodes.get(group.node_id),
            position=group.position,
        )
        for group in old
    ]
    IndicatorGroup.objects.bulk_create(new)
    return {group.pk: copy for group, copy in zip(old, new, strict=True)}


def _columns(carried: Carried, tables: dict[int, IndicatorTable], groups: dict[int, IndicatorGroup]) -> Moved:
    """Copy the columns, and say where the same figures stand in the new ones."""
    sets: dict[tuple[int, int | None], list[tuple[TableColumn, TableColumn]]] = {}
    for column in TableColumn.objects.filter(table__in=tables).order_by("pk"):
        stays = column.group_id in carried.kept_columns
        copy = _later(column, 0 if stays else carried.years)
        if column.document_id and not stays:
            copy.document = carried.documents.get(column.document_id) or column.document
        copy.table = tables[column.table_id]
        copy.group = groups.get(column.group_id)
        sets.setdefault((column.table_id, column.group_id), []).append((column, copy))
    TableColumn.objects.bulk_create(copy for pairs in sets.values() for _, copy in pairs)
    return {
        key: positions([column for column, _ in pairs], [copy for _, copy in pairs])
        for key, pairs in sets.items()
    }


def _rows(carried: Carried, groups: dict[int, IndicatorGroup]) -> dict[int, TableRow]:
    """Copy the rows; those that stay behind are not among the answer."""
    going = carried_rows.of(carried.source).going
    new = [
        TableRow(
            group=groups[row.group_id],
            uid=row.uid,
            copied_from=row.uid,
            indicator_id=indicator,
            label=row.label,
            source=row.source,
            area_id=row.area_id,
            breakdown=row.breakdown,
            position=row.position,
        )
        for row, indicator in going
    ]
    add_all(TableRow, new, by=COPIER, reason=carried.reason)
    return {row.pk: copy for (row, _), copy in zip(going, new, strict=True)}


def _footnotes(
    carried: Carried,
    tables: dict[int, IndicatorTable],
    groups: dict[int, IndicatorGroup],
    rows: dict[int, TableRow],
    moved: Moved,
) -> None:
    """A note at a cell goes with its figure. One whose figures are all out of sight stays behind."""
    places: dict[int, list[FootnoteAnchor]] = {}
    for anchor in (
        FootnoteAnchor.objects.filter(footnote__table__in=tables).select_related("row").order_by("pk")
    ):
        places.setdefault(anchor.footnote_id, []).append(anchor)
    anchors = []
    notes: dict[int, Footnote] = {}
    for note in Footnote.objects.filter(table__in=tables).order_by("pk"):
        found = [_place(anchor, note.table_id, groups, rows, moved) for anchor in places.get(note.pk, [])]
        if found and not any(found):
            continue
        notes[note.pk] = copy = Footnote(
            table=tables[note.table_id],
            uid=note.uid,
            copied_from=note.uid,
            position=note.position,
            text=note.text,
        )
        anchors += [(copy, place) for place in found if place]
    add_all(Footnote, list(notes.values()), by=COPIER, reason=carried.reason)
    FootnoteAnchor.objects.bulk_create(FootnoteAnchor(footnote=note, **place) for note, place in anchors)


def _place(
    anchor: FootnoteAnchor,
    table: int,
    groups: dict[int, IndicatorGroup],
    rows: dict[int, TableRow],
    moved: Moved,
) -> dict | None:
    """The same place in the new table; None where its row or its figure is not shown there."""
    if anchor.row is None:
        return {"group": groups[anchor.group_id]}
    if anchor.row_id not in rows:
        return None
    if anchor.column is None:
        return {"row": rows[anchor.row_id]}
    columns = moved.get((table, anchor.row.group_id)) or moved.get((table, None), {})
    column = columns.get(anchor.column)
    return column and {"row": rows[anchor.row_id], "column": column}


CARRIER = Carrier(foresee=foresee, carry=carry)
