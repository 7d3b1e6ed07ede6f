"""Putting a figure of a publication in an article, and deciding when a newer publication says something else."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsletter import quoting
from newsletter.forms.quoting import QuoteForm
from newsletter.models import Block
from newsletter.relations import require_making, require_writing
from newsletter.views.common import EDIT, article_crumbs, article_url, found_article
from newsletter.views.writing import STALE, after
from policy.views.common import seen_version
from twenterand.workflow import Refused, Stale


@require_safe
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Find an indicator or proposal in what is published."""
    article = found_article(pk)
    require_writing(request.user, article)
    text = request.GET.get("q", "")
    context = {
        "article": article,
        "text": text,
        "after": request.GET.get("na", ""),
        "found": quoting.search(text),
        "breadcrumb": [*article_crumbs(article), ("Cijfer uit een publicatie", "")],
    }
    return render(request, "newsletter/work_quote_search.html", context)


@require_http_methods(EDIT)
def quote(request: HttpRequest, pk: int, publication: str, number: int, kind: str, uid: UUID) -> HttpResponse:
    """Choose the value; it stays bound to this version."""
    article = found_article(pk)
    require_writing(request.user, article)
    quotable = quoting.find(publication, number, kind, str(uid))
    if quotable is None:
        raise Http404
    form = QuoteForm(request.POST or None, quotable=quotable, initial={"version": article.version})
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            block = quoting.quote(
                article=article,
                quotable=quotable,
                key=form.cleaned_data["key"],
                label=form.cleaned_data["label"],
                by=request.user,
                seen_version=form.cleaned_data["version"],
                **after(request, article),
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale:
            stale = True
            messages.error(request, STALE)
        else:
            return redirect(article_url(article, block))
    context = {
        "article": article,
        "quotable": quotable,
        "form": form,
        "breadcrumb": [*article_crumbs(article), ("Cijfer uit een publicatie", "")],
    }
    status = 409 if stale else 422 if form.errors else 200
    return render(request, "newsletter/work_quote.html", context, status=status)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what the newest publication says, or leave the block as it is."""
    require_making(request.user)
    block = get_object_or_404(
        Block.objects.select_related("article__edition"), pk=pk, reference__isnull=False
    )
    act = quoting.take_over if request.POST.get("act") == "over" else quoting.leave_as_is
    try:
        act(block=block, by=request.user, seen_version=seen_version(request))
    except Stale:
        messages.error(request, STALE)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("newsletter:work_edition", block.article.edition.slug)
