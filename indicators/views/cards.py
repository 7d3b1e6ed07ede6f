"""The list of indicators, the card of one, and writing that card."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_http_methods, require_safe

from indicators import (
    card_history,
    cards,
    catalogue,
    catalogue_files,
    cataloguing,
    effects,
    relations,
    undoing,
)
from indicators.card_forms import AddressForm, CardForm, FilterForm, NewCardForm
from indicators.models import Indicator, IndicatorAlias
from policy.models import Chapter, ReviewState
from policy.views.common import EDIT, MY_WORK, last_writer, saved_already, with_version, worker
from twenterand.accounts.rights import Action, Relation, may
from twenterand.workflow import Refused, Stale

LIST = ("Indicatoren", "/werk/indicatoren/")


@worker
@require_safe
def catalogue_list(request: HttpRequest) -> HttpResponse:
    """All indicators that fit the filter, a page at a time."""
    form = FilterForm(request.GET.copy() if request.GET else {}, auto_id="filter-%s")
    form.is_valid()
    wanted = form.wanted()
    found = catalogue.find(wanted)
    page = Paginator(found, catalogue.ON_PAGE).get_page(request.GET.get("pagina", "1"))
    query = request.GET.copy()
    query.pop("pagina", None)
    plain = wanted == catalogue.Wanted()
    context = {
        "form": form,
        "count": len(found),
        "page": page,
        "entries": catalogue.entries(list(page.object_list)),
        "query": f"{query.urlencode()}&" if query else "",
        "twice": catalogue.namesakes() if plain or wanted.kept == catalogue.Kept.TWICE else [],
        "may_add": may(request.user, Action.EDIT_INDICATOR, Relation.HOLDER),
        "breadcrumb": [MY_WORK, ("Indicatoren", "")],
    }
    return render(request, "indicators/catalogue.html", context)


@worker
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The indicators that fit the filter, with their cards, as a file (`vorm`: csv or xlsx)."""
    form = FilterForm(request.GET)
    form.is_valid()
    kind = request.GET.get("vorm", "")
    kind = kind if kind in catalogue_files.FORMATS else "csv"
    write, media_type = catalogue_files.FORMATS[kind]
    response = HttpResponse(write(catalogue.find(form.wanted())), content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, f"indicatoren.{kind}")
    return response


@worker
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one indicator; an earlier address of it leads here."""
    found = (
        Indicator.objects.select_related("holder", "theme__document", "successor").filter(slug=slug).first()
    )
    if found is None:
        former = get_object_or_404(IndicatorAlias.objects.select_related("indicator"), slug=slug)
        # Not for ever: an indicator can get its old address back, and browsers remember a permanent one.
        return redirect(card_url(former.indicator))
    places = cards.places(found)
    earlier, later = cards.earlier(found), cards.later(found)
    related = {one.other.pk for one in (*earlier, *later)}
    near = [] if found.superseded else cataloguing.like(found.name, but=found)
    namesakes = [one for one in near if not one.superseded and one.pk not in related]
    theirs = relations.editable_cards(request.user).filter(pk__in=[one.pk for one in namesakes])
    relation = relations.of_indicator(request.user, found)
    context = {
        "indicator": found,
        "aliases": list(found.aliases.order_by("slug").values_list("slug", flat=True)),
        "places": places,
        "goals": cards.goals(places),
        "earlier": earlier,
        "later": later,
        "tables": cards.figure_tables(found),
        "history": card_history.entries(found),
        "namesakes": namesakes,
        "theirs": set(theirs.values_list("pk", flat=True)),
        "undoable": bool(earlier) and not undoing.obstacle(undoing.act_of(found)),
        "pages": cards.published_pages(found.uid),
        "may_edit": may(request.user, Action.EDIT_INDICATOR, relation),
        "may_edit_figures": may(request.user, Action.EDIT_FIGURE, relation),
        "breadcrumb": [MY_WORK, LIST, (found.name, "")],
    }
    return render(request, "indicators/card.html", context)


@worker
@require_http_methods(EDIT)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit all fields of the card."""
    record = allowed(request, slug)
    form = CardForm(request.POST or None, initial=CardForm.initial_of(record))
    status, current = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record = _save(request, record, form)
            except Stale as stale:
                if saved_already(
                    request, stale.current, {name: form.cleaned_data[name] for name in CardForm.FIELDS}
                ):
                    return redirect(card_url(stale.current))
                status, current = 409, stale.current
                form = CardForm(with_version(request, current.version))
            except cataloguing.ReasonNeeded as refused:
                form.add_error("reason", refused.sentence)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                _saved(request, record, form)
                return redirect(card_url(record))
    context = {
        "conflict": current is not None,
        "theirs": compared(CardForm, form, CardForm.initial_of(current)) if current else [],
        "their_name": last_writer(current) if current else "",
        "near": [],
    }
    return form_page(request, record, form, "Gegevens wijzigen", status=status, parts=form.parts(), **context)


@worker
@require_http_methods(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    """A new indicator; whoever gives it a name that is nearly taken is asked to look first."""
    cataloguing.require_add(request.user)
    form = NewCardForm(request.POST or None, initial=_new(request))
    status, near = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            near = [] if form.cleaned_data["different"] else cataloguing.like(form.cleaned_data["name"])
            try:
                made = None if near else _add(request, form)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                if made:
                    messages.success(
                        request, "De indicator is toegevoegd. Hij staat nog in geen enkele tabel."
                    )
                    return redirect(card_url(made))
                form.add_error("different", "De naam lijkt op een andere. Kijk eerst of u die bedoelt.")
    context = {
        "form": form,
        "parts": form.parts(),
        "near": near,
        "breadcrumb": [MY_WORK, LIST, ("Indicator toevoegen", "")],
    }
    return render(request, "indicators/card_add.html", context, status=status)


@worker
@require_http_methods(EDIT)
def address(request: HttpRequest, slug: str) -> HttpResponse:
    """Another address; the old one keeps leading to the indicator."""
    record = allowed(request, slug)
    form = AddressForm(request.POST or None, initial={"slug": record.slug, "version": record.version})
    form.fields["reason"].required = True
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record = cataloguing.change_address(
                    indicator=record,
                    seen_version=form.cleaned_data["version"],
                    by=request.user,
                    slug=form.cleaned_data["slug"],
                    reason=form.cleaned_data["reason"],
                )
            except Stale as stale:
                status, form = 409, stale_form(form, stale.current)
            except Refused as refused:
                form.add_error("slug", refused.sentence)
            else:
                messages.success(request, "Het adres is gewijzigd. Het oude adres blijft werken.")
                return redirect(card_url(record))
    return form_page(request, record, form, "Adres wijzigen", status=status)


def allowed(request: HttpRequest, slug: str) -> Indicator:
    """The indicator, when this person may change its card."""
    record = get_object_or_404(Indicator.objects.select_related("holder", "successor"), slug=slug)
    cataloguing.require_edit(request.user, record)
    return record


def card_url(indicator: Indicator) -> str:
    """The page of an indicator in the work environment."""
    return reverse("indicators:card", args=[indicator.slug])


def compared(form_class: type, form, current: dict) -> list[tuple[str, str]]:
    """Label and present value of each field that differs from what the person typed."""
    shown, rows = form_class(initial=current), []
    for name in form_class.FIELDS:
        typed, now = form[name].value(), shown[name].value()
        if str(typed or "") != str(now or ""):
            choices = {str(code): label for code, label in getattr(shown.fields[name], "choices", [])}
            rows.append((shown[name].label, str(choices.get(str(now), now) or "(leeg)")))
    return rows


def stale_form(form, current: Indicator):
    """What the person typed, with a warning; it can be saved on top of the card as it is now."""
    data = form.data.copy()
    data["version"] = str(current.version)
    form.data = data
    form.add_error(
        None,
        "Iemand anders heeft deze indicator intussen gewijzigd. Er is niets opgeslagen. Bekijk de indicator eerst, "
        "of sla nu alsnog op.",
    )
    return form


def form_page(
    request: HttpRequest, record: Indicator, form, title: str, *, status: int = 200, **context
) -> HttpResponse:
    """A page with one form about an indicator; `parts` are the fields under their legends."""
    defaults = {
        "indicator": record,
        "title": title,
        "form": form,
        "lead": "",
        "parts": [],
        "conflict": False,
        "reopened": reopened(record),
        "back": card_url(record),
        "breadcrumb": [MY_WORK, LIST, (record.name, card_url(record)), (title, "")],
    }
    return render(request, "indicators/card_form.html", defaults | context, status=status)


def reopened(*indicators: Indicator) -> list[Chapter]:
    """Chapters under review or agreed that a change sends back to editing."""
    keys = [chapter.pk for chapter in cards.shown_in(list(indicators))]
    chapters = Chapter.objects.filter(pk__in=keys).exclude(state=ReviewState.EDITING)
    return list(chapters.select_related("document"))


def join_url(first: Indicator, second: Indicator) -> str:
    """The page that lays two indicators side by side."""
    return f"{reverse('indicators:join', args=[first.slug])}?{urlencode({'met': second.slug})}"


def _save(request: HttpRequest, record: Indicator, form: CardForm) -> Indicator:
    fields = {name: form.cleaned_data[name] for name in (*CardForm.FIELDS, "reason")}
    return cataloguing.change_indicator(
        indicator=record, seen_version=form.cleaned_data["version"], by=request.user, **fields
    )


def _saved(request: HttpRequest, record: Indicator, form: CardForm) -> None:
    messages.success(request, "De gegevens van de indicator zijn opgeslagen.")
    passed = effects.passed_over(record) if record.formula and "decimals" in form.changed_data else ""
    if passed:
        messages.warning(request, passed)
    near = cataloguing.like(record.name, but=record) if "name" in form.changed_data else []
    if near:
        names = ", ".join(map(cataloguing.known_as, near))
        messages.warning(request, f"De nieuwe naam lijkt op {names}. Kijk onder “Lijkt op” of het er één is.")


def _add(request: HttpRequest, form: NewCardForm) -> Indicator:
    fields = {name: form.cleaned_data[name] for name in (*CardForm.FIELDS, "reason")}
    return cataloguing.add_indicator(by=request.user, **fields)


def _new(request: HttpRequest) -> dict:
    holder = request.user.functions.filter(active=True).order_by("name").first()
    return {"decimals": 0, "holder": holder and holder.pk}
