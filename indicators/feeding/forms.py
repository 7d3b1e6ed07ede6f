"""What the administrator says of a source system."""

from django import forms

from twenterand.accounts.models import Function


class SystemForm(forms.Form):
    """A new system."""

    use_required_attribute = False

    name = forms.CharField(
        label="Naam van het systeem",
        max_length=60,
        help_text="Zo staat het in de geschiedenis van de cijfers, bijvoorbeeld Suite of ZorgNed.",
        error_messages={
            "required": "Vul de naam van het systeem in.",
            "max_length": "Deze naam is te lang: ten hoogste 60 tekens.",
        },
    )
    holder = forms.ModelChoiceField(
        Function.objects.filter(active=True).order_by("name"),
        label="Functie",
        empty_label="kies een functie",
        help_text="Het systeem mag de cijfers leveren van de indicatoren die deze functie beheert.",
        error_messages={
            "required": "Kies de functie namens wie het systeem levert.",
            "invalid_choice": "Kies een functie uit de lijst.",
        },
    )
    everything = forms.BooleanField(
        label="Dit systeem mag cijfers van alle indicatoren leveren", required=False
    )


class TokenForm(forms.Form):
    """What to do with the token that the person saw."""

    REPLACE, REVOKE = "vervangen", "intrekken"

    do = forms.ChoiceField(choices=[(REPLACE, "vervangen"), (REVOKE, "intrekken")])
    seen = forms.CharField(max_length=12)
