"""What the pages of the newsletter's editor share."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from newsletter.models import Article, Block, Edition
from policy.richtext_widget import media_with_nonce
from policy.views.common import last_writer

MY_WORK = ("Mijn werk", "/werk/")
LIST = ("Nieuwsbrieven", "/werk/nieuwsbrieven/")
EDIT = ["GET", "HEAD", "POST"]
Crumbs = list[tuple[str, str]]


def edition_crumbs(edition: Edition) -> Crumbs:
    """The way to an edition."""
    return [
        MY_WORK,
        LIST,
        (str(edition).capitalize(), reverse("newsletter:work_edition", args=[edition.slug])),
    ]


def article_crumbs(article: Article) -> Crumbs:
    """The way to an article."""
    return [*edition_crumbs(article.edition), (article.title, article_url(article))]


def article_url(article: Article, block: Block | None = None) -> str:
    """The editor of an article, at one of its blocks."""
    address = reverse("newsletter:work_article", args=[article.pk])
    return f"{address}#blok-{block.pk}" if block else address


def found_article(pk: int) -> Article:
    """The article with what its pages show, or 404."""
    return get_object_or_404(Article.objects.select_related("edition", "owner", "theme"), pk=pk)


def form_page(
    request: HttpRequest,
    form,
    *,
    title: str,
    kicker: str,
    back: str,
    breadcrumb: Crumbs,
    status: int = 200,
    stale=None,
    button: str = "Opslaan",
    **context,
) -> HttpResponse:
    """A page with one form. `stale` is the record as somebody else left it: what was typed is kept, and saving
    again goes on top of it."""
    context |= {
        "form": form,
        "title": title,
        "kicker": kicker,
        "back": back,
        "button": button,
        "breadcrumb": [*breadcrumb, (title, "")],
        "media": media_with_nonce(form, request.csp_nonce),
        "conflict": stale is not None,
        "their_name": last_writer(stale) if stale is not None else "",
    }
    return render(request, "newsletter/work_form.html", context, status=status)
