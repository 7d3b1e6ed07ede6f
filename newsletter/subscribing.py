"""Readers who ask for the newsletter by e-mail: double opt-in, and leaving with one click.

Nobody can find out here who is subscribed: asking always ends on the same page. Who leaves, leaves nothing but a count.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Letter, ServiceAddress, Subscriber
from twenterand.accounts.models import Organisation
from twenterand.publications.addresses import absolute
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

FORM_SALT, LEAVE_SALT = "newsletter.subscribe-form", "newsletter.leave"
FORM_AGE = timedelta(hours=12)
# A robot fills in a form faster than a person reads it.
FASTEST = timedelta(seconds=2)
AGAIN_AFTER = timedelta(minutes=10)
CONFIRM_WITHIN = timedelta(days=7)


def form_token() -> str:
    """A signed moment for a public form, instead of a cookie."""
    return signing.dumps(timezone.now().timestamp(), salt=FORM_SALT)


def check_form(token: str) -> None:
    """Raise Refused for a form that we did not give, that is too old, or that came back at once."""
    try:
        given = signing.loads(token, salt=FORM_SALT, max_age=FORM_AGE)
    except signing.BadSignature:
        raise Refused("Dit formulier is verlopen. Vul uw e-mailadres nog eens in.") from None
    if timezone.now().timestamp() - given < FASTEST.total_seconds():
        raise Refused("Dat ging erg snel. Wacht een paar tellen en verstuur het formulier nog eens.")


def ask(mail: str) -> None:
    """Somebody wants the newsletter: mail them a link to confirm it. Raises Refused for what is no address.

    Asked again within ten minutes nothing is sent, so that nobody can fill a mailbox of somebody else.
    """
    mail = _tidy(mail)
    with transaction.atomic():
        found = Subscriber.objects.select_for_update().filter(mail=mail).first()
        if found and found.state in (Subscriber.State.ACTIVE, Subscriber.State.PAUSED):
            return
        if found and timezone.now() - found.asked_at < AGAIN_AFTER:
            return
        token = secrets.token_urlsafe(24)
        found = found or Subscriber(mail=mail)
        found.token_sha256, found.state, found.asked_at = (
            digest(token),
            Subscriber.State.PENDING,
            timezone.now(),
        )
        found.save()
        transaction.on_commit(lambda: _confirmation(mail, token).send())


def pending(token: str) -> Subscriber | None:
    """Whom a link to confirm is for; None when it is used, older than a week or not ours."""
    since = timezone.now() - CONFIRM_WITHIN
    return Subscriber.objects.filter(
        token_sha256=digest(token), state=Subscriber.State.PENDING, asked_at__gte=since
    ).first()


@transaction.atomic
def confirm(token: str) -> bool:
    """Make the subscription active; whether the link was good."""
    found = pending(token)
    if found is None:
        return False
    found.state, found.confirmed_at = Subscriber.State.ACTIVE, timezone.now()
    found.save(update_fields=["state", "confirmed_at"])
    return True


def leave_token(subscriber: Subscriber) -> str:
    """What stands in every mail to leave with; it never expires."""
    return signing.Signer(salt=LEAVE_SALT).sign(str(subscriber.pk))


def of_leave_token(token: str) -> Subscriber | None:
    """The subscriber a link to leave is for; None for one that is not ours."""
    try:
        key = int(signing.Signer(salt=LEAVE_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Subscriber.objects.filter(pk=key).first()


@transaction.atomic
def leave(subscriber: Subscriber) -> None:
    """No more mail, and the address is wiped, also from what was sent. Leaving twice is leaving once."""
    current = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if current.state == Subscriber.State.LEFT:
        return
    current.state, current.left_at, current.mail = Subscriber.State.LEFT, timezone.now(), ""
    current.save(update_fields=["state", "left_at", "mail"])
    Letter.objects.filter(subscriber=current).update(mail="")


@transaction.atomic
def bounced(mail: str) -> int:
    """The provider says that this address does not exist: pause it everywhere; how many places that were."""
    mail = mail.strip().casefold()
    active = Subscriber.objects.filter(mail=mail, state=Subscriber.State.ACTIVE)
    paused = active.update(state=Subscriber.State.PAUSED)
    paused += ServiceAddress.objects.filter(mail=mail, paused=False).update(paused=True)
    Letter.objects.filter(mail=mail, state=Letter.State.SENT).update(state=Letter.State.BOUNCED)
    return paused


def tidy_up() -> int:
    """Forget who never confirmed within a week; how many."""
    old = Subscriber.objects.filter(
        state=Subscriber.State.PENDING, asked_at__lt=timezone.now() - CONFIRM_WITHIN
    )
    return old.delete()[0]


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _tidy(mail: str) -> str:
    mail = mail.strip().casefold()
    try:
        validate_email(mail)
    except ValidationError:
        raise Refused(f"{quoted(mail)} is geen e-mailadres. Schrijf het zoals naam@voorbeeld.nl.") from None
    return mail


def _confirmation(mail: str, token: str) -> EmailMessage:
    name = Organisation.objects.values_list("name", flat=True).first() or "de gemeente"
    address = absolute(reverse("newsletter:confirm", args=[token]))
    text = (
        "Goedendag,\n\n"
        f"Iemand heeft met dit e-mailadres gevraagd om de nieuwsbrief sociaal domein van {name}. "
        "Was u dat? Bevestig dan uw aanmelding:\n\n"
        f"{address}\n\n"
        "Deze link werkt zeven dagen. Was u het niet? Dan hoeft u niets te doen: u krijgt geen nieuwsbrief.\n"
    )
    return EmailMessage(
        "Bevestig uw aanmelding voor de nieuwsbrief", text, settings.DEFAULT_FROM_EMAIL, [mail]
    )
