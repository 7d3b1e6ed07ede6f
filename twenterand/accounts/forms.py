"""Signing in, and what the beheerder sets of a user."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UserChangeForm
from django.db.models import Q

from twenterand.accounts import editing
from twenterand.accounts.models import Function, Organisation, Role, User
from twenterand.numbers import format_number
from twenterand.workflow import Refused


class OrganisationForm(forms.ModelForm):
    """What the organisation chose for itself, with percentages as people write them (12,5)."""

    class Meta:
        model = Organisation
        fields = (
            "name", "short_name", "cbs_code", "contact", "colophon", "theme", "logo",
            "attention_percent", "off_percent", "due_days", "reminder_days", "small_number_threshold",
        )  # fmt: skip
        localized_fields = ("attention_percent", "off_percent")
        help_texts = {
            "attention_percent": "Vanaf zo veel procent verschil met zijn doel vraagt een cijfer om aandacht.",
            "off_percent": "Vanaf zo veel procent verschil wijkt een cijfer af, en is een toelichting nodig. Een "
            "indicator kan eigen grenzen hebben.",
        }

    def clean(self) -> dict:
        """The limits in order, and not under nothing."""
        said = super().clean()
        attention, off = said.get("attention_percent"), said.get("off_percent")
        for name, value in (("attention_percent", attention), ("off_percent", off)):
            if value is not None and value < 0:
                self.add_error(name, f"{format_number(value)}% is minder dan niets. Vul 0 of meer in.")
        if attention is not None and off is not None and off < attention:
            self.add_error(
                "off_percent",
                f"{format_number(off)}% is minder dan bij “let op” ({format_number(attention)}%). Vul hier een hoger "
                "percentage in.",
            )
        return said


class SignInForm(AuthenticationForm):
    """User name and password. The message does not tell which of the two is wrong, nor whether an account is
    blocked: that would tell a stranger which names exist."""

    error_messages = {
        "invalid_login": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Controleer ze en "
        "probeer het opnieuw; hoofdletters en kleine letters zijn verschillend.",
        "inactive": "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Gebruikersnaam"
        # Focus on arrival would skip the heading, and in the demo the personas.
        del self.fields["username"].widget.attrs["autofocus"]
        self.fields["username"].error_messages["required"] = "Vul uw gebruikersnaam in."
        self.fields["password"].label = "Wachtwoord"
        self.fields["password"].error_messages["required"] = "Vul uw wachtwoord in."


class OwnPasswordForm(PasswordChangeForm):
    """A new password, by the person themselves."""

    error_messages = {
        "password_incorrect": "Dit is niet uw huidige wachtwoord. Vul het opnieuw in.",
        "password_mismatch": "De twee nieuwe wachtwoorden zijn niet gelijk. Vul twee keer hetzelfde in.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["old_password"].widget.attrs["autofocus"]
        labels = {
            "old_password": "Huidig wachtwoord",
            "new_password1": "Nieuw wachtwoord",
            "new_password2": "Nieuw wachtwoord, nog een keer",
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"Vul in: {label.lower()}."
        fresh, again = self.fields["new_password1"], self.fields["new_password2"]
        fresh.help_text = (
            "Ten minste 12 tekens. Geen veelgebruikt wachtwoord, niet uw naam, niet alleen cijfers."
        )
        again.help_text = ""


class UserRightsForm(UserChangeForm):
    """A user in the admin. What they may do has names of its own here, so that only editing.change_rights,
    which logs it, writes it."""

    may_sign_in = forms.BooleanField(label="mag inloggen", required=False)
    granted_roles = forms.MultipleChoiceField(
        label="rollen", choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    held_functions = forms.ModelMultipleChoiceField(
        label="functies",
        queryset=Function.objects.filter(active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Van deze functies mag de gebruiker de doelenbomen, teksten en cijfers bijhouden.",
    )

    class Meta:
        model = User
        fields = ["name", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            roles = self.instance.role_assignments.values_list("role", flat=True)
            held = list(self.instance.functions.values_list("pk", flat=True))
            self.initial["may_sign_in"] = self.instance.is_active
            self.initial["granted_roles"] = list(roles)
            self.initial["held_functions"] = held
            # An inactive function that somebody still holds can be taken from them.
            choices = Function.objects.filter(Q(active=True) | Q(pk__in=held)).distinct()
            self.fields["held_functions"].queryset = choices

    def clean(self):
        cleaned = super().clean()
        try:
            editing.check_rights(
                user=self.instance,
                active=cleaned.get("may_sign_in", False),
                roles=cleaned.get("granted_roles", []),
            )
        except Refused as refusal:
            self.add_error("granted_roles", refusal.sentence)
        return cleaned
