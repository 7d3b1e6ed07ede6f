"""The tables of a chapter in which figures are printed."""

from django.db import models
from django.db.models import F, Q

from indicators.models.catalogue import Area, Indicator
from indicators.models.choices import FigureKind
from indicators.models.figures import PeriodFields
from policy.models import Chapter, Document, GoalNode
from twenterand.accounts.records import Record, history


class IndicatorTable(Record):
    """A table of indicators in a chapter, as it is printed. Its history tells of its columns and groups too."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="indicator_tables")
    title = models.CharField("titel", max_length=200)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    history = history()

    class Meta:
        verbose_name = "indicatorentabel"
        verbose_name_plural = "indicatorentabellen"
        ordering = ["chapter", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["chapter", "uid"], name="indicator_table_uid")]

    def __str__(self):
        return self.title


class IndicatorGroup(Record):
    """Rows under one printed heading. A group with columns of its own overrides those of the table."""

    table = models.ForeignKey(IndicatorTable, models.CASCADE, related_name="groups")
    heading = models.TextField("kop")
    node = models.ForeignKey(GoalNode, models.PROTECT, null=True, blank=True, related_name="indicator_groups")
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "groep indicatoren"
        verbose_name_plural = "groepen indicatoren"
        ordering = ["table", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["table", "uid"], name="indicator_group_uid")]

    def __str__(self):
        return self.heading


class TableColumn(PeriodFields):
    """A value column of a table or, with `group`, of one group. A target column names the document that set it."""

    table = models.ForeignKey(IndicatorTable, models.CASCADE, related_name="columns")
    group = models.ForeignKey(
        IndicatorGroup, models.CASCADE, null=True, blank=True, related_name="own_columns"
    )
    position = models.PositiveSmallIntegerField("volgorde")
    kind = models.CharField("soort", max_length=10, choices=FigureKind)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="target_columns",
        verbose_name="vastgesteld in",
    )

    class Meta:
        verbose_name = "kolom"
        verbose_name_plural = "kolommen"
        ordering = ["table", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "position"], condition=Q(group=None), name="column_position_in_table"
            ),
            models.UniqueConstraint(
                fields=["group", "position"],
                condition=Q(group__isnull=False),
                name="column_position_in_group",
            ),
            models.CheckConstraint(
                condition=Q(kind="target", document__isnull=False) | Q(kind="actual", document=None),
                name="column_target_has_document",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="column_period_order"),
        ]

    def __str__(self):
        return f"{self.kind} {self.first_day}"


class TableRow(Record):
    """Places an indicator in a group, with the label and source that are printed there; of our own area unless
    `area` says otherwise, of the whole population unless `breakdown` (the code of a Breakdown) names a part."""

    group = models.ForeignKey(IndicatorGroup, models.CASCADE, related_name="rows")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="rows")
    label = models.TextField("label")
    source = models.CharField("bron", max_length=200, blank=True)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="rows", verbose_name="gebied"
    )
    breakdown = models.CharField("uitsplitsing", max_length=80, blank=True, default="")
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    history = history()

    class Meta:
        verbose_name = "rij"
        verbose_name_plural = "rijen"
        ordering = ["group", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "uid"], name="table_row_uid")]

    def __str__(self):
        return self.label


class Footnote(Record):
    """A note under a table. Its mark (*, **, …) follows from its position."""

    table = models.ForeignKey(IndicatorTable, models.CASCADE, related_name="footnotes")
    position = models.PositiveSmallIntegerField("volgorde")
    text = models.TextField("tekst")
    history = history()

    class Meta:
        verbose_name = "voetnoot"
        verbose_name_plural = "voetnoten"
        ordering = ["table", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["table", "uid"], name="footnote_uid")]

    def __str__(self):
        return self.text[:60]


class FootnoteAnchor(models.Model):
    """Where the mark of a note stands: a group, a row, or a cell (a row with the position of a column)."""

    footnote = models.ForeignKey(Footnote, models.CASCADE, related_name="anchors")
    group = models.ForeignKey(IndicatorGroup, models.CASCADE, null=True, blank=True, related_name="anchors")
    row = models.ForeignKey(TableRow, models.CASCADE, null=True, blank=True, related_name="anchors")
    column = models.PositiveSmallIntegerField("kolom", null=True, blank=True)

    class Meta:
        verbose_name = "plaats van een voetnoot"
        verbose_name_plural = "plaatsen van voetnoten"
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False, row=None, column=None) | Q(group=None, row__isnull=False),
                name="anchor_group_row_or_cell",
            ),
            models.UniqueConstraint(
                fields=["footnote", "group"], condition=Q(row=None), name="anchor_once_per_group"
            ),
            models.UniqueConstraint(
                fields=["footnote", "row"],
                condition=Q(row__isnull=False, column=None),
                name="anchor_once_per_row",
            ),
            models.UniqueConstraint(
                fields=["footnote", "row", "column"],
                condition=Q(column__isnull=False),
                name="anchor_once_per_cell",
            ),
        ]

    def __str__(self):
        return f"anchor {self.pk}"
