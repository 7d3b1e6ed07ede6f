"""Forms of subscribing and of sending an edition."""

from email.utils import parseaddr

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from newsletter.models import Mailing, ServiceList
from twenterand.unreadable import quoted

MOST_WRONG = 5


class SubscribeForm(forms.Form):
    """The public form. `website` is hidden: only robots fill it in. `token` is signed and expires."""

    mail = forms.CharField(
        label="Uw e-mailadres",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": "Vul uw e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."},
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(widget=forms.HiddenInput)


class SendForm(forms.Form):
    """To whom a version goes."""

    kind = forms.ChoiceField(label="Wat verstuurt u?", choices=Mailing.Kind, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Tekst van de rectificatie",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Alleen bij een rectificatie: wat klopte er niet, en wat is juist?",
    )
    to_subscribers = forms.BooleanField(label="Abonnees", required=False, initial=True)
    lists = forms.ModelMultipleChoiceField(
        label="Verzendlijsten",
        queryset=ServiceList.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    sure = forms.BooleanField(
        label="Ja, verstuur dit nu. Ik heb de mail bekeken.",
        error_messages={"required": "Vink aan dat de mail nu mag uitgaan. Terughalen kan niet."},
    )

    def clean(self):
        """Somebody must get it."""
        data = super().clean()
        if not data.get("to_subscribers") and not data.get("lists"):
            raise ValidationError("Kies wie de nieuwsbrief krijgt: abonnees, een verzendlijst of beide.")
        return data


class TestForm(forms.Form):
    """Where a mail to try goes."""

    test_mail = forms.EmailField(
        label="Proefmail naar",
        error_messages={"invalid": "Dit is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl."},
    )


class ServiceListForm(forms.Form):
    """A list with the ground for mailing those on it; addresses one per line, or apart by comma or semicolon."""

    name = forms.CharField(label="Naam", max_length=120, help_text="Bijvoorbeeld Gemeenteraad.")
    ground = forms.CharField(
        label="Waarom mag u deze mensen mailen?",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bijvoorbeeld: raadsleden krijgen de nieuwsbrief als onderdeel van hun raadswerk.",
    )
    addresses = forms.CharField(
        label="E-mailadressen",
        required=False,
        max_length=200_000,
        widget=forms.Textarea({"rows": 10}),
        help_text="Eén per regel. Wie hier niet meer staat, krijgt niets meer.",
    )

    def clean_addresses(self) -> list[str]:
        """The addresses, each once; what is no address is named with its line."""
        found, wrong = {}, []
        for number, line in enumerate(self.cleaned_data["addresses"].splitlines(), start=1):
            for part in line.replace(";", ",").split(","):
                # Also as mail programs copy it: Naam <naam@voorbeeld.nl>.
                mail = (parseaddr(part)[1] or part).strip().casefold()
                if not mail:
                    continue
                try:
                    validate_email(mail)
                except ValidationError:
                    wrong.append(f"regel {number}: {quoted(part.strip())}")
                found[mail] = None
        if wrong:
            more = f" en {len(wrong) - MOST_WRONG} meer" if len(wrong) > MOST_WRONG else ""
            raise ValidationError(f"Geen e-mailadres: {', '.join(wrong[:MOST_WRONG])}{more}.")
        return list(found)
