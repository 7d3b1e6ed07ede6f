"""The formula of a computed indicator: changing it, and trying it out before it counts."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from indicators import computing, relations, sums
from indicators.formulas import LONGEST
from indicators.models import Indicator
from indicators.sums import Links
from indicators.views.cards import LIST, card_url
from policy.views.common import EDIT, MY_WORK
from twenterand.accounts.rights import Action, require
from twenterand.numbers import Unreadable
from twenterand.workflow import Stale

STALE = (
    "Iemand anders heeft deze indicator intussen gewijzigd. Er is niets opgeslagen. De formule is nu: {}. "
    "Sla op als u die wilt vervangen."
)


class FormulaForm(forms.Form):
    """A formula as people write it; reading it is left to indicators/formulas.py."""

    use_required_attribute = False

    seen_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    formula = forms.CharField(
        label="Formule",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Bijvoorbeeld: [aantal-jongens] + [aantal-meisjes]. Leeg: u vult de cijfers zelf in.",
    )
    reason = forms.CharField(
        label="Reden van de wijziging",
        required=False,
        max_length=500,
        help_text="Komt in de geschiedenis van de indicator en van de berekende cijfers te staan.",
    )


@require_http_methods(EDIT)
def formula(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the formula; "proberen" shows the sum for the newest period and saves nothing."""
    record = get_object_or_404(Indicator.objects.select_related("holder"), slug=slug)
    require(request.user, Action.EDIT_INDICATOR, relations.of_indicator(request.user, record))
    form = FormulaForm(
        request.POST or None, initial={"formula": record.formula, "seen_version": record.version}
    )
    text, status = record.formula, 200
    if request.method == "POST":
        text, status = "", 422
        if form.is_valid():
            try:
                if "proberen" not in request.POST:
                    return _save(request, record, form)
                text = " ".join(form.cleaned_data["formula"].split())
                sums.check(record, text)
                status = 200
            except Unreadable as error:
                form.add_error("formula", error.sentence)
                text = ""
            except Stale as stale:
                status, form = 409, _on_top_of(form, stale.current)
    context = {
        "indicator": record,
        "form": form,
        "worked": sums.tried(record, text) if text else None,
        "others": _others(record),
        "breadcrumb": [MY_WORK, LIST, (record.name, card_url(record)), ("Formule", "")],
    }
    return render(request, "indicators/formula.html", context, status=status)


def _save(request: HttpRequest, record: Indicator, form: FormulaForm) -> HttpResponse:
    saved = computing.set_formula(indicator=record, by=request.user, **form.cleaned_data)
    said = "De formule is opgeslagen en de cijfers zijn berekend."
    messages.success(
        request,
        said if saved.formula else "De indicator wordt niet meer berekend. U vult de cijfers nu zelf in.",
    )
    return redirect(reverse("indicators:formula", args=[saved.slug]))


def _on_top_of(form: FormulaForm, current: Indicator) -> FormulaForm:
    """What the person typed, to be saved over what stands there now."""
    data = form.data.copy()
    data["seen_version"] = str(current.version)
    form.data = data
    form.add_error(None, STALE.format(f"“{current.formula}”" if current.formula else "leeg"))
    return form


def _others(record: Indicator) -> list[Indicator]:
    """The indicators that its formula may name: none that was joined with another, or that follows from this one."""
    barred = {record.pk, *Links().after([record.pk])}
    return list(Indicator.objects.filter(superseded_reason="").exclude(pk__in=barred).order_by("name", "pk"))
