"""A draft of an edition as PDF, marked CONCEPT, to read on paper and to share by a link that expires."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from newsletter import payload, rendering
from newsletter.models import Draft, DraftLink, Edition
from newsletter.relations import require_making
from policy.fragments import digest
from twenterand import tokens
from twenterand.accounts.records import actor_name
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.pdf_places import Places
from twenterand.publications.addresses import absolute

MAKE = "newsletter_draft"
LINK_DAYS = 14


def is_current(edition: Edition) -> bool:
    """Whether the draft at hand shows the edition as it stands now."""
    draft = Draft.objects.filter(edition=edition).values_list("sha256", flat=True).first()
    return draft is not None and draft == digest(payload.build(edition.slug))


def start(*, edition: Edition, by) -> Job:
    """Have the worker make a draft of the edition as it stands."""
    require_making(by)
    return running.start(MAKE, subject=str(edition), by=by, slug=edition.slug, by_name=actor_name(by))


def _page(job: Job) -> str:
    return reverse("newsletter:draft", args=[job.arguments["slug"]])


@running.handles(MAKE, label="Concept als pdf maken", result=_page)
def make(progress, *, slug: str, by_name: str) -> None:
    """Render and keep it. Run again it makes the same one again."""
    progress(10, "artikelen verzamelen")
    content = payload.build(slug)
    progress(30, "pagina's opmaken")
    places: list[Places] = []
    made = rendering.draft_pdf(content, places.append)
    Draft.objects.update_or_create(
        edition=Edition.objects.get(slug=slug),
        defaults={
            "sha256": digest(content),
            "content": made,
            "fit": fit_of(content, places[0]),
            "made_by": by_name,
        },
    )


def fit_of(content: dict[str, Any], places: Places) -> dict[str, Any]:
    """How the articles fell on the pages, as Draft keeps it."""
    return {
        "pages": places.pages,
        "filled": round(100 * places.filled),
        "articles": [[row["title"], places.anchors[row["slug"]]] for row in content["articles"]],
    }


@transaction.atomic
def share(*, edition: Edition, by) -> str:
    """A link to the draft, whole, that works for two weeks. It is shown once: only its sha256 is kept."""
    require_making(by)
    token = tokens.new()
    DraftLink.objects.create(
        edition=edition,
        token_sha256=tokens.digest(token),
        expires_at=timezone.now() + timedelta(days=LINK_DAYS),
        made_by=actor_name(by),
    )
    return absolute(reverse("newsletter:shared_draft", args=[token]))


def withdraw(*, edition: Edition, by) -> int:
    """Make every link to the draft stop working; how many that were."""
    require_making(by)
    return DraftLink.objects.filter(edition=edition, withdrawn_at=None).update(withdrawn_at=timezone.now())


def of_token(token: str) -> Draft | None:
    """The draft that a link leads to, while it works."""
    link = DraftLink.objects.filter(
        token_sha256=tokens.digest(token), withdrawn_at=None, expires_at__gt=timezone.now()
    ).first()
    return Draft.objects.filter(edition=link.edition_id).first() if link else None
