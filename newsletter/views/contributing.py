"""Writing with a link: somebody outside opens one article, without an account and without a cookie."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsletter import about, asking, word
from newsletter.editing import articles, blocks
from newsletter.forms.contributing import ContributionForm
from newsletter.models import Article, ArticleState, Block, BlockKind, Invitation
from newsletter.payload import block_payload
from policy.richtext_widget import media_with_nonce
from policy.views.common import seen_version, with_version
from twenterand import richtext
from twenterand.media import pictures
from twenterand.workflow import Refused, Stale

# Without a cookie there is nowhere else to keep what was said.
SAID = {
    "bewaard": "Uw artikel is bewaard.",
    "gewijzigd": "Er is intussen iets gewijzigd. Kijk hoe het artikel nu is; uw laatste klik is niet uitgevoerd.",
    "alt": "Schrijf op wat iemand op de afbeelding ziet. Er is niets gewijzigd.",
}
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
    text = _text(article)
    form = ContributionForm(
        request.POST or None,
        request.FILES or None,
        filled=article.blocks.exists(),
        initial={"version": article.version, "title": article.title, "html": text.html if text else ""},
    )
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            _keep(form, invitation, article, text, hand_in="hand_in" in request.POST)
            return _said(token, "bewaard")
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else None, refused.sentence)
        except Stale as error:
            stale = True
            form = ContributionForm(
                with_version(request, error.current.version), filled=article.blocks.exists()
            )
    return _page(request, token, invitation, form, text, stale=stale)


def _page(
    request: HttpRequest, token: str, invitation: Invitation, form, text, *, stale: bool
) -> HttpResponse:
    article = invitation.article
    said = next((sentence for key, sentence in SAID.items() if key in request.GET and not form.is_bound), "")
    context = {
        "article": article,
        "token": token,
        "form": form,
        "stale": stale,
        "said": said,
        "said_kind": "ok" if said == SAID["bewaard"] else "warning",
        "handed_in": article.state != ArticleState.ASKED,
        "reason_back": asking.reason_back(article),
        "until": invitation.expires_at,
        "blocks": _others(article, text),
        "media": media_with_nonce(form, request.csp_nonce),
    }
    status = 409 if stale else 422 if form.errors else 200
    return _private(render(request, "newsletter/contribute.html", context, status=status))


@login_not_required
@csrf_exempt
@never_cache
@require_POST
def contribute_block(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Take a block of the article away, or say what stands on a picture."""
    invitation = asking.of_token(token)
    if invitation is None:
        raise Http404
    by = f"link-{invitation.pk}"
    block = get_object_or_404(
        Block.objects.select_related("article__edition", "picture").defer("picture__content"),
        pk=pk,
        article=invitation.article_id,
    )
    given = {"block": block, "seen_version": seen_version(request), "by": by}
    try:
        if "remove" in request.POST:
            blocks.remove_block(**given)
        elif block.picture:
            told = about.of(block.picture, block.content.get("about")) | {"alt": request.POST.get("alt", "")}
            content = block.content | {"about": told | {"decorative": False}}
            blocks.change_block(picture=block.picture, content=content, medium=block.medium, **given)
    except Stale:
        return _said(token, "gewijzigd")
    except Refused:
        return _said(token, "alt")
    return _said(token, "bewaard")


@login_not_required
@never_cache
@require_safe
def contribute_picture(request: HttpRequest, token: str, sha256: str) -> HttpResponse:
    """A picture of the article that the link opens."""
    invitation = asking.of_token(token)
    if invitation is None or not invitation.article.blocks.filter(picture__sha256=sha256).exists():
        raise Http404
    content, media_type = pictures.content_of(sha256)
    return _private(HttpResponse(content, content_type=media_type))


def _text(article: Article) -> Block | None:
    """The text that stands in the form."""
    return article.blocks.filter(kind=BlockKind.TEXT).order_by("position", "pk").first()


def _others(article: Article, text: Block | None) -> list[tuple[Block, dict]]:
    rows = article.blocks.select_related("picture").defer("picture__content").order_by("position", "pk")
    return [(row, block_payload(row)) for row in rows if text is None or row.pk != text.pk]


@transaction.atomic
def _keep(form: ContributionForm, invitation: Invitation, article: Article, text, *, hand_in: bool) -> None:
    """Title and text, then the Word file behind it, then the step; each its own version on top of the last."""
    by = f"link-{invitation.pk}"
    data = form.cleaned_data
    pieces = word.read(content=data["file"].read(), name=data["file"].name, by=by) if data["file"] else []
    articles.change_article(article=article, seen_version=data["version"], by=by, title=data["title"])
    html = richtext.sanitise(data["html"])
    if pieces and data.get("replace"):
        # What was typed now stays; what only stood there goes, else the same file would double the article.
        html = "" if text and html == text.html else html
        for block in article.blocks.all():
            blocks.remove_block(block=block, seen_version=None, by=by)
        text = None
    _keep_text(article, text, html, by)
    word.add_to(article=article, pieces=pieces, by=by, seen_version=None)
    Invitation.objects.filter(pk=invitation.pk).update(used_at=timezone.now())
    article.refresh_from_db()
    if hand_in and article.state == ArticleState.ASKED:
        articles.take_step(article=article, step="deliver", seen_version=None, by=by)


def _keep_text(article: Article, text: Block | None, html: str, by: str) -> None:
    given = {"seen_version": None, "by": by}
    if richtext.is_empty(html):
        if text:
            blocks.remove_block(block=text, **given)
    elif text:
        blocks.change_block(block=text, html=html, medium=text.medium, **given)
    else:
        blocks.add_block(article=article, kind=BlockKind.TEXT, html=html, first=True, **given)


def _said(token: str, what: str) -> HttpResponse:
    return _private(redirect(reverse("newsletter:contribute", args=[token]) + f"?{what}"))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: it goes to no other site, and into no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
