"""Source systems that feed figures through the API, and reminders that went out."""

from django.db import models
from django.db.models import Q

from twenterand.accounts.models import AppendOnly, Function


class SourceSystem(models.Model):
    """A system that sends figures. Only the sha256 of its token is kept; it acts for the indicators that `holder`
    holds, or for all where `everything` is set."""

    name = models.CharField("naam", max_length=120, unique=True)
    slug = models.SlugField("kenmerk", max_length=60, unique=True)
    holder = models.ForeignKey(Function, models.PROTECT, related_name="systems", verbose_name="functie")
    everything = models.BooleanField("mag alle indicatoren leveren", default=False)
    token_sha256 = models.CharField("sha256 van het token", max_length=64, unique=True, editable=False)
    active = models.BooleanField("actief", default=True)
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    last_used_at = models.DateTimeField("laatst gebruikt op", null=True, blank=True)

    class Meta:
        verbose_name = "bronsysteem"
        verbose_name_plural = "bronsystemen"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Delivery(models.Model):
    """One delivery of a source system, by its idempotency key: the same key gives the same answer again."""

    system = models.ForeignKey(SourceSystem, models.PROTECT, related_name="deliveries")
    key = models.CharField("kenmerk van de levering", max_length=100)
    sha256 = models.CharField("sha256 van de inhoud", max_length=64)
    status = models.PositiveSmallIntegerField("antwoord")
    answer = models.JSONField("inhoud van het antwoord", default=dict)
    made_at = models.DateTimeField("wanneer", auto_now_add=True)

    class Meta:
        verbose_name = "levering"
        verbose_name_plural = "leveringen"
        ordering = ["-made_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["system", "key"], name="delivery_once")]

    def __str__(self):
        return self.key


class Reminder(AppendOnly):
    """A reminder by e-mail that a function got: what it named, so that nobody is reminded twice of the same."""

    function = models.ForeignKey(Function, models.PROTECT, related_name="reminders")
    sent_at = models.DateTimeField("verzonden op", auto_now_add=True)
    recipients = models.PositiveSmallIntegerField("aantal ontvangers")
    items = models.JSONField("onderwerpen", default=list)

    class Meta:
        verbose_name = "herinnering"
        verbose_name_plural = "herinneringen"
        ordering = ["-sent_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(recipients__gte=0), name="reminder_recipients")]

    def __str__(self):
        return f"reminder {self.pk}"
