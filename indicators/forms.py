"""What people type about a figure or a note; reading the value itself is left to twenterand/numbers.py."""

from datetime import date

from django import forms

from twenterand.numbers import Unreadable, format_date, parse_date

RAW_LENGTH = 2000


class WrittenDateField(forms.CharField):
    """A date as people write it: 31-12-2026, 2026-12-31 or 31 december 2026; None when empty."""

    def prepare_value(self, value):
        return format_date(value) if isinstance(value, date) else value

    def to_python(self, value) -> date | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_date(text)
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from error


class RawField(forms.CharField):
    """A value byte for byte as it was typed. An empty one passes: editing.py says what to do about it."""

    def __init__(self, **kwargs):
        super().__init__(strip=False, **kwargs)

    def validate(self, value: str) -> None:
        """Nothing: Django would answer an empty value with a sentence that does not help."""


class CellForm(forms.Form):
    """The cell edited in the table: only its value."""

    use_required_attribute = False

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    raw = RawField(
        label="Waarde",
        max_length=RAW_LENGTH,
        help_text="Een getal (1.144 of 1,5), een percentage (29%), Ja, Nee, een streepje (-) of tekst.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FigureForm(CellForm):
    """The cell on its own page: also what makes a figure provisional, and why it changed."""

    provisional = forms.BooleanField(label="Dit is een voorlopig cijfer", required=False)
    reference_date = WrittenDateField(
        label="Peildatum",
        required=False,
        help_text="De dag waarop is geteld, bijvoorbeeld 1 april 2026. Dat is niet de dag van publicatie.",
    )
    reason = forms.CharField(
        label="Reden van de wijziging",
        required=False,
        max_length=500,
        help_text="Komt in de geschiedenis van dit cijfer te staan.",
    )


class RemoveForm(forms.Form):
    """Taking a figure out of its cell."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(label="Reden van verwijderen", max_length=500, required=False)


class FootnoteForm(forms.Form):
    """The text of a note."""

    use_required_attribute = False

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = RawField(
        label="Tekst van de voetnoot",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = forms.CharField(
        label="Reden van de wijziging",
        required=False,
        max_length=500,
        help_text="Komt in de geschiedenis van deze voetnoot te staan.",
    )
