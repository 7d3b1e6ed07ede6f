"""Import and export of what indicators are: the texts of their cards, and what became of them."""

from import_export import fields
from import_export.widgets import ForeignKeyWidget

from indicators.describing import keep_described
from indicators.models import Direction, Indicator
from twenterand.accounts.admin_bases import RecordResource
from twenterand.accounts.models import Function


class HolderWidget(ForeignKeyWidget):
    """The function that holds the indicator, by its slug."""

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(value, row, **kwargs)
        except Function.DoesNotExist as error:
            raise ValueError(
                f"houder: er is geen functie met het kenmerk {value!r}. Kijk in het beheer bij Functies."
            ) from error


class IndicatorResource(RecordResource):
    """Indicators, known by their slug. An import describes indicators that exist; it makes no new ones."""

    slug = fields.Field("slug", column_name="adres")
    name = fields.Field("name", column_name="naam")
    definition = fields.Field("definition", column_name="definitie")
    unit = fields.Field("unit", column_name="eenheid")
    direction = fields.Field("direction", column_name="richting")
    source = fields.Field("source", column_name="bron")
    holder = fields.Field("holder", column_name="houder", widget=HolderWidget(Function, "slug"))
    numerator = fields.Field("numerator", column_name="teller")
    denominator = fields.Field("denominator", column_name="noemer")
    method = fields.Field("method", column_name="meetmethode")
    rationale = fields.Field("rationale", column_name="waarom dit doel")
    data_issues = fields.Field("data_issues", column_name="bekende problemen")
    # What follows is only written out: it has writes of its own.
    theme = fields.Field("theme__title", column_name="thema", readonly=True)
    formula = fields.Field("formula", column_name="formule", readonly=True)
    last_year = fields.Field("last_year", column_name="laatste jaar", readonly=True)
    retired_reason = fields.Field("retired_reason", column_name="reden van vervallen", readonly=True)
    successor = fields.Field("successor__slug", column_name="opvolger", readonly=True)
    superseded_reason = fields.Field("superseded_reason", column_name="reden van samenvoegen", readonly=True)

    class Meta(RecordResource.Meta):
        model = Indicator
        import_id_fields = ("slug",)
        fields = (
            "slug", "name", "definition", "unit", "direction", "source", "holder", "numerator", "denominator", "method",
            "rationale", "data_issues", "theme", "formula", "last_year", "retired_reason", "successor",
            "superseded_reason",
        )  # fmt: skip
        export_order = fields

    def do_instance_save(self, instance: Indicator, is_create: bool) -> None:
        keep_described(indicator=instance, by=self.by, reason=self.reason)

    def before_import_row(self, row, **kwargs):
        """Refuse an unknown indicator or direction; a direction may be given by its label too."""
        slug = (row.get("adres") or "").strip()
        if not Indicator.objects.filter(slug=slug).exists():
            raise ValueError(f"adres: er is geen indicator met het adres {slug!r}.")
        if "richting" in row:
            given = (row["richting"] or "").strip().lower()
            codes = {"": "", **{label.lower(): code for code, label in Direction.choices}}
            codes |= {code: code for code in Direction.values}
            if given not in codes:
                known = ", ".join(label for _, label in Direction.choices)
                raise ValueError(
                    f"richting: {row['richting']!r} is onbekend. Kies uit: {known}, of laat leeg."
                )
            row["richting"] = codes[given]
