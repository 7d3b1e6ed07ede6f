"""Writing an article: its blocks in order, a form for each, and the way back to an earlier step."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsletter import asking, obstacles, reading
from newsletter.editing import articles, blocks, reopening
from newsletter.forms import BLOCK_FORMS, ArticleForm, PictureForm, StepForm, TitleForm
from newsletter.forms.quoting import BoundForm
from newsletter.models import Article, Block, BlockKind
from newsletter.payload import block_payload
from newsletter.relations import may_write, require_writing
from newsletter.views.common import (
    EDIT,
    article_crumbs,
    article_url,
    edition_crumbs,
    form_page,
    found_article,
)
from policy.views.common import seen_version, with_version
from twenterand.accounts.people import names
from twenterand.accounts.rights import Action, may, require
from twenterand.dates import format_date
from twenterand.workflow import Refused, Stale

STALE = "Iemand anders heeft dit artikel intussen gewijzigd. Kijk hoe het nu is; er is niets gewijzigd."
SHOWN_STEPS = 20


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The article as it stands, with what this person may do to each block."""
    require(request.user, Action.VIEW_WORK)
    record = found_article(pk)
    rows = list(record.blocks.select_related("picture").defer("picture__content").order_by("position", "pk"))
    shown = [(row, block_payload(row)) for row in rows]
    way = blocks.way_back(record)
    steps = blocks.steps(record, SHOWN_STEPS)
    who = names({step.history_user_id for step in steps})
    context = {
        "article": record,
        "blocks": shown,
        "kinds": [(kind.value, kind.label) for kind in BlockKind if kind in BLOCK_FORMS],
        "writable": may_write(request.user, record),
        "transitions": _transitions(request, record),
        "obstacles": obstacles.of_article(record, localdate()),
        "way": way,
        "step_form": StepForm(initial={"version": record.version}),
        "kicker": str(record.edition).capitalize(),
        "reason_back": asking.reason_back(record) if may_write(request.user, record) else "",
        "held_text": f"Dit artikel komt nog niet in de editie: {record.held}",
        "facts": _facts(record, shown),
        "warning": reopening.will_reopen(record) if may_write(request.user, record) else "",
        "actions": _actions(request, record),
        "steps": [(step, who.get(step.history_user_id, step.history_user_id)) for step in steps],
        "breadcrumb": [*edition_crumbs(record.edition), (record.title, "")],
    }
    return render(request, "newsletter/work_article.html", context)


def _facts(record: Article, shown: list) -> list[tuple[str, str]]:
    words = sum(reading.words(block) for _, block in shown)
    length = f"{words} woorden" + (f" van {record.words}" if record.words else "")
    if record.words and words > record.words:
        length += f": {words - record.words} te veel"
    writer = record.owner.name if record.owner else record.outside or "de redactie"
    facts = [("Schrijver", writer), ("Thema", str(record.theme or "Algemeen")), ("Lengte", length)]
    if record.deadline:
        facts.append(("Aanleveren vóór", format_date(record.deadline)))
    if record.cleared_by:
        facts.append(("Akkoord", record.cleared_by))
    return facts


def _actions(request: HttpRequest, record: Article) -> list[dict[str, str]]:
    if not may_write(request.user, record):
        return []
    pages = [("Gegevens wijzigen", "gegevens"), ("Word-bestand inlezen", "word")]
    if may(request.user, Action.EDIT_NEWSLETTER):
        pages += [
            ("Vragen om te schrijven", "vragen"),
            ("Naar een andere editie", "andere-editie"),
            ("Verwijderen", "verwijderen"),
        ]
    return [
        {"label": label, "kind": "secondary", "href": f"{article_url(record)}{page}/"}
        for label, page in pages
    ]


def _transitions(request: HttpRequest, record: Article) -> list:
    """The steps that this person may take now."""
    making = may(request.user, Action.EDIT_NEWSLETTER)
    writing = may_write(request.user, record)
    return [
        transition
        for transition in articles.WORKFLOW.leaving(record.state)
        if (writing if transition.name in ("deliver", "agree") else making)
    ]


@require_http_methods(EDIT)
def article_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What the article is called; for who makes the newsletter also who writes it, by when and how long."""
    record = found_article(pk)
    require_writing(request.user, record)
    form_class = ArticleForm if may(request.user, Action.EDIT_NEWSLETTER) else TitleForm
    form = form_class(request.POST or None, initial=form_class.initial_of(record))
    stale = None
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in form_class.FIELDS}
        try:
            articles.change_article(
                article=record, seen_version=form.cleaned_data["version"], by=request.user, **fields
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as error:
            stale = error.current
            form = form_class(with_version(request, stale.version))
        else:
            messages.success(request, "De gegevens van het artikel zijn opgeslagen.")
            return redirect(article_url(record))
    return form_page(
        request,
        form,
        title="Gegevens van het artikel",
        kicker=record.title,
        back=article_url(record),
        breadcrumb=article_crumbs(record),
        status=409 if stale else 422 if form.errors else 200,
        stale=stale,
    )


@require_http_methods(EDIT)
def block_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Add a block of one kind; `?na=` is the block behind which it comes."""
    record = found_article(pk)
    require_writing(request.user, record)
    if kind not in BLOCK_FORMS:
        raise Http404
    where = after(request, record)
    form = _form(request, kind, {"version": record.version})

    def save():
        return blocks.add_block(
            article=record,
            seen_version=form.cleaned_data["version"],
            by=request.user,
            kind=kind,
            **where,
            **form.fields_of_block(),
        )

    return _block_page(request, record, form, save, title=f"{BlockKind(kind).label.capitalize()} toevoegen")


@require_http_methods(EDIT)
def block(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a block."""
    found = get_object_or_404(
        Block.objects.select_related("article__edition", "article__owner", "picture").defer(
            "picture__content"
        ),
        pk=pk,
    )
    record = found.article
    require_writing(request.user, record)
    if found.reference:
        form = BoundForm(
            request.POST or None,
            block=found,
            initial=BoundForm.initial_of(found) | {"version": record.version},
        )
    else:
        initial = BLOCK_FORMS[found.kind].initial_of(found) | {"version": record.version}
        form = _form(request, found.kind, initial, picture=found.picture)

    def save():
        return blocks.change_block(
            block=found, seen_version=form.cleaned_data["version"], by=request.user, **form.fields_of_block()
        )

    return _block_page(request, record, form, save, title=f"{found.get_kind_display().capitalize()} wijzigen")


def _form(request: HttpRequest, kind: str, initial: dict, picture=None):
    """The form of a kind of block; that of a picture keeps the file, so it knows who brings it."""
    about = {"by": request.user, "picture": picture} if kind == BlockKind.PICTURE else {}
    return BLOCK_FORMS[kind](request.POST or None, request.FILES or None, initial=initial, **about)


def _once_more(request: HttpRequest, form, version: int):
    """The form as it was sent, on top of `version`; a picture that was chosen is not asked for again."""
    data, about = with_version(request, version), {}
    if isinstance(form, BoundForm):
        about = {"block": form.block}
    elif isinstance(form, PictureForm):
        about = {"by": form.by, "picture": form.picture}
        data["remembered"] = form.remember()
    return type(form)(data, initial=form.initial, **about)


def after(request: HttpRequest, record: Article) -> dict:
    """Where the new block comes: behind `?na=`, at the beginning for 0, else at the end."""
    asked = request.GET.get("na", "")
    if asked == "0":
        return {"first": True}
    return {"after": record.blocks.filter(pk=_key(asked)).first()}


def _block_page(request: HttpRequest, record: Article, form, save, *, title: str) -> HttpResponse:
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = save()
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as error:
            stale = error.current
            form = _once_more(request, form, stale.version)
        else:
            return redirect(article_url(record, saved))
    return form_page(
        request,
        form,
        title=title,
        kicker=record.title,
        back=article_url(record),
        breadcrumb=article_crumbs(record),
        status=409 if stale else 422 if form.errors else 200,
        stale=stale,
    )


@require_POST
def block_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Move, duplicate or remove a block; each can be undone."""
    found = get_object_or_404(Block.objects.select_related("article__edition", "article__owner"), pk=pk)
    record, act = found.article, request.POST.get("act", "")
    require_writing(request.user, record)
    given = {"block": found, "seen_version": seen_version(request), "by": request.user}
    target = found
    try:
        if act in ("up", "down"):
            blocks.move_block(direction=act, **given)
        elif act == "duplicate":
            target = blocks.duplicate_block(**given)
        elif act == "remove":
            blocks.remove_block(**given)
            target = None
            messages.success(request, "Het blok is verwijderd. Met “Ongedaan maken” komt het terug.")
    except Stale:
        messages.error(request, STALE)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(article_url(record, target))


@require_POST
def article_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The blocks as they stood after an earlier step."""
    record = found_article(pk)
    require_writing(request.user, record)
    try:
        blocks.restore(
            article=record,
            step=_key(request.POST.get("step", "")),
            seen_version=seen_version(request),
            by=request.user,
        )
    except Stale:
        messages.error(request, STALE)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "Het artikel staat weer zoals na die stap.")
    return redirect(article_url(record))


def _key(text: str) -> int:
    """A primary key as typed in an address; 0, which is nobody's, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
