"""The e-mail of an edition as it would go out now, to look at before sending."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from newsletter import composing, payload
from newsletter.models import Edition
from newsletter.views.common import edition_crumbs
from twenterand.accounts.rights import Action, require


@csp_update({"frame-src": [SELF]})
@require_safe
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """The e-mail as a computer and as a telephone show it, and as plain text."""
    require(request.user, Action.VIEW_WORK)
    edition = get_object_or_404(Edition, slug=slug)
    context = {
        "edition": edition,
        "composed": composing.preview(payload.build(slug)),
        "breadcrumb": [*edition_crumbs(edition), ("E-mail", "")],
    }
    return render(request, "newsletter/work_mail.html", context)


# A mail carries its styles on its elements. It is a document of its own in which nothing runs, that sends nothing
# and that only our own page may frame.
@csp_replace(
    {
        "default-src": [NONE],
        "script-src": [NONE],
        "connect-src": [NONE],
        "img-src": [SELF],
        "style-src": [UNSAFE_INLINE],
        "form-action": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-same-origin"],
    }
)
@xframe_options_sameorigin
@never_cache
@require_safe
def mail_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The HTML of the e-mail alone."""
    require(request.user, Action.VIEW_WORK)
    get_object_or_404(Edition, slug=slug)
    return HttpResponse(composing.preview(payload.build(slug)).html)
