"""Pictures: immutable, addressed by the sha256 of their bytes."""

from django.db import models


class Picture(models.Model):
    """One picture as it was uploaded and normalised. A changed picture is another picture.

    The bytes stand in the database, so that a back-up of the database is a back-up of the portal.
    """

    sha256 = models.CharField("sha256", max_length=64, unique=True)
    media_type = models.CharField("bestandssoort", max_length=40)
    width = models.PositiveIntegerField("breedte")
    height = models.PositiveIntegerField("hoogte")
    content = models.BinaryField("inhoud")
    alt = models.CharField("tekstalternatief", max_length=500, blank=True)
    decorative = models.BooleanField("alleen versiering", default=False)
    credit = models.CharField("bronvermelding", max_length=200, blank=True)
    rights = models.CharField("rechthebbende", max_length=200, blank=True)
    shows_people = models.BooleanField("mensen herkenbaar in beeld", default=False)
    consent = models.CharField("toestemming van wie in beeld is", max_length=200, blank=True)
    consent_until = models.DateField("toestemming geldig tot en met", null=True, blank=True)
    added_by = models.CharField("toegevoegd door", max_length=150)
    added_at = models.DateTimeField("toegevoegd op", auto_now_add=True)

    class Meta:
        verbose_name = "afbeelding"
        verbose_name_plural = "afbeeldingen"
        ordering = ["-added_at"]

    def __str__(self):
        return self.alt or self.sha256[:12]
