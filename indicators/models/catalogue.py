"""What is measured, where, and of whom: indicators with their card, areas and breakdowns."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from indicators.models.choices import Direction, PeriodKind
from policy.models import Theme
from twenterand.accounts.models import Function
from twenterand.accounts.records import Record, history


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


class Breakdown(models.Model):
    """A part of a population or area that figures are split by; `code` is what a figure and a row keep."""

    dimension = models.CharField("uitsplitsing naar", max_length=60)
    code = models.SlugField("code", max_length=80, unique=True)
    name = models.CharField("naam", max_length=120)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "uitsplitsing"
        verbose_name_plural = "uitsplitsingen"
        ordering = ["dimension", "position", "name"]
        constraints = [models.UniqueConstraint(fields=["dimension", "name"], name="breakdown_once")]

    def __str__(self):
        return f"{self.dimension}: {self.name}"


class Indicator(Record):
    """What is measured. Its identity outlives names and tables; figures hang on it, not on a table row.

    `attention_percent` and `off_percent` are how far (in percent of the target) an actual may be off before it asks
    for attention, and before it is off target; empty means those of the organisation. `band_low` and `band_high` are
    in the unit of the indicator and belong to the direction "band". `formula` makes it a computed indicator
    (indicators/formulas.py) and `inputs` are the indicators that the formula names. `successor` with
    `superseded_reason` says that this one and the successor proved to be one: its address redirects.
    """

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
    superseded_reason = models.TextField("reden van samenvoegen", blank=True)
    last_year = models.PositiveSmallIntegerField("laatste jaar", null=True, blank=True)
    retired_reason = models.TextField("reden van vervallen", blank=True)
    numerator = models.TextField("teller", blank=True)
    denominator = models.TextField("noemer", blank=True)
    method = models.TextField("meetmethode", blank=True)
    rationale = models.TextField("waarom dit doel", blank=True)
    data_issues = models.TextField("bekende problemen met de gegevens", blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="thema"
    )
    band_low = models.DecimalField("ondergrens", max_digits=15, decimal_places=4, null=True, blank=True)
    band_high = models.DecimalField("bovengrens", max_digits=15, decimal_places=4, null=True, blank=True)
    attention_percent = models.DecimalField(
        "let op vanaf (%)", max_digits=6, decimal_places=2, null=True, blank=True
    )
    off_percent = models.DecimalField(
        "wijkt af vanaf (%)", max_digits=6, decimal_places=2, null=True, blank=True
    )
    due_days = models.PositiveSmallIntegerField("aanleveren binnen (dagen)", null=True, blank=True)
    formula = models.TextField("formule", blank=True)
    inputs = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="computed")
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
            models.CheckConstraint(
                condition=Q(superseded_reason="") | Q(successor__isnull=False),
                name="indicator_superseded_has_successor",
            ),
            models.CheckConstraint(
                condition=Q(band_low=None) | Q(band_high=None) | Q(band_high__gte=F("band_low")),
                name="indicator_band_order",
            ),
            models.CheckConstraint(
                condition=Q(attention_percent=None)
                | Q(off_percent=None)
                | Q(off_percent__gte=F("attention_percent")),
                name="indicator_percent_order",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """What the fields may not say together; forms, the admin and imports ask this, and so does cataloguing.py."""
        low, high = self.band_low, self.band_high
        if self.direction == Direction.BAND and low is None and high is None:
            raise ValidationError(
                "Bij “binnen een bandbreedte” hoort een ondergrens of een bovengrens. Vul er een in."
            )
        if self.direction != Direction.BAND and (low is not None or high is not None):
            raise ValidationError(
                "Er staat een onder- of bovengrens, maar de richting is niet “binnen een bandbreedte”. "
                "Kies die richting, of maak de grenzen leeg."
            )
        if low is not None and high is not None and high < low:
            raise ValidationError("De bovengrens ligt onder de ondergrens. Draai ze om.")
        attention, off = self.attention_percent, self.off_percent
        if attention is not None and off is not None and off < attention:
            raise ValidationError(
                "“Wijkt af” begint eerder dan “let op”. Maak “wijkt af” even groot of groter."
            )

    @property
    def superseded(self) -> bool:
        """Whether it proved to be one with its successor."""
        return bool(self.superseded_reason)

    @property
    def retired(self) -> bool:
        """Whether it is not kept up any more; one that is superseded is not called so."""
        return self.lapsed and not self.superseded_reason


class IndicatorAlias(models.Model):
    """An earlier address of an indicator; it redirects."""

    slug = models.SlugField("adres", max_length=120, unique=True)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="aliases")

    class Meta:
        verbose_name = "eerder adres"
        verbose_name_plural = "eerdere adressen"

    def __str__(self):
        return self.slug


class IndicatorLineage(models.Model):
    """Where an indicator came from: "`later` comes from `earlier`", with the reason. Nothing old changes by it."""

    class Kind(models.TextChoices):
        FOLLOWS = "follows", "opvolger van"
        SPLIT = "split", "afgesplitst van"
        MERGED = "merged", "samengevoegd uit"
        JOINED = "joined", "bleek hetzelfde als"

    kind = models.CharField("soort", max_length=10, choices=Kind)
    earlier = models.ForeignKey(Indicator, models.PROTECT, related_name="later_links", verbose_name="eerder")
    later = models.ForeignKey(Indicator, models.PROTECT, related_name="earlier_links", verbose_name="later")
    reason = models.TextField("reden")
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("wanneer", auto_now_add=True)

    class Meta:
        verbose_name = "afkomst van een indicator"
        verbose_name_plural = "afkomst van indicatoren"
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="lineage_two_indicators"),
            models.CheckConstraint(condition=~Q(reason=""), name="lineage_has_reason"),
        ]

    def __str__(self):
        return f"{self.later_id} {self.kind} {self.earlier_id}"
