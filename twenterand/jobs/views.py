"""How far a job is, and trying again when it failed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from twenterand.accounts.rights import Action, may, require
from twenterand.jobs import progress, running
from twenterand.jobs.models import Job

TEXTS = {
    Job.State.QUEUED: "Wacht op de start",
    Job.State.RUNNING: "Bezig",
    Job.State.DONE: "Klaar",
    Job.State.FAILED: "Mislukt",
}


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a job; htmx gets only the part that changes, until the job has ended."""
    require(request.user, Action.VIEW_WORK)
    found = get_object_or_404(Job, pk=pk)
    template = "jobs/progress.html" if request.htmx else "jobs/job.html"
    return render(request, template, _context(request, found))


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a failed job in the queue again, for whoever asked for it."""
    found = get_object_or_404(Job, pk=pk)
    if not _may_retry(request.user, found):
        raise PermissionDenied("Alleen wie de taak heeft gestart of de beheerder mag die opnieuw starten.")
    running.retry(found)
    return redirect("jobs:job", pk=pk)


def _may_retry(user, found: Job) -> bool:
    asked_for_it = found.requested_by == user.get_username() and may(user, Action.VIEW_WORK)
    return asked_for_it or may(user, Action.ADMINISTER)


def _context(request: HttpRequest, found: Job) -> dict:
    progress.look(found)
    label = running.label_of(found)
    ended = found.state in (Job.State.DONE, Job.State.FAILED)
    step = found.step if found.state == Job.State.RUNNING else ""
    return {
        "job": found,
        "label": label,
        "text": f"{TEXTS[found.state]}: {step}" if step else TEXTS[found.state],
        "ended": ended,
        "failed": found.state == Job.State.FAILED,
        "may_retry": _may_retry(request.user, found),
        "result": running.result_of(found),
        "breadcrumb": [("Mijn werk", reverse("work:start")), (label, "")],
    }
