"""Making an edition: starting it, its basics, its articles in order, and its way to akkoord."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from newsletter.editing import articles, editions
from newsletter.forms import ArticleForm, EditionForm, MastheadForm, NewEditionForm, ReasonStepForm
from newsletter.models import Edition
from newsletter.relations import require_making, require_writing
from newsletter.views.common import EDIT, LIST, MY_WORK, article_url, edition_crumbs, form_page, found_article
from policy.views.common import seen_version, with_version
from twenterand.workflow import Refused, Stale


@require_http_methods(EDIT)
def edition_new(request: HttpRequest) -> HttpResponse:
    """Start an edition, from the one before or empty."""
    require_making(request.user)
    form = NewEditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = editions.start_edition(by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"De editie {edition} is gemaakt.")
            return redirect("newsletter:work_edition", edition.slug)
    return form_page(
        request,
        form,
        title="Nieuwe editie",
        kicker="Nieuwsbrieven",
        back=LIST[1],
        breadcrumb=[MY_WORK, LIST],
        status=422 if form.errors else 200,
        button="Editie maken",
    )


@require_http_methods(EDIT)
def edition_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, dates, colours, introduction, box and colophon."""
    require_making(request.user)
    edition = get_object_or_404(Edition, slug=slug)
    form = EditionForm(request.POST or None, initial=EditionForm.initial_of(edition))
    stale = None
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in EditionForm.FIELDS}
        try:
            edition = editions.change_edition(
                edition=edition, seen_version=form.cleaned_data["version"], by=request.user, **fields
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as error:
            stale = error.current
            form = EditionForm(with_version(request, stale.version))
        else:
            messages.success(request, "De gegevens van de editie zijn opgeslagen.")
            return redirect("newsletter:work_edition", edition.slug)
    return form_page(
        request,
        form,
        title="Gegevens van de editie",
        kicker=str(edition).capitalize(),
        back=reverse("newsletter:work_edition", args=[slug]),
        breadcrumb=edition_crumbs(edition),
        status=409 if stale else 422 if form.errors else 200,
        stale=stale,
    )


@require_http_methods(EDIT)
def edition_masthead(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture at the head of the edition."""
    require_making(request.user)
    edition = get_object_or_404(
        Edition.objects.select_related("masthead").defer("masthead__content"), slug=slug
    )
    about = {"initial": MastheadForm.initial_of(edition), "by": request.user, "picture": edition.masthead}
    form = MastheadForm(request.POST or None, request.FILES or None, **about)
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                editions.change_edition(
                    edition=edition,
                    seen_version=form.cleaned_data["version"],
                    by=request.user,
                    masthead=form.store(),
                    masthead_about=form.told(),
                )
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as error:
            stale = error.current
            data = with_version(request, stale.version)
            data["remembered"] = form.remember()
            form = MastheadForm(data, **about)
        else:
            messages.success(request, "Het kopbeeld is opgeslagen.")
            return redirect("newsletter:work_edition", slug)
    return form_page(
        request,
        form,
        title="Kopbeeld",
        kicker=str(edition).capitalize(),
        back=reverse("newsletter:work_edition", args=[slug]),
        breadcrumb=edition_crumbs(edition),
        status=409 if stale else 422 if form.errors else 200,
        stale=stale,
    )


@require_POST
def edition_step(request: HttpRequest, slug: str) -> HttpResponse:
    """One step on the way to akkoord; a step back asks its reason first."""
    require_making(request.user)
    edition = get_object_or_404(Edition, slug=slug)
    step = request.POST.get("step", "")
    return _step(
        request,
        edition,
        take=lambda **given: editions.take_step(edition=edition, **given),
        workflow=editions.WORKFLOW,
        step=step,
        back=reverse("newsletter:work_edition", args=[slug]),
        breadcrumb=edition_crumbs(edition),
    )


def _step(request: HttpRequest, record, *, take, workflow, step: str, back: str, breadcrumb) -> HttpResponse:
    """Take a step, or ask for the reason that it needs."""
    transition = workflow.transitions.get(step)
    if transition is None:
        return redirect(back)
    form = None
    if transition.needs_reason:
        form = ReasonStepForm(
            request.POST if "reason" in request.POST else None, initial={"version": record.version}
        )
        if not form.is_bound or not form.is_valid():
            return form_page(
                request,
                form,
                title=transition.label,
                kicker=str(record),
                back=back,
                breadcrumb=breadcrumb,
                status=422 if form.errors else 200,
                button=transition.label,
                step=step,
            )
    try:
        take(
            step=step,
            seen_version=seen_version(request),
            by=request.user,
            reason=form.cleaned_data["reason"] if form else "",
            **({"clearer": request.POST.get("clearer", "")} if step == "clear" else {}),
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    except Stale:
        messages.error(request, "Iemand anders heeft dit intussen gewijzigd. Kijk of uw stap nog klopt.")
    else:
        messages.success(request, f"Gedaan: {transition.label[:1].lower()}{transition.label[1:]}.")
    return redirect(back)


@require_http_methods(EDIT)
def article_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan an article and say who writes it."""
    require_making(request.user)
    edition = get_object_or_404(Edition, slug=slug)
    form = ArticleForm(request.POST or None, initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ArticleForm.FIELDS}
        later = {name: fields.pop(name) for name in ("held", "recurring", "page_break")}
        try:
            article = articles.add_article(edition=edition, by=request.user, **fields)
            if any(later.values()):
                articles.change_article(article=article, seen_version=None, by=request.user, **later)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"“{article}” is toegevoegd.")
            return redirect(article_url(article))
    return form_page(
        request,
        form,
        title="Artikel toevoegen",
        kicker=str(edition).capitalize(),
        back=reverse("newsletter:work_edition", args=[slug]),
        breadcrumb=edition_crumbs(edition),
        status=422 if form.errors else 200,
        button="Toevoegen",
    )


@require_POST
def article_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down in the edition."""
    require_making(request.user)
    article = found_article(pk)
    direction = "up" if request.POST.get("direction") == "up" else "down"
    articles.move_article(article=article, direction=direction, by=request.user)
    return redirect(
        reverse("newsletter:work_edition", args=[article.edition.slug]) + f"#artikel-{article.pk}"
    )


@require_POST
def article_step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step of an article: deliver, edit, agree, back."""
    article = found_article(pk)
    require_writing(request.user, article)
    return _step(
        request,
        article,
        take=lambda **given: articles.take_step(article=article, **given),
        workflow=articles.WORKFLOW,
        step=request.POST.get("step", ""),
        back=article_url(article),
        breadcrumb=edition_crumbs(article.edition),
    )
