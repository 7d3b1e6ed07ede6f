"""How many people an edition reaches, without trackers: mails sent and bounced, and downloads of its PDF per day.

Of a download nothing is kept but that it was one: no cookie, no address, no browser.
"""

import logging
import re
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate

from newsletter.models import Downloads, Letter
from twenterand.publications import querysets
from twenterand.publications.models import Artifact, SubjectKind

logger = logging.getLogger(__name__)
# Programs that say what they are; a person's browser says "Mozilla" and none of these.
ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|scan|fetch|curl|wget|python|java/|okhttp|^$", re.IGNORECASE
)
DAYS_SHOWN = 31


@dataclass(frozen=True)
class Reach:
    """Numbers of one edition over all its versions; `days` are the newest days with downloads, newest first."""

    sent: int
    bounced: int
    downloads: int
    days: list[tuple[date, int]]


def of_edition(slug: str) -> Reach:
    """What is known of an edition; three queries."""
    letters = Letter.objects.filter(mailing__edition_slug=slug)
    counted = Downloads.objects.filter(edition_slug=slug)
    days = counted.values_list("day").annotate(total=Sum("count")).order_by("-day")
    bounced = letters.filter(state=Letter.State.BOUNCED).count()
    sent = letters.filter(state=Letter.State.SENT).count() + bounced
    found = list(days)
    return Reach(sent, bounced, sum(total for _, total in found), found[:DAYS_SHOWN])


def count_when_sent(
    request: HttpRequest, response: HttpResponse, *, slug: str, kind: str, number: int | None
) -> None:
    """Have a download of the PDF counted once the reader has it, so that nobody waits for the count.

    Only a whole file to a reader: not what they had already, not colleagues, not programs that say what they are.
    """
    agent = request.headers.get("User-Agent", "")
    if kind != Artifact.Kind.PDF or request.method != "GET" or response.status_code != 200:
        return
    if request.reader or ROBOT.search(agent):
        return
    # Django closes these after the last byte went out.
    response._resource_closers.append(lambda: _count(slug, kind, number))


def _count(slug: str, kind: str, number: int | None) -> None:
    """One more today. A count that cannot be kept is not worth an error: the reader has the file."""
    try:
        if number is None:
            number = querysets.versions(None, SubjectKind.EDITION, slug).values_list("number", flat=True)[0]
        where = {"edition_slug": slug, "number": number, "kind": kind, "day": localdate()}
        add_one(where)
    except (DatabaseError, IndexError) as error:
        logger.warning("a download of %s was not counted: %s", slug, error)


def add_one(where: dict) -> None:
    """One more in the row of this edition, version, kind and day; two at once make two."""
    rows = Downloads.objects.filter(**where)
    if rows.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            Downloads.objects.create(**where, count=1)
    except IntegrityError:
        rows.update(count=F("count") + 1)
