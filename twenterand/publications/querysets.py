"""Reads of publications. What readers may see is decided here and nowhere else."""

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from twenterand.accounts.rights import Action, Relation, may
from twenterand.publications.models import Artifact, Publication, PublicationEvent, PublishedItem

Kind = PublicationEvent.Kind


def _events(kind: str):
    return PublicationEvent.objects.filter(publication=OuterRef("pk"), kind=kind)


def ever_released(kind: str, slug: str) -> QuerySet[PublicationEvent]:
    """Each release of a subject, also of versions that were withdrawn or are under embargo."""
    return PublicationEvent.objects.filter(
        kind=Kind.RELEASED, publication__subject_kind=kind, publication__subject_slug=slug
    )


def released() -> QuerySet[Publication]:
    """Released and not withdrawn; may still be under embargo."""
    return Publication.objects.filter(Exists(_events(Kind.RELEASED)), ~Exists(_events(Kind.WITHDRAWN)))


def _until() -> Subquery:
    """The moment of the newest embargo event, which replaces the ones before it; None without any."""
    return Subquery(_events(Kind.EMBARGOED).order_by("-pk").values("embargo_until")[:1])


def visible_to(user) -> QuerySet[Publication]:
    """What this reader may see: all that is released, without what is under embargo unless their role may read it."""
    rows = released()
    if user is not None and may(user, Action.READ_EMBARGOED, Relation.EMBARGOED):
        return rows
    over = Q(_until=None) | Q(_until__lte=timezone.now())
    return rows.alias(_until=_until()).filter(over)


def with_moments(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Adds `released_at`, the moment from which readers could read it (so not before its embargo ends),
    `embargo_until` (None without embargo) and `embargoed`: whether that moment is still to come."""
    released_at = Subquery(_events(Kind.RELEASED).order_by("pk").values("at")[:1])
    rows = rows.annotate(embargo_until=_until())
    return rows.annotate(
        released_at=Greatest(released_at, Coalesce("embargo_until", released_at)),
        embargoed=Case(
            When(embargo_until__gt=timezone.now(), then=True), default=False, output_field=BooleanField()
        ),
    )


def with_moment(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """As `with_moments`, and leaves the payload in the database."""
    return with_moments(rows).defer("payload")


def newest_per_subject(rows: QuerySet[Publication]) -> QuerySet[Publication]:
    """Only the highest number of each subject among `rows`."""
    newer = rows.filter(
        subject_kind=OuterRef("subject_kind"),
        subject_slug=OuterRef("subject_slug"),
        number__gt=OuterRef("number"),
    )
    return rows.filter(~Exists(newer))


def for_archive(user, kind: str) -> QuerySet[Publication]:
    """The newest visible publication of each subject of this kind, newest subject first."""
    return with_moment(newest_per_subject(visible_to(user).filter(subject_kind=kind))).order_by(
        "-released_at", "-pk"
    )


def versions(user, kind: str, slug: str) -> QuerySet[Publication]:
    """Every visible publication of one subject, newest first."""
    return with_moment(visible_to(user).filter(subject_kind=kind, subject_slug=slug)).order_by("-number")


def for_page(user, kind: str, slug: str, number: int | None = None) -> Publication | None:
    """The publication behind one page: this number, or the newest; with its payload and the
    fields of `with_moments`. None when not visible."""
    rows = visible_to(user).filter(subject_kind=kind, subject_slug=slug)
    if number is not None:
        rows = rows.filter(number=number)
    return with_moments(rows).order_by("-number").first()


def taken_away(kind: str, slug: str, number: int | None = None) -> Publication | None:
    """The version (this number, or the newest) that readers once had and that was withdrawn, with
    `withdrawn_at` and the fields of `with_moments`."""
    withdrawn_at = Subquery(_events(Kind.WITHDRAWN).order_by("pk").values("at")[:1])
    rows = Publication.objects.filter(Exists(_events(Kind.RELEASED)), subject_kind=kind, subject_slug=slug)
    rows = with_moments(rows).annotate(withdrawn_at=withdrawn_at)
    if number is not None:
        rows = rows.filter(number=number)
    # What was withdrawn under embargo never reached anybody.
    return rows.filter(withdrawn_at__gte=F("released_at")).order_by("-number").first()


def items(user, *kinds: str) -> QuerySet[PublishedItem]:
    """Index rows of these kinds in the newest visible publication of each subject."""
    newest = newest_per_subject(visible_to(user)).values("pk")
    return PublishedItem.objects.filter(publication__in=newest, kind__in=kinds)


def newest(user) -> QuerySet[Publication]:
    """The newest visible publication of every subject of any kind, newest release first."""
    return with_moment(newest_per_subject(visible_to(user))).order_by("-released_at", "-pk")


def under_embargo() -> QuerySet[Publication]:
    """Released but not public yet, with `embargo_until`; soonest first."""
    return with_moment(released()).filter(embargoed=True).order_by("embargo_until", "pk")


def for_publishing(kind: str, slug: str) -> QuerySet[Publication]:
    """Every publication of one subject, newest first, whatever happened to it: with `released`, `withdrawn`, the
    fields of `with_moments` and its events; for who publishes, not for readers."""
    rows = with_moment(Publication.objects.filter(subject_kind=kind, subject_slug=slug))
    rows = rows.annotate(released=Exists(_events(Kind.RELEASED)), withdrawn=Exists(_events(Kind.WITHDRAWN)))
    return rows.prefetch_related("events").order_by("-number")


def files() -> Prefetch:
    """For prefetch_related: the files of publications without their bytes."""
    return Prefetch("artifacts", Artifact.objects.defer("content"))
