"""Forms of publishing."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from twenterand.numbers import Unreadable, parse_date
from twenterand.publications.models import ReleaseKind

KINDS = [(kind.value, kind.label.capitalize()) for kind in ReleaseKind if kind != ReleaseKind.EDITION]


class ReleaseKinds(forms.RadioSelect):
    """Radio buttons of which some cannot be chosen; `not_possible` says why, by value."""

    not_possible: dict[str, str] = {}

    def create_option(self, name, value, label, *args, **kwargs):
        """One option; its reason stands in its label, so that it is read with it."""
        reason = self.not_possible.get(value, "")
        option = super().create_option(
            name, value, f"{label} (kan niet: {reason})" if reason else label, *args, **kwargs
        )
        if reason:
            option["attrs"]["disabled"] = True
        return option


class EmbargoFields(forms.Form):
    """A day and a time; `embargo_until` in the cleaned data is a moment, or None without a day."""

    embargo_date = forms.CharField(
        label="Openbaar op (datum)",
        required=False,
        max_length=40,
        help_text="Leeg: zodra de bestanden klaar zijn. Met een datum, zoals 31-12-2026, geldt tot dan een "
        "embargo: alleen wie is ingelogd kan het lezen.",
    )
    embargo_time = forms.TimeField(
        label="Openbaar vanaf (tijd)",
        required=False,
        input_formats=["%H.%M", "%H:%M"],
        help_text="Bijvoorbeeld 14.00. Leeg: vanaf het begin van de dag.",
        error_messages={"invalid": "Schrijf een tijd als 14.00."},
    )

    def clean_embargo_date(self):
        """The day, or None."""
        raw = self.cleaned_data["embargo_date"].strip()
        if not raw:
            return None
        try:
            return parse_date(raw)
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from error

    def clean(self):
        """An embargo lies in the future."""
        data = super().clean()
        day, hour = data.get("embargo_date"), data.get("embargo_time")
        data["embargo_until"] = None
        if hour and not day and "embargo_date" not in self.errors:
            self.add_error("embargo_date", "U vulde een tijd in zonder datum. Vul ook de datum in.")
        if day:
            moment = timezone.make_aware(datetime.combine(day, hour or time.min))
            if moment <= timezone.now():
                raw = self.data.get(self.add_prefix("embargo_date"), "")
                self.add_error("embargo_date", f"“{raw}” is al voorbij. Kies een moment in de toekomst.")
            data["embargo_until"] = moment
        return data


class PublishForm(EmbargoFields):
    """What the publisher decides. `not_possible`: kind of publication → why it cannot be chosen now."""

    release_kind = forms.ChoiceField(
        label="Soort publicatie",
        choices=KINDS,
        widget=ReleaseKinds,
        error_messages={"required": "Kies een soort publicatie."},
    )
    note = forms.CharField(
        label="Openbare toelichting",
        required=False,
        max_length=2000,
        help_text="Iedereen kan dit lezen. Bij een correctie moet u zeggen wat er is verbeterd.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("release_kind", "note")

    def __init__(self, *args, not_possible: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.not_possible = self.fields["release_kind"].widget.not_possible = not_possible

    def clean_release_kind(self):
        """One that can be chosen; the route may have changed since the page was shown."""
        kind = self.cleaned_data["release_kind"]
        if reason := self.not_possible.get(kind):
            raise forms.ValidationError(f"“{ReleaseKind(kind).label.capitalize()}” kan niet: {reason}.")
        return kind

    def clean(self):
        """A correction says what was corrected."""
        data = super().clean()
        if data.get("release_kind") == ReleaseKind.CORRECTION and not data.get("note", "").strip():
            self.add_error("note", "Zeg bij een correctie wat er is verbeterd.")
        return data


class EmbargoForm(EmbargoFields):
    """Another moment for a version under embargo, and why; a "now" in the data lifts the embargo."""

    reason = forms.CharField(
        label="Reden",
        max_length=500,
        help_text="De reden komt bij de versie en in het logboek te staan.",
        error_messages={"required": "Geef een reden op."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["embargo_date"].help_text = "Een datum als 31-12-2026."

    def clean(self):
        """Without "now" there is a day."""
        data = super().clean()
        if "now" not in self.data and not data.get("embargo_until") and "embargo_date" not in self.errors:
            self.add_error("embargo_date", "Vul in vanaf welke dag deze versie openbaar is.")
        return data


class WithdrawForm(forms.Form):
    """Why a publication is taken away."""

    reason = forms.CharField(
        label="Reden",
        max_length=500,
        help_text="De reden komt bij de versie en in het logboek te staan.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Geef een reden op waarom u deze versie intrekt."},
    )
