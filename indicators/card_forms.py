"""Forms about indicators themselves; rules that need the database stand in cataloguing.py and lineage.py."""

from decimal import Decimal
from typing import Any

from django import forms

from indicators.catalogue import KEPT_LABELS, Wanted
from indicators.cataloguing import FIELDS, SLUG_LENGTH
from indicators.models import Direction, Indicator, PeriodKind
from policy.forms import ReasonForm
from policy.models import GoalTree, Theme
from twenterand.accounts.models import Function
from twenterand.numbers import State, Unreadable, format_number, parse_cell
from twenterand.unreadable import quoted


class NumberField(forms.CharField):
    """A number as people write it: 1.144 or 1,5."""

    def prepare_value(self, value):
        return format_number(value) if isinstance(value, Decimal) else value

    def clean(self, value) -> Decimal | None:
        text = super().clean(value)
        if not text.strip():
            return None
        try:
            found = parse_cell(text, decimals=2)
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from None
        if found.state not in (State.NUMBER, State.PERCENTAGE):
            raise forms.ValidationError(f"{quoted(text)} is geen getal. Vul bijvoorbeeld 25 of 1,5 in.")
        return found.number


class PercentField(NumberField):
    """A percentage from 0; the sign is optional."""

    def clean(self, value) -> Decimal | None:
        found = super().clean(value)
        if found is not None and not 0 <= found < 10000:
            raise forms.ValidationError(
                f"{quoted(str(value))} kan niet. Vul een percentage in, bijvoorbeeld 10."
            )
        return found


def _text(label: str, rows: int, help_text: str = "", *, most: int = 4000) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )


def year_field(label: str, **options: Any) -> forms.IntegerField:
    """A calendar year."""
    return forms.IntegerField(label=label, min_value=1990, max_value=2100, **options)


class CardForm(ReasonForm):
    """Everything on the card that a person fills in."""

    use_required_attribute = False

    name = forms.CharField(label="Naam", max_length=500, widget=forms.Textarea({"rows": 2}))
    definition = _text("Definitie", 4, "Wat wordt precies geteld of gemeten, en wat niet?")
    unit = forms.CharField(
        label="Eenheid", required=False, max_length=60, help_text="Bijvoorbeeld inwoners, euro of %."
    )
    numerator = _text("Teller", 2, "Alleen bij een verhouding: wat er boven de streep staat.")
    denominator = _text("Noemer", 2, "Alleen bij een verhouding: waar het door wordt gedeeld.")
    source = forms.CharField(label="Bron", required=False, max_length=200)
    holder = forms.ModelChoiceField(
        Function.objects.none(), label="Houder", required=False, empty_label="nog geen",
        help_text="De functie die dit cijfer aanlevert.",
    )  # fmt: skip
    method = _text("Meetmethode", 3, "Hoe en wanneer wordt gemeten?")
    rationale = _text(
        "Waarom dit doel", 3, "Waarom de gemeente dit volgt, en waarom het doel zo hoog of laag is."
    )
    data_issues = _text("Bekende problemen met de gegevens", 3)
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="Thema", required=False, empty_label="nog geen"
    )
    direction = forms.ChoiceField(
        label="Richting", required=False, choices=[("", "nog niet bepaald"), *Direction.choices]
    )
    band_low = NumberField(
        label="Ondergrens",
        required=False,
        help_text="Alleen bij “binnen een bandbreedte”; in de eenheid hierboven.",
    )
    band_high = NumberField(label="Bovengrens", required=False)
    attention_percent = PercentField(
        label="Let op vanaf (%)",
        required=False,
        help_text="Afwijking van het doel. Leeg: de grens van de organisatie.",
    )
    off_percent = PercentField(label="Wijkt af vanaf (%)", required=False)
    decimals = forms.IntegerField(label="Decimalen", min_value=0, max_value=4)
    default_period_kind = forms.ChoiceField(label="Periode", choices=PeriodKind.choices)
    first_year = year_field("Eerste jaar", required=False)
    due_days = forms.IntegerField(
        label="Aanleveren binnen (dagen)",
        required=False,
        min_value=0,
        max_value=1000,
        help_text="Dagen na afloop van de periode. Leeg: het aantal van de organisatie.",
    )
    small_number_threshold = forms.IntegerField(
        label="Grens kleine aantallen", required=False, min_value=0, max_value=1000,
        help_text="Lagere aantallen worden niet gepubliceerd. Leeg: de grens van de organisatie.",
    )  # fmt: skip

    # Legend and fields of each part of the form.
    PARTS = (
        ("Wat het is", ("name", "definition", "unit", "numerator", "denominator")),
        ("Waar het vandaan komt", ("source", "holder", "method", "data_issues")),
        ("Waar het voor is", ("rationale", "theme", "direction", "band_low", "band_high")),
        ("Wanneer het afwijkt", ("attention_percent", "off_percent")),
        (
            "Meten en aanleveren",
            ("default_period_kind", "first_year", "decimals", "due_days", "small_number_threshold"),
        ),
    )
    FIELDS = FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = Function.objects.filter(active=True).order_by("name")
        self.fields["theme"].queryset = Theme.objects.select_related("document").order_by(
            "document__title", "position", "pk"
        )
        self.fields["theme"].label_from_instance = lambda theme: f"{theme.title} ({theme.document.title})"

    @classmethod
    def initial_of(cls, indicator: Indicator) -> dict[str, Any]:
        """What the form shows for `indicator`."""
        shown = {name: getattr(indicator, name) for name in FIELDS}
        return shown | {
            "holder": indicator.holder_id,
            "theme": indicator.theme_id,
            "version": indicator.version,
        }

    def parts(self) -> list[tuple[str, list]]:
        """The bound fields under their legends."""
        return [(legend, [self[name] for name in fields]) for legend, fields in self.PARTS]


class NewCardForm(CardForm):
    """A new indicator. The version is not compared."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    different = forms.BooleanField(
        label="Ik heb gekeken: dit is een andere indicator dan de indicatoren waar hij op lijkt",
        required=False,
    )


class AddressForm(ReasonForm):
    """Another address for the pages of an indicator."""

    slug = forms.CharField(
        label="Adres",
        max_length=SLUG_LENGTH,
        help_text="Het laatste deel van het webadres: kleine letters, cijfers en koppeltekens.",
    )


class FilterForm(forms.Form):
    """What the list shows; the choices are what there is."""

    use_required_attribute = False

    q = forms.CharField(label="Zoek", required=False, max_length=100)
    boom = forms.ChoiceField(label="Doelenboom", required=False)
    houder = forms.ChoiceField(label="Houder", required=False)
    staat = forms.ChoiceField(label="Welke", required=False, choices=list(KEPT_LABELS.items()))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        trees = GoalTree.objects.filter(editions__chapters__indicator_tables__isnull=False).distinct()
        holders = Function.objects.filter(indicators__isnull=False).distinct()
        self.fields["boom"].choices = [("", "alle"), *trees.order_by("title").values_list("slug", "title")]
        self.fields["houder"].choices = [("", "alle"), *holders.order_by("name").values_list("slug", "name")]

    def wanted(self) -> Wanted:
        """The filter; what was not understood does not filter, and the form says so."""
        said = getattr(self, "cleaned_data", {})
        return Wanted(
            text=said.get("q", ""),
            tree=said.get("boom", ""),
            holder=said.get("houder", ""),
            kept=said.get("staat", ""),
        )
