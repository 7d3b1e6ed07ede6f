"""The page of a chapter: its texts, its review, and the list of what waits for a judgement."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_safe

from policy import fragments, readiness, review
from policy.models import Chapter, Passage, ReviewState
from policy.querysets import for_chapter_page, for_review_list, removed_passages
from policy.views.common import EDIT, MY_WORK, STALE, chapter_crumbs, chapter_url, here, seen_version, worker
from twenterand import richtext
from twenterand.accounts.people import names
from twenterand.accounts.rights import Action, may, require
from twenterand.findings import Finding, Level
from twenterand.workflow import Refused, Stale, Transition

# The last part of the address of each act.
ADDRESSES = {
    "aanbieden": "submit",
    "terugtrekken": "withdraw",
    "akkoord": "agree",
    "teruggeven": "give_back",
    "heropenen": "reopen",
}
DONE = {
    "submit": "Het hoofdstuk ligt nu ter beoordeling.",
    "withdraw": "Het hoofdstuk is weer in bewerking. Het ligt niet meer ter beoordeling.",
    "agree": "U hebt akkoord gegeven op dit hoofdstuk.",
    "give_back": "Het hoofdstuk is terug bij de auteur.",
    "reopen": "Het hoofdstuk is weer in bewerking.",
}


@dataclass(frozen=True)
class Step:
    """One act in the review panel; `refusal` says why it is not possible now, `blocked` that what the chapter holds
    is in the way."""

    transition: Transition
    address: str
    refusal: str
    blocked: bool = False


@dataclass(frozen=True)
class Shown:
    """A passage with what the page needs: its heading (else that of its goal) and the level of it."""

    passage: Passage
    heading: str
    rank: int
    about: str

    @property
    def inner_rank(self) -> int:
        """The level of headings inside the text."""
        return min(self.rank + 1, 6)


@dataclass(frozen=True)
class Gone:
    """A passage that was removed: its last row of history, and the name of who removed it."""

    row: Passage
    who: str

    @property
    def name(self) -> str:
        """Its heading, else how its text begins."""
        return self.row.heading or Truncator(richtext.plain(self.row.html)).chars(60) or "zonder kop"


@worker
@require_safe
def chapter(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """One chapter in the workbench."""
    return chapter_page(request, get_object_or_404(for_chapter_page(), document__slug=slug, slug=chapter))


@worker
@require_http_methods(EDIT)
def act(request: HttpRequest, slug: str, chapter: str, address: str) -> HttpResponse:
    """Submit, withdraw, agree, give back or reopen. Whoever comes here by a link is shown the chapter."""
    record = get_object_or_404(
        Chapter.objects.select_related("document", "owner"), document__slug=slug, slug=chapter
    )
    name = ADDRESSES.get(address)
    if name is None:
        raise Http404
    if request.method != "POST":
        return redirect(chapter_url(record))
    require(request.user, review.NEEDED[name], review.relation(request.user, record))
    fields = {"chapter": record, "seen_version": seen_version(request), "by": request.user}
    if review.WORKFLOW.transitions[name].needs_reason:
        fields["reason"] = request.POST.get("reason", "")
    try:
        getattr(review, name)(**fields)
    except (Stale, Refused) as no:
        if not _done_already(request.user, record, name):
            sentence, status = (STALE, 409) if isinstance(no, Stale) else (no.sentence, 422)
            return _again(request, record, sentence, status)
    messages.success(request, DONE[name])
    return redirect(chapter_url(record))


@worker
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Chapters that wait for a judgement."""
    chapters = list(for_review_list())
    people = names(chapter.submitted_by for chapter in chapters)
    return render(
        request,
        "policy/review_list.html",
        {
            "rows": [(chapter, people[chapter.submitted_by]) for chapter in chapters],
            "may_judge": may(request.user, Action.JUDGE),
            "breadcrumb": [MY_WORK, ("Beoordelen", "")],
        },
    )


def chapter_page(
    request: HttpRequest, record: Chapter, *, alert: str = "", status: int = 200
) -> HttpResponse:
    """The page itself, also as the answer to a write that did not happen; reads for_chapter_page."""
    back = review.sent_back(record)
    gone = removed_passages(record)
    people = names(
        [record.submitted_by, record.agreed_by, *(row.history_user_id for row in gone)]
        + ([back.who] if back else [])
    )
    return render(
        request,
        "policy/chapter.html",
        {
            "chapter": record,
            "passages": [_shown(passage) for passage in record.passages.all()],
            "steps": _steps(request.user, record),
            "may_edit": may(request.user, Action.EDIT_TEXT, review.relation(request.user, record)),
            "reopens": record.state != ReviewState.EDITING,
            "submitted_by": people.get(record.submitted_by, ""),
            "agreed_by": people.get(record.agreed_by, ""),
            "alert": alert,
            "sent_back": back,
            "sent_back_by": people.get(back.who, back.who) if back else "",
            "removed": _removed(request, gone),
            "findings": _findings(record),
            "gaps": [gap for one in readiness.of_chapters(record.document, [record]) for gap in one.gaps],
            "gone": [Gone(row, people.get(row.history_user_id, "")) for row in gone],
            "max_reason": review.MAX_REASON,
            "typed_reason": request.POST.get("reason", ""),
            "breadcrumb": here(chapter_crumbs(record)),
        },
        status=status,
    )


def _again(request: HttpRequest, record: Chapter, sentence: str, status: int) -> HttpResponse:
    return chapter_page(request, for_chapter_page().get(pk=record.pk), alert=sentence, status=status)


def _done_already(user, record: Chapter, name: str) -> bool:
    """Whether this very person just did this: the second of two clicks is answered like the first."""
    last = record.history.first()
    wanted = review.WORKFLOW.transitions[name].target
    return (
        last is not None
        and last.history_user_id == user.get_username()
        and (last.state == wanted and last.prev_record is not None and last.prev_record.state != wanted)
    )


def _removed(request: HttpRequest, gone: list) -> str:
    """The uid in ?terug= when it is that of a removed passage: the page offers to put it back at once."""
    asked = request.GET.get("terug", "")
    return next((str(row.uid) for row in gone if str(row.uid) == asked), "")


def _steps(user, record: Chapter) -> list[Step]:
    steps = []
    for transition in review.WORKFLOW.leaving(record.state):
        address = next(address for address, name in ADDRESSES.items() if name == transition.name)
        try:
            review.CHECKS[transition.name](record, user)
        except Refused as refused:
            # Whoever may not submit has nothing to withdraw either: a button would only be in the way.
            if transition.name != "withdraw":
                blocked = isinstance(refused, review.Blocked)
                steps.append(Step(transition, address, refused.sentence, blocked))
        else:
            steps.append(Step(transition, address, ""))
    return steps


def _findings(record: Chapter) -> list[Finding]:
    """What whoever judges the chapter is to see beside its texts."""
    if record.state == ReviewState.EDITING:
        return []
    return [finding for finding in fragments.obstacles(record) if finding.level is not Level.BLOCK]


def _shown(passage: Passage) -> Shown:
    title = passage.node.title if passage.node_id else ""
    return Shown(
        passage=passage,
        heading=passage.heading or title,
        # The page's h1 is the chapter and its h2 "Teksten": level 2 in the document is h3 here.
        rank=passage.level + 1,
        about=title if passage.heading else "",
    )
