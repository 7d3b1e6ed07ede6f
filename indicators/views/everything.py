"""The grid across goal trees. The filter stands in the address, so that it can be kept and sent."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from indicators import commenting, relations, splitting
from indicators.everything import OURS, WHOLE, Everything, Wanted
from indicators.forms import WrittenDateField
from indicators.import_forms import FORMATS
from indicators.models import Area, PeriodKind, TableColumn, TableRow
from indicators.views.tables import locks_of
from policy.models import GoalTree
from twenterand.accounts.models import Function
from twenterand.accounts.rights import Action, require


class FilterForm(forms.Form):
    """What to show; the choices are what there is."""

    use_required_attribute = False

    boom = forms.ChoiceField(label="Doelenboom", required=False)
    functie = forms.ChoiceField(label="Eigenaar of houder", required=False)
    bron = forms.ChoiceField(label="Bron", required=False)
    gebied = forms.ChoiceField(label="Gebied", required=False)
    uitsplitsing = forms.ChoiceField(label="Uitsplitsing", required=False)
    periode = forms.ChoiceField(label="Soort periode", required=False)
    sinds = WrittenDateField(label="Gewijzigd sinds", required=False, help_text="Bijvoorbeeld 1 maart 2026.")
    leeg = forms.BooleanField(label="Alleen rijen waarin een cijfer ontbreekt", required=False)

    afwijkend = forms.BooleanField(label="Alleen rijen die van hun doel afwijken", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        trees = GoalTree.objects.filter(editions__chapters__indicator_tables__isnull=False).distinct()
        sources = TableRow.objects.exclude(source="").order_by("source")
        kinds = set(TableColumn.objects.order_by().values_list("period_kind", flat=True).distinct())
        choices = {
            "boom": list(trees.order_by("title").values_list("slug", "title")),
            "functie": list(Function.objects.order_by("name").values_list("slug", "name")),
            "bron": [(source, source) for source in sources.values_list("source", flat=True).distinct()],
        }
        choices |= splits()
        for name, found in choices.items():
            self.fields[name].choices = [("", "alle"), *found]
        for name in ("gebied", "uitsplitsing"):
            if name not in choices:
                del self.fields[name]
        self.fields["periode"].choices = [
            (value, label)
            for value, label in PeriodKind.choices
            if value in kinds or value == PeriodKind.YEAR
        ]

    def wanted(self) -> Wanted:
        """The filter; where something was not understood no row fits it, and the form says what."""
        said = getattr(self, "cleaned_data", {})
        return Wanted(
            tree=said.get("boom", ""),
            function=said.get("functie", ""),
            source=said.get("bron", ""),
            area=said.get("gebied", ""),
            breakdown=said.get("uitsplitsing", ""),
            missing=said.get("leeg", False),
            deviating=said.get("afwijkend", False),
            since=said.get("sinds"),
            period_kind=said.get("periode") or PeriodKind.YEAR,
            unclear=bool(self.errors),
        )


def splits() -> dict[str, splitting.Choices]:
    """The choices of area and breakdown; only those that tables have rows of."""
    areas = Area.objects.filter(ours=False, rows__isnull=False).distinct().order_by("kind", "name")
    codes = TableRow.objects.exclude(breakdown="").order_by().values_list("breakdown", flat=True).distinct()
    named = splitting.Parts((None, code) for code in codes).breakdowns
    found: dict[str, splitting.Choices] = {}
    if areas:
        found["gebied"] = [(OURS, "ons eigen gebied"), *((str(one.pk), one.name) for one in areas)]
    if codes:
        parts = [(code, str(named.get(code, code))) for code in codes]
        found["uitsplitsing"] = [(WHOLE, "het geheel"), *sorted(parts, key=lambda part: part[1])]
    return found


@require_GET
def everything(request: HttpRequest) -> HttpResponse:
    """Rows of every tree that fit the filter, a page at a time."""
    require(request.user, Action.VIEW_WORK)
    now = timezone.now()  # before reading: what is written meanwhile counts as news
    form = FilterForm(request.GET.copy() if request.GET else {}, auto_id="filter-%s")
    form.is_valid()
    found = Everything(form.wanted())
    page = found.page(request.GET.get("pagina", "1"))
    heads, lines = found.lines(page.object_list)
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "form": form,
        "count": len(found.rows),
        "page": page,
        "query": f"{query.urlencode()}&" if query else "",
        "filter": query.urlencode(),
        "formats": [(kind, label) for kind, (label, *_) in FORMATS.items()],
        "heads": heads,
        "lines": lines,
        "editable": {line.record.pk for line in lines if relations.may_edit(request.user, line.record)},
        "remarks": commenting.Beside({line.record.indicator_id for line in lines}),
        "locks": locks_of(cell for line in lines for cell in line.cells),
        "computed": any(line.record.indicator.formula for line in lines),
        "now": now,
        "breadcrumb": [("Mijn werk", "/werk/"), ("Cijfers", "/werk/cijfers/"), ("Alle cijfers", "")],
    }
    return render(request, "indicators/everything.html", context)
