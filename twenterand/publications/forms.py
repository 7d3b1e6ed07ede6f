"""Forms of publishing."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from twenterand.numbers import Unreadable, parse_date
from twenterand.publications.models import ReleaseKind

KINDS = [(kind.value, kind.label.capitalize()) for kind in ReleaseKind if kind != ReleaseKind.EDITION]


class PublishForm(forms.Form):
    """What the publisher decides. `embargo_until` in the cleaned data is a moment, or None for at once."""

    release_kind = forms.ChoiceField(label="Soort publicatie", choices=KINDS, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Openbare toelichting",
        required=False,
        max_length=2000,
        help_text="Iedereen kan dit lezen. Bij een correctie moet u zeggen wat er is verbeterd.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    embargo_date = forms.CharField(
        label="Openbaar op (datum)",
        required=False,
        help_text="Leeg: zodra de bestanden klaar zijn. Met een datum, zoals 31-12-2026, geldt tot dan een "
        "embargo: alleen wie is ingelogd kan het lezen.",
    )
    embargo_time = forms.TimeField(
        label="Openbaar vanaf (tijd)",
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        help_text="Bijvoorbeeld 14:00. Leeg: vanaf het begin van de dag.",
        error_messages={"invalid": "Schrijf een tijd als 14:00."},
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
        """A correction says what was corrected; an embargo lies in the future."""
        data = super().clean()
        if data.get("release_kind") == ReleaseKind.CORRECTION and not data.get("note", "").strip():
            self.add_error("note", "Zeg bij een correctie wat er is verbeterd.")
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


class WithdrawForm(forms.Form):
    """Why a publication is taken away."""

    reason = forms.CharField(
        label="Reden",
        max_length=2000,
        help_text="De reden komt in het logboek te staan.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Geef een reden op waarom u deze versie intrekt."},
    )
