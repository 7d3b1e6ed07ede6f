"""What an import of figures keeps: the file itself, choices to remember, and the plan between preview and result."""

import uuid

from django.db import models
from django.db.models import Q


class SourceContent(models.Model):
    """The bytes of a source file, apart from it: history looks up names and never needs these."""

    source = models.OneToOneField("indicators.SourceFile", models.CASCADE, related_name="kept")
    content = models.BinaryField("inhoud")

    class Meta:
        verbose_name = "inhoud van een bronbestand"
        verbose_name_plural = "inhoud van bronbestanden"

    def __str__(self):
        return f"content {self.pk}"


class ImportMapping(models.Model):
    """A choice that somebody made for a column heading or a name in a file, offered again for the next one."""

    class Kind(models.TextChoices):
        COLUMN = "column", "kolom"
        NAME = "name", "naam"

    kind = models.CharField("soort", max_length=10, choices=Kind)
    text = models.CharField("tekst in het bestand", max_length=500)
    column = models.CharField("betekenis van de kolom", max_length=200, blank=True)
    indicator = models.ForeignKey(
        "indicators.Indicator", models.CASCADE, null=True, blank=True, related_name="import_names"
    )
    chosen_by = models.CharField("gekozen door", max_length=150)
    chosen_at = models.DateTimeField("gekozen op", auto_now=True)

    class Meta:
        verbose_name = "onthouden keuze bij inlezen"
        verbose_name_plural = "onthouden keuzes bij inlezen"
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="import_mapping_once")]

    def __str__(self):
        return self.text


class FigureImport(models.Model):
    """One file on its way in: what its columns and names mean, what it would change, and what became of it.

    `columns` holds a code per column number (recognising.py), `names` a slug per name that was not recognised; `plan`
    the compressed cells (plans.py), `skipped` the places in it that are not to be written.
    """

    class State(models.TextChoices):
        OPENED = "opened", "geopend"
        PLANNED = "planned", "klaar om in te lezen"
        APPLIED = "applied", "ingelezen"

    uid = models.UUIDField("kenmerk", default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey("indicators.SourceFile", models.PROTECT, related_name="imports")
    name = models.CharField("bestandsnaam", max_length=250)
    document = models.ForeignKey(
        "policy.Document", models.PROTECT, null=True, blank=True, related_name="figure_imports"
    )
    sheet = models.CharField("blad", max_length=250, blank=True)
    columns = models.JSONField("kolommen", default=dict, blank=True)
    names = models.JSONField("namen", default=dict, blank=True)
    plan = models.BinaryField("voorbeeld", null=True, blank=True)
    counts = models.JSONField("aantallen", default=dict, blank=True)
    skipped = models.JSONField("overgeslagen", default=list, blank=True)
    state = models.CharField("status", max_length=10, choices=State, default=State.OPENED)
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("wanneer", auto_now_add=True)
    applied_at = models.DateTimeField("ingelezen op", null=True, blank=True)

    class Meta:
        verbose_name = "inlezen van cijfers"
        verbose_name_plural = "inlezen van cijfers"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied") ^ Q(applied_at=None), name="figure_import_applied_when"
            )
        ]

    def __str__(self):
        return self.name
