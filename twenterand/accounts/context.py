"""What every template may show of the organisation and the signed-in person."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from twenterand.accounts.models import Organisation


def organisation(request) -> dict:
    """`organisation` is read when a template uses it; an empty database gives an unsaved one."""
    return {
        "organisation": SimpleLazyObject(
            lambda: Organisation.objects.first() or Organisation(name="Gemeente", short_name="Gemeente")
        ),
        "demo_mode": settings.DEMO,
    }
