"""Editing one passage: change, add, move, remove, put back, and its history."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from policy import editing, obstacles
from policy.differences import compare
from policy.forms import NewPassageForm, PassageForm, VersionForm
from policy.models import Chapter, Passage, ReviewState
from policy.querysets import for_chapter_page, for_passage_page
from policy.relations import require_text
from policy.richtext_widget import media_with_nonce
from policy.views.chapters import chapter_page
from policy.views.common import (
    EDIT,
    STALE,
    chapter_crumbs,
    chapter_url,
    here,
    judges,
    last_writer,
    saved_already,
    seen_version,
    with_version,
    worker,
)
from twenterand import richtext
from twenterand.accounts.people import names
from twenterand.workflow import Refused, Stale


@worker
@require_http_methods(EDIT)
def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a passage. A stale write answers 409 with both texts, and nothing that was typed is lost."""
    record = for_passage_page().filter(pk=pk).first()
    if record is None:
        return _gone(request, pk)
    require_text(request.user, record.chapter)
    if request.method != "POST":
        return _page(request, PassageForm(initial=_initial(record), chapter=record.chapter), record)
    form = PassageForm(request.POST, chapter=record.chapter)
    if not form.is_valid():
        return _page(request, form, record, status=422)
    try:
        saved = editing.change_passage(
            passage=record, seen_version=form.cleaned_data["version"], by=request.user, **_fields(form)
        )
    except Stale as stale:
        saved = stale.current
        if not saved_already(request, saved, _content(form)):
            return _conflict(request, record, saved, form)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _page(request, form, record, status=422)
    messages.success(request, "De tekst is opgeslagen.")
    return redirect(chapter_url(record.chapter, saved.uid))


@worker
@require_http_methods(EDIT)
def passage_add(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """Add a passage at the end of a chapter, or behind the passage in ?na=."""
    record = get_object_or_404(for_chapter_page(), document__slug=slug, slug=chapter)
    require_text(request.user, record)
    after = next((row for row in record.passages.all() if str(row.pk) == request.GET.get("na")), None)
    initial = {
        "version": 1,
        "uid": uuid.uuid4(),
        "level": after.level if after else 2,
        "node": after.node_id if after else None,
    }
    form = NewPassageForm(request.POST or None, initial=initial, chapter=record)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                added = editing.add_passage(
                    chapter=record,
                    after=after,
                    by=request.user,
                    uid=form.cleaned_data["uid"],
                    **_fields(form),
                )
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, "De tekst is toegevoegd.")
                return redirect(chapter_url(record, added.uid))
    return _page(request, form, Passage(chapter=record), status=status, title="Tekst toevoegen")


@worker
@require_http_methods(EDIT)
def passage_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    record = get_object_or_404(for_passage_page(), pk=pk)
    if request.method != "POST":
        return redirect(chapter_url(record.chapter, record.uid))
    require_text(request.user, record.chapter)
    try:
        editing.move_passage(
            passage=record,
            direction=request.POST.get("direction", ""),
            seen_version=seen_version(request),
            by=request.user,
        )
    except Stale:
        return _chapter_again(request, record.chapter, STALE, 409)
    except Refused as refused:
        return _chapter_again(request, record.chapter, refused.sentence, 422)
    return redirect(chapter_url(record.chapter, record.uid))


@worker
@require_http_methods(EDIT)
def passage_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove. The chapter page then offers to put the passage back."""
    record = get_object_or_404(for_passage_page(), pk=pk)
    require_text(request.user, record.chapter)
    alert, status = "", 200
    if request.method == "POST":
        try:
            editing.remove_passage(passage=record, seen_version=seen_version(request), by=request.user)
        except Stale as stale:
            record, alert, status = stale.current, f"{STALE} Wilt u de tekst nog verwijderen?", 409
        except Refused as refused:
            alert, status = refused.sentence, 422
        else:
            messages.success(request, "De tekst is verwijderd.")
            return redirect(f"{chapter_url(record.chapter)}?terug={record.uid}")
    return render(
        request,
        "policy/remove.html",
        {
            "title": "Tekst verwijderen?",
            "name": obstacles.passage_name(record),
            "judges": judges(request),
            "explanation": "De tekst verdwijnt uit het hoofdstuk. U kunt hem daarna nog terugzetten.",
            "html": record.html,
            "form": VersionForm(initial={"version": record.version}),
            "alert": alert,
            "obstacles": obstacles.before_removing(record),
            "back": chapter_url(record.chapter, record.uid),
            "breadcrumb": here(chapter_crumbs(record.chapter), "Tekst verwijderen"),
        },
        status=status,
    )


@worker
@require_http_methods(EDIT)
def passage_restore(request: HttpRequest, slug: str, chapter: str, uid) -> HttpResponse:
    """Put a removed passage back. One that stands there already is shown."""
    record = get_object_or_404(
        Chapter.objects.select_related("document", "owner"), document__slug=slug, slug=chapter
    )
    if request.method != "POST":
        return redirect(chapter_url(record))
    require_text(request.user, record)
    if record.passages.filter(uid=uid).exists():
        return redirect(chapter_url(record, uid))
    try:
        editing.restore_passage(uid=uid, chapter=record, by=request.user)
    except Refused as refused:
        return _chapter_again(request, record, refused.sentence, 422)
    messages.success(request, "De tekst staat weer in het hoofdstuk.")
    return redirect(chapter_url(record, uid))


def _fields(form: PassageForm) -> dict:
    return {
        name: form.cleaned_data[name]
        for name in ("heading", "level", "node", "html", "reason")
        if name in form.fields
    }


def _content(form: PassageForm) -> dict:
    """What a passage holds that was saved from this form."""
    wanted = {name: value for name, value in _fields(form).items() if name != "reason"}
    return wanted | {"heading": richtext.one_line(wanted["heading"])}


def _initial(record: Passage) -> dict:
    return {
        "version": record.version,
        "heading": record.heading,
        "level": record.level,
        "node": record.node_id,
        "html": record.html,
    }


def _page(
    request: HttpRequest,
    form: PassageForm,
    record: Passage,
    *,
    status: int = 200,
    title: str = "Tekst wijzigen",
    **context,
) -> HttpResponse:
    chapter = record.chapter
    return render(
        request,
        "policy/passage.html",
        {
            "title": title,
            "form": form,
            "media": media_with_nonce(form, request.csp_nonce),
            "passage": record,
            "chapter": chapter,
            "judges": judges(request),
            "reopens": chapter.state != ReviewState.EDITING,
            "theirs": None,
            "back": chapter_url(chapter, record.uid if record.pk else ""),
            "breadcrumb": here(chapter_crumbs(chapter), title),
        }
        | context,
        status=status,
    )


def _conflict(request: HttpRequest, record: Passage, current: Passage, form: PassageForm) -> HttpResponse:
    """Both texts, what each of the two changed, and the form with the person's own text ready to save."""
    seen = Passage.history.filter(id=record.pk, version=form.cleaned_data["version"]).first()
    base = _readable(seen.heading, seen.html) if seen else ""
    mine = _readable(form.cleaned_data["heading"], form.cleaned_data["html"])
    again = PassageForm(with_version(request, current.version), chapter=record.chapter)
    return _page(
        request,
        again,
        current,
        status=409,
        theirs=current,
        their_name=last_writer(current),
        their_changes=compare(base, _readable(current.heading, current.html)),
        my_changes=compare(base, mine),
    )


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """The passage was removed. Whoever was writing gets their text back, and a way to restore it."""
    last = Passage.history.filter(id=pk, history_type="-").first()
    if last is None or request.method != "POST":
        raise Http404("Deze tekst bestaat niet (meer).")
    chapter = get_object_or_404(Chapter.objects.select_related("document", "owner"), pk=last.chapter_id)
    require_text(request.user, chapter)
    return render(
        request,
        "policy/passage_gone.html",
        {
            "chapter": chapter,
            "heading": request.POST.get("heading", ""),
            "text": richtext.sanitise(request.POST.get("html", "")),
            "who": names([last.history_user_id]).get(last.history_user_id, ""),
            "restore": reverse(
                "policy:passage_restore", args=[chapter.document.slug, chapter.slug, last.uid]
            ),
            "back": chapter_url(chapter),
            "breadcrumb": here(chapter_crumbs(chapter), "Tekst is verwijderd"),
        },
        status=409,
    )


def _readable(heading: str, html: str) -> str:
    return f"{heading}\n{richtext.plain(html)}".strip()


def _chapter_again(request: HttpRequest, chapter: Chapter, sentence: str, status: int) -> HttpResponse:
    return chapter_page(request, for_chapter_page().get(pk=chapter.pk), alert=sentence, status=status)
