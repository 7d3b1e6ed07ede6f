"""Large files in the background worker, with progress; and the same at once for small ones."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from indicators import imports, targets
from indicators.models import FigureImport
from twenterand.accounts.models import User
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.workflow import Refused

PLAN, APPLY = "figures_plan", "figures_apply"
LARGE_FILE = 512 * 1024
MANY_CELLS = 2000


def _preview(job: Job) -> str:
    return reverse("indicators:import_preview", args=[job.arguments["uid"]])


def _result(job: Job) -> str:
    return reverse("indicators:import_result", args=[job.arguments["uid"]])


@running.handles(PLAN, label="Bestand met cijfers nakijken", result=_preview)
def plan(progress, *, uid: str, by_name: str) -> None:
    """Make the preview. Run again it makes the same one again."""
    imports.plan(record=FigureImport.objects.get(uid=uid), by=_person(by_name), progress=progress)


@running.handles(APPLY, label="Cijfers inlezen", result=_result)
def apply(progress, *, uid: str, by_name: str, reason: str = "", decision: str = "") -> None:
    """Write the figures. Run again it finds them written."""
    record, by = FigureImport.objects.get(uid=uid), _person(by_name)
    try:
        imports.apply(record=record, by=by, reason=reason, decision=decision, progress=progress)
    except PermissionDenied as error:
        raise Refused(str(error)) from error


def plan_or_start(record: FigureImport, by: User) -> Job | None:
    """Plan now, or give it to the worker when the file is large."""
    if len(record.source.kept.content) > LARGE_FILE:
        return running.start(PLAN, subject=record.name, by=by, uid=str(record.uid), by_name=by.username)
    imports.plan(record=record, by=by)
    return None


def apply_or_start(record: FigureImport, by: User, *, reason: str = "", decision: str = "") -> Job | None:
    """Write now, or give it to the worker when there are many cells."""
    given = {"reason": reason, "decision": decision}
    # Asked here too: a worker cannot ask.
    if imports.decides(record) and (sentence := targets.missing(**given)):
        raise targets.DecisionNeeded(sentence)
    if sum(1 for _ in imports.chosen(record)) > MANY_CELLS:
        given |= {"uid": str(record.uid), "by_name": by.username}
        return running.start(APPLY, subject=record.name, by=by, **given)
    imports.apply(record=record, by=by, **given)
    return None


def _person(username: str) -> User:
    return User.objects.get(username=username, is_active=True)
