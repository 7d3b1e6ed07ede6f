"""Newsletter editions: articles made of ordered blocks."""

from django.db import models
from django.db.models import Q

from policy.models import Theme
from twenterand.accounts.models import Function
from twenterand.accounts.records import Record, history
from twenterand.media.models import Picture


class Season(models.TextChoices):
    SPRING = "voorjaar", "voorjaar"
    SUMMER = "zomer", "zomer"
    AUTUMN = "najaar", "najaar"
    WINTER = "winter", "winter"


class ColourTheme(models.TextChoices):
    """Colour themes made from the municipal tokens."""

    GREEN = "groen", "groen"
    BLUE = "blauw", "blauw"
    AUBERGINE = "aubergine", "aubergine"


class EditionState(models.TextChoices):
    COLLECTING = "collecting", "verzamelen"
    EDITING = "editing", "redactie"
    REVIEW = "review", "ter beoordeling"
    AGREED = "agreed", "akkoord"


class Edition(Record):
    """One edition of the newsletter. That it is published follows from its publications, not from `state`."""

    slug = models.SlugField("adres", max_length=60, unique=True)
    season = models.CharField("seizoen", max_length=10, choices=Season)
    year = models.PositiveSmallIntegerField("jaar")
    number = models.PositiveSmallIntegerField("nummer", null=True, blank=True)
    planned_date = models.DateField("geplande datum", null=True, blank=True)
    title = models.CharField("titel", max_length=200)
    masthead = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kopbeeld"
    )
    masthead_about = models.JSONField("over het kopbeeld", null=True, blank=True)
    box_heading = models.CharField("kop van het kader", max_length=120)
    box_html = models.TextField("tekst van het kader", blank=True)
    intro_heading = models.CharField("kop van de inleiding", max_length=120)
    intro_html = models.TextField("inleiding", blank=True)
    colophon = models.TextField("colofon", blank=True)
    colours = models.CharField("kleuren", max_length=12, choices=ColourTheme, default=ColourTheme.GREEN)
    deadline = models.DateField("bijdragen aanleveren vóór", null=True, blank=True)
    started_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="gemaakt vanuit"
    )
    state = models.CharField("status", max_length=12, choices=EditionState, default=EditionState.COLLECTING)
    agreed_by = models.CharField("akkoord door", max_length=150, blank=True)
    agreed_at = models.DateTimeField("akkoord op", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = "editie"
        verbose_name_plural = "edities"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["uid"], name="edition_uid"),
            models.UniqueConstraint(fields=["season", "year"], name="edition_once_per_season"),
        ]

    def __str__(self):
        return f"{self.season} {self.year}"


class ArticleKind(models.TextChoices):
    NEWS = "news", "nieuws"
    POLICY = "policy", "beleid"
    DATA = "data", "cijfers"
    FINANCE = "finance", "financiën"
    AGREEMENT = "agreement", "akkoord"
    EVENT = "event", "evenement"


class ArticleState(models.TextChoices):
    ASKED = "asked", "gevraagd"
    DELIVERED = "delivered", "aangeleverd"
    EDITED = "edited", "geredigeerd"
    AGREED = "agreed", "akkoord functie"
    CLEARED = "cleared", "akkoord portefeuillehouder"


class Article(Record):
    """An article of an edition; without a theme it is "algemeen".

    `owner` is the function that writes it; `outside` names the organisation that does where it is none of ours.
    `held` keeps it out of the edition, with the reason (a decision that is not public yet, a later edition).
    `words` is the length to write towards. `recurring` articles come along into the next edition.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="articles")
    slug = models.SlugField("adres", max_length=100)
    title = models.CharField("titel", max_length=200)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="thema"
    )
    kind = models.CharField("soort", max_length=12, choices=ArticleKind)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    owner = models.ForeignKey(
        Function, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="functie"
    )
    outside = models.CharField("organisatie van buiten", max_length=120, blank=True)
    deadline = models.DateField("aanleveren vóór", null=True, blank=True)
    words = models.PositiveSmallIntegerField("streeflengte in woorden", null=True, blank=True)
    brief = models.TextField("vraag aan de schrijver", blank=True)
    held = models.CharField("aangehouden omdat", max_length=300, blank=True)
    recurring = models.BooleanField("vaste rubriek", default=False)
    page_break = models.BooleanField("begint op een nieuwe pagina", default=False)
    state = models.CharField("status", max_length=12, choices=ArticleState, default=ArticleState.EDITED)
    agreed_by = models.CharField("akkoord functie door", max_length=150, blank=True)
    cleared_by = models.CharField("akkoord portefeuillehouder", max_length=150, blank=True)
    history = history()

    class Meta:
        verbose_name = "artikel"
        verbose_name_plural = "artikelen"
        ordering = ["edition", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "uid"], name="article_uid"),
            models.UniqueConstraint(fields=["edition", "slug"], name="article_slug"),
        ]

    def __str__(self):
        return self.title


class BlockKind(models.TextChoices):
    TEXT = "text", "tekst"
    PICTURE = "picture", "afbeelding"
    QUOTE = "quote", "citaat"
    KEY_FIGURE = "key_figure", "kerncijfer"
    CHART = "chart", "grafiek"
    AGENDA = "agenda", "agenda"
    QUESTIONS = "questions", "vragen en antwoorden"
    TABLE = "table", "tabel"
    CONTACT = "contact", "contact"
    CALLOUT = "callout", "kader"


class Medium(models.TextChoices):
    """Where a block shows: an article may be short on paper and long on the web."""

    BOTH = "both", "overal"
    PRINT = "print", "alleen op papier"
    WEB = "web", "alleen op de site"


class Block(models.Model):
    """One block of an article.

    A key figure or chart is either bound to an item of a publication (`reference`: publication, number, kind,
    uid) or typed with unit, source and date. `content` holds what only that kind has, by kind:
    key figure {label, value, unit, period, source, date}; chart {title, unit, source, series: [{label, value}]};
    agenda {items: [{date, end, precision, label}]}; quote {attribution}; picture {caption, focus: [x, y], crop:
    [left, top, right, bottom], span, about (see newsletter.about)}; questions {items: [{question, answer}]} (answer
    is rich text); table {caption, columns: [text], rows: [[text]]}; contact {name, mail, phone, address}. Focus and
    crop are parts of the width and height, 0 to 1.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="blocks")
    uid = models.UUIDField("kenmerk", editable=False)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    kind = models.CharField("soort", max_length=12, choices=BlockKind)
    medium = models.CharField("waar", max_length=8, choices=Medium, default=Medium.BOTH)
    html = models.TextField("tekst", blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField("inhoud", default=dict, blank=True)
    reference = models.JSONField("verwijzing naar een publicatie", null=True, blank=True)
    history = history()

    class Meta:
        verbose_name = "blok"
        verbose_name_plural = "blokken"
        ordering = ["article", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "uid"], name="block_uid"),
            models.CheckConstraint(
                condition=~Q(kind="picture") | Q(picture__isnull=False), name="block_picture_has_picture"
            ),
        ]

    def __str__(self):
        return self.kind
