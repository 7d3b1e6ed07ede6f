"""Review of a chapter: in bewerking → ter beoordeling → akkoord, and back with a reason.

`check_*` raise workflow.Refused with the sentence that the page shows beside a disabled button; the acts call
the same check again under lock. `by` is a User, or a plain name for commands, which hold every right but stay
bound by the four-eyes rule: whoever agrees neither made the submission that lies there now nor changed anything
the chapter shows since it was last agreed. Earlier submissions do not count: two editors who each submitted it
once would lock it for good.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from policy import fragments, relations
from policy.models import Chapter, ReviewState
from twenterand import richtext
from twenterand.accounts import audit, people
from twenterand.accounts.models import Act, Role, User
from twenterand.accounts.records import actor_name, keep, locked
from twenterand.accounts.rights import Action, Relation, may
from twenterand.findings import Finding, Level
from twenterand.workflow import Refused, Transition, Workflow

# Plain strings: the diagram prints them.
EDITING, SUBMITTED, AGREED = (state.value for state in ReviewState)
WORKFLOW = Workflow(
    [
        Transition("submit", (EDITING,), SUBMITTED, "Ter beoordeling aanbieden"),
        Transition("agree", (SUBMITTED,), AGREED, "Akkoord geven"),
        Transition("withdraw", (SUBMITTED,), EDITING, "Terugtrekken"),
        Transition("give_back", (SUBMITTED,), EDITING, "Teruggeven", needs_reason=True),
        Transition("reopen", (AGREED,), EDITING, "Heropenen", needs_reason=True),
    ],
    labels=dict(ReviewState.choices),
)
MAX_REASON = 500
CHANGED = "Gewijzigd: "
NEEDED = {
    "submit": Action.SUBMIT,
    "withdraw": Action.SUBMIT,
    "agree": Action.JUDGE,
    "give_back": Action.JUDGE,
    "reopen": Action.REOPEN,
}


class Blocked(Refused):
    """The content stands in the way; `findings` say where."""

    def __init__(self, findings: list[Finding]):
        super().__init__(" ".join(finding.sentence for finding in findings))
        self.findings = findings


def relation(user: User, chapter: Chapter) -> Relation:
    """How `user` stands to `chapter`, for accounts.rights."""
    return relations.of_chapter(user, chapter)


def check_submit(chapter: Chapter, by) -> None:
    """Refuse when `by` may not submit this chapter now, or when something in it has to be done first (Blocked)."""
    _check("submit", chapter, by)
    blocking = [finding for finding in fragments.obstacles(chapter) if finding.level is Level.BLOCK]
    if blocking:
        raise Blocked(blocking)


def check_agree(chapter: Chapter, by) -> None:
    """Refuse when `by` may not agree to this chapter now, or had a hand in it."""
    _check("agree", chapter, by)
    name, changers = actor_name(by), changed_by(chapter)
    if name in changers:
        raise Refused(f"U hebt zelf iets in dit hoofdstuk gewijzigd. {_who_may_agree(chapter, changers)}")
    if name == chapter.submitted_by:
        raise Refused(f"U hebt dit hoofdstuk zelf aangeboden. {_who_may_agree(chapter, changers)}")


def check_return(chapter: Chapter, by) -> None:
    """Refuse when `by` may not give this chapter back now."""
    _check("give_back", chapter, by)


def check_reopen(chapter: Chapter, by) -> None:
    """Refuse when `by` may not reopen this chapter now."""
    _check("reopen", chapter, by)


def check_withdraw(chapter: Chapter, by) -> None:
    """Refuse when `by` may not take a submission of this chapter back now."""
    _check("withdraw", chapter, by)


CHECKS = {
    "submit": check_submit,
    "withdraw": check_withdraw,
    "agree": check_agree,
    "give_back": check_return,
    "reopen": check_reopen,
}


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
def withdraw(*, chapter: Chapter, seen_version: int | None, by) -> Chapter:
    """Take a submission back, before anybody judged it."""
    current = locked(chapter, seen_version=seen_version)
    check_withdraw(current, by)
    _back_to_editing(current, by=by, reason="", why="Teruggetrokken")
    audit.log(Act.WITHDRAWN, by=by, subject=current)
    return current


@transaction.atomic
def agree(*, chapter: Chapter, seen_version: int | None, by) -> Chapter:
    """Agree to exactly what the chapter shows now: its hash is kept, and publishing compares."""
    current = locked(chapter, seen_version=seen_version)
    check_agree(current, by)
    fragments.agreed(current, by)
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
    reason = _readable(reason)
    WORKFLOW.check("give_back", state=current.state, reason=reason)
    _back_to_editing(current, by=by, reason=reason)
    audit.log(Act.RETURNED, by=by, subject=current, note=reason)
    return current


@transaction.atomic
def reopen(*, chapter: Chapter, seen_version: int | None, by, reason: str) -> Chapter:
    """From agreed back to editing, with a reason."""
    current = locked(chapter, seen_version=seen_version)
    check_reopen(current, by)
    reason = _readable(reason)
    WORKFLOW.check("reopen", state=current.state, reason=reason)
    _back_to_editing(current, by=by, reason=reason)
    audit.log(Act.REOPENED, by=by, subject=current, note=reason)
    return current


def touched(*, chapter: Chapter, by, what: str) -> None:
    """Every write in a chapter calls this inside its transaction: a chapter that was submitted or agreed goes
    back to editing, so that nobody agrees to what they have not seen.

    It locks the chapter also when there is nothing to change, so that agreeing waits for the write.
    """
    current = locked(chapter, seen_version=None)
    if current.state == EDITING:
        return
    reason = richtext.one_line(f"{CHANGED}{what}")[:MAX_REASON]
    _back_to_editing(current, by=by, reason=reason)
    audit.log(Act.REOPENED, by=by, subject=current, note=reason)


def changed_by(chapter: Chapter) -> set[str]:
    """User names of everyone who may not agree because they changed something since it was last agreed."""
    return fragments.changed_by(chapter, chapter.agreed_at)


def barred(chapter: Chapter) -> set[str]:
    """User names of everyone who may not agree to what lies there now."""
    return changed_by(chapter) | ({chapter.submitted_by} - {""})


@dataclass(frozen=True)
class SentBack:
    """Why a chapter is in editing again: what happened to it, by whom (user name), when, and the reason."""

    what: str
    who: str
    when: datetime
    reason: str


def sent_back(chapter: Chapter) -> SentBack | None:
    """The last time the chapter came back with a reason; None when it is not in editing, or for no reason."""
    if chapter.state != EDITING or not chapter.reason:
        return None
    arrival, before = None, ""
    rows = chapter.history.order_by("-history_date", "-history_id")
    for row in rows.values_list("state", "reason", "history_user_id", "history_date")[:50]:
        if row[:2] != (EDITING, chapter.reason):
            before = row[0]
            break
        arrival = row
    if arrival is None:
        return None
    if chapter.reason.startswith(CHANGED):
        return SentBack("Terug in bewerking", *arrival[2:], chapter.reason)
    return SentBack("Heropend" if before == AGREED else "Teruggegeven", *arrival[2:], chapter.reason)


def _who_may_agree(chapter: Chapter, changers: set[str]) -> str:
    """The sentence that keeps a refusal from being a dead end."""
    editors = set(
        User.objects.filter(is_active=True, role_assignments__role=Role.EDITOR).values_list(
            "username", flat=True
        )
    )
    free = editors - changers - {chapter.submitted_by}
    if free:
        return f"Akkoord geven kan nog: {', '.join(sorted(people.names(free).values()))}."
    if chapter.submitted_by in editors - changers:
        name = people.names([chapter.submitted_by])[chapter.submitted_by]
        return (
            "Nu kan niemand akkoord geven. Geef het hoofdstuk terug of trek het terug, en laat de auteur het "
            f"aanbieden: dan kan {name} akkoord geven."
        )
    return (
        "Nu kan niemand akkoord geven: elke eindredacteur heeft iets gewijzigd. "
        "Vraag de beheerder om nog iemand eindredacteur te maken."
    )


def _readable(reason: str) -> str:
    reason = richtext.one_line(reason)
    if len(reason) > MAX_REASON:
        raise Refused(
            f"De reden is te lang: {len(reason)} tekens, er passen er {MAX_REASON}. Maak de reden korter."
        )
    return reason


def _check(name: str, chapter: Chapter, by) -> None:
    # The reason is asked for when the person acts, not before.
    WORKFLOW.check(name, state=chapter.state, reason="-")
    if not isinstance(by, str) and not may(by, NEEDED[name], relation(by, chapter)):
        owner = f"“{chapter.owner.name}”"
        who = {
            # An editor may submit only what stands outside every tree.
            Action.SUBMIT: owner if chapter.edition_id else f"{owner} of een eindredacteur",
            Action.REOPEN: f"{owner} of een eindredacteur",
            Action.JUDGE: "een eindredacteur",
        }
        raise Refused(f"U mag {NEEDED[name]}. Dat doet {who[NEEDED[name]]}.")


def _back_to_editing(chapter: Chapter, *, by, reason: str, why: str = "") -> None:
    # agreed_at and agreed_by stay: "since it was last agreed" counts from there.
    chapter.state = EDITING
    chapter.submitted_at, chapter.submitted_by = None, ""
    chapter.agreed_hash = ""
    chapter.reason = reason
    keep(chapter, by=by, reason=why or reason)
