"""Forms of an edition as a whole."""

from django import forms
from django.utils import timezone

from indicators.forms import WrittenDateField
from newsletter.models import ColourTheme, Edition, Season
from policy.forms import VersionForm
from policy.richtext_widget import RichTextField, RichTextWidget

DATE_HELP = "Bijvoorbeeld 1 april 2026."


class NewEditionForm(forms.Form):
    """What a new edition needs; the rest comes along from the one before."""

    season = forms.ChoiceField(label="Seizoen", choices=Season)
    year = forms.IntegerField(label="Jaar", min_value=1990, max_value=2199)
    title = forms.CharField(
        label="Titel",
        required=False,
        max_length=200,
        help_text="Laat leeg om de titel van de vorige editie te houden.",
    )
    previous = forms.ModelChoiceField(
        label="Beginnen vanuit",
        queryset=Edition.objects.none(),
        required=False,
        empty_label="Niets: een lege editie",
        help_text="Kopbeeld, kader, colofon, kleuren en vaste rubrieken komen mee.",
    )
    planned_date = WrittenDateField(label="Geplande datum", required=False, help_text=DATE_HELP)
    deadline = WrittenDateField(label="Bijdragen aanleveren vóór", required=False, help_text=DATE_HELP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        editions = Edition.objects.order_by("-year", "-pk")
        self.fields["previous"].queryset = editions
        newest = editions.first()
        self.initial = {"year": timezone.localdate().year, "previous": newest, **self.initial}


class EditionForm(VersionForm):
    """The basics of an edition."""

    FIELDS = (
        "season", "year", "title", "number", "planned_date", "deadline", "colours",
        "box_heading", "box_html", "intro_heading", "intro_html", "colophon",
    )  # fmt: skip

    season = forms.ChoiceField(label="Seizoen", choices=Season)
    year = forms.IntegerField(
        label="Jaar",
        min_value=1990,
        max_value=2199,
        help_text="Na de eerste publicatie liggen seizoen en jaar vast: ze staan in het adres.",
    )
    title = forms.CharField(label="Titel", max_length=200)
    number = forms.IntegerField(label="Nummer", required=False, min_value=1, max_value=9999)
    planned_date = WrittenDateField(label="Geplande datum", required=False, help_text=DATE_HELP)
    deadline = WrittenDateField(label="Bijdragen aanleveren vóór", required=False, help_text=DATE_HELP)
    colours = forms.ChoiceField(label="Kleuren", choices=ColourTheme)
    intro_heading = forms.CharField(label="Kop van de inleiding", max_length=120)
    intro_html = RichTextField(label="Inleiding", required=False, widget=RichTextWidget({"rows": 8}))
    box_heading = forms.CharField(
        label="Kop van het kader", max_length=120, help_text="In het kader staat ook de inhoudsopgave."
    )
    box_html = RichTextField(label="Tekst van het kader", required=False, widget=RichTextWidget({"rows": 5}))
    colophon = RichTextField(label="Colofon", required=False, widget=RichTextWidget({"rows": 5}))

    @classmethod
    def initial_of(cls, edition: Edition) -> dict:
        """What stands in the edition now."""
        return {"version": edition.version} | {name: getattr(edition, name) for name in cls.FIELDS}
