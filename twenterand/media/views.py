"""Handing out pictures."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from twenterand.accounts.rights import Action, may
from twenterand.media import pictures
from twenterand.media.models import Picture

YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_safe
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """The bytes of a picture. Readers get what a visible publication shows; who works here gets everything.

    The address is the hash of the bytes, so a browser may keep the answer for ever. Somebody who may not see
    the picture gets the same 404 as for a picture that does not exist.
    """
    found = get_object_or_404(Picture.objects.defer("content"), sha256=sha256)
    # First whether it is public: then the answer does not depend on the session, and no cookie is read.
    public = pictures.is_public(sha256)
    if not public and not may(request.user, Action.VIEW_WORK):
        raise Http404
    etag = f'"{sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"{'public' if public else 'private'}, max-age={YEAR}, immutable"
    return response
