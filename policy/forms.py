"""Forms of this app. They read and check what was typed; rules that need the database stand in editing."""

from django import forms

from policy.models import Chapter, Document, GoalNode, NodeKind, RouteStep
from policy.richtext_widget import RichTextField, RichTextWidget
from policy.trees import CHILD_KINDS
from twenterand import richtext
from twenterand.numbers import Unreadable, format_date, parse_date

REASON_HELP = "Waarom wijzigt u dit? Uw collega’s zien dit in de geschiedenis."


# Django's own sentences are not in plain Dutch and do not say what to do.
MESSAGES = {
    "required": "Dit is nog leeg. Vul het in.",
    "invalid_choice": "“%(value)s” staat niet in de lijst. Kies iets uit de lijst.",
}
NUMBER = {"invalid": "Dit is geen heel getal. Vul alleen cijfers in, bijvoorbeeld 2026."}
TOO_LONG = "Dit is te lang: %(show_value)s tekens, er passen er %(limit_value)s. Maak het korter."
TOO_LOW = "%(show_value)s is te laag. Het laagste dat hier kan, is %(limit_value)s."
TOO_HIGH = "%(show_value)s is te hoog. Het hoogste dat hier kan, is %(limit_value)s."


class VersionForm(forms.Form):
    """Carries the version that the person saw; a write on another version is refused with 409."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            words = MESSAGES | (NUMBER if isinstance(field, forms.IntegerField) else {})
            field.error_messages.update(
                {code: text for code, text in words.items() if code in field.error_messages}
            )
            field.error_messages |= {"max_length": TOO_LONG, "min_value": TOO_LOW, "max_value": TOO_HIGH}


class ReasonForm(VersionForm):
    """A form with a reason for the history."""

    # Not a field of one line: Enter in such a field sends the whole form.
    reason = forms.CharField(
        label="Reden",
        required=False,
        max_length=500,
        help_text=REASON_HELP,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def clean_reason(self) -> str:
        return richtext.one_line(self.cleaned_data["reason"])


class DateField(forms.CharField):
    """A date as people write it: 31-12-2026, 2026-12-31 or 31 december 2026."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "help_text": "Bijvoorbeeld 31-12-2026."} | kwargs)

    def prepare_value(self, value):
        return format_date(value) if hasattr(value, "year") else value

    def clean(self, value):
        text = super().clean(value)
        if not text.strip():
            return None
        try:
            return parse_date(text)
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from None


class PassageForm(ReasonForm):
    """Heading, level, goal and text of a passage."""

    heading = forms.CharField(
        label="Kop",
        required=False,
        max_length=250,
        help_text="Leeg? Dan is de titel van het gekozen doel de kop.",
    )
    level = forms.TypedChoiceField(
        label="Niveau van de kop",
        coerce=int,
        choices=[(2, "2: onder het hoofdstuk"), (3, "3: onder een kop van niveau 2"), (4, "4: daaronder")],
    )
    node = forms.ModelChoiceField(
        label="Gaat over", queryset=GoalNode.objects.none(), required=False, empty_label="het hele hoofdstuk"
    )
    html = RichTextField(label="Tekst", required=False)

    def __init__(self, *args, chapter: Chapter, **kwargs):
        super().__init__(*args, **kwargs)
        if chapter.edition_id:
            self.fields["node"].queryset = GoalNode.objects.filter(edition_id=chapter.edition_id).order_by(
                "kind", "position", "pk"
            )
            self.fields["node"].label_from_instance = _node_label
        else:
            del self.fields["node"]


class NewPassageForm(PassageForm):
    """A new passage. The uid makes that a form that is sent twice adds one."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)


def _node_label(node: GoalNode) -> str:
    title = node.title if len(node.title) <= 90 else f"{node.title[:89]}…"
    return f"{node.get_kind_display()}: {title}"


class NodeForm(ReasonForm):
    """Title and explanation of a node."""

    title = forms.CharField(label="Titel", widget=forms.Textarea({"rows": 3}), max_length=1000)
    explanation = RichTextField(label="Toelichting", required=False, widget=RichTextWidget({"rows": 8}))


class NewNodeForm(ReasonForm):
    """A new node: its kind as far as `parent` leaves a choice. The version is not compared."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Soort")
    title = forms.CharField(label="Titel", widget=forms.Textarea({"rows": 3}), max_length=1000)
    explanation = RichTextField(label="Toelichting", required=False, widget=RichTextWidget({"rows": 8}))

    def __init__(self, *args, parent: GoalNode | None, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = CHILD_KINDS[parent.kind] if parent else (NodeKind.EFFECT,)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]


class ParentForm(VersionForm):
    """Hang a node under another parent."""

    parent = forms.ModelChoiceField(label="Hoort onder", queryset=GoalNode.objects.none(), empty_label=None)

    def __init__(self, *args, node: GoalNode, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, below in CHILD_KINDS.items() if node.kind in below]
        self.fields["parent"].queryset = GoalNode.objects.filter(edition_id=node.edition_id, kind__in=kinds)
        self.fields["parent"].label_from_instance = _node_label


class DocumentForm(ReasonForm):
    """The basics of a document."""

    title = forms.CharField(label="Titel", max_length=200)
    programme = forms.CharField(label="Programma", max_length=120, required=False)
    slug = forms.CharField(
        label="Adres",
        max_length=100,
        help_text="Het laatste deel van het webadres. Het staat vast zodra het document is gepubliceerd.",
    )
    year_from = forms.IntegerField(label="Van jaar", min_value=1990, max_value=2100)
    year_to = forms.IntegerField(label="Tot en met jaar", min_value=1990, max_value=2100)
    figures_due = DateField(
        label="Cijfers aanleveren vóór",
        help_text="Vanaf deze dag is een leeg cijfer te laat. Leeg: zo veel dagen na afloop van de periode als bij "
        "de indicator of de organisatie staat.",
    )
    summary = RichTextField(label="Samenvatting", required=False, widget=RichTextWidget({"rows": 8}))

    FIELDS = ("title", "programme", "slug", "year_from", "year_to", "figures_due", "summary")

    @classmethod
    def initial_of(cls, document: Document) -> dict:
        """What the form shows for `document`."""
        return {name: getattr(document, name) for name in (*cls.FIELDS, "version")}


class RouteStepForm(VersionForm):
    """One step of the decision route; the version is that of its document."""

    title = forms.CharField(label="Omschrijving", max_length=200)
    kind = forms.ChoiceField(label="Soort", choices=RouteStep.Kind.choices)
    body = forms.ChoiceField(label="Orgaan", choices=[("", "geen"), *RouteStep.Body.choices], required=False)
    precision = forms.ChoiceField(label="Hoe nauwkeurig is de datum?", choices=RouteStep.Precision.choices)
    date_from = DateField(label="Van")
    date_to = DateField(label="Tot en met")
    expected = forms.BooleanField(label="Verwacht: de datum of het besluit is nog niet zeker", required=False)
    outcome = forms.ChoiceField(label="Uitkomst", choices=RouteStep.Outcome.choices, required=False)

    FIELDS = ("title", "kind", "body", "precision", "date_from", "date_to", "expected", "outcome")

    @classmethod
    def initial_of(cls, step: RouteStep) -> dict:
        """What the form shows for `step`."""
        return {name: getattr(step, name) for name in cls.FIELDS} | {"version": step.document.version}
