"""Asking for articles: a mail to the function that writes, or to somebody outside with a link of their own."""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Article, ArticleState, Invitation
from newsletter.relations import require_making
from twenterand import tokens
from twenterand.accounts.models import Organisation
from twenterand.accounts.people import mail_addresses
from twenterand.accounts.records import actor_name
from twenterand.dates import format_date
from twenterand.mail_server import why
from twenterand.publications.addresses import absolute
from twenterand.workflow import Refused

DAYS_AFTER_DEADLINE = 14
DAYS_WITHOUT = 30


def ask(*, article: Article, by) -> list[str]:
    """Mail the function that was asked; to whom it went. Raises Refused without a function or an address."""
    require_making(by)
    if article.owner is None:
        raise Refused(f"“{article}” is aan geen functie gevraagd. Kies eerst wie het schrijft.")
    to = mail_addresses(article.owner)
    if not to:
        raise Refused(
            f"“{article.owner}” heeft geen mailbox en niemand met een e-mailadres. Vul er een in bij Beheer, Functies."
        )
    address = absolute(reverse("newsletter:work_article", args=[article.pk]))
    _send(article, to, f"U schrijft het artikel in het portaal:\n\n{address}\n")
    return to


def invite(*, article: Article, mail: str, by, now: datetime | None = None) -> Invitation:
    """Mail somebody outside a link that opens just this article. An earlier link to it stops working.

    The link works until two weeks after the deadline, or for thirty days without one.
    """
    require_making(by)
    now = now or timezone.now()
    token = tokens.new()
    until = now + timedelta(days=DAYS_WITHOUT)
    if article.deadline:
        days = max((article.deadline - timezone.localdate(now)).days, 0) + DAYS_AFTER_DEADLINE
        until = now + timedelta(days=days)
    with transaction.atomic():
        withdraw(article=article, by=by, now=now)
        invitation = Invitation.objects.create(
            article=article,
            mail=mail.strip(),
            token_sha256=tokens.digest(token),
            expires_at=until,
            made_by=actor_name(by),
        )
        address = absolute(reverse("newsletter:contribute", args=[token]))
        # Inside the transaction: a link that was never mailed is no invitation.
        _send(
            article,
            [invitation.mail],
            "U hebt geen account nodig. Met deze link opent u alleen dit artikel:\n\n"
            f"{address}\n\nDe link werkt tot en met {format_date(timezone.localdate(until))}. Deel hem niet.\n",
        )
    return invitation


def withdraw(*, article: Article, by, now: datetime | None = None) -> int:
    """Make every link to an article stop working; how many that were."""
    require_making(by)
    links = Invitation.objects.filter(article=article, withdrawn_at=None)
    return links.update(withdrawn_at=now or timezone.now())


def of_token(token: str) -> Invitation | None:
    """The invitation of a link, while it works: not expired or withdrawn, the article not agreed yet."""
    return (
        Invitation.objects.select_related("article__edition", "article__owner")
        .filter(
            token_sha256=tokens.digest(token),
            withdrawn_at=None,
            expires_at__gt=timezone.now(),
            article__state__in=[ArticleState.ASKED, ArticleState.DELIVERED, ArticleState.EDITED],
        )
        .first()
    )


def reason_back(article: Article) -> str:
    """Why the article went back to its writer; empty when it did not, or was delivered since."""
    if article.state != ArticleState.ASKED:
        return ""
    reason = ""
    rows = article.history.order_by("-history_date", "-history_id")
    for state, said in rows.values_list("state", "history_change_reason"):
        if state != ArticleState.ASKED:
            return reason
        reason = said or ""
    return ""


def _send(article: Article, to: list[str], where: str) -> None:
    name = Organisation.objects.values_list("name", flat=True).first() or "de gemeente"
    lines = [
        "Goedendag,",
        "",
        f"Wilt u voor de nieuwsbrief sociaal domein van {name} ({article.edition}) een artikel schrijven?",
        "",
        f"Onderwerp: {article.title}",
    ]
    if article.words:
        lines.append(f"Lengte: ongeveer {article.words} woorden")
    if article.deadline:
        lines.append(f"Aanleveren vóór: {format_date(article.deadline)}")
    if article.brief:
        lines += ["", article.brief]
    text = "\n".join([*lines, "", where])
    try:
        EmailMessage(
            f"Artikel voor de nieuwsbrief: {article.title}", text, settings.DEFAULT_FROM_EMAIL, to
        ).send()
    except (SMTPException, OSError) as error:
        raise Refused(
            f"De mail aan {', '.join(to)} is niet verzonden: {why(error)}. Probeer het straks nog eens."
        ) from error
