"""Forms of the page on which a table is arranged. `version` is that of the table."""

from django import forms

from indicators.models import Area, Breakdown, FigureKind, Indicator, IndicatorGroup, IndicatorTable, TableRow
from indicators.periods import Period
from policy.forms import VersionForm
from policy.models import Chapter, Document, GoalNode
from twenterand.unreadable import Unreadable


class PeriodField(forms.CharField):
    """A period as people write it: 2026, 2022/2023, 1e kwartaal 2024, januari 2024, schooljaar 2023/2024."""

    def prepare_value(self, value):
        return value.label if isinstance(value, Period) else value

    def clean(self, value) -> Period:
        try:
            return Period.parse(super().clean(value))
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from None


class TitleForm(VersionForm):
    """The title of a table."""

    title = forms.CharField(label="Titel van de tabel", max_length=200)


class NewTableForm(forms.Form):
    """A new table in a chapter."""

    title = forms.CharField(
        label="Titel van de tabel",
        max_length=200,
        error_messages={"required": "Dit is nog leeg. Vul het in."},
    )
    like = forms.ModelChoiceField(
        label="Kolommen overnemen van",
        queryset=IndicatorTable.objects.none(),
        required=False,
        empty_label="geen: de kolommen voeg ik zelf toe",
    )

    def __init__(self, *args, chapter: Chapter, **kwargs):
        super().__init__(*args, **kwargs)
        tables = IndicatorTable.objects.filter(chapter__document=chapter.document_id)
        self.fields["like"].queryset = tables.select_related("chapter").order_by(
            "chapter__position", "position"
        )
        self.fields["like"].label_from_instance = lambda table: f"{table.chapter.title}: {table.title}"


class ColumnForm(VersionForm):
    """What a column shows."""

    kind = forms.ChoiceField(
        label="Soort", choices=[(kind.value, kind.label.capitalize()) for kind in FigureKind]
    )
    period = PeriodField(
        label="Periode",
        max_length=60,
        help_text="Bijvoorbeeld 2027, 2022/2023, 1e kwartaal 2027, januari 2027 of schooljaar 2026/2027.",
    )
    document = forms.ModelChoiceField(
        label="Vastgesteld in",
        queryset=Document.objects.none(),
        required=False,
        empty_label="niet van toepassing",
        help_text="Alleen bij begroot: het document dat dit cijfer vaststelt.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = Document.objects.order_by("-year_from", "title")


class GroupForm(VersionForm):
    """The heading of a group, and what it is about."""

    heading = forms.CharField(label="Kop", max_length=500, widget=forms.Textarea({"rows": 2}))
    node = forms.ModelChoiceField(
        label="Gaat over",
        queryset=GoalNode.objects.none(),
        required=False,
        empty_label="geen onderdeel van de doelenboom",
    )

    def __init__(self, *args, chapter: Chapter, **kwargs):
        super().__init__(*args, **kwargs)
        if chapter.edition_id is None:
            self.fields["node"].widget = forms.HiddenInput()
            return
        nodes = GoalNode.objects.filter(edition=chapter.edition_id).order_by("kind", "position", "pk")
        self.fields["node"].queryset = nodes
        self.fields["node"].label_from_instance = lambda node: (
            f"{node.get_kind_display()}: {_short(node.title)}"
        )


class RowForm(VersionForm):
    """What a row prints, and what its figures are about."""

    label = forms.CharField(label="Label in de tabel", max_length=1000, widget=forms.Textarea({"rows": 2}))
    source = forms.CharField(label="Bron in de tabel", max_length=200, required=False)
    area = forms.ModelChoiceField(
        label="Gebied", queryset=Area.objects.none(), required=False, empty_label="ons eigen gebied"
    )
    breakdown = forms.ChoiceField(label="Uitsplitsing", required=False)
    group = forms.ModelChoiceField(label="Groep", queryset=IndicatorGroup.objects.none(), empty_label=None)

    def __init__(self, *args, table: IndicatorTable, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.filter(ours=False)
        codes = [(found.code, str(found)) for found in Breakdown.objects.all()]
        self.fields["breakdown"].choices = [("", "geen: iedereen"), *codes]
        self.fields["group"].queryset = table.groups.order_by("position", "pk")
        self.fields["group"].label_from_instance = lambda group: _short(group.heading)
        # A choice of one is no choice.
        for name, choices in (("area", self.fields["area"].queryset), ("breakdown", codes)):
            if not choices:
                self.fields[name].widget = forms.HiddenInput()


class NewRowForm(RowForm):
    """A row for the indicator that was chosen."""

    indicator = forms.ModelChoiceField(queryset=Indicator.objects.all(), widget=forms.HiddenInput)


class NoteForm(VersionForm):
    """A note and the place of its mark."""

    text = forms.CharField(label="Tekst van de voetnoot", max_length=2000, widget=forms.Textarea({"rows": 3}))
    place = forms.ChoiceField(label="Waar staat het sterretje?", required=False)

    def __init__(self, *args, places: list[tuple[str, object]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "nog nergens"), *places]


class PlaceForm(VersionForm):
    """One more place for the mark of a note."""

    place = forms.ChoiceField(label="Waar staat het sterretje ook?")

    def __init__(self, *args, places: list[tuple[str, object]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places


def initial_of(row: TableRow) -> dict:
    """What the form shows for a row."""
    fields = ("label", "source", "area", "breakdown", "group")
    return {name: getattr(row, name) for name in fields}


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"
