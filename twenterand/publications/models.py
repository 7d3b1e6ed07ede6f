"""Publications: frozen, numbered, hashed payloads, what happened to them, and the files made from them."""

from django.db import models
from django.db.models import Q

from twenterand.accounts.models import AppendOnly


class ReleaseKind(models.TextChoices):
    # For whom it is meant; whether it was offered or adopted follows from the route (policy/route.py).
    FOR_COUNCIL = "for_council", "voor de raad"
    ADOPTED = "adopted", "vastgesteld"
    AMENDED = "amended", "gewijzigd vastgesteld"
    CORRECTION = "correction", "correctie"
    EDITION = "edition", "nieuwsbrief"


class SubjectKind(models.TextChoices):
    DOCUMENT = "document", "document"
    EDITION = "edition", "nieuwsbrief"


class Publication(AppendOnly):
    """One frozen payload. No foreign keys: it must not depend on what advisers do with the live records."""

    subject_kind = models.CharField("soort", max_length=12, choices=SubjectKind)
    subject_slug = models.CharField("adres", max_length=100)
    subject_uid = models.UUIDField("kenmerk")
    number = models.PositiveIntegerField("nummer")
    release_kind = models.CharField("soort publicatie", max_length=12, choices=ReleaseKind)
    title = models.CharField("titel", max_length=250)
    payload = models.TextField(
        "inhoud", help_text="canonieke JSON: gesorteerde sleutels, NFC, bedragen als tekst"
    )
    schema_version = models.PositiveSmallIntegerField("schemaversie")
    sha256 = models.CharField("sha256", max_length=64)
    note = models.TextField("openbare toelichting", blank=True)
    created_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    created_by = models.CharField("gemaakt door", max_length=150)

    class Meta:
        verbose_name = "publicatie"
        verbose_name_plural = "publicaties"
        ordering = ["subject_kind", "subject_slug", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_slug", "number"], name="publication_number"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="publication_number_from_one"),
        ]

    def __str__(self):
        return f"{self.subject_slug} v{self.number}"

    @property
    def named(self) -> str:
        """What people call it."""
        return f"{self.title}, versie {self.number}"


class PublicationEvent(AppendOnly):
    """What happened to a publication. Readers see it only after *released* and after its embargo."""

    class Kind(models.TextChoices):
        PREPARED = "prepared", "voorbereid"
        RELEASED = "released", "gepubliceerd"
        EMBARGOED = "embargoed", "embargo"
        WITHDRAWN = "withdrawn", "ingetrokken"

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="events")
    kind = models.CharField("soort", max_length=12, choices=Kind)
    at = models.DateTimeField("wanneer", auto_now_add=True)
    actor = models.CharField("wie", max_length=150)
    embargo_until = models.DateTimeField("embargo tot", null=True, blank=True)
    note = models.TextField("toelichting", blank=True)

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        ordering = ["publication", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="embargoed") ^ Q(embargo_until=None), name="event_embargo_has_moment"
            ),
            models.UniqueConstraint(
                fields=["publication", "kind"],
                condition=Q(kind__in=["prepared", "released"]),
                name="event_prepared_and_released_once",
            ),
        ]

    def __str__(self):
        return self.kind


class Artifact(AppendOnly):
    """A file made from a publication, with the sha256 of its bytes. Bytes stand in the database: one back-up
    holds everything, and releasing is one transaction. The kind is what its address ends in."""

    class Kind(models.TextChoices):
        PDF = "pdf", "pdf"
        JSON = "json", "json"
        CSV = "csv", "csv van de cijfers"
        PROPOSALS = "voorstellen.csv", "csv van de voorstellen"
        XLSX = "xlsx", "xlsx"

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="artifacts")
    kind = models.CharField("soort", max_length=20, choices=Kind)
    sha256 = models.CharField("sha256", max_length=64)
    content = models.BinaryField("inhoud")
    size = models.PositiveIntegerField("grootte (bytes)")
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)

    class Meta:
        verbose_name = "bestand"
        verbose_name_plural = "bestanden"
        ordering = ["publication", "kind"]
        constraints = [models.UniqueConstraint(fields=["publication", "kind"], name="artifact_once_per_kind")]

    def __str__(self):
        return self.kind


class PublishedItem(models.Model):
    """Index of what stands in payloads: for item pages, search and redirects. Can be rebuilt from payloads."""

    class Kind(models.TextChoices):
        INDICATOR = "indicator", "indicator"
        PROPOSAL = "proposal", "voorstel"
        CHAPTER = "chapter", "hoofdstuk"
        TREE = "tree", "doelenboom"
        ARTICLE = "article", "artikel"

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="items")
    kind = models.CharField("soort", max_length=12, choices=Kind)
    uid = models.UUIDField("kenmerk")
    slug = models.CharField("adres", max_length=150)
    title = models.TextField("titel")
    chapter = models.CharField("hoofdstuk", max_length=80, blank=True)

    class Meta:
        verbose_name = "gepubliceerd onderdeel"
        verbose_name_plural = "gepubliceerde onderdelen"
        constraints = [models.UniqueConstraint(fields=["publication", "kind", "uid"], name="item_once")]
        indexes = [models.Index(fields=["kind", "slug"], name="item_by_slug")]

    def __str__(self):
        return f"{self.kind} {self.slug}"
