"""What every template may show of the organisation and the signed-in person."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from twenterand.accounts.models import Organisation
from twenterand.accounts.rights import Action, may


def organisation(request) -> dict:
    """`organisation` is read when a template uses it; an empty database gives an unsaved one.
    `works` says whether the person has more in the work environment than their start page.
    """
    return {
        "organisation": SimpleLazyObject(
            lambda: Organisation.objects.first() or Organisation(name="Gemeente", short_name="Gemeente")
        ),
        "demo_mode": settings.DEMO,
        "works": SimpleLazyObject(lambda: hasattr(request, "user") and may(request.user, Action.VIEW_WORK)),
    }
