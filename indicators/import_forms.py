"""What people choose when they read figures from a file, or take them away in one."""

from collections import Counter

from django import forms
from django.db.models import Q

from indicators import exports, naming, workbooks
from indicators.models import Figure, FigureKind, Indicator, TableColumn
from indicators.naming import Known
from indicators.recognising import ROLE_LABELS, Heading, Layout, Role, heading
from policy.models import Chapter, Document
from twenterand.unreadable import quoted

FORMATS = {
    "xlsx": (
        "Excel (xlsx)",
        workbooks.xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "ods": ("LibreOffice (ods)", workbooks.ods, "application/vnd.oasis.opendocument.spreadsheet"),
    "csv": ("Tekst (csv)", exports.csv, "text/csv; charset=utf-8"),
}
DOCUMENT_HELP = (
    "Nodig voor begrote cijfers, als de kop van de kolom niet zegt welk document het doel vaststelde."
)


def document_field() -> forms.ModelChoiceField:
    """The document that the figures are about: one with tables here, or one that only set targets."""
    return forms.ModelChoiceField(
        Document.objects.filter(
            Q(chapters__indicator_tables__isnull=False)
            | Q(pk__in=TableColumn.objects.filter(document__isnull=False).order_by().values("document"))
            | Q(pk__in=Figure.objects.filter(document__isnull=False).order_by().values("document"))
        )
        .distinct()
        .order_by("-year_from", "title"),
        label="Document waar de cijfers bij horen",
        required=False,
        empty_label="staat in het bestand",
        help_text=DOCUMENT_HELP,
    )


class DecisionForm(forms.Form):
    """Why settled targets change, and by which decision."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Reden",
        required=False,
        max_length=500,
        help_text="Waarom veranderen deze doelen? De reden komt in de geschiedenis van elk doel te staan.",
    )
    decision = forms.CharField(
        label="Besluit",
        required=False,
        max_length=300,
        help_text="Wie besloot dit en wanneer? Bijvoorbeeld: Raadsbesluit van 8 juli 2025.",
    )


class UploadForm(forms.Form):
    """The file."""

    use_required_attribute = False

    file = forms.FileField(
        label="Bestand",
        help_text="Een rekenblad in de vorm xlsx, ods of csv, ten hoogste 20 MB.",
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"] = document_field()


class ExportForm(forms.Form):
    """What to take away."""

    use_required_attribute = False

    chapter = forms.ModelChoiceField(
        Chapter.objects.filter(indicator_tables__isnull=False)
        .select_related("document")
        .distinct()
        .order_by("-document__year_from", "document__title", "position"),
        label="Hoofdstuk",
        required=False,
        empty_label="alle hoofdstukken",
    )
    format = forms.ChoiceField(label="Vorm", choices=[(code, label) for code, (label, *_) in FORMATS.items()])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chapter"].label_from_instance = lambda one: f"{one.document.title}: {one.title}"


class MappingForm(forms.Form):
    """What the columns of a sheet mean, and which indicators its unknown names are."""

    use_required_attribute = False

    def __init__(
        self, *args, sheets: list[str], layout: Layout, unknown: list[tuple[str, str, list[Known]]], **kwargs
    ):
        super().__init__(*args, **kwargs)
        if len(sheets) > 1:
            self.fields["sheet"] = forms.ChoiceField(label="Blad", choices=[(name, name) for name in sheets])
        self.fields["document"] = document_field()
        self.columns, self.unknown = [], []
        for place, text in enumerate(layout.texts):
            if text:
                self._add_column(place, text, layout.codes[place])
        self._printed = _telling(unknown)
        everything = [(slug, text) for slug, text in self._printed.items()]
        for number, (text, shown, near) in enumerate(unknown):
            self._add_name(number, text, shown, near, everything)

    def _add_column(self, place: int, text: str, code: str) -> None:
        name = f"column-{place}"
        self.fields[name] = forms.ChoiceField(
            label=quoted(text), choices=_meanings(text), initial=code, required=False
        )
        self.columns.append(name)

    def _add_name(self, number: int, text: str, shown: str, near: list[Known], everything: list) -> None:
        name = f"name-{number}"
        choices = [("", "overslaan")]
        if near:
            choices.append(("Lijkt op", [(one.slug, self._printed[one.slug]) for one in near]))
        choices.append(("Alle indicatoren", everything))
        self.fields[name] = forms.ChoiceField(label=shown, choices=choices, required=False)
        self.unknown.append((name, text))

    def column_fields(self):
        """The bound fields of the columns."""
        return [self[name] for name in self.columns]

    def name_fields(self):
        """The bound fields of the unknown names."""
        return [self[name] for name, _ in self.unknown]

    def chosen_columns(self) -> dict[str, str]:
        """The codes by column number."""
        return {name.removeprefix("column-"): self.cleaned_data[name] for name in self.columns}

    def chosen_names(self) -> dict[str, str]:
        """The slugs by folded name."""
        return {text: self.cleaned_data[name] for name, text in self.unknown}


def _telling(unknown: list) -> dict[str, str]:
    """The names of all indicators by slug, in order; those with the same name with the place of their table."""
    if not unknown:
        return {}
    rows = list(Indicator.objects.order_by("name", "slug").values_list("pk", "slug", "name"))
    counts = Counter(name for _, _, name in rows)
    places = naming.tables_of([pk for pk, _, name in rows if counts[name] > 1])
    return {
        slug: f"{name} ({places.get(pk, 'in geen tabel')})" if counts[name] > 1 else name
        for pk, slug, name in rows
    }


def _meanings(text: str) -> list[tuple[str, str]]:
    """What a column may mean: kinds of figures where its head has a period, else what it says of its row."""
    found = heading(text)
    if found is None:
        return [(role.value, label) for role, label in ROLE_LABELS.items()]
    document = f" ({found.document})" if found.document else ""
    actual = Heading(FigureKind.ACTUAL.value, found.period)
    target = Heading(FigureKind.TARGET.value, found.period, found.document)
    first = (found.code, "nog kiezen") if not found.kind else None
    meanings = [
        first,
        (actual.code, actual.label),
        (target.code, f"{target.label}{document}"),
        (Role.IGNORED.value, ROLE_LABELS[Role.IGNORED]),
    ]
    if found.kind == FigureKind.ACTUAL and found.document:
        meanings.append((found.code, f"{found.label}{document}"))
    return [meaning for meaning in meanings if meaning]
