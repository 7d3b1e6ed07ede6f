"""Forms with which documents and chapters come into being. What fits together is checked in editing."""

from django import forms
from django.db.models import QuerySet

from policy.forms import VersionForm
from policy.models import Chapter, DocumentKind, TreeEdition
from twenterand.accounts.models import Function, User
from twenterand.accounts.rights import Action, Relation, may

SLUG_HELP = "Het laatste deel van het webadres. Leeg? Dan maakt het portaal er een van de titel."


class NewForm(VersionForm):
    """Something new: the uid makes that a form that is sent twice adds one. The version is not compared."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


class NewDocumentForm(NewForm):
    """A document without chapters."""

    kind = forms.ChoiceField(
        label="Soort", choices=[(kind.value, kind.label.capitalize()) for kind in DocumentKind]
    )
    title = forms.CharField(label="Titel", max_length=200)
    year_from = forms.IntegerField(label="Van jaar", min_value=1990, max_value=2100)
    year_to = forms.IntegerField(label="Tot en met jaar", min_value=1990, max_value=2100)
    programme = forms.CharField(label="Programma", max_length=120, required=False)
    owner = forms.ModelChoiceField(label="Eigenaar", queryset=Function.objects.none())
    slug = forms.CharField(label="Adres", max_length=100, required=False, help_text=SLUG_HELP)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners(user)


class ChapterForm(VersionForm):
    """What a chapter is called and whose it is."""

    title = forms.CharField(label="Titel", max_length=200)
    kind = forms.ChoiceField(
        label="Soort", choices=[(kind.value, kind.label.capitalize()) for kind in Chapter.Kind]
    )
    owner = forms.ModelChoiceField(
        label="Eigenaar",
        queryset=Function.objects.filter(active=True),
        help_text="De functie die de teksten en cijfers van dit hoofdstuk bijhoudt.",
    )
    slug = forms.CharField(
        label="Adres",
        max_length=80,
        help_text="Het laatste deel van het webadres. Het staat vast zodra het document is gepubliceerd.",
    )


class NewChapterForm(NewForm, ChapterForm):
    """A chapter, with the goal tree that it is about."""

    edition = forms.ModelChoiceField(
        label="Doelenboom",
        queryset=TreeEdition.objects.none(),
        required=False,
        empty_label="geen: dit hoofdstuk gaat niet over een doelenboom",
        help_text="Dit kunt u later niet meer wijzigen.",
    )
    slug = forms.CharField(label="Adres", max_length=80, required=False, help_text=SLUG_HELP)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        editions = TreeEdition.objects.select_related("tree").order_by("-budget_year", "tree__title")
        self.fields["edition"].queryset = editions
        self.fields["edition"].label_from_instance = lambda one: f"{one.tree.title} {one.budget_year}"
        self.order_fields(["title", "kind", "edition", "owner", "slug"])


def owners(user: User) -> QuerySet[Function]:
    """The functions of which a person may make a document."""
    active = Function.objects.filter(active=True)
    everyone = may(user, Action.EDIT_TEXT, Relation.NO_TREE)
    return active if everyone else active.filter(pk__in=user.function_ids)
