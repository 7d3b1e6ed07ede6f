"""From agreed chapters to a publication that readers see.

`prepare` freezes the payload and queues a job; the job makes every file, and only then releases. Until the
*released* event is there nobody sees anything of it, so a crash leaves the old publication or the new one.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from policy import fragments
from policy.models import Chapter, Document
from twenterand import pdf
from twenterand.accounts.audit import log
from twenterand.accounts.models import Act
from twenterand.accounts.records import actor_name
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.publications import addresses, artifacts, conditions, payload, querysets
from twenterand.publications.models import (
    Publication,
    PublicationEvent,
    PublishedItem,
    ReleaseKind,
    SubjectKind,
)
from twenterand.templatetags.portal import moment
from twenterand.workflow import Refused

JOB_KIND = "publish"


def is_published(document: Document) -> bool:
    """Whether a publication of the document was ever prepared: from then on its address is fixed."""
    return Publication.objects.filter(subject_kind=SubjectKind.DOCUMENT, subject_slug=document.slug).exists()


def published_slugs() -> set[str]:
    """The addresses of all documents of which a publication was ever prepared; one query."""
    rows = Publication.objects.filter(subject_kind=SubjectKind.DOCUMENT).order_by()
    return set(rows.values_list("subject_slug", flat=True).distinct())


# Checks of apps above this one, per kind of subject: called with the slug, raise Refused.
_checks = {}


def register_check(kind: SubjectKind, check) -> None:
    """Let an app above this one say when its subject may be published."""
    _checks[kind] = check


@transaction.atomic
def prepare(
    *,
    kind: str,
    slug: str,
    release_kind: str,
    note: str = "",
    embargo_until: datetime | None = None,
    seen: str = "",
    by,
) -> tuple[Publication, Job]:
    """Freeze the subject as the next number and queue the job that makes its files and releases it.

    `seen` is the digest of the content that the publisher confirmed; other content is refused.
    Asked again for what is being made at this moment (somebody pressed twice), it returns that. Raises Refused
    when something stands in the way, when nothing changed since the newest publication, or when a correction
    comes without a note that says what was corrected.
    """
    content = _content(kind, slug, release_kind=release_kind, by=by)
    if release_kind == ReleaseKind.CORRECTION and not note.strip():
        raise Refused("Zeg bij een correctie in de openbare toelichting wat er is verbeterd.")
    if seen and seen != fragments.digest(content):
        raise Refused(
            "De inhoud is gewijzigd nadat u die bekeek. Bekijk wat er nieuw is en publiceer opnieuw."
        )
    last = newest_that_counts(kind, slug)
    if last and last.sha256 == fragments.digest(content):
        job = job_of(last)
        same = (last.release_kind, last.note, last.embargo_until) == (release_kind, note, embargo_until)
        if not (same and job and job.is_live):
            raise Refused(f"Er is niets gewijzigd sinds versie {last.number} van “{content['title']}”.")
        return last, job
    publication = _freeze(content, release_kind=release_kind, note=note, by=by)
    PublicationEvent.objects.create(
        publication=publication, kind=PublicationEvent.Kind.PREPARED, actor=actor_name(by), note=note
    )
    log(Act.PREPARED, by=by, kind=kind, label=publication.named, note=note)
    if embargo_until:
        embargo(publication, until=embargo_until, by=by)
    job = running.start(JOB_KIND, subject=publication.named, by=by, publication_id=publication.pk)
    return publication, job


def _content(kind: str, slug: str, *, release_kind: str, by) -> payload.Payload:
    """The payload as it would be published now, when nothing stands in the way of that."""
    if kind != SubjectKind.DOCUMENT:
        _checks[kind](slug)
        return payload.build(kind, slug)
    # Locking the document and its chapters keeps them as checked until this transaction ends.
    document = Document.objects.select_for_update(of=("self",)).select_related("owner").get(slug=slug)
    list(Chapter.objects.select_for_update().filter(document=document).values_list("pk"))
    content = payload.build_document(document)
    conditions.check_document(document, built=content)
    conditions.check_other_eyes(document, by)
    first = not querysets.ever_released(kind, slug).exists()
    conditions.check_kind(release_kind, label=content["decision"]["label"], first=first)
    return content


def newest_that_counts(kind: str, slug: str) -> Publication | None:
    """The version that a next one is compared with: released, or still being made. One that failed, was broken
    off or was withdrawn does not count: the same content may be published again under a number of its own."""
    rows = querysets.for_publishing(kind, slug)
    return next((row for row in rows if counts(row)), None)


def counts(row: Publication) -> bool:
    """Whether a row of querysets.for_publishing is what a next version is compared with."""
    return not row.withdrawn and (row.released or _is_being_made(row))


def _is_being_made(publication: Publication) -> bool:
    job = job_of(publication)
    return bool(job and job.is_live)


def job_of(publication: Publication) -> Job | None:
    """The newest job that makes the publication."""
    return Job.objects.filter(kind=JOB_KIND, arguments__publication_id=publication.pk).order_by("pk").last()


def _freeze(content: payload.Payload, *, release_kind: str, note: str, by) -> Publication:
    kind, slug = content["kind"], content["slug"]
    earlier = Publication.objects.filter(subject_kind=kind, subject_slug=slug)
    newest = earlier.aggregate(number=Max("number"))["number"] or 0
    publication = Publication.objects.create(
        subject_kind=kind,
        subject_slug=slug,
        subject_uid=content["uid"],
        number=newest + 1,
        release_kind=release_kind,
        title=content["title"],
        payload=fragments.canonical(content),
        schema_version=content["schema"],
        sha256=fragments.digest(content),
        note=note,
        created_by=actor_name(by),
    )
    PublishedItem.objects.bulk_create(payload.items_of(publication))
    return publication


def jobs_of(publications: Iterable[Publication]) -> dict[int, int]:
    """Primary key of each publication → that of its newest job."""
    numbers = [publication.pk for publication in publications]
    rows = Job.objects.filter(kind=JOB_KIND, arguments__publication_id__in=numbers).order_by("pk")
    return {job.arguments["publication_id"]: job.pk for job in rows}


def _result(job: Job) -> str:
    """Where to go on to when a publication is made: its page."""
    publication = Publication.objects.defer("payload").get(pk=job.arguments["publication_id"])
    return addresses.subject(publication.subject_kind, publication.subject_slug)


@running.handles(JOB_KIND, label="Publiceren", result=_result)
def make_and_release(progress: running.Progress, *, publication_id: int) -> None:
    """Make the files that are still missing, then release. May run again after a crash at any moment."""
    publication = Publication.objects.get(pk=publication_id)
    _check_not_broken_off(publication)
    kinds = artifacts.kinds_for(publication)
    for number, kind in enumerate(kinds):
        progress(5 + 90 * number // len(kinds), f"{kind.upper()}-bestand maken")
        _make(publication, kind)
    progress(95, "publiceren")
    release(publication)


def _make(publication: Publication, kind: str) -> None:
    """Make one file. What the PDF door refuses lies in the text: whoever waits for the job reads its sentence."""
    try:
        artifacts.get_or_make(publication, kind)
    except (pdf.Unfit, pdf.Refused) as refusal:
        raise Refused(refusal.sentence) from refusal


def _check_not_broken_off(publication: Publication) -> None:
    if publication.events.filter(kind=PublicationEvent.Kind.WITHDRAWN).exists():
        raise Refused(f"“{publication.named}” is afgebroken en wordt niet gepubliceerd.")


@transaction.atomic
def release(publication: Publication) -> None:
    """Make the publication visible, in one transaction; refuses while a file is missing, and what was broken off;
    does nothing twice."""
    _check_not_broken_off(publication)
    missing = set(artifacts.kinds_for(publication)) - set(
        publication.artifacts.values_list("kind", flat=True)
    )
    if missing:
        raise Refused(
            f"“{publication.named}” kan nog niet naar buiten: {', '.join(sorted(missing))} ontbreekt."
        )
    _, created = PublicationEvent.objects.get_or_create(
        publication=publication,
        kind=PublicationEvent.Kind.RELEASED,
        defaults={"actor": publication.created_by, "note": publication.note},
    )
    if created:
        log(Act.RELEASED, by=publication.created_by, kind=publication.subject_kind, label=publication.named)


@transaction.atomic
def embargo(publication: Publication, *, until: datetime, by, note: str = "") -> None:
    """Keep a publication from readers until a moment, or set another moment; a moment that is over lifts it.

    Only while readers have not seen it: what was public cannot be taken back by an embargo.
    """
    check_embargo(publication)
    now = timezone.now()
    before = publication.events.filter(kind=PublicationEvent.Kind.EMBARGOED).order_by("-pk").first()
    PublicationEvent.objects.create(
        publication=publication,
        kind=PublicationEvent.Kind.EMBARGOED,
        embargo_until=max(until, now) if before else until,
        actor=actor_name(by),
        note=note,
    )
    said = f"tot {moment(until)}" if until > now else "opgeheven"
    said += f" (was tot {moment(before.embargo_until)})" if before else ""
    log(
        Act.EMBARGOED,
        by=by,
        kind=publication.subject_kind,
        label=publication.named,
        note=f"{said}. {note}".strip(" .") + ".",
    )


def check_embargo(publication: Publication) -> None:
    """Raise Refused when an embargo can no longer be set, moved or lifted: it is public, or was withdrawn."""
    happened = set(publication.events.values_list("kind", flat=True))
    if PublicationEvent.Kind.WITHDRAWN in happened:
        raise Refused(f"“{publication.named}” is ingetrokken; een embargo heeft geen zin meer.")
    if querysets.visible_to(None).filter(pk=publication.pk).exists():
        raise Refused(f"“{publication.named}” is al openbaar; een embargo kan alleen daarvoor.")


@transaction.atomic
def withdraw(publication: Publication, *, reason: str, by) -> None:
    """Take a publication away from readers, or break off one that they never got; its payload and files stay."""
    if not reason.strip():
        raise Refused("Geef een reden op waarom u deze versie intrekt of afbreekt.")
    happened = set(publication.events.values_list("kind", flat=True))
    if PublicationEvent.Kind.WITHDRAWN in happened:
        raise Refused(f"“{publication.named}” was al ingetrokken of afgebroken.")
    PublicationEvent.objects.create(
        publication=publication, kind=PublicationEvent.Kind.WITHDRAWN, actor=actor_name(by), note=reason
    )
    log(Act.WITHDRAWN, by=by, kind=publication.subject_kind, label=publication.named, note=reason)
