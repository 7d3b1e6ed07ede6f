"""Forms about what becomes of an indicator; rules that need the database stand in lineage.py."""

from collections.abc import Iterable

from django import forms

from indicators import relations
from indicators.card_forms import year_field
from indicators.cataloguing import known_as
from indicators.models import Indicator
from policy.forms import VersionForm
from twenterand.accounts.models import User

ONLY_YOURS = "U ziet alleen indicatoren die u zelf mag wijzigen."


def _others(form: forms.Form, name: str, indicator: Indicator, user: User) -> None:
    """Offer what `user` may change. What is offered and what is known differ: a choice that is not theirs is answered
    with a sentence that names it, and the form stays."""
    field = form.fields[name]
    known = Indicator.objects.filter(superseded_reason="").exclude(pk=indicator.pk)
    field.queryset = known.select_related("holder")
    offered = known.filter(pk__in=relations.editable_cards(user)).order_by("name", "pk")
    key = field.to_field_name or "pk"
    choices = [(getattr(one, key), f"{one.name} ({one.slug})") for one in offered]
    empty = [("", field.empty_label)] if field.empty_label is not None else []
    field.choices = empty + choices


def _theirs(chosen: Iterable[Indicator], user: User) -> None:
    """Refuse what `user` may not change, by name."""
    chosen = list(chosen)
    may = set(
        relations.editable_cards(user).filter(pk__in=[one.pk for one in chosen]).values_list("pk", flat=True)
    )
    for one in chosen:
        if one.pk not in may:
            holder = f" ({one.holder.name})" if one.holder else ""
            raise forms.ValidationError(
                f"U mag {known_as(one)} niet wijzigen. Kies een andere, of vraag het de houder{holder} "
                "of een redacteur."
            )


class UndoForm(VersionForm):
    """An act that takes a reason and nothing else, such as undoing another."""

    reason = forms.CharField(label="Reden", max_length=500, widget=forms.Textarea({"rows": 2}))


class RetireForm(UndoForm):
    """Retiring an indicator."""

    last_year = year_field(
        "Laatste jaar", required=False, help_text="Het laatste jaar waarover een cijfer komt."
    )
    successor = forms.ModelChoiceField(
        Indicator.objects.none(),
        label="Opvolger",
        required=False,
        empty_label="geen",
        help_text=f"Een indicator die er al is en hierop verdergaat. {ONLY_YOURS}",
    )
    field_order = ("last_year", "successor", "reason")

    def __init__(self, *args, indicator: Indicator, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        _others(self, "successor", indicator, user)

    def clean_successor(self) -> Indicator | None:
        """One that this person may change too: its card names this one."""
        found = self.cleaned_data["successor"]
        _theirs([found] if found else [], self.user)
        return found


class FollowForm(UndoForm):
    """One new indicator that goes on from this one."""

    name = forms.CharField(label="Naam van de opvolger", max_length=500, widget=forms.Textarea({"rows": 2}))
    field_order = ("name", "reason")

    def __init__(self, *args, indicator: Indicator, user: User, **kwargs):
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

    def __init__(self, *args, indicator: Indicator, user: User, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_names(self) -> list[str]:
        """One per line."""
        return self.cleaned_data["names"].splitlines()


class MergeForm(UndoForm):
    """One new indicator out of this one and others."""

    others = forms.ModelMultipleChoiceField(
        Indicator.objects.none(),
        label="Samen met",
        help_text="Kies er een of meer. Met Ctrl ingedrukt kiest u er meer dan een. " + ONLY_YOURS,
        widget=forms.SelectMultiple({"size": 8}),
    )
    name = forms.CharField(
        label="Naam van de nieuwe indicator", max_length=500, widget=forms.Textarea({"rows": 2})
    )
    field_order = ("others", "name", "reason")

    def __init__(self, *args, indicator: Indicator, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        _others(self, "others", indicator, user)

    def clean_others(self) -> list[Indicator]:
        """Only those that this person may change."""
        found = list(self.cleaned_data["others"])
        _theirs(found, self.user)
        return found


class OtherForm(forms.Form):
    """With which other indicator to compare."""

    use_required_attribute = False

    met = forms.ModelChoiceField(
        Indicator.objects.none(), label="Vergelijk met", to_field_name="slug", help_text=ONLY_YOURS
    )

    def __init__(self, *args, indicator: Indicator, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        _others(self, "met", indicator, user)
        self.fields["met"].error_messages["invalid_choice"] = "Kies een indicator uit de lijst."

    def clean_met(self) -> Indicator:
        """One that this person may change too: joining changes both cards."""
        found = self.cleaned_data["met"]
        _theirs([found], self.user)
        return found


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
