"""How pages and files for readers are answered: without login or cookies, GET and HEAD only, compressed, and so
that they can be kept."""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from twenterand.accounts.models import Organisation
from twenterand.publications import querysets
from twenterand.publications.views import withdrawing

View = Callable[..., HttpResponse]
# Short, because what is released must be seen soon; after it the ETag saves making and sending the page.
MAX_AGE = 60


def for_readers(view: View) -> View:
    """Decorator for a public page: as `public`, with an ETag that makes the page only when it would differ."""
    return public(condition(etag_func=_etag)(view))


def public(view: View) -> View:
    """Decorator for what everybody may ask for. Sets `request.reader`: None for who comes without a session, so
    that the session is not even looked at; else the user, who may be allowed to read what is under embargo."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.reader = reader(request)
        try:
            response = view(request, *args, **kwargs)
        except withdrawing.Gone as gone:
            response = withdrawing.answer(request, gone)
        say_how_long(response, request.reader)
        return response if request.reader else _compressed(request, response)

    # Nothing is done here, so there is nothing to forge: a POST hears that it is not allowed, not that a form expired.
    return login_not_required(csrf_exempt(require_safe(answer)))


class _Compression(GZipMiddleware):
    # Padding hides secrets from who measures sizes. What everybody may read holds none, not even a CSRF token;
    # what a signed-in person gets may be under embargo and is not compressed at all.
    max_random_bytes = 0


_compression = _Compression(lambda request: HttpResponse())
# The other kinds of file are compressed themselves.
COMPRESSED = ("text/", "application/json", "application/schema+json", "application/xml")


def _compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response compressed where the reader takes that."""
    if not response.get("Content-Type", "").startswith(COMPRESSED):
        return response
    return _compression.process_response(request, response)


def weak_etag(digest: str) -> str:
    """An ETag for what may be sent compressed: other bytes, same meaning. Weak from the start, so that "not
    modified" names the same one."""
    return f'W/"{digest}"'


def say_how_long(response: HttpResponse, person) -> None:
    """Everybody may keep what everybody may read; what a signed-in person got is theirs alone."""
    if person is None:
        patch_cache_control(response, public=True, max_age=MAX_AGE)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    # Readers have no cookies, so they share one copy. Who signs in gets a cookie, and so a page of their own.
    patch_vary_headers(response, ["Cookie"])


def reader(request: HttpRequest):
    """The signed-in person, or None."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def _etag(request: HttpRequest, *args, **kwargs) -> str:
    """Changes with what is visible (a release, a withdrawal, an embargo that ends), with the address, and with
    the software: a public page is made from nothing else."""
    visible = querysets.visible_to(request.reader).order_by("pk").values_list("pk", "sha256")
    # Who may read under embargo is told so, and until when.
    embargoes = [(row.pk, row.embargo_until) for row in querysets.under_embargo()] if request.reader else []
    names = Organisation.objects.values_list("name", "short_name", "contact", "colophon").first()
    state = repr((software(), request.get_full_path(), names, list(visible), embargoes))
    return weak_etag(hashlib.sha256(state.encode()).hexdigest()[:32])


@cache
def software() -> str:
    """A digest of our templates and code; a new version of the portal makes new pages."""
    digest = hashlib.sha256()
    places = (("templates", "**/*.html"), ("twenterand", "**/*.py"), ("newsletter", "**/*.py"))
    for folder, pattern in (*places, ("twenterand/static/css", "*.css")):
        for path in sorted(Path(settings.BASE_DIR, folder).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
