"""Review of a chapter: in bewerking → ter beoordeling → akkoord, and back with a reason.

`check_*` raise workflow.Refused with the sentence that the page shows beside a disabled button; the acts call
the same check again under lock. `by` is a User, or a plain name for commands, which hold every right but stay
bound by the four-eyes rule: whoever agrees neither submitted the chapter nor changed anything it shows since
it was last agreed.
"""

from django.db import transaction
from django.utils import timezone

from policy import fragments, relations
from policy.models import Chapter, ReviewState
from twenterand.accounts import audit
from twenterand.accounts.models import Act, User
from twenterand.accounts.records import actor_name, keep, locked
from twenterand.accounts.rights import Action, Relation, may
from twenterand.workflow import Refused, Transition, Workflow

# Plain strings: the diagram prints them.
EDITING, SUBMITTED, AGREED = (state.value for state in ReviewState)
WORKFLOW = Workflow(
    [
        Transition("submit", (EDITING,), SUBMITTED, "Ter beoordeling aanbieden"),
        Transition("agree", (SUBMITTED,), AGREED, "Akkoord geven"),
        Transition("give_back", (SUBMITTED,), EDITING, "Teruggeven", needs_reason=True),
        Transition("reopen", (AGREED,), EDITING, "Heropenen", needs_reason=True),
    ],
    labels=dict(ReviewState.choices),
)
SOMEBODY_ELSE = "Vraag een andere eindredacteur om akkoord te geven."
NEEDED = {
    "submit": Action.SUBMIT,
    "agree": Action.JUDGE,
    "give_back": Action.JUDGE,
    "reopen": Action.REOPEN,
}


def relation(user: User, chapter: Chapter) -> Relation:
    """How `user` stands to `chapter`, for accounts.rights."""
    return relations.of_chapter(user, chapter)


def check_submit(chapter: Chapter, by) -> None:
    """Refuse when `by` may not submit this chapter now."""
    _check("submit", chapter, by)


def check_agree(chapter: Chapter, by) -> None:
    """Refuse when `by` may not agree to this chapter now, or had a hand in it."""
    _check("agree", chapter, by)
    name = actor_name(by)
    if name in submitters(chapter):
        raise Refused(f"U hebt dit hoofdstuk zelf aangeboden. {SOMEBODY_ELSE}")
    if name in fragments.changed_by(chapter, chapter.agreed_at):
        raise Refused(f"U hebt zelf iets in dit hoofdstuk gewijzigd. {SOMEBODY_ELSE}")


def check_return(chapter: Chapter, by) -> None:
    """Refuse when `by` may not give this chapter back now."""
    _check("give_back", chapter, by)


def check_reopen(chapter: Chapter, by) -> None:
    """Refuse when `by` may not reopen this chapter now."""
    _check("reopen", chapter, by)


CHECKS = {"submit": check_submit, "agree": check_agree, "give_back": check_return, "reopen": check_reopen}


@transaction.atomic
def submit(*, chapter: Chapter, seen_version: int | None, by) -> Chapter:
    """Offer the chapter for review."""
    current = locked(chapter, seen_version=seen_version)
    check_submit(current, by)
    current.state = SUBMITTED
    current.submitted_at, current.submitted_by = timezone.now(), actor_name(by)
    current.reason = ""
    keep(current, by=by, reason="Ter beoordeling aangeboden")
    audit.log(Act.SUBMITTED, by=by, subject=current)
    return current


@transaction.atomic
def agree(*, chapter: Chapter, seen_version: int | None, by) -> Chapter:
    """Agree to exactly what the chapter shows now: its hash is kept, and publishing compares."""
    current = locked(chapter, seen_version=seen_version)
    check_agree(current, by)
    current.state = AGREED
    current.agreed_at, current.agreed_by = timezone.now(), actor_name(by)
    current.agreed_hash = fragments.digest(fragments.build(current))
    keep(current, by=by, reason="Akkoord gegeven")
    audit.log(Act.AGREED, by=by, subject=current, note=current.agreed_hash)
    return current


@transaction.atomic
def give_back(*, chapter: Chapter, seen_version: int | None, by, reason: str) -> Chapter:
    """Back to the author, with a reason."""
    current = locked(chapter, seen_version=seen_version)
    check_return(current, by)
    WORKFLOW.check("give_back", state=current.state, reason=reason)
    _back_to_editing(current, by=by, reason=reason.strip())
    audit.log(Act.RETURNED, by=by, subject=current, note=reason.strip())
    return current


@transaction.atomic
def reopen(*, chapter: Chapter, seen_version: int | None, by, reason: str) -> Chapter:
    """From agreed back to editing, with a reason."""
    current = locked(chapter, seen_version=seen_version)
    check_reopen(current, by)
    WORKFLOW.check("reopen", state=current.state, reason=reason)
    _back_to_editing(current, by=by, reason=reason.strip())
    audit.log(Act.REOPENED, by=by, subject=current, note=reason.strip())
    return current


def touched(*, chapter: Chapter, by, what: str) -> None:
    """Every write in a chapter calls this inside its transaction: a chapter that was submitted or agreed goes
    back to editing, so that nobody agrees to what they have not seen.

    It locks the chapter also when there is nothing to change, so that agreeing waits for the write.
    """
    current = locked(chapter, seen_version=None)
    if current.state == EDITING:
        return
    reason = f"Gewijzigd: {what}"
    _back_to_editing(current, by=by, reason=reason)
    audit.log(Act.REOPENED, by=by, subject=current, note=reason)


def submitters(chapter: Chapter) -> set[str]:
    """User names of everyone who submitted the chapter since it was last agreed; one query."""
    rows = chapter.history.order_by("history_date", "history_id").values_list(
        "state", "submitted_by", "history_date"
    )
    names, previous = {chapter.submitted_by}, ""
    for state, submitted_by, moment in rows:
        recent = chapter.agreed_at is None or moment > chapter.agreed_at
        if recent and state == SUBMITTED != previous:
            names.add(submitted_by)
        previous = state
    return names - {""}


def _check(name: str, chapter: Chapter, by) -> None:
    # The reason is asked for when the person acts, not before.
    WORKFLOW.check(name, state=chapter.state, reason="-")
    if not isinstance(by, str) and not may(by, NEEDED[name], relation(by, chapter)):
        owners = (Action.SUBMIT, Action.REOPEN)
        owner = f"“{chapter.owner.name}” of " if NEEDED[name] in owners else ""
        raise Refused(f"U mag hier niet {NEEDED[name]}. Dat doet {owner}een eindredacteur.")


def _back_to_editing(chapter: Chapter, *, by, reason: str) -> None:
    # agreed_at and agreed_by stay: "since it was last agreed" counts from there.
    chapter.state = EDITING
    chapter.submitted_at, chapter.submitted_by = None, ""
    chapter.agreed_hash = ""
    chapter.reason = reason
    keep(chapter, by=by, reason=reason)
