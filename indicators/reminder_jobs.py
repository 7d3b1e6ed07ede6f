"""Reminders in the background worker, for who does not want to wait for the timer."""

from django.urls import reverse

from indicators import reminding
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.workflow import Refused

SEND = "reminders"


@running.handles(SEND, label="Herinneringen mailen", result=lambda job: reverse("indicators:todo"))
def send(progress) -> None:
    """Mail who is to be reminded. Run again it passes over everybody who was mailed."""
    outcome = reminding.send(progress=progress)
    if outcome.failed:
        raise Refused(" ".join(outcome.failed))


def start(by) -> Job:
    """Give it to the worker."""
    return running.start(SEND, subject="Herinneringen", by=by)
