"""The targets that a document is still to set, for policy/readiness.py."""

from collections.abc import Sequence

from django.urls import reverse

from indicators import querysets
from indicators.models import Figure, FigureKind, TableRow
from indicators.periods import Period
from indicators.places import Columns
from indicators.querysets import Slot
from policy.models import Chapter, Document
from policy.readiness import Gap


def targets(document: Document, chapters: Sequence[Chapter]) -> dict[int, list[Gap]]:
    """Per chapter and period how many of the targets that this document itself sets are there, where some are not; four
    queries. Indicators that are not kept up any more are not counted."""
    slugs = {chapter.pk: chapter.slug for chapter in chapters}
    rows = TableRow.objects.filter(group__table__chapter__in=slugs, indicator__lapsed=False)
    rows = rows.filter(indicator__formula="", indicator__superseded_reason="").order_by(
        "group__table__chapter", "group__table__position", "group__position", "position", "pk"
    )
    rows = list(rows.select_related("group__table"))
    own = Figure.objects.filter(kind=FigureKind.TARGET, document=document).order_by()
    filled = {Slot(*values) for values in own.values_list(*Slot._fields)}
    ours, columns = querysets.our_area_id(), Columns(row.group.table_id for row in rows)
    counts: dict[tuple[int, Period], list[bool]] = {}
    for row in rows:
        for column in columns.of(row.group_id, row.group.table_id):
            if column.document_id == document.pk:
                there = Slot.in_cell(row, column, ours) in filled
                counts.setdefault((row.group.table.chapter_id, Period.of(column)), []).append(there)
    found: dict[int, list[Gap]] = {}
    for (chapter, period), there in counts.items():
        if not all(there):
            href = reverse("indicators:chapter", args=[document.slug, slugs[chapter]])
            sentence = f"{sum(there)} van {len(there)} doelen voor {period.label} ingevuld."
            found.setdefault(chapter, []).append(Gap(sentence, href))
    return found
