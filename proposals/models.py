"""Proposals of a kadernota: euros per year, and what pays for them."""

from django.db import models
from django.db.models import Q

from policy.models import Document, GoalNode, Passage, TreeEdition
from twenterand.accounts.records import Record, history


class Basis(models.TextChoices):
    NEW = "new", "nieuw beleid"
    EXISTING = "existing", "bestaand beleid"
    UNDECIDED = "undecided", "niet bepaald"


class Recurrence(models.TextChoices):
    INCIDENTAL = "incidental", "incidenteel"
    STRUCTURAL = "structural", "structureel"


class Effect(models.TextChoices):
    ADVANTAGE = "advantage", "voordeel"
    DISADVANTAGE = "disadvantage", "nadeel"


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "voorgesteld"
    ADOPTED = "adopted", "vastgesteld"
    REJECTED = "rejected", "afgewezen"


class Proposal(Record):
    """A proposal stands under an activity, a goal tree, or neither. `passage` is where it prints when it has no
    activity; `explained_by` are the passages whose text is about it."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="proposals")
    slug = models.SlugField("adres", max_length=120)
    edition = models.ForeignKey(
        TreeEdition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="doelenboom",
    )
    activity = models.ForeignKey(
        GoalNode, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="activiteit"
    )
    passage = models.ForeignKey(
        Passage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="printed_proposals",
        verbose_name="staat onder",
    )
    explained_by = models.ManyToManyField(
        Passage, blank=True, related_name="explained_proposals", verbose_name="toegelicht in"
    )
    title = models.CharField("titel", max_length=250)
    basis = models.CharField("basis", max_length=12, choices=Basis, default=Basis.UNDECIDED)
    fte = models.DecimalField("formatie (fte)", max_digits=6, decimal_places=2, null=True, blank=True)
    task_field = models.CharField("taakveld", max_length=40, blank=True)
    state = models.CharField("status", max_length=12, choices=ProposalState, default=ProposalState.PROPOSED)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    history = history(m2m_fields=["explained_by"])

    class Meta:
        verbose_name = "voorstel"
        verbose_name_plural = "voorstellen"
        ordering = ["document", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "uid"], name="proposal_uid"),
            models.UniqueConstraint(fields=["document", "slug"], name="proposal_slug"),
            models.CheckConstraint(condition=Q(fte=None) | Q(fte__gte=0), name="proposal_fte_not_negative"),
            models.CheckConstraint(
                condition=Q(activity=None) | Q(edition__isnull=False), name="proposal_activity_has_tree"
            ),
            # Else it would be printed twice.
            models.CheckConstraint(
                condition=Q(activity=None) | Q(passage=None), name="proposal_stands_in_one_place"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="proposal_has_title"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="proposal_basis_known"),
        ]

    def __str__(self):
        return self.title


class ProposalAmount(models.Model):
    """Euros in one year. The sign is in `effect`; `amount` itself is never negative."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="amounts")
    year = models.PositiveSmallIntegerField("jaar")
    recurrence = models.CharField("i/s", max_length=12, choices=Recurrence)
    effect = models.CharField("v/n", max_length=12, choices=Effect)
    amount = models.DecimalField("bedrag (euro)", max_digits=15, decimal_places=2)
    history = history()

    class Meta:
        verbose_name = "bedrag"
        verbose_name_plural = "bedragen"
        ordering = ["proposal", "year", "recurrence", "effect"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "year", "recurrence", "effect"], name="proposal_amount_once"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="proposal_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(recurrence__in=Recurrence.values, effect__in=Effect.values),
                name="proposal_amount_words_known",
            ),
        ]

    def __str__(self):
        return f"{self.year}: {self.amount}"


class ProposalCoverage(models.Model):
    """What pays for a proposal in one year; the amount may be unknown."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="coverage")
    year = models.PositiveSmallIntegerField("jaar")
    source = models.CharField("dekking", max_length=200)
    amount = models.DecimalField("bedrag (euro)", max_digits=15, decimal_places=2, null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = "dekking"
        verbose_name_plural = "dekkingen"
        ordering = ["proposal", "year", "source"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "year", "source"], name="proposal_coverage_once"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="proposal_coverage_not_negative"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="proposal_coverage_has_source"),
        ]

    def __str__(self):
        return self.source
