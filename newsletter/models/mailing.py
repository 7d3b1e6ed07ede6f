"""Who gets the newsletter by e-mail, and what was sent."""

from django.db import models
from django.db.models import Q


class Subscriber(models.Model):
    """A reader who asked for the newsletter. Confirmed by a link (double opt-in) and left by one click; the address
    is wiped when somebody leaves, so that only a count remains."""

    class State(models.TextChoices):
        PENDING = "pending", "nog niet bevestigd"
        ACTIVE = "active", "actief"
        PAUSED = "paused", "gepauzeerd na onbestelbaar"
        LEFT = "left", "uitgeschreven"

    mail = models.EmailField("e-mailadres", blank=True)
    state = models.CharField("status", max_length=10, choices=State, default=State.PENDING)
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField("aangevraagd op", auto_now_add=True)
    confirmed_at = models.DateTimeField("bevestigd op", null=True, blank=True)
    left_at = models.DateTimeField("uitgeschreven op", null=True, blank=True)

    class Meta:
        verbose_name = "abonnee"
        verbose_name_plural = "abonnees"
        constraints = [
            models.UniqueConstraint(fields=["mail"], condition=~Q(mail=""), name="subscriber_once"),
            models.CheckConstraint(condition=Q(state="left") | ~Q(mail=""), name="subscriber_has_mail"),
        ]

    def __str__(self):
        return f"subscriber {self.pk}"


class ServiceList(models.Model):
    """Addresses that get the newsletter because of what they do (council, college, staff), with the ground for it."""

    name = models.CharField("naam", max_length=120, unique=True)
    ground = models.TextField("grondslag om te mailen")
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)

    class Meta:
        verbose_name = "verzendlijst"
        verbose_name_plural = "verzendlijsten"
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(ground=""), name="service_list_has_ground")]

    def __str__(self):
        return self.name


class ServiceAddress(models.Model):
    """One address of a service list."""

    service_list = models.ForeignKey(ServiceList, models.CASCADE, related_name="addresses")
    mail = models.EmailField("e-mailadres")
    paused = models.BooleanField("gepauzeerd na onbestelbaar", default=False)

    class Meta:
        verbose_name = "adres"
        verbose_name_plural = "adressen"
        constraints = [models.UniqueConstraint(fields=["service_list", "mail"], name="service_address_once")]

    def __str__(self):
        return f"address {self.pk}"


class Mailing(models.Model):
    """One sending of one version of an edition, by slug and number as everything that outlives a publication."""

    class Kind(models.TextChoices):
        EDITION = "edition", "nieuwsbrief"
        RECTIFICATION = "rectification", "rectificatie"

    edition_slug = models.SlugField("editie", max_length=60)
    number = models.PositiveIntegerField("versie")
    kind = models.CharField("soort", max_length=15, choices=Kind, default=Kind.EDITION)
    note = models.TextField("toelichting", blank=True)
    to_subscribers = models.BooleanField("naar abonnees", default=True)
    lists = models.ManyToManyField(ServiceList, blank=True, related_name="mailings")
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("gemaakt op", auto_now_add=True)
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)

    class Meta:
        verbose_name = "verzending"
        verbose_name_plural = "verzendingen"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.edition_slug} v{self.number}"


class Letter(models.Model):
    """One e-mail of a mailing. `claimed` before it goes out, so that a killed worker never sends it twice."""

    class State(models.TextChoices):
        WAITING = "waiting", "wacht"
        CLAIMED = "claimed", "wordt verzonden"
        SENT = "sent", "verzonden"
        FAILED = "failed", "mislukt"
        BOUNCED = "bounced", "onbestelbaar"

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, blank=True, related_name="letters")
    mail = models.EmailField("e-mailadres", blank=True)
    state = models.CharField("status", max_length=10, choices=State, default=State.WAITING)
    error = models.CharField("melding", max_length=300, blank=True)
    provider_id = models.CharField("kenmerk van de provider", max_length=200, blank=True, db_index=True)
    done_at = models.DateTimeField("wanneer", null=True, blank=True)

    class Meta:
        verbose_name = "e-mail"
        verbose_name_plural = "e-mails"
        indexes = [models.Index(fields=["mailing", "state"], name="letter_state")]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "mail"], condition=~Q(mail=""), name="letter_once")
        ]

    def __str__(self):
        return f"letter {self.pk}"


class Downloads(models.Model):
    """How often a file was asked for, per day: a count, no trackers."""

    edition_slug = models.SlugField("editie", max_length=60)
    number = models.PositiveIntegerField("versie")
    kind = models.CharField("soort bestand", max_length=10)
    day = models.DateField("dag")
    count = models.PositiveIntegerField("aantal", default=0)

    class Meta:
        verbose_name = "downloads"
        verbose_name_plural = "downloads"
        constraints = [
            models.UniqueConstraint(fields=["edition_slug", "number", "kind", "day"], name="downloads_once")
        ]

    def __str__(self):
        return f"{self.edition_slug} {self.day}"
