"""From agreed chapters to a publication that readers see.

`prepare` freezes the payload and queues a job; the job makes every file, and only then releases. Until the
*released* event is there nobody sees anything of it, so a crash leaves the old publication or the new one.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from policy import fragments
from policy.models import Chapter, Document, ReviewState
from twenterand import pdf
from twenterand.accounts.audit import log
from twenterand.accounts.models import Act
from twenterand.accounts.records import actor_name
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.publications import addresses, artifacts, payload
from twenterand.publications.models import (
    Publication,
    PublicationEvent,
    PublishedItem,
    ReleaseKind,
    SubjectKind,
)
from twenterand.workflow import Refused

JOB_KIND = "publish"


def check_document(document: Document, *, built: payload.Payload | None = None) -> None:
    """Raise Refused with what stands in the way: chapters not agreed, or changed since they were.

    `built` is the payload of the document when the caller has just built it; building costs some ten queries a
    chapter.
    """
    chapters = list(document.chapters.select_related("edition__tree", "owner", "document"))
    if not chapters:
        raise Refused(f"“{document}” heeft geen hoofdstukken; er is niets om te publiceren.")
    waiting = [f"“{chapter}” ({chapter.get_state_display()})" for chapter in chapters if not _agreed(chapter)]
    if waiting:
        raise Refused(
            f"Nog niet akkoord: {', '.join(waiting)}. Publiceren kan als alle hoofdstukken akkoord zijn."
        )
    fragment = {row["uid"]: row for row in built["chapters"]} if built else {}
    changed = [
        f"“{chapter}”"
        for chapter in chapters
        if fragments.digest(fragment.get(str(chapter.uid)) or fragments.build(chapter)) != chapter.agreed_hash
    ]
    if changed:
        raise Refused(
            f"Gewijzigd sinds het akkoord: {', '.join(changed)}. "
            "Heropen het hoofdstuk en laat het opnieuw beoordelen."
        )


def _agreed(chapter: Chapter) -> bool:
    return chapter.state == ReviewState.AGREED


def is_published(document: Document) -> bool:
    """Whether a publication of the document was ever prepared: from then on its address is fixed."""
    return Publication.objects.filter(subject_kind=SubjectKind.DOCUMENT, subject_slug=document.slug).exists()


# Checks of apps above this one, per kind of subject: called with the slug, raise Refused.
_checks = {}


def register_check(kind: SubjectKind, check) -> None:
    """Let an app above this one say when its subject may be published."""
    _checks[kind] = check


@transaction.atomic
def prepare(*, kind: str, slug: str, release_kind: str, note: str = "", by) -> tuple[Publication, Job]:
    """Freeze the subject as the next number and queue the job that makes its files and releases it.

    Raises Refused when something stands in the way, when nothing changed since the newest publication, or when a
    correction comes without a note that says what was corrected.
    """
    if kind == SubjectKind.DOCUMENT:
        # Locking the chapters keeps their state and content as checked until this transaction ends.
        list(Chapter.objects.select_for_update().filter(document__slug=slug).values_list("pk"))
        document = Document.objects.select_related("owner").get(slug=slug)
        content = payload.build_document(document)
        check_document(document, built=content)
    else:
        _checks[kind](slug)
        content = payload.build(kind, slug)
    if release_kind == ReleaseKind.CORRECTION and not note.strip():
        raise Refused("Zeg bij een correctie in de openbare toelichting wat er is verbeterd.")
    publication = _freeze(content, release_kind=release_kind, note=note, by=by)
    PublicationEvent.objects.create(
        publication=publication, kind=PublicationEvent.Kind.PREPARED, actor=actor_name(by), note=note
    )
    log(Act.PREPARED, by=by, kind=kind, label=publication.named, note=note)
    job = running.start(JOB_KIND, subject=publication.named, by=by, publication_id=publication.pk)
    return publication, job


def _freeze(content: payload.Payload, *, release_kind: str, note: str, by) -> Publication:
    text = fragments.canonical(content)
    kind, slug = content["kind"], content["slug"]
    earlier = Publication.objects.filter(subject_kind=kind, subject_slug=slug)
    newest = earlier.aggregate(number=Max("number"))["number"] or 0
    digest = fragments.digest(content)
    # What was withdrawn may be published again; it gets a number of its own.
    last = earlier.exclude(events__kind=PublicationEvent.Kind.WITHDRAWN).order_by("-number").first()
    if last and last.sha256 == digest:
        raise Refused(f"Er is niets gewijzigd sinds versie {last.number} van “{content['title']}”.")
    publication = Publication.objects.create(
        subject_kind=kind,
        subject_slug=slug,
        subject_uid=content["uid"],
        number=newest + 1,
        release_kind=release_kind,
        title=content["title"],
        payload=text,
        schema_version=content["schema"],
        sha256=digest,
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


@transaction.atomic
def release(publication: Publication) -> None:
    """Make the publication visible, in one transaction; refuses while a file is missing; does nothing twice."""
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
def embargo(publication: Publication, *, until, by, note: str = "") -> None:
    """Keep a publication from readers until a moment; only before it is released."""
    if publication.events.filter(kind=PublicationEvent.Kind.RELEASED).exists():
        raise Refused(f"“{publication.named}” is al gepubliceerd; een embargo kan alleen daarvoor.")
    PublicationEvent.objects.create(
        publication=publication,
        kind=PublicationEvent.Kind.EMBARGOED,
        embargo_until=until,
        actor=actor_name(by),
        note=note,
    )


@transaction.atomic
def withdraw(publication: Publication, *, reason: str, by) -> None:
    """Take a publication away from readers; its payload and files are kept."""
    if not reason.strip():
        raise Refused("Geef een reden op waarom de publicatie wordt ingetrokken.")
    happened = set(publication.events.values_list("kind", flat=True))
    if PublicationEvent.Kind.RELEASED not in happened:
        raise Refused(f"“{publication.named}” is niet gepubliceerd en kan dus niet worden ingetrokken.")
    if PublicationEvent.Kind.WITHDRAWN in happened:
        raise Refused(f"“{publication.named}” was al ingetrokken.")
    PublicationEvent.objects.create(
        publication=publication, kind=PublicationEvent.Kind.WITHDRAWN, actor=actor_name(by), note=reason
    )
    log(Act.WITHDRAWN, by=by, kind=publication.subject_kind, label=publication.named, note=reason)
