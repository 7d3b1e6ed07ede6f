"""This app's share of a chapter's fragment (policy/fragments.py): its tables and the indicators in them.

The shape is part of the payload schema (docs): identities are uids, numbers are plain strings.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from indicators import assessing, card_payload, carrying, grid, querysets, standing, targets
from indicators.card_payload import plain
from indicators.models import (
    Assessment,
    Figure,
    Footnote,
    Indicator,
    IndicatorTable,
    TableColumn,
    TableRow,
)
from indicators.periods import Period
from indicators.querysets import Slot
from indicators.standing import Standing
from policy.fragments import Part
from policy.models import Chapter


class Beside(NamedTuple):
    """What is known beside the figures: how rows stand, and what was set first where a decision changed a target."""

    standings: dict[int, Standing]
    first_set: dict[Slot, Figure]


def build(chapter: Chapter) -> dict[str, Any]:
    """The keys `tables` and `indicators`; an indicator that stands in two rows is listed once."""
    tables = grid.of_chapter(chapter)
    beside = Beside(standing.of_chapter(chapter, tables), _first_set(tables))
    indicators = {row.record.indicator_id: row.record.indicator for table in tables for row in table.rows}
    return {
        "tables": [_table(table, beside) for table in tables],
        "indicators": card_payload.of(indicators.values()),
    }


def changed_by(chapter: Chapter, since: datetime | None) -> set[str]:
    """Who changed a figure, row, note, indicator, table or explanation that the chapter shows, also by removing it."""
    rows = TableRow.objects.filter(group__table__chapter=chapter)
    indicators = set(rows.values_list("indicator", flat=True))
    after = {} if since is None else {"history_date__gt": since}
    names = {
        name
        for history in (
            Indicator.history.filter(id__in=indicators | card_payload.named_by(indicators), **after),
            TableRow.history.filter(group__table__chapter=chapter, **after),
            Footnote.history.filter(table__chapter=chapter, **after),
            IndicatorTable.history.filter(chapter=chapter, **after),
            _said(chapter, indicators).filter(**after),
        )
        for name in history.values_list("history_user_id", flat=True)
    }
    shown = _slots(chapter)
    changes = Figure.history.filter(indicator__in=indicators, **after)
    names |= {change.history_user_id for change in changes if Slot.of(change) in shown}
    return names - {""}


def _said(chapter: Chapter, indicators: set[int]) -> QuerySet:
    """What was said about the figures of a chapter; whoever accepted it by agreeing did not say it."""
    said = Assessment.history.filter(document_id=chapter.document_id, indicator_id__in=indicators)
    return said.exclude(history_change_reason=assessing.ACCEPTED)


def _slots(chapter: Chapter) -> set[Slot]:
    area_id = querysets.our_area_id()
    return {
        Slot.in_cell(cell.row, cell.column, area_id)
        for table in grid.of_chapter(chapter)
        for row in table.rows
        for cell in row.cells
    }


def _table(table: grid.Table, beside: Beside) -> dict[str, Any]:
    return {
        "uid": str(table.record.uid),
        "title": table.record.title,
        "columns": [_column(column) for column in table.columns],
        "groups": [_group(group, beside) for group in table.groups],
        "footnotes": [
            {
                "uid": str(note.footnote.uid),
                "position": note.number,
                "mark": note.mark,
                "text": note.footnote.text,
            }
            for note in table.notes
        ],
    }


def _column(column: TableColumn) -> dict[str, Any]:
    period = Period.of(column)
    document = column.document
    return {
        "position": column.position,
        "kind": column.kind,
        "period": {
            "kind": str(period.kind),
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "label": period.label,
        },
        "document": document and {"slug": document.slug, "title": document.title},
    }


def _group(group: grid.Group, beside: Beside) -> dict[str, Any]:
    return {
        "uid": str(group.record.uid),
        "heading": group.record.heading,
        "node": str(group.record.node.uid) if group.record.node else None,
        "columns": None if group.columns is None else [_column(column) for column in group.columns],
        "footnotes": _numbers(group.notes),
        "rows": [_row(row, beside) for row in group.rows],
    }


def _row(row: grid.Row, beside: Beside) -> dict[str, Any]:
    stands = beside.standings.get(row.record.pk)
    assessment = stands.printed if stands else None
    return {
        "uid": str(row.record.uid),
        "indicator": str(row.record.indicator.uid),
        "label": row.record.label,
        "source": row.record.source,
        "footnotes": _numbers(row.notes),
        "cells": [_cell(cell, beside.first_set) for cell in row.cells],
        **row.part.published,
    } | ({"assessment": assessment} if assessment else {})


def _cell(cell: grid.Cell, first_set: dict[Slot, Figure]) -> dict[str, Any] | None:
    figure = cell.figure
    if figure is None:
        return None
    return {
        "raw": figure.raw,
        "state": str(figure.state),
        "number": plain(figure.number),
        "provisional": figure.provisional,
        "reference_date": figure.reference_date.isoformat() if figure.reference_date else None,
        "footnotes": _numbers(cell.notes),
    } | _about(cell, first_set.get(Slot.of(figure)))


def _about(cell: grid.Cell, first: Figure | None) -> dict[str, Any]:
    """Keys that a cell has only where there is something to say; the indicator says how a figure is computed."""
    figure, about = cell.figure, {}
    if figure.source_note and not cell.computed:
        about["source_note"] = figure.source_note
    if figure.mark:
        about["mark"] = {"kind": str(figure.mark), "note": figure.mark_note}
    if first and (first.state, first.number, first.raw) != (figure.state, figure.number, figure.raw):
        about["was"] = {"raw": first.raw, "state": str(first.state), "number": plain(first.number)}
        about["was"]["decision"] = figure.decision
    return about


def _first_set(tables: list[grid.Table]) -> dict[Slot, Figure]:
    shown = (cell.figure for table in tables for row in table.rows for cell in row.cells)
    return targets.first_set(figure for figure in shown if figure)


def _numbers(notes: tuple[grid.Note, ...]) -> list[int]:
    return [note.number for note in notes]


part = Part(
    build=build,
    changed_by=changed_by,
    obstacles=assessing.obstacles,
    agreed=assessing.accept,
    carrier=carrying.CARRIER,
)
