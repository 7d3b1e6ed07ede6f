"""Users, the functions they hold, their roles, the organisation, and the log of what people did."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property


class Function(models.Model):
    """A function in the organisation ("adviseur Wmo"). It owns work; persons only hold it."""

    slug = models.SlugField("kenmerk", max_length=80, unique=True)
    name = models.CharField("naam", max_length=120, unique=True)
    mailbox = models.EmailField("functionele mailbox", blank=True)
    active = models.BooleanField("actief", default=True)

    class Meta:
        verbose_name = "functie"
        verbose_name_plural = "functies"
        ordering = ["name"]

    def __str__(self):
        return self.name


class User(AbstractUser):
    """A person who can sign in. `username` is the stable name in history and audit rows; users are
    deactivated, never deleted."""

    name = models.CharField("naam", max_length=150, blank=True)
    functions = models.ManyToManyField(Function, verbose_name="functies", blank=True, related_name="holders")

    first_name = None
    last_name = None

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name or self.username

    def get_short_name(self):
        return self.name or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The values of `Role` this person has; one query per request, for these and the functions."""
        return self._held[0]

    @cached_property
    def function_ids(self) -> frozenset[int]:
        """Primary keys of the active functions this person holds."""
        return self._held[1]

    @cached_property
    def _held(self) -> tuple[frozenset[str], frozenset[int]]:
        rows = User.objects.filter(pk=self.pk).order_by()
        rows = rows.values_list("role_assignments__role", "functions", "functions__active")
        roles = {role for role, _, _ in rows if role}
        return frozenset(roles), frozenset(key for _, key, active in rows if active)


class Role(models.TextChoices):
    """What a person may do; which records it concerns follows from the functions they hold."""

    ADVISER = "beleidsadviseur", "beleidsadviseur"
    EDITOR = "eindredacteur", "eindredacteur"
    COMMUNICATION = "communicatie", "communicatie"
    CLERK = "griffie", "griffie"
    ADMINISTRATOR = "beheerder", "beheerder"


class RoleAssignment(models.Model):
    """One role of one user."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments", verbose_name="gebruiker")
    role = models.CharField("rol", max_length=20, choices=Role)

    class Meta:
        verbose_name = "rol"
        verbose_name_plural = "rollen"
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_once_per_user"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self):
        return self.role


class ThemeColour(models.TextChoices):
    """Colour themes made from the municipal tokens."""

    GREEN = "groen", "groen"
    BLUE = "blauw", "blauw"
    AUBERGINE = "aubergine", "aubergine"


class Organisation(models.Model):
    """What the organisation chose for itself: exactly one row, copied into every payload."""

    name = models.CharField("naam", max_length=120)
    short_name = models.CharField("korte naam", max_length=60)
    cbs_code = models.CharField("CBS-code", max_length=10)
    theme = models.CharField("kleurthema", max_length=20, choices=ThemeColour, default=ThemeColour.GREEN)
    logo = models.CharField(
        "logo", max_length=64, blank=True, help_text="sha256 van een afbeelding; leeg: eigen beeldmerk"
    )
    colophon = models.TextField("colofon", blank=True)
    contact = models.CharField("contact", max_length=200, blank=True)
    small_number_threshold = models.PositiveSmallIntegerField("grens kleine aantallen", default=10)
    attention_percent = models.DecimalField(
        "let op vanaf (%)",
        max_digits=6,
        decimal_places=2,
        default=10,
        help_text="Zo veel procent mag een cijfer van zijn doel afwijken. Daarboven: let op.",
    )
    off_percent = models.DecimalField(
        "wijkt af vanaf (%)",
        max_digits=6,
        decimal_places=2,
        default=25,
        help_text="Vanaf zo veel procent wijkt een cijfer af en is een toelichting nodig.",
    )
    due_days = models.PositiveSmallIntegerField(
        "cijfers aanleveren binnen (dagen)",
        default=60,
        help_text="Dagen na afloop van een periode. Daarna is een cijfer te laat.",
    )
    reminder_days = models.PositiveSmallIntegerField(
        "herinneren om de (dagen)", default=7, help_text="Hoe vaak iemand hooguit een herinnering krijgt."
    )

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisatie"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="organisation_single_row"),
            models.CheckConstraint(
                condition=Q(off_percent__gte=models.F("attention_percent")), name="organisation_percent_order"
            ),
        ]

    def __str__(self):
        return self.name


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is kept for ever."""


class AppendOnlyQuerySet(models.QuerySet):
    """Rows are added and read; update and delete are refused."""

    def update(self, **kwargs):
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")

    def delete(self):
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted")

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed")


class AppendOnly(models.Model):
    """A table to which rows are only added."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted")


class Act(models.TextChoices):
    """What people do, as opposed to what records were."""

    SIGNED_IN = "signed_in", "aangemeld"
    SIGNED_OUT = "signed_out", "afgemeld"
    LOADED = "loaded", "gegevens ingelezen"
    IMPORTED = "imported", "bestand ingelezen"
    SUBMITTED = "submitted", "ter beoordeling aangeboden"
    RETURNED = "returned", "teruggegeven"
    AGREED = "agreed", "akkoord gegeven"
    REOPENED = "reopened", "heropend"
    PREPARED = "prepared", "publicatie voorbereid"
    RELEASED = "released", "gepubliceerd"
    EMBARGOED = "embargoed", "embargo ingesteld of gewijzigd"
    WITHDRAWN = "withdrawn", "ingetrokken"
    ROLE_CHANGED = "role_changed", "rechten gewijzigd"
    HANDED_OVER = "handed_over", "overgedragen"
    LOCKED = "locked", "periode vastgezet"
    UNLOCKED = "unlocked", "periode vrijgegeven"
    JOINED = "joined", "indicatoren samengevoegd"
    RETIRED = "retired", "indicator vervallen"
    CARRIED = "carried", "document doorgezet naar een nieuw jaar"
    FED = "fed", "cijfers geleverd door een bronsysteem"
    MAILED = "mailed", "nieuwsbrief klaargezet voor verzending"
    LIST_CHANGED = "list_changed", "verzendlijst gewijzigd"
    TOKEN_MADE = "token_made", "toegang voor een bronsysteem gewijzigd"


class AuditEvent(AppendOnly):
    """One act. No foreign keys, so that it outlives everything it speaks of; written in the transaction of
    the act itself."""

    at = models.DateTimeField("wanneer", auto_now_add=True, db_index=True)
    actor = models.CharField("wie", max_length=150)
    act = models.CharField("wat", max_length=20, choices=Act)
    subject_kind = models.CharField("soort", max_length=40, blank=True)
    subject_uid = models.CharField("kenmerk", max_length=64, blank=True, db_index=True)
    subject_label = models.CharField("onderwerp", max_length=300, blank=True)
    note = models.TextField("toelichting", blank=True)

    class Meta:
        verbose_name = "handeling"
        verbose_name_plural = "handelingen"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.actor} {self.act} {self.subject_label}"


class HandOver(AppendOnly):
    """Work of one function that went to another, or functions of one person that went to another.

    `source` and `target` are a slug or a user name, and `items` say exactly what went, so that it can be handed back.
    No foreign keys to what was moved: a hand-over outlives it. One that `reverses` another handed that back.
    """

    class Kind(models.TextChoices):
        WORK = "work", "werk van een functie"
        PERSON = "person", "functies van een medewerker"

    kind = models.CharField("soort", max_length=10, choices=Kind)
    source = models.CharField("van", max_length=150)
    source_name = models.CharField("naam van wie overdroeg", max_length=200)
    target = models.CharField("aan", max_length=150)
    target_name = models.CharField("naam van wie overnam", max_length=200)
    reason = models.TextField("reden")
    items = models.JSONField("onderdelen", default=list)
    made_by = models.CharField("door", max_length=150)
    made_at = models.DateTimeField("wanneer", auto_now_add=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="draait terug"
    )

    class Meta:
        verbose_name = "overdracht"
        verbose_name_plural = "overdrachten"
        ordering = ["-made_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="hand_over_has_reason")]

    def __str__(self):
        return f"{self.source} > {self.target}"
