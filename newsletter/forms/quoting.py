"""Choosing a value of a publication, and changing what stands beside it."""

from django import forms

from newsletter.forms.blocks import BlockForm
from newsletter.models import Block
from newsletter.quoting import Quotable
from newsletter.reading import written
from policy.forms import VersionForm


class QuoteForm(VersionForm):
    """One of the values of an indicator or proposal, or all actuals as a chart."""

    key = forms.ChoiceField(label="Welke waarde?", widget=forms.RadioSelect)
    label = forms.CharField(
        label="Omschrijving in het artikel",
        required=False,
        max_length=300,
        help_text="Leeg: zoals het in de publicatie heet. De waarde zelf kunt u niet wijzigen.",
    )

    def __init__(self, *args, quotable: Quotable, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [
            (one.key, f"{one.label}: {written(one.value)} {one.unit}".strip()) for one in quotable.choices
        ]
        if quotable.series:
            choices.append(("chart", f"Grafiek van alle {len(quotable.series)} gerealiseerde cijfers"))
        self.fields["key"].choices = choices


class BoundForm(BlockForm):
    """A block that is bound to a publication: only its words and its place change here."""

    label = forms.CharField(label="Omschrijving in het artikel", max_length=300)

    def __init__(self, *args, block: Block, **kwargs):
        super().__init__(*args, **kwargs)
        self.block = block

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        content = block.content
        return super().initial_of(block) | {"label": content.get("label") or content.get("title")}

    def fields_of_block(self) -> dict:
        return super().fields_of_block() | {"reference": self.block.reference}

    def content(self) -> dict:
        name = "label" if "label" in self.block.content else "title"
        return self.block.content | {name: self.cleaned_data["label"]}
