"""Documents with chapters and passages, the decision route, the policy framework, and goal trees per year."""

from django.db import models
from django.db.models import F, Q

from twenterand.accounts.models import Function
from twenterand.accounts.records import Record, history


class DocumentKind(models.TextChoices):
    KADERNOTA = "kadernota", "kadernota"
    BUDGET = "begroting", "begroting"
    INTERIM_REPORT = "bestuursrapportage", "bestuursrapportage"
    ANNUAL_ACCOUNTS = "jaarstukken", "jaarstukken"
    POLICY_NOTE = "beleidsnota", "beleidsnota"
    FRAMEWORK_NOTE = "kadernotitie", "kadernotitie"
    SOCIAL_AGENDA = "maatschappelijke_agenda", "maatschappelijke agenda"


class Document(Record):
    """One document of the policy cycle. `slug` is immutable after the first publication (editing.py)."""

    kind = models.CharField("soort", max_length=30, choices=DocumentKind)
    slug = models.SlugField("adres", max_length=100, unique=True)
    title = models.CharField("titel", max_length=200)
    programme = models.CharField("programma", max_length=120, blank=True)
    summary = models.TextField("samenvatting", blank=True)
    year_from = models.PositiveSmallIntegerField("van jaar")
    year_to = models.PositiveSmallIntegerField("tot en met jaar")
    owner = models.ForeignKey(Function, models.PROTECT, verbose_name="eigenaar", related_name="documents")
    figures_due = models.DateField("cijfers aanleveren vóór", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        ordering = ["-year_from", "title"]
        constraints = [
            models.UniqueConstraint(fields=["uid"], name="document_uid"),
            models.CheckConstraint(condition=Q(year_to__gte=F("year_from")), name="document_period_order"),
        ]

    def __str__(self):
        return self.title


class DocumentRelation(models.Model):
    """How one document stands to another: reads as "<document> <kind> <other>"."""

    class Kind(models.TextChoices):
        ELABORATES = "uitwerking_van", "uitwerking van"
        REPLACES = "vervangt", "vervangt"
        EXTENDS = "verlengt", "verlengt"
        CARRIES_OUT = "voert_uit", "voert uit"
        FOLLOWS = "volgt_op", "volgt op"

    document = models.ForeignKey(Document, models.CASCADE, related_name="relations")
    kind = models.CharField("soort", max_length=20, choices=Kind)
    other = models.ForeignKey(Document, models.PROTECT, related_name="inverse_relations")

    class Meta:
        verbose_name = "relatie"
        verbose_name_plural = "relaties"
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "other"], name="relation_once"),
            models.CheckConstraint(condition=~Q(document=F("other")), name="relation_to_another"),
        ]

    def __str__(self):
        return self.kind


class RouteStep(models.Model):
    """One step on the way of a document: what a page calls concept, ter inspraak or vastgesteld follows from
    these and is never typed."""

    class Kind(models.TextChoices):
        DECISION = "decision", "besluit"
        ADVICE = "advice", "advies"
        CONSULTATION = "consultation", "inspraak"
        MEETING = "meeting", "bespreking"
        MILESTONE = "milestone", "mijlpaal"

    class Body(models.TextChoices):
        EXECUTIVE = "college", "college"
        COUNCIL = "raad", "gemeenteraad"
        ADVISORY = "adviesraad", "adviesraad"
        RESIDENTS = "inwoners", "inwoners en partners"
        ORGANISATION = "organisatie", "gemeente"

    class Precision(models.TextChoices):
        DAY = "day", "dag"
        MONTH = "month", "maand"
        QUARTER = "quarter", "kwartaal"
        YEAR = "year", "jaar"
        UNKNOWN = "unknown", "onbekend"

    class Outcome(models.TextChoices):
        NONE = "", "nog geen"
        ADOPTED = "adopted", "vastgesteld"
        AMENDED = "amended", "gewijzigd vastgesteld"
        REJECTED = "rejected", "afgewezen"
        GIVEN = "given", "gegeven"
        DONE = "done", "afgerond"

    document = models.ForeignKey(Document, models.CASCADE, related_name="route_steps")
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    kind = models.CharField("soort", max_length=20, choices=Kind)
    body = models.CharField("orgaan", max_length=20, choices=Body, blank=True)
    title = models.CharField("omschrijving", max_length=200)
    date_from = models.DateField("van", null=True, blank=True)
    date_to = models.DateField("tot en met", null=True, blank=True)
    precision = models.CharField(
        "nauwkeurigheid", max_length=10, choices=Precision, default=Precision.UNKNOWN
    )
    expected = models.BooleanField("verwacht (nog niet zeker)", default=True)
    outcome = models.CharField("uitkomst", max_length=20, choices=Outcome, blank=True, default="")

    class Meta:
        verbose_name = "stap in de besluitroute"
        verbose_name_plural = "besluitroute"
        ordering = ["document", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(precision="unknown", date_from=None)
                | (~Q(precision="unknown") & Q(date_from__isnull=False)),
                name="route_step_date_fits_precision",
            ),
            models.CheckConstraint(
                condition=Q(date_to=None) | Q(date_to__gte=F("date_from")), name="route_step_period_order"
            ),
            models.CheckConstraint(
                condition=Q(expected=False) | Q(outcome=""), name="route_step_expected_has_no_outcome"
            ),
        ]

    def __str__(self):
        return self.title


class Theme(Record):
    """A theme of a policy framework; may nest (3 > 3a, 3b)."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="themes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    slug = models.SlugField("kenmerk", max_length=80)
    title = models.CharField("titel", max_length=200)
    summary = models.TextField("samenvatting", blank=True)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema's"
        ordering = ["document", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "uid"], name="theme_uid"),
            models.UniqueConstraint(fields=["document", "slug"], name="theme_slug"),
        ]

    def __str__(self):
        return self.title


class Challenge(Record):
    """An opgave of a theme."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="challenges")
    title = models.TextField("opgave")
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "opgave"
        verbose_name_plural = "opgaven"
        ordering = ["theme", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["theme", "uid"], name="challenge_uid")]

    def __str__(self):
        return self.title


class Principle(Record):
    """An uitgangspunt of a policy framework."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="principles")
    slug = models.SlugField("kenmerk", max_length=80)
    title = models.CharField("titel", max_length=200)
    text = models.TextField("tekst", blank=True)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    class Meta:
        verbose_name = "uitgangspunt"
        verbose_name_plural = "uitgangspunten"
        ordering = ["document", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "uid"], name="principle_uid"),
            models.UniqueConstraint(fields=["document", "slug"], name="principle_slug"),
        ]

    def __str__(self):
        return self.title


class GoalTree(Record):
    """The identity of a goal tree over the years."""

    slug = models.SlugField("adres", max_length=80, unique=True)
    title = models.CharField("titel", max_length=120)
    owner = models.ForeignKey(Function, models.PROTECT, verbose_name="eigenaar", related_name="goal_trees")
    history = history()

    class Meta:
        verbose_name = "doelenboom"
        verbose_name_plural = "doelenbomen"
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["uid"], name="goal_tree_uid")]

    def __str__(self):
        return self.title


class TreeEdition(models.Model):
    """A goal tree in one budget year; all documents of that year share it."""

    tree = models.ForeignKey(GoalTree, models.PROTECT, related_name="editions")
    budget_year = models.PositiveSmallIntegerField("begrotingsjaar")

    class Meta:
        verbose_name = "editie van een doelenboom"
        verbose_name_plural = "edities van doelenbomen"
        ordering = ["tree", "-budget_year"]
        constraints = [models.UniqueConstraint(fields=["tree", "budget_year"], name="tree_once_per_year")]

    def __str__(self):
        return str(self.budget_year)


class NodeKind(models.TextChoices):
    EFFECT = "effect", "beoogd maatschappelijk effect"
    GOAL = "goal", "doel"
    SUBGOAL = "subgoal", "subdoel"
    ACTIVITY = "activity", "activiteit"


class GoalNode(Record):
    """Effect > goal > subgoal > activity. Which kind may stand under which is a rule of editing.py: a subgoal
    whose goal the source does not name stands directly under the effect. No unique on position: moving swaps."""

    edition = models.ForeignKey(TreeEdition, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField("soort", max_length=10, choices=NodeKind)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    title = models.TextField("titel")
    explanation = models.TextField("toelichting", blank=True)
    history = history()

    class Meta:
        verbose_name = "onderdeel van een doelenboom"
        verbose_name_plural = "onderdelen van doelenbomen"
        ordering = ["edition", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "uid"], name="goal_node_uid"),
            models.CheckConstraint(
                condition=Q(kind="effect", parent=None) | (~Q(kind="effect") & Q(parent__isnull=False)),
                name="goal_node_only_effect_is_root",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="goal_node_has_title"),
        ]

    def __str__(self):
        return self.title


class ReviewState(models.TextChoices):
    EDITING = "editing", "in bewerking"
    SUBMITTED = "submitted", "ter beoordeling"
    AGREED = "agreed", "akkoord"


class Chapter(Record):
    """A chapter of a document, with its review. `agreed_hash` is the hash of the fragment that was agreed to;
    publishing refuses a chapter whose fragment differs."""

    class Kind(models.TextChoices):
        MAIN = "main", "hoofdtekst"
        APPENDIX = "appendix", "bijlage"

    document = models.ForeignKey(Document, models.CASCADE, related_name="chapters")
    slug = models.SlugField("adres", max_length=80)
    title = models.CharField("titel", max_length=200)
    kind = models.CharField("soort", max_length=10, choices=Kind, default=Kind.MAIN)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    edition = models.ForeignKey(
        TreeEdition, models.PROTECT, null=True, blank=True, related_name="chapters", verbose_name="doelenboom"
    )
    owner = models.ForeignKey(Function, models.PROTECT, verbose_name="eigenaar", related_name="chapters")
    state = models.CharField("status", max_length=10, choices=ReviewState, default=ReviewState.EDITING)
    reason = models.TextField("reden van teruggave of heropening", blank=True)
    submitted_at = models.DateTimeField("aangeboden op", null=True, blank=True)
    submitted_by = models.CharField("aangeboden door", max_length=150, blank=True)
    agreed_at = models.DateTimeField("akkoord op", null=True, blank=True)
    agreed_by = models.CharField("akkoord door", max_length=150, blank=True)
    agreed_hash = models.CharField("hash bij akkoord", max_length=64, blank=True)
    history = history()

    class Meta:
        verbose_name = "hoofdstuk"
        verbose_name_plural = "hoofdstukken"
        ordering = ["document", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "uid"], name="chapter_uid"),
            models.UniqueConstraint(fields=["document", "slug"], name="chapter_slug"),
            # Else its proposals would print, and count, twice.
            models.UniqueConstraint(fields=["document", "edition"], name="chapter_tree_once_per_document"),
            models.CheckConstraint(
                condition=Q(submitted_at=None) ^ ~Q(submitted_by=""), name="chapter_submitted_by"
            ),
            models.CheckConstraint(condition=Q(agreed_at=None) ^ ~Q(agreed_by=""), name="chapter_agreed_by"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | (Q(agreed_at__isnull=False) & ~Q(agreed_hash="")),
                name="chapter_agreed_has_hash",
            ),
        ]

    def __str__(self):
        return self.title


class Passage(Record):
    """A piece of running text. `node` is the goal or activity it is about; without one it stands in the
    chapter itself. `heading` may be empty when the title of the node is its heading."""

    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="passages")
    node = models.ForeignKey(GoalNode, models.PROTECT, null=True, blank=True, related_name="passages")
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    level = models.PositiveSmallIntegerField("niveau", default=2)
    heading = models.CharField("kop", max_length=250, blank=True)
    html = models.TextField("tekst", blank=True)
    history = history()

    class Meta:
        verbose_name = "tekstdeel"
        verbose_name_plural = "tekstdelen"
        ordering = ["chapter", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "uid"], name="passage_uid"),
            models.CheckConstraint(condition=Q(level__gte=2, level__lte=4), name="passage_level"),
        ]

    def __str__(self):
        return self.heading or f"tekst {self.position}"
