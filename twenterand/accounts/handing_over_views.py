"""The hand-over pages: choose, look at what goes along, hand over with a reason, and undo."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from twenterand.accounts import handing_over, people
from twenterand.accounts.models import Function, HandOver, User
from twenterand.accounts.rights import Action, require
from twenterand.workflow import Refused, Stale

CRUMBS = [("Mijn werk", "/werk/"), ("Overdragen", "/werk/overdragen/")]
MOST_SHOWN = 25
EMPTY = {"required": "Dit is nog leeg. Kies iets uit de lijst.", "invalid_choice": "Kies iets uit de lijst."}


class FunctionsForm(forms.Form):
    """From which function to which. Also one that is no longer in use can give its work away."""

    use_required_attribute = False

    van = forms.ModelChoiceField(
        Function.objects.order_by("name"),
        to_field_name="slug",
        label="Werk van",
        empty_label="kies een functie",
        error_messages=EMPTY,
    )
    naar = forms.ModelChoiceField(
        Function.objects.filter(active=True).order_by("name"),
        to_field_name="slug",
        label="Gaat naar",
        empty_label="kies een functie",
        error_messages=EMPTY,
    )

    def clean(self):
        """Twice the same is said at once, before anybody gives a reason."""
        return _two(self, "“{}”", "een andere functie die het werk overneemt")


class PeopleForm(forms.Form):
    """From whom to whom."""

    use_required_attribute = False

    van = forms.ModelChoiceField(
        User.objects.filter(functions__isnull=False).distinct().order_by("name", "username"),
        to_field_name="username",
        label="Functies van",
        empty_label="kies een medewerker",
        error_messages=EMPTY,
    )
    naar = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name", "username"),
        to_field_name="username",
        label="Gaan naar",
        empty_label="kies een medewerker",
        error_messages=EMPTY,
    )

    def clean(self):
        """As for functions."""
        return _two(self, "{}", "iemand anders die de functies overneemt")


class ReasonForm(forms.Form):
    """Why, and which preview the person saw."""

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Reden",
        max_length=handing_over.MAX_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text="Bijvoorbeeld: nieuwe verdeling van taken vanaf 1 september 2026.",
        error_messages={
            "required": "De reden is leeg. Vul in waarom u dit overdraagt; uw collega’s zien dit."
        },
    )


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Where it starts: whose work, or whose functions; and what was handed over before."""
    require(request.user, Action.ADMINISTER)
    return _choose(request, FunctionsForm(auto_id="functie-%s"), PeopleForm(auto_id="mens-%s"))


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest) -> HttpResponse:
    """What goes along when a function hands over its work, and doing it."""
    require(request.user, Action.ADMINISTER)
    chosen = FunctionsForm(request.GET, auto_id="functie-%s")
    if not chosen.is_valid():
        return _choose(request, chosen, PeopleForm(auto_id="mens-%s"), status=422)
    source, target = chosen.cleaned_data["van"], chosen.cleaned_data["naar"]
    plan, status = None, 200
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            along = request.POST.getlist("mee")
            given = {"by": request.user, "along": along, **form.cleaned_data}
            made = handing_over.hand_over(source=source, target=target, **given)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as stale:
            plan, status = stale.current, 409
            form.add_error(
                None, "Intussen is er werk bij gekomen of af gegaan. Kijk hieronder wat er nu meegaat."
            )
        else:
            return _done(request, made)
    plan = plan or handing_over.plan(source)
    context = {
        "source": source,
        "target": target,
        "plan": plan,
        "sure": plan.taking(()),
        "choices": plan.choices(source, target),
        "along": request.POST.getlist("mee"),
        "nobody": not target.holders.filter(is_active=True).exists(),
        "form": form,
    }
    return _page(request, "work", context, form, status)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """Which functions go along when somebody leaves, and doing it."""
    require(request.user, Action.ADMINISTER)
    chosen = PeopleForm(request.GET, auto_id="mens-%s")
    if not chosen.is_valid():
        return _choose(request, FunctionsForm(auto_id="functie-%s"), chosen, status=422)
    source, target = chosen.cleaned_data["van"], chosen.cleaned_data["naar"]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = handing_over.hand_functions(
                source=source, target=target, by=request.user, reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _done(request, made)
    context = {
        "source": source,
        "target": target,
        "functions": source.functions.order_by("name"),
        "missing": handing_over.roles_missing(source, target),
        "form": form,
    }
    return _page(request, "person", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a hand-over."""
    require(request.user, Action.ADMINISTER)
    record = get_object_or_404(HandOver.objects.select_related("reversed_by"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = handing_over.hand_back(record=record, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return _done(request, made)
    context = {
        "record": record,
        "who": people.names([record.made_by])[record.made_by],
        "again": hasattr(record, "reversed_by"),
        "plan": handing_over.plan_back(record) if record.kind == HandOver.Kind.WORK else None,
        "form": form,
    }
    return _page(request, "back", context, form)


def _two(form: forms.Form, name: str, wanted: str) -> dict:
    source, target = form.cleaned_data.get("van"), form.cleaned_data.get("naar")
    if source and source == target:
        form.add_error("naar", f"U koos twee keer {name.format(source)}. Kies {wanted}.")
    return form.cleaned_data


def _done(request: HttpRequest, made: HandOver) -> HttpResponse:
    count = len(made.items)
    what = {
        HandOver.Kind.WORK: "onderdeel is" if count == 1 else "onderdelen zijn",
        HandOver.Kind.PERSON: "functie is" if count == 1 else "functies zijn",
    }[made.kind]
    said = f"{count} {what} overgedragen van “{made.source_name}” aan “{made.target_name}”. "
    if made.reverses_id:
        said = f"Teruggedraaid: {count} {what} weer van “{made.target_name}”."
    else:
        said += "Ging het mis? Hieronder kunt u het terugdraaien."
    messages.success(request, said)
    return redirect("accounts:hand_over")


def _choose(
    request: HttpRequest, functions: FunctionsForm, staff: PeopleForm, *, status: int = 200
) -> HttpResponse:
    made = list(HandOver.objects.select_related("reversed_by")[:MOST_SHOWN])
    names = people.names(record.made_by for record in made)
    context = {
        "functions": functions,
        "staff": staff,
        "made": [
            {"record": record, "who": names[record.made_by], "again": hasattr(record, "reversed_by")}
            for record in made
        ],
        "breadcrumb": [CRUMBS[0], ("Overdragen", "")],
    }
    return render(request, "accounts/hand_over.html", context, status=status)


def _page(
    request: HttpRequest, name: str, context: dict, form: ReasonForm, status: int = 200
) -> HttpResponse:
    if form.errors and status == 200:
        status = 422
    titles = {"work": "Werk overdragen", "person": "Functies overdragen", "back": "Overdracht terugdraaien"}
    context |= {"title": titles[name], "breadcrumb": [*CRUMBS, (titles[name], "")]}
    return render(request, f"accounts/hand_over_{name}.html", context, status=status)
