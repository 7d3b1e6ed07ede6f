"""Sending an edition to subscribers and service lists, in the background, one mail at a time.

Every reader has a row. It is claimed, and the claim committed, before its mail goes out: after a kill a claimed row is
not sent again, because nobody can tell whether the mail was taken. A person sees such rows as "misschien verzonden".
"""

import time
from collections.abc import Iterator
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone

from newsletter import composing, subscribing
from newsletter.models import Letter, Mailing, ServiceAddress, ServiceList, Subscriber
from newsletter.relations import require_making
from twenterand.accounts import audit
from twenterand.accounts.models import Act
from twenterand.accounts.records import actor_name
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.mail_server import host, why
from twenterand.publications.addresses import absolute
from twenterand.publications.models import Publication, SubjectKind
from twenterand.publications.querysets import visible_to
from twenterand.workflow import Refused

SEND = "newsletter_send"
MAYBE = "misschien verzonden: het verzenden brak hier af"
MOST_FAILURES = 5
NO_SUCH_MAILBOX = (550, 551, 553)


@transaction.atomic
def start(
    *,
    publication: Publication,
    by,
    to_subscribers: bool,
    lists: QuerySet[ServiceList] | list[ServiceList] = (),
    kind: str = Mailing.Kind.EDITION,
    note: str = "",
) -> tuple[Mailing, Job]:
    """Make a row for every reader, each address once, and give the sending to the worker.

    Raises Refused for a version that readers cannot see, one that was sent already, or when nobody would get it.
    """
    require_making(by)
    if not visible_to(None).filter(pk=publication.pk, subject_kind=SubjectKind.EDITION).exists():
        raise Refused(
            "Deze versie is nog niet gepubliceerd. Publiceer haar eerst; daarna kunt u haar versturen."
        )
    slug, number = publication.subject_slug, publication.number
    if kind == Mailing.Kind.RECTIFICATION and not note.strip():
        raise Refused("Schrijf in de rectificatie wat er niet klopte. Lezers zien deze tekst bovenaan.")
    mailing = Mailing.objects.create(
        edition_slug=slug,
        number=number,
        kind=kind,
        note=note.strip(),
        to_subscribers=to_subscribers,
        made_by=actor_name(by),
    )
    mailing.lists.set(lists)
    letters = list(_readers(mailing))
    if not letters:
        raise Refused(
            "Er is niemand om dit aan te versturen: iedereen op deze lijsten heeft deze versie al, "
            "of de lijsten zijn leeg."
        )
    Letter.objects.bulk_create(letters, batch_size=500)
    note = f"{len(letters)} e-mails klaargezet"
    audit.log(Act.MAILED, by=by, kind="mailing", label=str(mailing), note=note)
    return mailing, running.start(SEND, subject=str(mailing), by=by, mailing=mailing.pk)


def _readers(mailing: Mailing) -> Iterator[Letter]:
    """A row for each address that has not had this version, a subscriber before a list, so that they can leave."""
    same = Mailing.objects.filter(
        edition_slug=mailing.edition_slug, number=mailing.number, kind=mailing.kind
    ).exclude(pk=mailing.pk)
    seen = set(Letter.objects.filter(mailing__in=same).values_list("mail", flat=True))
    if mailing.to_subscribers:
        for person in Subscriber.objects.filter(state=Subscriber.State.ACTIVE).order_by("pk"):
            if person.mail not in seen:
                seen.add(person.mail)
                yield Letter(mailing=mailing, subscriber=person, mail=person.mail)
    left_out = set(Subscriber.objects.filter(state=Subscriber.State.PAUSED).values_list("mail", flat=True))
    listed = ServiceAddress.objects.filter(service_list__in=mailing.lists.all(), paused=False)
    for mail in listed.order_by("pk").values_list("mail", flat=True):
        if mail not in seen and mail not in left_out:
            seen.add(mail)
            yield Letter(mailing=mailing, mail=mail)


def _page(job: Job) -> str:
    mailing = Mailing.objects.get(pk=job.arguments["mailing"])
    return reverse("newsletter:sending", args=[mailing.edition_slug])


@running.handles(SEND, label="Nieuwsbrief versturen", result=_page)
def send(progress, *, mailing: int) -> None:
    """Send what waits, no faster than settings.MAILS_PER_MINUTE. Run again after a kill it goes on with the rest.

    Raises Refused when the mail server keeps failing; what waits then stays, and trying again sends it.
    """
    record = Mailing.objects.get(pk=mailing)
    Letter.objects.filter(mailing=record, state=Letter.State.CLAIMED).update(
        state=Letter.State.FAILED, error=MAYBE, done_at=timezone.now()
    )
    publication = Publication.objects.get(
        subject_kind=SubjectKind.EDITION, subject_slug=record.edition_slug, number=record.number
    )
    composed = composing.compose(publication, kind=record.kind, note=record.note)
    later = _send_all(record, composed, progress)
    if later:
        raise Refused(
            f"Niet alles is verzonden: {later[-1].error}. Wat nog wacht, gaat uit als u het opnieuw probeert."
        )
    record.finished_at = timezone.now()
    record.save(update_fields=["finished_at"])


def _send_all(record: Mailing, composed: composing.Composed, progress) -> list[Letter]:
    """Send what waits; what the server put off stays waiting and is returned. After MOST_FAILURES in a row it is the
    server and not the address, and the rest is left as it is."""
    total = record.letters.count()
    done = total - record.letters.filter(state=Letter.State.WAITING).count()
    pause = 60 / settings.MAILS_PER_MINUTE if settings.MAILS_PER_MINUTE else 0
    later: list[Letter] = []
    in_a_row = 0
    server = get_connection()
    try:
        while in_a_row < MOST_FAILURES and (letter := _claim(record, later)):
            if _deliver(letter, composed, server) == Letter.State.WAITING:
                later.append(letter)
                in_a_row += 1
            else:
                in_a_row, done = 0, done + 1
            progress(100 * done // total, f"{done} van {total} e-mails verzonden")
            time.sleep(pause)
    finally:
        server.close()
    return later


def _claim(mailing: Mailing, later: list[Letter]) -> Letter | None:
    """The next row that was not put off in this run, taken so that no other worker sends it."""
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(mailing=mailing, state=Letter.State.WAITING)
            .exclude(pk__in=[letter.pk for letter in later])
            .order_by("pk")
            .first()
        )
        if letter:
            # Who left meanwhile has no address any more.
            letter.state = Letter.State.CLAIMED if letter.mail else Letter.State.FAILED
            letter.error = "" if letter.mail else "uitgeschreven voordat de e-mail uitging"
            letter.save(update_fields=["state", "error"])
    return letter


def _deliver(letter: Letter, composed: composing.Composed, server) -> str:
    """Send one mail and write what came of it: SENT, FAILED for this address, or WAITING again when the server
    itself failed."""
    if letter.state == Letter.State.CLAIMED:
        token = subscribing.leave_token(letter.subscriber or letter)
        leave = absolute(reverse("newsletter:leave", args=[token]))
        mail = composing.message(
            composed,
            to=letter.mail,
            leave_url=leave,
            message_id=f"<letter-{letter.pk}@{host(settings.BASE_URL)}>",
        )
        letter.state, letter.error = _send(mail, server)
    letter.done_at = timezone.now()
    letter.save(update_fields=["state", "error", "done_at"])
    if letter.state == Letter.State.BOUNCED:
        subscribing.bounced(letter.mail)
    return letter.state


def _send(mail, server) -> tuple[str, str]:
    try:
        server.open()  # stays open for the next mail
        server.send_messages([mail])
    except SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        # 4xx is "not now" (a full or busy server, greylisting), 5xx is "never".
        state = Letter.State.WAITING if code < 500 else Letter.State.FAILED
        if code in NO_SUCH_MAILBOX:
            state = Letter.State.BOUNCED
        return state, f"{code} {said.decode(errors='replace')}"[:300]
    except (SMTPException, OSError) as error:
        server.close()
        return Letter.State.WAITING, why(error)[:300]
    return Letter.State.SENT, ""


def counts(mailing: Mailing) -> dict[str, int]:
    """How many mails are in each state."""
    rows = mailing.letters.order_by().values("state").annotate(number=Count("pk"))
    return dict.fromkeys(Letter.State.values, 0) | {row["state"]: row["number"] for row in rows}


def send_test(*, publication: Publication, mail: str, by) -> None:
    """One mail to try, to an address of whoever makes the newsletter; it is not counted."""
    require_making(by)
    composed = composing.compose(publication)
    try:
        composing.message(composed, to=mail).send()
    except (SMTPException, OSError) as error:
        raise Refused(
            f"De proefmail aan {mail} is niet verzonden: {why(error)}. Probeer het straks nog eens."
        ) from error
