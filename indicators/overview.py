"""How far the tables of every document are: cells, what is missing, and when something last changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from indicators import querysets
from indicators.models import Figure, TableColumn, TableRow
from indicators.querysets import Series, Slot
from policy.models import Chapter, Document


@dataclass
class Summary:
    """The tables of one chapter together."""

    chapter: Chapter
    tables: int = 0
    cells: int = 0
    missing: int = 0
    changed_at: datetime | None = None

    @property
    def filled(self) -> int:
        return self.cells - self.missing


def by_document() -> list[tuple[Document, list[Summary]]]:
    """Documents with indicator tables, newest first, each with its chapters; a fixed number of queries."""
    chapters = (
        Chapter.objects.filter(indicator_tables__isnull=False)
        .select_related("document", "edition__tree", "owner")
        .order_by("-document__year_from", "document__title", "position", "pk")
        .distinct()
    )
    summaries = {chapter.pk: Summary(chapter) for chapter in chapters}
    _count(summaries)
    documents: dict[Document, list[Summary]] = {}
    for summary in summaries.values():
        documents.setdefault(summary.chapter.document, []).append(summary)
    return list(documents.items())


def _count(summaries: dict[int, Summary]) -> None:
    columns: dict[tuple[str, int], list[TableColumn]] = {}
    for column in TableColumn.objects.all():
        key = ("group", column.group_id) if column.group_id else ("table", column.table_id)
        columns.setdefault(key, []).append(column)
    changed = _last_changes()
    filled = {Slot(*values) for values in Figure.objects.values_list(*Slot._fields)}
    area_id = querysets.our_area_id()
    tables: dict[int, set[int]] = {}
    rows = TableRow.objects.values_list(
        "group__table__chapter", "group__table", "group", "indicator", "area", "breakdown"
    )
    for chapter_id, table_id, group_id, *series in rows:
        summary = summaries[chapter_id]
        tables.setdefault(chapter_id, set()).add(table_id)
        for column in columns.get(("group", group_id)) or columns.get(("table", table_id), ()):
            slot = Slot.in_cell(Series(*series), column, area_id)
            summary.cells += 1
            summary.missing += slot not in filled
            moments = [moment for moment in (summary.changed_at, changed.get(slot)) if moment]
            summary.changed_at = max(moments, default=None)
    for chapter_id, found in tables.items():
        summaries[chapter_id].tables = len(found)


def _last_changes() -> dict[Slot, datetime]:
    steps = Figure.history.order_by().values_list(*Slot._fields).annotate(last=Max("history_date"))
    return {Slot(*values[:-1]): values[-1] for values in steps}
