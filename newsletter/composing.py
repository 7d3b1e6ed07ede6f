"""The e-mail of an edition: HTML for every mail program, and the same as plain text. Made from the payload alone."""

from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from newsletter import addresses, palettes, reading
from newsletter.models import Mailing
from twenterand.publications import payload
from twenterand.publications.addresses import absolute
from twenterand.publications.models import Publication

# Styles stand on the elements already; nothing is fetched.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True, keep_link_tags=False)


@dataclass(frozen=True)
class Composed:
    """One mail for everybody; only the address to leave with is put in for each reader."""

    subject: str
    html: str
    text: str


LEAVE = "https://leave.invalid/"


def compose(publication: Publication, *, kind: str = Mailing.Kind.EDITION, note: str = "") -> Composed:
    """The mail of this version. A rectification says first what was wrong."""
    return _composed(payload.read(publication), publication.number, kind=kind, note=note)


def preview(content: dict[str, Any]) -> Composed:
    """The mail of a payload that is not published, with its pictures on the site where it is looked at."""
    return _composed(content, None, site="")


def _composed(
    content: dict[str, Any],
    number: int | None,
    *,
    kind: str = Mailing.Kind.EDITION,
    note: str = "",
    site: str | None = None,
) -> Composed:
    slug = content["slug"]
    groups = reading.by_theme(content, lambda article: absolute(addresses.article(slug, article)))
    context: dict[str, Any] = {
        "content": content,
        "palette": palettes.of(content.get("colours", "")),
        "groups": groups,
        "rectification": kind == Mailing.Kind.RECTIFICATION,
        "note": note,
        "edition_url": absolute(addresses.edition(slug)),
        "pdf_url": absolute(addresses.edition(slug, number)).rstrip("/") + ".pdf",
        "leave_url": LEAVE,
        "site": settings.BASE_URL.rstrip("/") if site is None else site,
    }
    subject = f"{content['title']}: {content['label'].lower()}"
    if kind == Mailing.Kind.RECTIFICATION:
        subject = f"Rectificatie: {subject}"
    html = _INLINER.inline(render_to_string("newsletter/mail/edition.html", context))
    return Composed(subject, html, render_to_string("newsletter/mail/edition.txt", context).strip() + "\n")


def message(
    composed: Composed, *, to: str, leave_url: str = "", message_id: str = ""
) -> EmailMultiAlternatives:
    """The mail to one reader. With `leave_url` mail programs show a button to leave (RFC 8058)."""
    headers = {"Message-ID": message_id} if message_id else {}
    if leave_url:
        headers |= {
            "List-Unsubscribe": f"<{leave_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    shown = leave_url or absolute("/nieuwsbrieven/")
    mail = EmailMultiAlternatives(
        composed.subject,
        composed.text.replace(LEAVE, shown),
        settings.DEFAULT_FROM_EMAIL,
        [to],
        headers=headers,
    )
    mail.attach_alternative(composed.html.replace(LEAVE, shown), "text/html")
    return mail
