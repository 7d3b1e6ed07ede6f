"""Forms about what becomes of an indicator; rules that need the database stand in lineage.py."""

from django import forms

from indicators.card_forms import year_field
from indicators.models import Indicator
from policy.forms import VersionForm


def _others(field: forms.ModelChoiceField, indicator: Indicator) -> None:
    field.queryset = (
        Indicator.objects.filter(superseded_reason="").exclude(pk=indicator.pk).order_by("name", "pk")
    )
    field.label_from_instance = lambda one: f"{one.name} ({one.slug})"


class RetireForm(VersionForm):
    """Retiring an indicator."""

    last_year = year_field(
        "Laatste jaar", required=False, help_text="Het laatste jaar waarover een cijfer komt."
    )
    successor = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Opvolger",
        required=False,
        empty_label="geen",
        help_text="Een indicator die er al is en hierop verdergaat.",
    )
    reason = forms.CharField(label="Reden", max_length=500, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, indicator: Indicator, **kwargs):
        super().__init__(*args, **kwargs)
        _others(self.fields["successor"], indicator)


class UndoForm(VersionForm):
    """Undoing something, with a reason."""

    reason = forms.CharField(label="Reden", max_length=500, widget=forms.Textarea({"rows": 2}))


class FollowForm(UndoForm):
    """One new indicator that goes on from this one."""

    name = forms.CharField(label="Naam van de opvolger", max_length=500, widget=forms.Textarea({"rows": 2}))
    field_order = ("name", "reason")

    def __init__(self, *args, indicator: Indicator, **kwargs):
        super().__init__(*args, **kwargs)


class SplitForm(UndoForm):
    """Several new indicators out of this one."""

    names = forms.CharField(
        label="Namen van de nieuwe indicatoren",
        help_text="Elke naam op een eigen regel.",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    field_order = ("names", "reason")

    def __init__(self, *args, indicator: Indicator, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_names(self) -> list[str]:
        """One per line."""
        return self.cleaned_data["names"].splitlines()


class MergeForm(UndoForm):
    """One new indicator out of this one and others."""

    others = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Samen met",
        help_text="Kies er een of meer. Met Ctrl ingedrukt kiest u er meer dan een.",
        widget=forms.SelectMultiple({"size": 8}),
    )
    name = forms.CharField(
        label="Naam van de nieuwe indicator", max_length=500, widget=forms.Textarea({"rows": 2})
    )
    field_order = ("others", "name", "reason")

    def __init__(self, *args, indicator: Indicator, **kwargs):
        super().__init__(*args, **kwargs)
        _others(self.fields["others"], indicator)


class OtherForm(forms.Form):
    """With which other indicator to compare."""

    use_required_attribute = False

    met = forms.ModelChoiceField(Indicator.objects.none(), label="Vergelijk met", to_field_name="slug")

    def __init__(self, *args, indicator: Indicator, **kwargs):
        super().__init__(*args, **kwargs)
        _others(self.fields["met"], indicator)
        self.fields["met"].error_messages["invalid_choice"] = "Kies een indicator uit de lijst."


class JoinForm(forms.Form):
    """Which of two indicators stays, and why they are one. The versions are those that were compared."""

    use_required_attribute = False

    kept = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Welke blijft?",
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies welke van de twee blijft.",
            "invalid_choice": "Kies een van de twee.",
        },
    )
    reason = forms.CharField(
        label="Waaruit blijkt dat dit één indicator is?",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Dit is nog leeg. Vul het in."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    other_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, both: tuple[Indicator, Indicator], **kwargs):
        super().__init__(*args, **kwargs)
        keys = [one.pk for one in both]
        self.fields["kept"].queryset = Indicator.objects.filter(pk__in=keys).order_by("pk")
        self.fields["kept"].label_from_instance = lambda one: f"{one.name} ({one.slug})"
