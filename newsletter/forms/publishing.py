"""Forms of the newsletter."""

from django import forms


class PublishForm(forms.Form):
    """The public note that goes with a publication; a correction must have one (publishing.prepare)."""

    note = forms.CharField(
        label="Openbare toelichting",
        help_text="Lezers zien deze tekst. Schrijf bij een correctie wat er is verbeterd.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
