"""Asking for an article by mail, and taking in the Word file that comes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from newsletter import asking, word
from newsletter.forms.contributing import InviteForm, WordForm
from newsletter.relations import require_making, require_writing
from newsletter.views.common import EDIT, article_crumbs, article_url, form_page, found_article
from policy.views.common import with_version
from twenterand.workflow import Refused, Stale


@require_http_methods(EDIT)
def article_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the function that writes, or give somebody outside a link."""
    require_making(request.user)
    article = found_article(pk)
    form = InviteForm(request.POST if "mail" in request.POST else None)
    status = 200
    if request.method == "POST":
        try:
            if "withdraw" in request.POST:
                asking.withdraw(article=article, by=request.user)
                messages.success(request, "De link werkt niet meer.")
                return redirect(request.path)
            if "function" in request.POST:
                to = asking.ask(article=article, by=request.user)
                messages.success(request, f"De vraag is gemaild aan {', '.join(to)}.")
                return redirect(article_url(article))
            if form.is_valid():
                asking.invite(article=article, mail=form.cleaned_data["mail"], by=request.user)
                messages.success(request, f"De link is gemaild aan {form.cleaned_data['mail']}.")
                return redirect(article_url(article))
        except Refused as refused:
            messages.error(request, refused.sentence)
        status = 422
    return form_page(
        request,
        form,
        title="Vragen om te schrijven",
        kicker=article.title,
        back=article_url(article),
        breadcrumb=article_crumbs(article),
        status=status,
        button="Link mailen",
        asking=article,
        links=article.invitations.filter(withdrawn_at=None),
    )


@require_http_methods(EDIT)
def article_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a Word file: its text and pictures become blocks behind what is there."""
    article = found_article(pk)
    require_writing(request.user, article)
    form = WordForm(request.POST or None, request.FILES or None, initial={"version": article.version})
    stale = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            pieces = word.read(content=upload.read(), name=upload.name, by=request.user)
            count = word.add_to(
                article=article, pieces=pieces, by=request.user, seen_version=form.cleaned_data["version"]
            )
        except Refused as refused:
            form.add_error("file", refused.sentence)
        except Stale as error:
            stale = error.current
            form = WordForm(with_version(request, stale.version), request.FILES)
        else:
            messages.success(request, f"{upload.name} is ingelezen: {count} blokken. Kijk ze na.")
            return redirect(article_url(article))
    return form_page(
        request,
        form,
        title="Word-bestand inlezen",
        kicker=article.title,
        back=article_url(article),
        breadcrumb=article_crumbs(article),
        status=409 if stale else 422 if form.errors else 200,
        stale=stale,
        button="Inlezen",
    )
