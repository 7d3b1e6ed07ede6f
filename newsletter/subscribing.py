"""Readers who ask for the newsletter by e-mail: double opt-in, and leaving with one click.

Nobody can find out here who is subscribed: asking always ends on the same page. Who leaves, leaves nothing but a count.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Letter, ServiceAddress, Subscriber
from twenterand import tokens
from twenterand.accounts.models import Organisation
from twenterand.publications.addresses import absolute
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

logger = logging.getLogger(__name__)

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
    tidy_up()
    with transaction.atomic():
        found = Subscriber.objects.select_for_update().filter(mail=mail).first()
        if found and found.state in (Subscriber.State.ACTIVE, Subscriber.State.PAUSED):
            return
        if found and timezone.now() - found.asked_at < AGAIN_AFTER:
            return
        token = tokens.new()
        found = found or Subscriber(mail=mail)
        found.token_sha256, found.state, found.asked_at = (
            tokens.digest(token),
            Subscriber.State.PENDING,
            timezone.now(),
        )
        found.save()
        transaction.on_commit(lambda: _ask_to_confirm(found.pk, mail, token))


def _ask_to_confirm(key: int, mail: str, token: str) -> None:
    """Mail the link. Whoever asks sees the same page when it fails, and may ask again at once."""
    try:
        _confirmation(mail, token).send()
    except (SMTPException, OSError) as error:
        logger.warning("A confirmation could not be mailed: %s", error)
        Subscriber.objects.filter(pk=key).update(asked_at=timezone.now() - AGAIN_AFTER)


def pending(token: str) -> Subscriber | None:
    """Whom a link to confirm is for; None when it is used, older than a week or not ours."""
    since = timezone.now() - CONFIRM_WITHIN
    return Subscriber.objects.filter(
        token_sha256=tokens.digest(token), state=Subscriber.State.PENDING, asked_at__gte=since
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


def leave_token(who: Subscriber | Letter) -> str:
    """What stands in every mail to leave with; it never expires. Who is on a list only, leaves by their letter."""
    kind = "s" if isinstance(who, Subscriber) else "l"
    return signing.Signer(salt=LEAVE_SALT).sign(f"{kind}{who.pk}")


def of_leave_token(token: str) -> Subscriber | Letter | None:
    """Whom a link to leave is for; None for one that is not ours."""
    try:
        value = signing.Signer(salt=LEAVE_SALT).unsign(token)
    except signing.BadSignature:
        return None
    model = Subscriber if value[:1] == "s" else Letter
    return model.objects.filter(pk=value[1:]).first()


@transaction.atomic
def leave(who: Subscriber | Letter) -> list[str]:
    """No more mail. A subscriber's address is wiped, also from what was sent; on lists of the organisation it stays,
    paused. Returns the names of those lists. Leaving twice is leaving once."""
    mail = who.mail
    if isinstance(who, Subscriber):
        current = Subscriber.objects.select_for_update().get(pk=who.pk)
        mail = current.mail
        if current.state != Subscriber.State.LEFT:
            current.state, current.left_at, current.mail = Subscriber.State.LEFT, timezone.now(), ""
            current.save(update_fields=["state", "left_at", "mail"])
            Letter.objects.filter(subscriber=current).update(mail="")
    listed = ServiceAddress.objects.filter(mail=mail).exclude(mail="")
    names = list(listed.order_by("service_list__name").values_list("service_list__name", flat=True))
    listed.update(paused=True)
    return names


@transaction.atomic
def bounced(mail: str) -> int:
    """The provider says that this address does not exist: pause it everywhere; how many places that were."""
    mail = mail.strip().casefold()
    active = Subscriber.objects.filter(mail=mail, state=Subscriber.State.ACTIVE)
    paused = active.update(state=Subscriber.State.PAUSED)
    paused += ServiceAddress.objects.filter(mail=mail, paused=False).update(paused=True)
    came_back = Letter.objects.filter(mail=mail, state__in=[Letter.State.SENT, Letter.State.CLAIMED])
    came_back.update(state=Letter.State.BOUNCED)
    return paused


def tidy_up() -> int:
    """Forget who never confirmed within a week; how many. Every new request does so."""
    old = Subscriber.objects.filter(
        state=Subscriber.State.PENDING, asked_at__lt=timezone.now() - CONFIRM_WITHIN
    )
    return old.delete()[0]


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
