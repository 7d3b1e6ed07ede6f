"""The form with which a document is carried forward."""

from django import forms

from policy.carrying import Preview
from policy.forms import MESSAGES, TOO_LONG
from policy.models import Document

MAKE = "nieuw"
GONE = "“{}” is intussen gemaakt. Dat document is nu gekozen; kijk of dat klopt en verstuur opnieuw."


class CarryForm(forms.Form):
    """Title and address of the new document, and what is to be decided about its tables."""

    title = forms.CharField(label="Titel van het nieuwe document", max_length=200)
    slug = forms.CharField(
        label="Adres",
        max_length=100,
        help_text="Het laatste deel van het webadres van het nieuwe document.",
    )
    footnotes = forms.BooleanField(
        label="Voetnoten onder de tabellen meenemen",
        required=False,
        help_text="Een voetnoot bij een cijfer komt mee als dat cijfer nog in de tabel staat. "
        "Zet dit uit als u de voetnoten opnieuw wilt schrijven.",
    )

    def __init__(self, *args, preview: Preview, **kwargs):
        initial = {"title": preview.title, "slug": preview.slug, "footnotes": True}
        super().__init__(*args, initial=initial, **kwargs)
        documents = list(Document.objects.exclude(pk=preview.document.pk).order_by("-year_from", "title"))
        for successor in preview.successors:
            there = successor.proposed
            make = [] if there else [(MAKE, f"maken: “{successor.title}”, zonder hoofdstukken")]
            # Stable: first what is proposed, then documents of the same kind, then the others.
            likely = sorted(documents, key=lambda one: (one != there, one.kind != successor.document.kind))
            self.fields[f"document-{successor.document.pk}"] = forms.ChoiceField(
                label=f"Wat komt er in de plaats van “{successor.document.title}”?",
                choices=[*make, *((str(one.pk), one.title) for one in likely)],
                initial=str(there.pk) if there else MAKE,
                help_text="Begrote cijfers in de kolommen hieronder horen bij dat document.",
            )
        own = [found for share in preview.shares for found in share.columns if found.key]
        if own:
            self.fields["kept"] = forms.MultipleChoiceField(
                label="Welke groepen houden hun eigen kolommen zoals ze zijn?",
                choices=[(str(found.key), f"{found.chapter}, {found.title}") for found in own],
                required=False,
                initial=[str(found.key) for found in own if found.stays],
                widget=forms.CheckboxSelectMultiple,
                help_text="Aangevinkt zijn groepen met cijfers over meer jaren: die worden niet elk jaar gemeten.",
            )
        for field in self.fields.values():
            field.error_messages |= {
                code: text for code, text in MESSAGES.items() if code in field.error_messages
            } | {"max_length": TOO_LONG}
        for successor in preview.successors:
            if successor.proposed:
                said = GONE.format(successor.proposed.title.replace("%", "%%"))
                self.fields[f"document-{successor.document.pk}"].error_messages["invalid_choice"] = said

    def choices(self) -> dict:
        """What carry_forward asks for."""
        chosen = {
            int(name.removeprefix("document-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("document-")
        }
        found = Document.objects.in_bulk([int(value) for value in chosen.values() if value != MAKE])
        return {
            "title": self.cleaned_data["title"],
            "slug": self.cleaned_data["slug"],
            "footnotes": self.cleaned_data["footnotes"],
            "successors": {pk: None if value == MAKE else found[int(value)] for pk, value in chosen.items()},
            "kept_columns": frozenset(int(key) for key in self.cleaned_data.get("kept", [])),
        }
