"""What becomes of an indicator: retiring, following, splitting, merging, and joining two that proved to be one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from indicators import cards, cataloguing, joining, lineage, relations, undoing
from indicators.lineage_forms import (
    FollowForm,
    JoinForm,
    MergeForm,
    OtherForm,
    RetireForm,
    SplitForm,
    UndoForm,
)
from indicators.models import Indicator
from indicators.views.cards import LIST, allowed, card_url, form_page, join_url, reopened, stale_form
from policy.views.common import EDIT, MY_WORK, worker
from twenterand.workflow import Refused, Stale

UNDO = "ongedaan"


@worker
@require_http_methods(EDIT)
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Let an indicator lapse; one that has lapsed is taken into use again."""
    record = allowed(request, slug)
    if record.retired:
        form = UndoForm(request.POST or None, initial={"version": record.version})
        lead = f"Vervallen om deze reden: {record.retired_reason or 'niet vermeld'}"
        return _form(request, record, form, "Weer in gebruik nemen", _restore, lead=lead)
    start = {"version": record.version}
    form = RetireForm(request.POST or None, initial=start, indicator=record, user=request.user)
    lead = "Cijfers, tabellen en publicaties blijven zoals ze zijn. De kaart zegt dan dat de indicator is vervallen."
    return _form(request, record, form, "Laten vervallen", _retire, lead=lead)


@dataclass(frozen=True)
class Way:
    """One way to go on from an indicator."""

    title: str
    lead: str
    form: type
    act: Callable[[HttpRequest, Indicator, dict], Indicator]


@worker
@require_http_methods(EDIT)
def go_on(request: HttpRequest, slug: str, way: str) -> HttpResponse:
    """Follow, split or merge: new indicators that say where they come from."""
    if way not in WAYS and way != UNDO:
        raise Http404
    record = allowed(request, slug)
    if way == UNDO:
        return _undoing(request, record)
    chosen = WAYS[way]
    start = {"version": record.version}
    form = chosen.form(request.POST or None, initial=start, indicator=record, user=request.user)
    return _form(request, record, form, chosen.title, chosen.act, lead=chosen.lead)


@worker
@require_http_methods(EDIT)
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Lay two indicators side by side and say that they are one; or part two that were joined."""
    record = allowed(request, slug)
    if record.superseded:
        form = UndoForm(request.POST or None, initial={"version": record.version})
        stays = record.successor
        lead = f"Samengevoegd met {cataloguing.known_as(stays)} om deze reden: {record.superseded_reason}"
        return _form(request, record, form, "Toch twee indicatoren", _part, lead=lead)
    given = request.GET if "met" in request.GET else None
    asked = OtherForm(given, indicator=record, user=request.user)
    if given is None or not asked.is_valid():
        return _choose(request, record, asked)
    other = asked.cleaned_data["met"]
    initial = {"kept": record.slug, "version": record.version, "other_version": other.version}
    form = JoinForm(request.POST or None, initial=initial, both=(record, other))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                goes = _join(request, record, other, form.cleaned_data)
            except Stale:
                status = 409
                form.add_error(
                    None, "Iemand anders heeft een van de twee intussen gewijzigd. Kijk hieronder opnieuw."
                )
                form.data = form.data.copy()
                form.data |= {"version": _version(record), "other_version": _version(other)}
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(
                    request,
                    f"{cataloguing.known_as(goes)} leidt voortaan naar {cataloguing.known_as(goes.successor)}.",
                )
                return redirect(card_url(goes))
    return _side_by_side(request, record, other, form, status)


def _undoing(request: HttpRequest, record: Indicator) -> HttpResponse:
    """Ask whether the indicators that came to be with this one may go again."""
    links = undoing.act_of(record)
    if sentence := undoing.obstacle(links):
        messages.warning(request, sentence)
        return redirect(card_url(record))
    form = UndoForm(request.POST or None, initial={"version": record.version})
    goes, stays = (
        ", ".join(map(cataloguing.known_as, found))
        for found in (undoing.made_by(links), undoing.sources(links))
    )
    lead = f"Dit verdwijnt: {goes}. Dit blijft zoals het is: {stays}. De reden komt in de geschiedenis."
    return _form(request, record, form, "Ongedaan maken", _undo, lead=lead)


def _choose(request: HttpRequest, record: Indicator, form: OtherForm) -> HttpResponse:
    theirs = set(relations.editable_cards(request.user).values_list("pk", flat=True))
    near = [
        one for one in cataloguing.like(record.name, but=record) if not one.superseded and one.pk in theirs
    ]
    context = {
        "indicator": record,
        "form": form,
        "near": [(one, join_url(record, one)) for one in near],
        "breadcrumb": _crumbs(record, "Vergelijken en samenvoegen"),
    }
    return render(request, "indicators/join_choose.html", context, status=422 if form.errors else 200)


def _side_by_side(
    request: HttpRequest, record: Indicator, other: Indicator, form: JoinForm, status: int
) -> HttpResponse:
    comparison = joining.compare(record, other)
    context = {
        "indicator": record,
        "other": other,
        "both": [(one, cards.places(one)) for one in (record, other)],
        "comparison": comparison,
        "form": form,
        "reopened": reopened(record, other),
        "breadcrumb": _crumbs(record, "Vergelijken en samenvoegen"),
    }
    return render(request, "indicators/join.html", context, status=status)


def _form(
    request: HttpRequest, record: Indicator, form, title: str, act: Callable, *, lead: str
) -> HttpResponse:
    """Show the form of one act, or do it."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                shown = act(request, record, form.cleaned_data)
            except Stale as stale:
                status, form = 409, stale_form(form, stale.current)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                return redirect(card_url(shown))
    return form_page(request, record, form, title, status=status, lead=lead)


def _retire(request: HttpRequest, record: Indicator, said: dict) -> Indicator:
    version = said.pop("version")
    found = lineage.retire(indicator=record, seen_version=version, by=request.user, **said)
    messages.success(request, f"{cataloguing.known_as(record)} is vervallen.")
    return found


def _restore(request: HttpRequest, record: Indicator, said: dict) -> Indicator:
    found = lineage.restore(
        indicator=record, seen_version=said["version"], reason=said["reason"], by=request.user
    )
    messages.success(request, f"{cataloguing.known_as(record)} is weer in gebruik.")
    return found


def _part(request: HttpRequest, record: Indicator, said: dict) -> Indicator:
    found = lineage.part(
        superseded=record, seen_version=said["version"], reason=said["reason"], by=request.user
    )
    messages.success(request, f"{cataloguing.known_as(record)} is weer een indicator op zichzelf.")
    return found


def _undo(request: HttpRequest, record: Indicator, said: dict) -> Indicator:
    found = undoing.undo(
        indicator=record, seen_version=said["version"], reason=said["reason"], by=request.user
    )
    messages.success(request, f"{cataloguing.known_as(record)} is weggehaald.")
    return found


def _join(request: HttpRequest, record: Indicator, other: Indicator, said: dict) -> Indicator:
    versions = {record.pk: said["version"], other.pk: said["other_version"]}
    kept = said["kept"]
    goes = other if kept.pk == record.pk else record
    return lineage.join(
        kept=kept,
        superseded=goes,
        reason=said["reason"],
        seen_versions=(versions[kept.pk], versions[goes.pk]),
        by=request.user,
    )


def _follow(request: HttpRequest, record: Indicator, said: dict) -> Indicator:
    made = lineage.follow(
        indicator=record,
        seen_version=said["version"],
        name=said["name"],
        reason=said["reason"],
        by=request.user,
    )
    messages.success(request, "De opvolger is gemaakt. Vul hieronder aan wat er nieuw aan is.")
    return made


def _split(request: HttpRequest, record: Indicator, said: dict) -> Indicator:
    made = lineage.split(
        indicator=record,
        seen_version=said["version"],
        names=said["names"],
        reason=said["reason"],
        by=request.user,
    )
    messages.success(
        request,
        f"Er zijn {len(made)} nieuwe indicatoren. U vindt ze onder “Waar dit heen ging”. Op hun "
        "kaart kunt u dit ongedaan maken, zolang er geen cijfers of rijen zijn.",
    )
    return record


def _merge(request: HttpRequest, record: Indicator, said: dict) -> Indicator:
    made = lineage.merge(
        indicators=[record, *said["others"]], name=said["name"], reason=said["reason"], by=request.user
    )
    messages.success(request, "De nieuwe indicator is gemaakt. Vul hieronder aan wat er nieuw aan is.")
    return made


WAYS = {
    "opvolger": Way(
        "Opvolger maken",
        "De nieuwe indicator neemt bron, eenheid en houder over. Aan deze indicator verandert verder niets.",
        FollowForm,
        _follow,
    ),
    "splitsen": Way(
        "Splitsen",
        "Elke nieuwe indicator meet een deel van wat deze meet. Aan deze indicator verandert niets.",
        SplitForm,
        _split,
    ),
    "samenvoegen": Way(
        "Met andere samenvoegen tot een nieuwe",
        "De nieuwe indicator meet samen wat deze apart meten. Hun cijfers en tabellen blijven zoals ze zijn.",
        MergeForm,
        _merge,
    ),
}


def _version(record: Indicator) -> str:
    return str(get_object_or_404(Indicator, pk=record.pk).version)


def _crumbs(record: Indicator, label: str) -> list[tuple[str, str]]:
    return [MY_WORK, LIST, (record.name, card_url(record)), (label, "")]
