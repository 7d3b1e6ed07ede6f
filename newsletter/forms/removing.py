"""Taking an article or an edition away, and moving an article to another edition."""

from django import forms

from newsletter.models import Edition
from policy.forms import VersionForm


class RemoveForm(VersionForm):
    """Why something goes."""

    reason = forms.CharField(
        label="Reden",
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="De reden blijft in de geschiedenis staan.",
    )


class PostponeForm(VersionForm):
    """The edition in which an article comes instead."""

    edition = forms.ModelChoiceField(
        label="Naar welke editie?",
        queryset=Edition.objects.none(),
        empty_label="Kies een editie",
        help_text="Het artikel komt daar achteraan, met alle blokken.",
    )

    def __init__(self, *args, edition: Edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = Edition.objects.exclude(pk=edition.pk)
