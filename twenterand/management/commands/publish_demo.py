"""Publish the demo: the kadernota 2026 for the council, and the newsletter of spring 2023.

The personas do it, through the same doors as people: who owns a chapter submits it, an editor who had no hand in
it agrees, and an editor publishes. So this command also proves on every run that the route is passable.
"""

from django.core.management.base import BaseCommand, CommandError

from policy import review
from policy.models import Chapter, Document, ReviewState
from twenterand.accounts.models import Role, User
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.publications import publishing
from twenterand.publications.models import Publication, PublicationEvent, ReleaseKind, SubjectKind
from twenterand.workflow import Refused

DOCUMENT, EDITION = "kadernota-2026", "2023-voorjaar"


class Command(BaseCommand):
    help = "Submits, agrees and publishes the demo's document and newsletter; does nothing when they are published."

    def handle(self, *, verbosity: int, **options):
        for kind, slug, release_kind in (
            (SubjectKind.DOCUMENT, DOCUMENT, ReleaseKind.FOR_COUNCIL),
            (SubjectKind.EDITION, EDITION, ReleaseKind.EDITION),
        ):
            try:
                sentence = publish_once(kind, slug, release_kind)
            except Refused as refusal:
                raise CommandError(refusal.sentence) from refusal
            if verbosity:
                self.stdout.write(sentence)


def publish_once(kind: SubjectKind, slug: str, release_kind: ReleaseKind) -> str:
    """Publish this subject unless it was; finishes what an interrupted run had begun. Returns what was done."""
    first = Publication.objects.filter(subject_kind=kind, subject_slug=slug).order_by("number").first()
    if first and first.events.filter(kind=PublicationEvent.Kind.RELEASED).exists():
        return f"{first} was al gepubliceerd."
    if first is None:
        if kind == SubjectKind.DOCUMENT:
            agree_to_all(Document.objects.get(slug=slug))
        publisher = editors()[0] if kind == SubjectKind.DOCUMENT else communication()
        first, job = publishing.prepare(kind=kind, slug=slug, release_kind=release_kind, by=publisher)
        job = running.run_now(job.pk)
        if job.state == Job.State.FAILED:
            raise CommandError(f"{first} is niet gepubliceerd (taak {job.pk}). {job.failure}")
    else:
        # An earlier run was interrupted: whatever its job says, this makes what is missing and releases.
        publishing.make_and_release(lambda percent, step: None, publication_id=first.pk)
    return f"{first} is gepubliceerd."


def agree_to_all(document: Document) -> None:
    """Have the owner of each chapter submit it and another editor agree; leaves what is agreed alone."""
    for chapter in document.chapters.select_related("owner", "edition__tree", "document"):
        if chapter.state == ReviewState.EDITING:
            chapter = review.submit(chapter=chapter, seen_version=chapter.version, by=submitter_of(chapter))
        if chapter.state == ReviewState.SUBMITTED:
            agreer = next(user for user in editors() if user.username not in review.barred(chapter))
            review.agree(chapter=chapter, seen_version=chapter.version, by=agreer)


def submitter_of(chapter: Chapter) -> User:
    """The adviser or editor who holds the function that owns the chapter; else an editor."""
    holders = chapter.owner.holders.filter(
        is_active=True, role_assignments__role__in=[Role.ADVISER, Role.EDITOR]
    )
    return holders.order_by("username").first() or editors()[0]


def editors() -> list[User]:
    """The editors among the personas, in order of name."""
    rows = User.objects.filter(is_active=True, role_assignments__role=Role.EDITOR).order_by("username")
    if not rows:
        raise CommandError("Er is geen eindredacteur. Laad eerst de demogegevens: manage.py load_demo.")
    return list(rows)


def communication() -> User:
    """Who sends out the newsletter."""
    user = (
        User.objects.filter(is_active=True, role_assignments__role=Role.COMMUNICATION)
        .order_by("username")
        .first()
    )
    if user is None:
        raise CommandError(
            "Er is geen communicatieadviseur. Laad eerst de demogegevens: manage.py load_demo."
        )
    return user
