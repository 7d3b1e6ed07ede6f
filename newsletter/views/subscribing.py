"""Subscribing and leaving, for readers: no account, no cookie. Forms carry a signed token that expires."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsletter import subscribing
from newsletter.forms.mailing import SubscribeForm
from newsletter.models import Subscriber
from twenterand.workflow import Refused

CRUMBS = [("Home", "/"), ("Nieuwsbrieven", "/nieuwsbrieven/")]


def _open(view):
    """For readers; what they send carries a token of ours, which a forged form has not."""
    return login_not_required(csrf_exempt(never_cache(view)))


@_open
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter. The answer is the same whoever asks."""
    form = SubscribeForm(request.POST or None, initial={"token": subscribing.form_token()})
    if request.method == "POST" and form.is_valid():
        try:
            subscribing.check_form(form.cleaned_data["token"])
            if not form.cleaned_data["website"]:
                subscribing.ask(form.cleaned_data["mail"])
            return redirect("newsletter:asked")
        except Refused as refused:
            form = SubscribeForm({**request.POST.dict(), "token": subscribing.form_token()})
            form.is_valid()
            form.add_error("mail", refused.sentence)
    context = {"form": form, "breadcrumb": [*CRUMBS, ("Aanmelden", "")]}
    return render(request, "newsletter/subscribe.html", context, status=422 if form.errors else 200)


@_open
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return _say(
        request,
        "Kijk in uw mail",
        "Wij hebben u een e-mail gestuurd met een link. Klik op die link om uw aanmelding te bevestigen. "
        "Geen e-mail gekregen? Kijk bij de ongewenste e-mail. Of bent u al aangemeld? Dan sturen wij niets.",
    )


@_open
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm with a button: a mail scanner that follows links confirms nothing."""
    if request.method == "POST":
        if subscribing.confirm(token):
            return _say(request, "U bent aangemeld", "U krijgt onze nieuwsbrief voortaan per e-mail.")
        return _gone(request)
    if subscribing.pending(token) is None:
        return _gone(request)
    return _ask(
        request,
        "Aanmelding bevestigen",
        "Wilt u de nieuwsbrief sociaal domein per e-mail krijgen?",
        "Ja, bevestigen",
    )


@_open
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave with a button, or by the one click of a mail program, which sends a POST."""
    found = subscribing.of_leave_token(token)
    if found is None:
        return _say(
            request, "Deze link klopt niet", "Gebruik de link “Afmelden” onderaan de nieuwsbrief.", status=404
        )
    if request.method == "POST" or getattr(found, "state", "") == Subscriber.State.LEFT:
        lists = subscribing.leave(found)
        text = "U krijgt geen nieuwsbrief meer. Uw e-mailadres is gewist."
        if lists:
            text = (
                f"U krijgt geen nieuwsbrief meer. Uw adres blijft wel op de lijst {' en '.join(lists)} van de gemeente "
                "staan. Wilt u daar ook af? Neem dan contact op met de gemeente."
            )
        return _say(request, "U bent afgemeld", text)
    return _ask(request, "Afmelden", "Wilt u de nieuwsbrief niet meer krijgen?", "Ja, meld mij af")


def _gone(request: HttpRequest) -> HttpResponse:
    return _say(
        request,
        "Deze link werkt niet meer",
        "De link is gebruikt of ouder dan zeven dagen. Meld u opnieuw aan, dan krijgt u een nieuwe.",
        status=404,
        link=(reverse("newsletter:subscribe"), "Opnieuw aanmelden"),
    )


def _say(request: HttpRequest, title: str, text: str, *, status: int = 200, link=None) -> HttpResponse:
    context = {
        "title": title,
        "text": text,
        "link": link or (reverse("newsletter:editions"), "Naar de nieuwsbrieven"),
        "breadcrumb": [*CRUMBS, (title, "")],
    }
    return render(request, "newsletter/said.html", context, status=status)


def _ask(request: HttpRequest, title: str, text: str, button: str) -> HttpResponse:
    context = {"title": title, "text": text, "button": button, "breadcrumb": [*CRUMBS, (title, "")]}
    return render(request, "newsletter/said.html", context)
