"""Indicators, their figures, the tables of a chapter in which they are printed, and what comes in from elsewhere."""

from indicators.models.catalogue import Area, Breakdown, Indicator, IndicatorAlias, IndicatorLineage
from indicators.models.choices import STATE_LABELS, Direction, FigureKind, Mark, PeriodKind, Status
from indicators.models.feeding import Delivery, Reminder, SourceSystem
from indicators.models.figures import (
    Assessment,
    CellComment,
    Figure,
    PeriodFields,
    PeriodLock,
    SourceFile,
)
from indicators.models.imports import FigureImport, ImportMapping, SourceContent
from indicators.models.tables import (
    Footnote,
    FootnoteAnchor,
    IndicatorGroup,
    IndicatorTable,
    TableColumn,
    TableRow,
)

__all__ = [
    "STATE_LABELS",
    "Area",
    "Assessment",
    "Breakdown",
    "CellComment",
    "Delivery",
    "Direction",
    "Figure",
    "FigureImport",
    "FigureKind",
    "Footnote",
    "FootnoteAnchor",
    "ImportMapping",
    "Indicator",
    "IndicatorAlias",
    "IndicatorGroup",
    "IndicatorLineage",
    "IndicatorTable",
    "Mark",
    "PeriodFields",
    "PeriodKind",
    "PeriodLock",
    "Reminder",
    "SourceContent",
    "SourceFile",
    "SourceSystem",
    "Status",
    "TableColumn",
    "TableRow",
]
