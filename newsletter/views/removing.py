"""Taking articles and editions away, and moving an article to another edition: each asks first."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from newsletter.editing import articles, editions
from newsletter.forms.removing import PostponeForm, RemoveForm
from newsletter.models import Article, Edition
from newsletter.relations import require_making
from newsletter.views.common import (
    EDIT,
    LIST,
    article_crumbs,
    article_url,
    edition_crumbs,
    form_page,
    found_article,
)
from policy.views.common import with_version
from twenterand.workflow import Refused, Stale


@require_http_methods(EDIT)
def article_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article out of its edition for good."""
    require_making(request.user)
    article = found_article(pk)

    def remove(reason: str, **given) -> str:
        articles.remove_article(article=article, reason=reason, **given)
        return f"“{article.title}” is verwijderd."

    return _asked(
        request,
        article,
        RemoveForm,
        act=remove,
        title="Artikel verwijderen",
        button="Verwijderen",
        leads_to=_edition_url(article.edition),
        **_of_article(article),
    )


@require_http_methods(EDIT)
def article_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an article to another edition."""
    require_making(request.user)
    article = found_article(pk)

    def postpone(edition: Edition, **given) -> str:
        articles.postpone_article(article=article, edition=edition, **given)
        return f"“{article.title}” staat nu in {edition}."

    return _asked(
        request,
        article,
        lambda *data, **options: PostponeForm(*data, edition=article.edition, **options),
        act=postpone,
        title="Naar een andere editie",
        button="Verplaatsen",
        leads_to=_edition_url(article.edition),
        **_of_article(article),
    )


@require_http_methods(EDIT)
def edition_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take away an edition without articles that was never published."""
    require_making(request.user)
    edition = get_object_or_404(Edition, slug=slug)

    def remove(reason: str, **given) -> str:
        editions.remove_edition(edition=edition, reason=reason, **given)
        return f"De editie {edition} is verwijderd."

    return _asked(
        request,
        edition,
        RemoveForm,
        act=remove,
        title="Editie verwijderen",
        button="Verwijderen",
        leads_to=LIST[1],
        kicker=str(edition).capitalize(),
        back=_edition_url(edition),
        breadcrumb=edition_crumbs(edition),
    )


def _asked(
    request: HttpRequest, record, form_class, *, act: Callable[..., str], leads_to: str, **page
) -> HttpResponse:
    """A form that asks before `act`, which says what was done; somebody who was first is told with 409."""
    form = form_class(request.POST or None, initial={"version": record.version})
    stale = None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            said = act(seen_version=given.pop("version"), by=request.user, **given)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as error:
            stale = error.current
            form = form_class(with_version(request, stale.version))
        else:
            messages.success(request, said)
            return redirect(leads_to)
    status = 409 if stale else 422 if form.errors else 200
    return form_page(request, form, status=status, stale=stale, **page)


def _of_article(article: Article) -> dict:
    return {
        "kicker": article.title,
        "back": article_url(article),
        "breadcrumb": article_crumbs(article),
    }


def _edition_url(edition: Edition) -> str:
    return reverse("newsletter:work_edition", args=[edition.slug])
