"""Indicators, their figures, and the tables of a chapter in which they are printed."""

from django.db import models
from django.db.models import F, Q

from indicators.import_models import FigureImport, ImportMapping, SourceContent  # noqa: F401
from policy.models import Chapter, Document, GoalNode
from twenterand.accounts.models import Function
from twenterand.accounts.records import Record, history
from twenterand.numbers import State


class PeriodKind(models.TextChoices):
    YEAR = "year", "jaar"
    QUARTER = "quarter", "kwartaal"
    MONTH = "month", "maand"
    SCHOOL_YEAR = "school_year", "schooljaar"
    MULTI_YEAR = "multi_year", "meerjarig"


class FigureKind(models.TextChoices):
    TARGET = "target", "begroot"
    ACTUAL = "actual", "gerealiseerd"


class Direction(models.TextChoices):
    HIGHER = "higher", "hoger is beter"
    LOWER = "lower", "lager is beter"
    NEUTRAL = "neutral", "neutraal"


STATE_LABELS = {
    State.NUMBER: "getal",
    State.PERCENTAGE: "percentage",
    State.YES: "ja",
    State.NO: "nee",
    State.TEXT: "tekst",
    State.NOT_STATED: "niet vermeld",
    State.NOT_APPLICABLE: "niet van toepassing",
    State.NOT_AVAILABLE: "niet beschikbaar",
    State.NOT_YET_KNOWN: "nog niet bekend",
    State.LAPSED: "vervallen",
    State.LAPSING: "vervalt binnenkort",
    State.CONFIDENTIAL: "vertrouwelijk",
    State.BELOW_THRESHOLD: "klein aantal",
}


class Area(models.Model):
    """An area that figures are about."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "gemeente", "gemeente"
        REGION = "regio", "regio"
        PROVINCE = "provincie", "provincie"
        COUNTRY = "land", "land"

    kind = models.CharField("soort", max_length=12, choices=Kind)
    cbs_code = models.CharField("CBS-code", max_length=10)
    name = models.CharField("naam", max_length=120)
    ours = models.BooleanField("ons gebied", default=False)

    class Meta:
        verbose_name = "gebied"
        verbose_name_plural = "gebieden"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "cbs_code"], name="area_code"),
            models.UniqueConstraint(fields=["ours"], condition=Q(ours=True), name="area_one_is_ours"),
        ]

    def __str__(self):
        return self.name


class Indicator(Record):
    """What is measured. Its identity outlives names and tables; figures hang on it, not on a table row."""

    slug = models.SlugField("adres", max_length=120, unique=True)
    name = models.TextField("naam")
    definition = models.TextField("definitie", blank=True)
    unit = models.CharField("eenheid", max_length=60, blank=True)
    direction = models.CharField("richting", max_length=10, choices=Direction, blank=True)
    source = models.CharField("bron", max_length=200, blank=True)
    holder = models.ForeignKey(
        Function, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="houder"
    )
    decimals = models.PositiveSmallIntegerField("decimalen", default=0)
    default_period_kind = models.CharField(
        "periode", max_length=12, choices=PeriodKind, default=PeriodKind.YEAR
    )
    first_year = models.PositiveSmallIntegerField("eerste jaar", null=True, blank=True)
    lapsed = models.BooleanField("vervallen", default=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="opvolger"
    )
    small_number_threshold = models.PositiveSmallIntegerField("grens kleine aantallen", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = "indicator"
        verbose_name_plural = "indicatoren"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["uid"], name="indicator_uid"),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="indicator_decimals"),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("pk")), name="indicator_successor_other"
            ),
        ]

    def __str__(self):
        return self.name


class IndicatorAlias(models.Model):
    """An earlier address of an indicator; it redirects."""

    slug = models.SlugField("adres", max_length=120, unique=True)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = "eerder adres"
        verbose_name_plural = "eerdere adressen"

    def __str__(self):
        return self.slug


class SourceFile(models.Model):
    """The file that figures came from. Kept with its sha256, so that "from which file" has an answer."""

    name = models.CharField("bestandsnaam", max_length=250)
    sha256 = models.CharField("sha256", max_length=64, unique=True)
    read_by = models.CharField("ingelezen door", max_length=150)
    read_at = models.DateTimeField("ingelezen op", auto_now_add=True)

    class Meta:
        verbose_name = "bronbestand"
        verbose_name_plural = "bronbestanden"

    def __str__(self):
        return self.name


class PeriodFields(models.Model):
    """A period: its kind with the first and last day (indicators/periods.py reads and names it)."""

    period_kind = models.CharField(
        "soort periode", max_length=12, choices=PeriodKind, default=PeriodKind.YEAR
    )
    first_day = models.DateField("eerste dag")
    last_day = models.DateField("laatste dag")

    class Meta:
        abstract = True


class Figure(Record, PeriodFields):
    """One actual or target of one indicator for one period, area and breakdown.

    `raw` is kept byte for byte as entered; `number` is set exactly when the state is number or percentage (29 %
    is stored as 29). A target belongs to the document that set it. A cell that is absent has no row.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures")
    kind = models.CharField("soort", max_length=10, choices=FigureKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="figures")
    breakdown = models.CharField("uitsplitsing", max_length=80, blank=True, default="")
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name="vastgesteld in"
    )
    raw = models.TextField("zoals ingevoerd")
    state = models.CharField("betekenis", max_length=20, choices=list(STATE_LABELS.items()))
    number = models.DecimalField("getal", max_digits=15, decimal_places=4, null=True, blank=True)
    provisional = models.BooleanField("voorlopig", default=False)
    reference_date = models.DateField("peildatum", null=True, blank=True)
    source_file = models.ForeignKey(
        SourceFile, models.PROTECT, null=True, blank=True, related_name="figures", verbose_name="bronbestand"
    )
    source_cell = models.CharField("cel", max_length=40, blank=True)
    history = history()

    class Meta:
        verbose_name = "cijfer"
        verbose_name_plural = "cijfers"
        ordering = ["indicator", "kind", "first_day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["uid"], name="figure_uid"),
            models.UniqueConstraint(
                fields=["indicator", "period_kind", "first_day", "last_day", "area", "breakdown"],
                condition=Q(kind="actual"),
                name="figure_one_actual",
            ),
            models.UniqueConstraint(
                fields=["indicator", "period_kind", "first_day", "last_day", "area", "breakdown", "document"],
                condition=Q(kind="target"),
                name="figure_one_target_per_document",
            ),
            models.CheckConstraint(
                condition=Q(kind="target", document__isnull=False) | Q(kind="actual", document=None),
                name="figure_target_has_document",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["number", "percentage"], number__isnull=False)
                | (~Q(state__in=["number", "percentage"]) & Q(number=None)),
                name="figure_number_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in STATE_LABELS]), name="figure_state_known"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="figure_period_order"),
        ]

    def __str__(self):
        return self.raw


class IndicatorTable(Record):
    """A table of indicators in a chapter, as it is printed."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="indicator_tables")
    title = models.CharField("titel", max_length=200)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

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
    """Places an indicator in a group, with the label and source that are printed there."""

    group = models.ForeignKey(IndicatorGroup, models.CASCADE, related_name="rows")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="rows")
    label = models.TextField("label")
    source = models.CharField("bron", max_length=200, blank=True)
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
