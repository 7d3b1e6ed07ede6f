"""What somebody outside fills in, and what whoever makes the newsletter fills in to ask them."""

from django import forms

from policy.forms import VersionForm
from policy.richtext_widget import RichTextField, RichTextWidget


class ContributionForm(VersionForm):
    """A whole article in one form; a Word file comes behind what was typed, or instead of it where the article is
    `filled` already."""

    title = forms.CharField(label="Titel", max_length=200)
    html = RichTextField(label="Tekst", required=False, widget=RichTextWidget({"rows": 16}))
    file = forms.FileField(
        label="Of een Word-bestand",
        required=False,
        help_text=".docx, hoogstens 25 MB. Koppen, lijsten en afbeeldingen komen mee.",
    )
    replace = forms.BooleanField(
        label="Het Word-bestand komt in plaats van wat er nu staat",
        required=False,
        help_text="Zet uit om het bestand erachter te zetten.",
    )

    def __init__(self, *args, filled: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if filled:
            self.initial["replace"] = True
        else:
            del self.fields["replace"]


class InviteForm(forms.Form):
    """To whom the link goes."""

    mail = forms.EmailField(
        label="E-mailadres",
        error_messages={"invalid": "Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl."},
        help_text="Deze persoon krijgt een link die alleen dit artikel opent en verloopt.",
    )


class WordForm(VersionForm):
    """A Word file for an article."""

    file = forms.FileField(
        label="Word-bestand",
        help_text=".docx, hoogstens 25 MB. Koppen, lijsten, tabellen en afbeeldingen worden blokken achteraan.",
    )
