"""What people type about a proposal: its facts, and lines of amounts and coverage. Rules stand in editing.py."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict

from policy.models import Document
from proposals.content import AmountRow, CoverageRow, ProposalContent
from proposals.fields import AmountField, FteField
from proposals.models import Basis, Effect, Recurrence
from proposals.places import Places

SPARE_LINES = 2
MOST_LINES = 60
YEARS_AHEAD = 3


class ProposalForm(forms.Form):
    """Everything but the lines. `version` is what the person saw; 0 for a new proposal."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(label="Titel", max_length=250)
    basis = forms.ChoiceField(
        label="Basis",
        choices=Basis.choices,
        widget=forms.RadioSelect,
        help_text="Nieuw of bestaand beleid. Dit staat los van voordeel of nadeel.",
    )
    place = forms.ChoiceField(
        label="Plaats in het document",
        required=False,
        help_text="De activiteit of tekst waar het voorstel onder wordt afgedrukt.",
    )
    fte = FteField(
        label="Formatie in fte", required=False, help_text="Bijvoorbeeld 0,33. Leeg als er geen formatie is."
    )
    task_field = forms.CharField(label="Taakveld", required=False, max_length=40)
    explained_by = forms.MultipleChoiceField(
        label="Toegelicht in", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="Reden van de wijziging",
        required=False,
        max_length=500,
        help_text="Komt in de geschiedenis van dit voorstel te staan.",
    )

    def __init__(self, *args, places: Places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places.choices
        self.fields["place"].required = not places.may_stand_nowhere
        self.fields["explained_by"].choices = places.text_choices


class LineForm(forms.Form):
    """One line; a line in which nothing is filled in does not count, and `remove` takes a line out."""

    year = forms.TypedChoiceField(label="Jaar", coerce=int, empty_value=None, required=False)
    remove = forms.BooleanField(label="Weghalen", required=False)

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "kies"), *((year, str(year)) for year in years)]

    @property
    def blank(self) -> bool:
        """Whether the page shows this line as empty: then there is nothing to take out."""
        return not any(self[name].value() for name in self.fields)

    @property
    def counts(self) -> bool:
        """Whether this line is to be stored; ask only when the form is valid."""
        return not self._left_out(self.cleaned_data)

    def clean(self) -> dict:
        data = super().clean()
        if self._left_out(data):
            # What is wrong in a line that goes need not be put right first.
            self.errors.clear()
        else:
            for name, sentence in self.NEEDED.items():
                if name not in self.errors and data.get(name) in (None, ""):
                    self.add_error(name, sentence)
        return data

    def _left_out(self, data: dict) -> bool:
        filled = (self[name].data for name in self.fields if name != "remove")
        return bool(data.get("remove")) or not any(str(value or "").strip() for value in filled)


class AmountForm(LineForm):
    """Euros in one year."""

    recurrence = forms.ChoiceField(
        label="Hoe vaak",
        required=False,
        choices=[
            ("", "kies"),
            (Recurrence.INCIDENTAL, "incidenteel (i)"),
            (Recurrence.STRUCTURAL, "structureel (s)"),
        ],
    )
    amount = AmountField(label="Bedrag in euro", required=False)
    effect = forms.ChoiceField(
        label="Gevolg",
        required=False,
        choices=[("", "kies"), (Effect.ADVANTAGE, "voordeel (v)"), (Effect.DISADVANTAGE, "nadeel (n)")],
    )
    field_order = ("year", "recurrence", "amount", "effect", "remove")
    NEEDED = {
        "year": "Kies het jaar van dit bedrag.",
        "recurrence": "Kies incidenteel of structureel.",
        "amount": "Vul het bedrag in, of kies “Weghalen”.",
        "effect": "Kies voordeel of nadeel.",
    }

    def row(self) -> AmountRow:
        """The valid line as editing takes it."""
        return AmountRow(*(self.cleaned_data[name] for name in ("year", "recurrence", "effect", "amount")))


class CoverageForm(LineForm):
    """What pays in one year; an empty amount means that it is unknown."""

    source = forms.CharField(label="Waaruit", required=False, max_length=200)
    amount = AmountField(label="Bedrag in euro", required=False)
    field_order = ("year", "source", "amount", "remove")
    NEEDED = {"year": "Kies het jaar van deze dekking.", "source": "Vul in wat het voorstel betaalt."}

    def row(self) -> CoverageRow:
        """The valid line as editing takes it."""
        return CoverageRow(*(self.cleaned_data[name] for name in ("year", "source", "amount")))


class RemoveForm(forms.Form):
    """Taking a proposal away, with a reason."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(label="Waarom mag dit voorstel weg?", required=False, max_length=500)


class Entry:
    """The form with its two sets of lines as one: what a page shows and what a person sends."""

    def __init__(
        self,
        document: Document,
        *,
        places: Places,
        data: QueryDict | None = None,
        content: ProposalContent | None = None,
        version: int = 0,
    ):
        self.places = places
        rows = [*content.amounts, *content.coverage] if content else []
        first = document.year_from
        self._years = sorted({*range(first, first + YEARS_AHEAD + 1), *(row.year for row in rows)})
        facts = facts_of(content, places) if content else {"basis": Basis.UNDECIDED}
        self.main = ProposalForm(data, places=places, initial=facts | {"version": version})
        self.amounts = self._lines(AmountForm, "amounts", content.amounts if content else (), data)
        self.coverage = self._lines(CoverageForm, "coverage", content.coverage if content else (), data)
        if data is not None:
            self._require_whole()

    def take_over(self, lengthen: str = "") -> None:
        """Show what was typed, unchecked; the lines named `lengthen` (amounts, coverage) get empty ones behind."""
        self.main = ProposalForm(places=self.places, initial=_typed(self.main))
        for lines, form in ((self.amounts, AmountForm), (self.coverage, CoverageForm)):
            typed = [_typed(line) for line in lines]
            extra = SPARE_LINES if lines.prefix == lengthen else 0
            setattr(self, lines.prefix, self._lines(form, lines.prefix, typed, extra=extra))

    def _lines(
        self,
        form: type[LineForm],
        prefix: str,
        rows: Sequence,
        data: QueryDict | None = None,
        extra: int = SPARE_LINES,
    ) -> forms.BaseFormSet:
        factory = forms.formset_factory(
            form, extra=extra, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
        )
        initial = [row if isinstance(row, dict) else asdict(row) for row in rows]
        # LineForm itself says which lines count; Django would skip those that equal what is stored.
        options = {"years": self._years, "empty_permitted": False}
        return factory(data, prefix=prefix, initial=initial, form_kwargs=options)

    def _require_whole(self) -> None:
        """Refuse a form that no page of ours sends."""
        whole = self.amounts.management_form.is_valid() and self.coverage.management_form.is_valid()
        if not whole or "version" in self.main.errors:
            raise BadRequest("Het formulier is niet heel aangekomen. Laad de pagina opnieuw.")

    def is_valid(self) -> bool:
        """Whether everything can be read; all parts are looked at, so that a person sees all errors at once."""
        return all([self.main.is_valid(), self.amounts.is_valid(), self.coverage.is_valid()])

    @property
    def version(self) -> int:
        return self.main.cleaned_data["version"]

    @property
    def reason(self) -> str:
        return self.main.cleaned_data["reason"]

    def content(self) -> ProposalContent:
        """What was filled in, as editing takes it."""
        data = self.main.cleaned_data
        return ProposalContent(
            title=data["title"],
            basis=data["basis"],
            fte=data["fte"],
            task_field=data["task_field"],
            **self.places.chosen(data["place"]),
            explained_by=self.places.texts(data["explained_by"]),
            amounts=[form.row() for form in self.amounts if form.counts],
            coverage=[form.row() for form in self.coverage if form.counts],
        )

    def errors(self) -> Iterator[tuple[str, str]]:
        """Sentence and link of every error, in the order of the page."""
        yield from ((error, "") for error in self.main.non_field_errors())
        yield from _errors(self.main, "")
        for lines, name in ((self.amounts, "Bedragen"), (self.coverage, "Dekking")):
            yield from ((f"{name}: {error}", "") for error in lines.non_form_errors())
            for number, form in enumerate(lines, start=1):
                yield from _errors(form, f"{name}, regel {number}, ")


def facts_of(content: ProposalContent, places: Places) -> dict:
    """The initial values of ProposalForm."""
    return {
        "title": content.title,
        "basis": content.basis,
        "place": places.key_of(content),
        "fte": content.fte,
        "task_field": content.task_field,
        "explained_by": [str(passage.pk) for passage in content.explained_by],
    }


def _typed(form: forms.Form) -> dict:
    return {name: form[name].data for name in form.fields}


def _errors(form: forms.Form, place: str) -> Iterator[tuple[str, str]]:
    for field in form:
        label = field.label if not place else field.label.lower()
        for error in field.errors:
            yield f"{place}{label}: {error}", f"#{field.id_for_label or field.auto_id}"
