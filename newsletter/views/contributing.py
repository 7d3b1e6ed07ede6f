"""Writing with a link: somebody outside opens one article, without an account and without a cookie."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter import asking, word
from newsletter.editing import articles, blocks
from newsletter.forms.contributing import ContributionForm
from newsletter.models import Article, ArticleState, BlockKind, Invitation
from newsletter.payload import block_payload
from policy.richtext_widget import media_with_nonce
from policy.views.common import with_version
from twenterand.workflow import Refused, Stale

GONE = (
    "De link is verlopen of ingetrokken, of het artikel is al akkoord. Vraag de gemeente om een nieuwe link."
)


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """The article as it stands, a form to write in it, and a button to hand it in. The token is the right."""
    invitation = asking.of_token(token)
    if invitation is None:
        context = {"title": "Deze link werkt niet meer", "text": GONE, "link": ("/", "Naar de site")}
        return _private(render(request, "newsletter/said.html", context, status=404))
    article = invitation.article
    text = article.blocks.filter(kind=BlockKind.TEXT).order_by("position", "pk").first()
    initial = {"version": article.version, "title": article.title, "html": text.html if text else ""}
    form = ContributionForm(request.POST or None, request.FILES or None, initial=initial)
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            _keep(form, invitation, article, text, hand_in="hand_in" in request.POST)
            return _private(redirect(reverse("newsletter:contribute", args=[token]) + "?bewaard"))
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else None, refused.sentence)
        except Stale as error:
            stale, form = True, ContributionForm(with_version(request, error.current.version))
    context = {
        "article": article,
        "form": form,
        "stale": stale,
        "saved": "bewaard" in request.GET and not form.is_bound,
        "handed_in": article.state != ArticleState.ASKED,
        "reason_back": asking.reason_back(article),
        "until": invitation.expires_at,
        "blocks": [
            block_payload(block)
            for block in article.blocks.select_related("picture")
            .defer("picture__content")
            .order_by("position", "pk")
            if text is None or block.pk != text.pk
        ],
        "media": media_with_nonce(form, request.csp_nonce),
    }
    status = 409 if stale else 422 if form.errors else 200
    return _private(render(request, "newsletter/contribute.html", context, status=status))


def _keep(form: ContributionForm, invitation: Invitation, article: Article, text, *, hand_in: bool) -> None:
    """Title and text, then the Word file behind it, then the step; each its own version on top of the last."""
    by = f"link-{invitation.pk}"
    data = form.cleaned_data
    pieces = word.read(content=data["file"].read(), name=data["file"].name, by=by) if data["file"] else []
    articles.change_article(article=article, seen_version=data["version"], by=by, title=data["title"])
    if data["html"] and text:
        blocks.change_block(block=text, seen_version=None, by=by, html=data["html"], medium=text.medium)
    elif data["html"]:
        blocks.add_block(
            article=article, seen_version=None, by=by, kind=BlockKind.TEXT, html=data["html"], first=True
        )
    word.add_to(article=article, pieces=pieces, by=by, seen_version=None)
    Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now())
    article.refresh_from_db()
    if hand_in and article.state == ArticleState.ASKED:
        articles.take_step(article=article, step="deliver", seen_version=None, by=by)


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other site, and into no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
