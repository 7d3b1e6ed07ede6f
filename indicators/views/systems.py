"""Source systems and their tokens, for the administrator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from indicators.feeding import systems
from indicators.feeding.forms import SystemForm, TokenForm
from indicators.models import SourceSystem
from twenterand.accounts.rights import Action, require
from twenterand.workflow import Refused, Stale

CRUMBS = [("Mijn werk", "/werk/"), ("Bronsystemen", "/werk/bronsystemen/")]
DELIVERIES = 20


@never_cache
@require_http_methods(["GET", "POST"])
def all_systems(request: HttpRequest) -> HttpResponse:
    """The systems there are, and a form for a new one. Its token is on the answer to that form, and nowhere else."""
    require(request.user, Action.ADMINISTER)
    form = SystemForm(request.POST) if request.method == "POST" else SystemForm()
    if form.is_valid():
        try:
            system, token = systems.add(**form.cleaned_data, by=request.user)
            return _shown_once(request, system, token)
        except Refused as refused:
            form.add_error("name", refused.sentence)
    context = {
        "form": form,
        "systems": SourceSystem.objects.select_related("holder"),
        "breadcrumb": [CRUMBS[0], ("Bronsystemen", "")],
    }
    return render(request, "indicators/systems.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def system(request: HttpRequest, slug: str) -> HttpResponse:
    """One system: what it delivered, and another token or none."""
    require(request.user, Action.ADMINISTER)
    found = get_object_or_404(SourceSystem.objects.select_related("holder"), slug=slug)
    problem = ""
    form = TokenForm(request.POST) if request.method == "POST" else None
    if form and not form.is_valid():
        problem = "Kies wat u met het token wilt doen."
    elif form:
        try:
            return _done(request, found, form)
        except Stale as stale:
            found = stale.current
            problem = "Een collega heeft dit token intussen vervangen. Er is niets gewijzigd."
    deliveries = found.deliveries.defer("answer")[:DELIVERIES]
    context = {
        "system": found,
        "mark": systems.mark(found),
        "deliveries": deliveries,
        "problem": problem,
        "breadcrumb": [*CRUMBS, (found.name, "")],
    }
    return render(request, "indicators/system.html", context, status=409 if problem else 200)


def _done(request: HttpRequest, found: SourceSystem, form: TokenForm) -> HttpResponse:
    seen = form.cleaned_data["seen"]
    if form.cleaned_data["do"] == TokenForm.REPLACE:
        return _shown_once(request, *systems.replace(system=found, seen=seen, by=request.user))
    systems.revoke(system=found, seen=seen, by=request.user)
    messages.success(request, f"{found.name} heeft geen toegang meer.")
    return redirect("feeding:system", found.slug)


def _shown_once(request: HttpRequest, made: SourceSystem, token: str) -> HttpResponse:
    """Not a redirect: the token would have to be kept on the way. Sent again, the form is refused."""
    context = {
        "system": made,
        "token": token,
        "breadcrumb": [*CRUMBS, (made.name, reverse("feeding:system", args=[made.slug])), ("Token", "")],
    }
    return render(request, "indicators/system_token.html", context)
