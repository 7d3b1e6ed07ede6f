"""Forms of an article, apart from its blocks."""

from django import forms

from indicators.forms import WrittenDateField
from newsletter.models import Article, ArticleKind
from policy.forms import VersionForm
from policy.models import Theme
from twenterand.accounts.models import Function


class TitleForm(VersionForm):
    """What whoever only writes an article may change of it."""

    FIELDS: tuple[str, ...] = ("title",)

    title = forms.CharField(label="Titel", max_length=200)

    @classmethod
    def initial_of(cls, article: Article) -> dict:
        """What stands in the article now."""
        return {"version": article.version} | {name: getattr(article, name) for name in cls.FIELDS}


class ArticleForm(TitleForm):
    """An article as whoever makes the newsletter plans it."""

    FIELDS = (
        "title", "kind", "theme", "owner", "outside", "deadline", "words", "brief", "held", "recurring", "page_break",
    )  # fmt: skip

    kind = forms.ChoiceField(label="Soort", choices=ArticleKind)
    theme = forms.ModelChoiceField(
        label="Thema", queryset=Theme.objects.none(), required=False, empty_label="Algemeen"
    )
    owner = forms.ModelChoiceField(
        label="Wie schrijft het?",
        queryset=Function.objects.none(),
        required=False,
        empty_label="De redactie zelf",
        help_text="De functie krijgt het artikel in haar werklijst.",
    )
    outside = forms.CharField(
        label="Of een organisatie van buiten",
        required=False,
        max_length=120,
        help_text="Bijvoorbeeld de Adviesraad Sociaal Domein.",
    )
    deadline = WrittenDateField(
        label="Aanleveren vóór", required=False, help_text="Leeg: de datum van de editie."
    )
    words = forms.IntegerField(label="Streeflengte in woorden", required=False, min_value=20, max_value=5000)
    brief = forms.CharField(
        label="Vraag aan de schrijver",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Waar moet het over gaan, en voor wie?",
    )
    held = forms.CharField(
        label="Aanhouden omdat",
        required=False,
        max_length=300,
        help_text="Met een reden blijft het artikel buiten de editie, bijvoorbeeld tot een besluit openbaar is.",
    )
    recurring = forms.BooleanField(label="Vaste rubriek: ook in de volgende editie vragen", required=False)
    page_break = forms.BooleanField(label="Op een nieuwe pagina beginnen", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.select_related("document").order_by(
            "-document__year_from", "position", "pk"
        )
        self.fields["owner"].queryset = Function.objects.filter(active=True)


class StepForm(VersionForm):
    """One step on the way to akkoord."""

    clearer = forms.CharField(
        label="Welke portefeuillehouder is akkoord?",
        required=False,
        max_length=150,
        help_text="De functie, bijvoorbeeld wethouder jeugd.",
    )


class ReasonStepForm(VersionForm):
    """A step back, with the reason that the writer reads."""

    reason = forms.CharField(label="Reden", max_length=500, widget=forms.Textarea({"rows": 2}))
