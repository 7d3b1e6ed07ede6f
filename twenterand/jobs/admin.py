"""Admin: background jobs, and giving failed ones to the queue again."""

import django_tasks_db.admin  # noqa: F401  registers what is unregistered below
from django.contrib import admin, messages
from django_tasks_db.models import DBTaskResult

from twenterand.accounts.admin_bases import ReadOnlyAdmin
from twenterand.jobs import running
from twenterand.jobs.models import Job

# The queue's own bookkeeping; what people follow is the job.
admin.site.unregister(DBTaskResult)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = [
        "pk",
        "kind",
        "subject",
        "state",
        "attempts",
        "requested_by",
        "requested_at",
        "finished_at",
    ]
    list_filter = ["state", "kind"]
    search_fields = ["subject", "requested_by"]
    actions = ["requeue"]

    @admin.action(description="Mislukte taken opnieuw starten")
    def requeue(self, request, queryset) -> None:
        started = sum(running.retry(job) for job in queryset)
        left = len(queryset) - started
        if started:
            self.message_user(request, f"Opnieuw gestart: {started}.", messages.SUCCESS)
        if left:
            self.message_user(
                request, f"Niet opnieuw gestart: {left}. Alleen taken die mislukt zijn.", messages.WARNING
            )
