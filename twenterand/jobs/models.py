"""Slow work: what is to be done, how far it is, and what went wrong. The queue itself is django-tasks-db."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of slow work. Its handler is idempotent: after a crash it is simply run again."""

    class State(models.TextChoices):
        QUEUED = "queued", "wacht"
        RUNNING = "running", "bezig"
        DONE = "done", "klaar"
        FAILED = "failed", "mislukt"

    kind = models.CharField("soort", max_length=60)
    subject = models.CharField("onderwerp", max_length=200, blank=True)
    arguments = models.JSONField("gegevens", default=dict, blank=True)
    state = models.CharField("status", max_length=10, choices=State, default=State.QUEUED, db_index=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    progress = models.PositiveSmallIntegerField("voortgang (%)", default=0)
    step = models.CharField("stap", max_length=200, blank=True)
    failure = models.TextField("wat er misging", blank=True)
    requested_by = models.CharField("gevraagd door", max_length=150)
    requested_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    heartbeat = models.DateTimeField("laatste teken van leven", null=True, blank=True)
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)

    class Meta:
        verbose_name = "achtergrondtaak"
        verbose_name_plural = "achtergrondtaken"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_percentage"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"]) ^ Q(finished_at=None),
                name="job_finished_when_ended",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}"

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs; a job that ended does nothing more by itself."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)
