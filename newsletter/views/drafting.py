"""The draft of an edition: making it, reading it, sharing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from newsletter import drafting
from newsletter.models import Draft, Edition
from newsletter.relations import require_making
from newsletter.views.common import EDIT, edition_crumbs
from twenterand.accounts.people import names


@never_cache
@require_http_methods(EDIT)
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a draft, get it, and give or withdraw links to it."""
    require_making(request.user)
    edition = get_object_or_404(Edition, slug=slug)
    link = ""
    if request.method == "POST":
        if "make" in request.POST:
            return redirect("jobs:job", drafting.start(edition=edition, by=request.user).pk)
        if "withdraw" in request.POST:
            drafting.withdraw(edition=edition, by=request.user)
            messages.success(request, "De links naar het concept werken niet meer.")
            return redirect(request.path)
        if "share" in request.POST:
            link = drafting.share(edition=edition, by=request.user)
    found = Draft.objects.filter(edition=edition).defer("content").first()
    context = {
        "edition": edition,
        "draft": found,
        "by": names([found.made_by]).get(found.made_by, found.made_by) if found else "",
        "current": found is not None and drafting.is_current(edition),
        "link": link,
        "links": edition.draft_links.filter(withdrawn_at=None),
        "breadcrumb": [*edition_crumbs(edition), ("Concept", "")],
    }
    return render(request, "newsletter/work_draft.html", context)


@never_cache
@require_safe
def draft_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The PDF of the draft."""
    require_making(request.user)
    return _file(Draft.objects.select_related("edition").filter(edition__slug=slug).first())


@login_not_required
@never_cache
@require_safe
def shared_draft(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF of the draft for who got a link."""
    return _file(drafting.of_token(token))


def _file(found: Draft | None) -> HttpResponse:
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="concept-{found.edition.slug}.pdf"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
