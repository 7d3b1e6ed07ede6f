"""The formula of a computed indicator: changing it, and trying it out before it counts."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from indicators import computing, effects, relations, sums
from indicators.effects import TypedFigures
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
        help_text="Komt in de geschiedenis van de indicator en van de berekende cijfers te staan. Verplicht als de "
        "formule cijfers vervangt die iemand heeft ingevuld.",
    )
    # How many typed figures the person agreed to lose; a tick with that number as its value.
    replaces = forms.IntegerField(required=False, min_value=0)


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
        text, status = None, 422
        if form.is_valid():
            try:
                if "proberen" not in request.POST:
                    return _save(request, record, form)
                text, status = _checked(record, form), 200
            except Unreadable as error:
                form.add_error("formula", error.sentence)
            except TypedFigures as refused:
                text = _checked(record, form)
                form.add_error("reason" if _ticked(form, refused) else None, _missing(form, refused))
            except Stale as stale:
                status, form = 409, _on_top_of(form, stale.current)
    return render(request, "indicators/formula.html", _context(record, form, text), status=status)


def _context(record: Indicator, form: FormulaForm, text: str | None) -> dict:
    """What the page shows; `text` is a formula that can be read, or None."""
    expected = effects.of_formula(record, text) if text or (record.formula and text is not None) else []
    return {
        "indicator": record,
        "form": form,
        "worked": sums.tried(record, text) if text else None,
        "expected": expected,
        "replaced": effects.replaced(expected),
        "others": _others(record),
        "breadcrumb": [MY_WORK, LIST, (record.name, card_url(record)), ("Formule", "")],
    }


def _checked(record: Indicator, form: FormulaForm) -> str:
    text = " ".join(form.cleaned_data["formula"].split())
    sums.check(record, text)
    return text


def _ticked(form: FormulaForm, refused: TypedFigures) -> bool:
    return form.cleaned_data["replaces"] == refused.count


def _missing(form: FormulaForm, refused: TypedFigures) -> str:
    if _ticked(form, refused):
        return "De reden is leeg. Vul in waarom de formule ingevulde cijfers vervangt."
    return refused.sentence


def _save(request: HttpRequest, record: Indicator, form: FormulaForm) -> HttpResponse:
    saved = computing.set_formula(indicator=record, by=request.user, **form.cleaned_data)
    said = "De formule is opgeslagen en de cijfers zijn berekend."
    if not saved.formula:
        said = (
            "De indicator wordt niet meer berekend. Wat er voor de formule stond, is teruggezet. "
            "U vult de cijfers nu zelf in."
        )
    messages.success(request, said)
    if passed := effects.passed_over(saved):
        messages.warning(request, passed)
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
