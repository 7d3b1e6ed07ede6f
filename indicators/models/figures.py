"""Figures: the values themselves, and what people say about them."""

from django.db import models
from django.db.models import F, Q

from indicators.models.catalogue import Area, Indicator
from indicators.models.choices import STATE_LABELS, FigureKind, Mark, PeriodKind, Status
from policy.models import Document
from twenterand.accounts.models import Function
from twenterand.accounts.records import Record, history


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
    is stored as 29). A target belongs to the document that set it. A cell that is absent has no row. `decision` is
    the decision by which a target was changed after its document had set it; empty otherwise. `mark` says that this
    value cannot be compared with the one before it. `source_note` is where exactly the value came from.
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
    source_note = models.CharField("bronverwijzing", max_length=300, blank=True)
    decision = models.CharField("besluit", max_length=300, blank=True)
    mark = models.CharField("vergelijkbaarheid", max_length=15, choices=Mark, blank=True)
    mark_note = models.CharField("toelichting op de vergelijkbaarheid", max_length=500, blank=True)
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
            models.CheckConstraint(
                condition=Q(decision="") | Q(kind="target"), name="figure_decision_is_of_a_target"
            ),
            models.CheckConstraint(condition=Q(mark_note="") | ~Q(mark=""), name="figure_note_is_of_a_mark"),
        ]

    def __str__(self):
        return self.raw


class SlotFields(PeriodFields):
    """What tells one figure from every other, for records that speak of a cell whether or not it is filled."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="%(class)ss")
    kind = models.CharField("soort", max_length=10, choices=FigureKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    breakdown = models.CharField("uitsplitsing", max_length=80, blank=True, default="")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class CellComment(SlotFields):
    """A remark of a colleague beside a figure; inside the organisation only, never published. A thread is a first
    comment with its replies, and is resolved as a whole."""

    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    text = models.TextField("opmerking")
    author = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("wanneer", auto_now_add=True)
    mentions = models.ManyToManyField(Function, blank=True, related_name="mentioned_in")
    resolved_at = models.DateTimeField("afgehandeld op", null=True, blank=True)
    resolved_by = models.CharField("afgehandeld door", max_length=150, blank=True)

    class Meta:
        verbose_name = "opmerking bij een cijfer"
        verbose_name_plural = "opmerkingen bij cijfers"
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["indicator", "first_day"], name="comment_slot")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
            models.CheckConstraint(
                condition=Q(resolved_at=None) ^ ~Q(resolved_by=""), name="comment_resolved_by"
            ),
        ]

    def __str__(self):
        return self.text[:60]


class Assessment(Record, PeriodFields):
    """What people say about one actual against its target, in one document: why it deviates, and, with a reason, a
    status that is not the computed one. `explained` is the sum that the explanation was written for; a different
    sum asks for it again. `published` puts the explanation in the document."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="assessments")
    document = models.ForeignKey(Document, models.CASCADE, related_name="assessments")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    breakdown = models.CharField("uitsplitsing", max_length=80, blank=True, default="")
    explanation = models.TextField("toelichting", blank=True)
    explained = models.CharField("toegelicht verschil", max_length=300, blank=True)
    published = models.BooleanField("opnemen in het document", default=False)
    status = models.CharField("eigen oordeel", max_length=10, choices=Status, blank=True)
    status_reason = models.TextField("reden van het eigen oordeel", blank=True)
    accepted_by = models.CharField("aanvaard door", max_length=150, blank=True)
    accepted_at = models.DateTimeField("aanvaard op", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = "toelichting op een cijfer"
        verbose_name_plural = "toelichtingen op cijfers"
        ordering = ["document", "indicator", "first_day"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "indicator", "document", "period_kind", "first_day", "last_day", "area", "breakdown",
                ],
                name="assessment_once",
            ),
            models.CheckConstraint(
                condition=Q(status="", status_reason="") | (~Q(status="") & ~Q(status_reason="")),
                name="assessment_own_status_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) ^ ~Q(accepted_by=""), name="assessment_accepted_by"
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.explanation[:60]


class PeriodLock(Record, PeriodFields):
    """Figures of a period that nobody changes any more, because a document with them was adopted. It covers every
    period that lies inside it; an empty `kind` covers targets and actuals."""

    kind = models.CharField("soort", max_length=10, choices=FigureKind, blank=True)
    reason = models.TextField("reden")
    locked_by = models.CharField("vastgezet door", max_length=150)
    locked_at = models.DateTimeField("vastgezet op")
    unlocked_by = models.CharField("vrijgegeven door", max_length=150, blank=True)
    unlocked_at = models.DateTimeField("vrijgegeven op", null=True, blank=True)
    unlock_reason = models.TextField("reden van vrijgeven", blank=True)
    history = history()

    class Meta:
        verbose_name = "vastgezette periode"
        verbose_name_plural = "vastgezette perioden"
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period_kind", "first_day", "last_day", "kind"],
                condition=Q(unlocked_at=None),
                name="period_locked_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="period_lock_has_reason"),
            models.CheckConstraint(
                condition=Q(unlocked_at=None, unlocked_by="", unlock_reason="")
                | (Q(unlocked_at__isnull=False) & ~Q(unlocked_by="") & ~Q(unlock_reason="")),
                name="period_unlocked_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.first_day} {self.kind}"
