"""What people type about a figure or a note; reading the value itself is left to twenterand/numbers.py."""

from datetime import date

from django import forms

from indicators.editing import mark_unexplained
from indicators.models import Mark
from twenterand.accounts.models import Function
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


def _needed(field: forms.Field) -> forms.Field:
    """The field without "(niet verplicht)": that it may be empty here does not make it optional."""
    field.needed = True
    return field


def _decision() -> forms.CharField:
    return forms.CharField(
        label="Besluit",
        required=False,
        max_length=300,
        help_text="Dit doel is vastgesteld: een andere waarde vraagt een reden en een besluit. "
        "Bij welk besluit verandert het? Bijvoorbeeld: raad, 12 november 2026.",
    )


class _ChangeForm(forms.Form):
    """What changes a figure; `settled`: a target that only changes by a decision."""

    def __init__(self, *args, settled: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if settled:
            for name in ("reason", "decision"):
                _needed(self.fields[name])
        else:
            self.without_decision()

    def without_decision(self) -> None:
        """Ask for no decision: no settled target stands here."""
        self.fields.pop("decision", None)
        self.fields["reason"].needed = getattr(self.base_fields["reason"], "needed", False)


class FigureForm(_ChangeForm):
    """The figure in a cell: its value, what is said about it, and why it changed. `settled`: a target that only
    changes by a decision."""

    use_required_attribute = False

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    raw = RawField(
        label="Waarde",
        max_length=RAW_LENGTH,
        help_text="Een getal (1.144 of 1,5), een percentage (29%), Ja, Nee, een streepje (-) of tekst.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    provisional = forms.BooleanField(label="Dit is een voorlopig cijfer", required=False)
    reference_date = WrittenDateField(
        label="Peildatum",
        required=False,
        help_text="De dag waarop is geteld, bijvoorbeeld 1 april 2026. Dat is niet de dag van publicatie.",
    )
    source_note = forms.CharField(
        label="Bronverwijzing",
        required=False,
        max_length=300,
        help_text="Waar dit cijfer precies staat, bijvoorbeeld een tabel, een rapport of een bladzijde.",
    )
    mark = forms.ChoiceField(
        label="Vergelijkbaarheid",
        required=False,
        choices=[("", "vergelijkbaar met het cijfer ervoor"), *Mark.choices],
    )
    mark_note = forms.CharField(
        label="Toelichting op de vergelijkbaarheid",
        required=False,
        max_length=500,
        help_text="Verplicht als het cijfer niet vergelijkbaar is: wat is er anders dan bij het cijfer ervoor?",
    )
    reason = forms.CharField(
        label="Reden van de wijziging",
        required=False,
        max_length=500,
        help_text="Komt in de geschiedenis van dit cijfer te staan.",
    )
    decision = _decision()

    def clean(self) -> dict:
        """A note that stood there goes with the mark that it was about."""
        data = super().clean()
        if not data.get("mark") and data.get("mark_note") == self.initial.get("mark_note"):
            data["mark_note"] = ""
        if data.get("mark") and not data.get("mark_note") and "mark_note" not in self.errors:
            self.add_error("mark_note", mark_unexplained(data["mark"]))
        return data


class RemoveForm(_ChangeForm):
    """Taking a figure out of its cell; `settled` as for a change."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    # An empty one passes: editing.py says what to do about it.
    reason = _needed(forms.CharField(label="Reden van verwijderen", max_length=500, required=False))
    decision = _decision()


class CommentForm(forms.Form):
    """A remark beside a cell. The functions in the list can also be named in the text."""

    use_required_attribute = False

    text = RawField(
        label="Nieuwe opmerking",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Alleen collega’s zien dit. U kunt ook @ typen met de naam van een functie erachter.",
    )
    function = forms.ModelChoiceField(
        queryset=Function.objects.filter(active=True),
        label="Voor wie",
        required=False,
        empty_label="voor niemand in het bijzonder",
    )


class ReplyForm(forms.Form):
    """An answer in a thread."""

    use_required_attribute = False

    text = RawField(label="Uw reactie", widget=forms.Textarea(attrs={"rows": 2}))


class NoteForm(forms.Form):
    """A new note at a cell."""

    use_required_attribute = False

    text = RawField(
        label="Nieuwe voetnoot",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="De voetnoot staat onder de tabel, ook in het document.",
    )


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
