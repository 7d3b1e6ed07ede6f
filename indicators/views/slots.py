"""One figure of an indicator by what it is about, whether or not a table prints it: looking, changing, removing."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from indicators import computing, editing, locks, querysets, relations, splitting, sums
from indicators import history as histories
from indicators.forms import FigureForm, RemoveForm
from indicators.locks import Locks
from indicators.models import Figure, FigureKind, Indicator
from indicators.periods import Period
from indicators.querysets import Slot
from indicators.targets import Settled
from indicators.views.cards import LIST, card_url
from policy.models import Document
from policy.views.common import EDIT, MY_WORK, worker
from twenterand.accounts.rights import Action, may, require
from twenterand.numbers import Unreadable, format_cell
from twenterand.workflow import Refused, Stale


class SlotForm(forms.Form):
    """Which figure: in words, so that its address can be read and kept."""

    use_required_attribute = False

    soort = forms.ChoiceField(label="Soort", choices=[*reversed(FigureKind.choices)])
    periode = forms.CharField(
        label="Periode",
        max_length=60,
        help_text="Bijvoorbeeld 2026, 1e kwartaal 2026, januari 2026, schooljaar 2025/2026 of 2022/2023.",
    )
    gebied = forms.ChoiceField(label="Gebied", required=False)
    uitsplitsing = forms.ChoiceField(label="Uitsplitsing", required=False)
    document = forms.ChoiceField(
        label="Vastgesteld in",
        required=False,
        help_text="Alleen bij begroot: het document dat dit doel bepaalt.",
    )

    def __init__(self, *args, indicator: Indicator, **kwargs):
        super().__init__(*args, **kwargs)
        self._indicator = indicator
        self._ours = querysets.our_area_id()
        self.fields["gebied"].choices = splitting.areas()
        self.fields["uitsplitsing"].choices = splitting.breakdowns_of(indicator)
        documents = Document.objects.order_by("-year_from", "title").values_list("slug", "title")
        self.fields["document"].choices = [("", "geen (gerealiseerd)"), *documents]

    def clean_periode(self) -> Period:
        try:
            return Period.parse(self.cleaned_data["periode"])
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from error

    def clean(self) -> dict:
        data = super().clean()
        if self._ours is None:
            self.add_error(None, "Leg eerst in het beheer vast welk gebied het onze is.")
        target = data.get("soort") == FigureKind.TARGET
        if target and not data.get("document"):
            self.add_error("document", "Kies het document dat dit doel heeft vastgesteld.")
        if data.get("soort") == FigureKind.ACTUAL and data.get("document"):
            self.add_error("document", "Een gerealiseerd cijfer hoort niet bij een document. Kies “geen”.")
        return data

    def slot(self) -> Slot:
        """The slot that was asked for; the form is valid."""
        data = self.cleaned_data
        document = Document.objects.get(slug=data["document"]).pk if data["document"] else None
        period = data["periode"]
        area = int(data["gebied"]) if data["gebied"] else self._ours
        when = (data["soort"], str(period.kind), period.first, period.last, document)
        return Slot(self._indicator.pk, *when, area, data["uitsplitsing"])


@worker
@require_http_methods(EDIT)
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a figure; then, with that choice in the address, what stands there and the form to change it."""
    record = get_object_or_404(Indicator.objects.select_related("holder"), slug=slug)
    form = SlotForm(request.GET or None, indicator=record, initial={"periode": ""})
    if not form.is_valid():
        context = _base(request, record, "Cijfer kiezen") | {"form": form}
        return render(request, "indicators/slot_choose.html", context, status=422 if form.errors else 200)
    slot = form.slot()
    if request.method == "POST":
        require(request.user, Action.EDIT_FIGURE, relations.of_indicator(request.user, record))
        act = _remove if request.POST.get("act") == "remove" else _change
        return act(request, record, slot)
    return _show(request, record, slot)


def _change(request: HttpRequest, record: Indicator, slot: Slot) -> HttpResponse:
    form = _form(slot, querysets.find(slot), Settled(), request.POST)
    if not form.is_valid():
        return _show(request, record, slot, status=422, form=form)
    try:
        saved = editing.change_in_slot(indicator=record, slot=slot, by=request.user, **form.cleaned_data)
    except Unreadable as error:
        form.add_error("raw", error.sentence)
    except Refused as refused:
        form.add_error(None, refused.sentence)
    except Stale as stale:
        return _stale(request, record, slot, form, stale.current)
    else:
        text = format_cell(saved.state, saved.number, saved.raw, decimals=record.decimals)
        messages.success(request, f"Opgeslagen: {splitting.named(slot)}: {text}.")
        return redirect(card_url(record) + "#cijfers")
    return _show(request, record, slot, status=422, form=form)


def _remove(request: HttpRequest, record: Indicator, slot: Slot) -> HttpResponse:
    form = _removal(slot, querysets.find(slot), Settled(), request.POST)
    if form.is_valid():
        try:
            editing.remove_from_slot(indicator=record, slot=slot, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        except Stale as stale:
            return _stale(request, record, slot, None, stale.current)
        else:
            messages.success(request, f"Verwijderd: {splitting.named(slot)}.")
            return redirect(card_url(record) + "#cijfers")
    return _show(request, record, slot, status=422, removal=form)


def _stale(
    request: HttpRequest, record: Indicator, slot: Slot, form: FigureForm | None, current: Figure | None
) -> HttpResponse:
    """What the person typed, to be saved over what stands there now."""
    now = format_cell(current.state, current.number, current.raw, decimals=record.decimals) if current else ""
    conflict = f"Nu staat er “{now}”." if now else "Het cijfer is verwijderd."
    if form is not None:
        data = form.data.copy()
        data["seen_version"] = str(current.version if current else 0)
        form.data = data
    return _show(request, record, slot, status=409, conflict=conflict, **({"form": form} if form else {}))


def _show(request: HttpRequest, record: Indicator, slot: Slot, *, status: int = 200, **extra) -> HttpResponse:
    found, settled = querysets.find(slot), Settled()
    lock = Locks().covering(slot)
    closed = computing.refusal(record) or (locks.sentence(lock) if lock else "")
    heading = splitting.named(slot)
    document = Document.objects.get(pk=slot.document_id) if slot.document_id else None
    context = _base(request, record, heading) | {
        "heading": heading,
        "document": document,
        "figure": found,
        "text": format_cell(found.state, found.number, found.raw, decimals=record.decimals) if found else "",
        "closed": closed,
        "may_edit": not closed
        and may(request.user, Action.EDIT_FIGURE, relations.of_indicator(request.user, record)),
        "worked": sums.worked(record, slot),
        "past": {"changes": histories.of_slot(slot, decimals=record.decimals)},
        "form": _form(slot, found, settled),
        "removal": _removal(slot, found, settled) if found else None,
        "conflict": "",
    }
    return render(request, "indicators/slot.html", context | extra, status=status)


def _base(request: HttpRequest, record: Indicator, title: str) -> dict:
    crumbs = [MY_WORK, LIST, (record.name, card_url(record)), (title, "")]
    return {"indicator": record, "breadcrumb": crumbs, "address": request.get_full_path()}


def _form(slot: Slot, found: Figure | None, settled: Settled, data=None) -> FigureForm:
    initial = {"seen_version": found.version if found else 0, "raw": found.raw if found else ""}
    if found:
        initial |= {name: getattr(found, name) for name in editing.SAID}
    return FigureForm(data, initial=initial, settled=_holds(settled, slot, found), auto_id="cijfer-%s")


def _removal(slot: Slot, found: Figure | None, settled: Settled, data=None) -> RemoveForm:
    initial = {"seen_version": found.version if found else 0}
    return RemoveForm(data, initial=initial, settled=_holds(settled, slot, found), auto_id="verwijderen-%s")


def _holds(settled: Settled, slot: Slot, found: Figure | None) -> bool:
    return found is not None and settled.holds(slot, None)
