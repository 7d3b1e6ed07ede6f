"""Addresses for the gallery's browser tests: the gallery alone, without signing in, and answers for htmx."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from twenterand.gallery import gallery


@login_not_required
def piece(request: HttpRequest) -> HttpResponse:
    """A piece of a page that says something and wants the focus; 409 and 500 on request."""
    html = '<p id="stuk" data-focus data-announce="Het cijfer is opgeslagen.">Opgeslagen</p>'
    return HttpResponse(html, status=int(request.GET.get("status", "200")))


urlpatterns = [path("", login_not_required(gallery)), path("stuk/", piece)]
