"""What stands in the way of publishing a document. Every check raises Refused with a sentence for the page."""

from policy import fragments, route
from policy.models import Chapter, Document, ReviewState
from twenterand.accounts.models import Role, User
from twenterand.publications import payload, querysets
from twenterand.publications.models import ReleaseKind, SubjectKind
from twenterand.workflow import Refused

# The word for the document that each of these asks for; the word itself follows from the route alone.
_NEEDED_LABEL = {ReleaseKind.ADOPTED: route.ADOPTED, ReleaseKind.AMENDED: route.AMENDED}


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


def check_other_eyes(document: Document, by: User | str) -> None:
    """Raise Refused for whoever changed what stands outside the chapters since readers last got it.

    Nobody agrees to the title, the summary, the period or the route of a document; whoever publishes is the
    second pair of eyes. Commands (a plain name) are nobody's eyes and pass.
    """
    if isinstance(by, str):
        return
    changed = _changed_by(document)
    if by.get_username() not in changed:
        return
    editors = User.objects.filter(is_active=True, role_assignments__role=Role.EDITOR)
    others = [str(user) for user in editors.exclude(username__in=changed).order_by("username")]
    who = f"Dat kan nu: {', '.join(others)}." if others else "Er is er nu geen: vraag de beheerder om iemand."
    raise Refused(
        "U hebt zelf iets aan dit document gewijzigd buiten de hoofdstukken: de titel, de samenvatting, de "
        f"periode of de besluitroute. Daarom moet een andere eindredacteur publiceren. {who}"
    )


def _changed_by(document: Document) -> set[str]:
    """User names of who changed the document's own data since its newest released version was frozen. Its
    steps share its history (policy/editing/documents.py)."""
    released = querysets.ever_released(SubjectKind.DOCUMENT, document.slug).order_by("-publication__number")
    frozen = released.values_list("publication__created_at", flat=True).first()
    rows = document.history.filter(history_date__gt=frozen) if frozen else document.history.all()
    return set(rows.order_by().values_list("history_user_id", flat=True)) - {"", None}


def check_kind(release_kind: str, *, label: str, first: bool) -> None:
    """Raise Refused when this kind of publication would contradict the route, or has nothing to correct.

    `label` is what the route makes of the document; `first` says that readers have no version of it yet.
    """
    if reason := kinds_not_possible(label=label, first=first).get(release_kind):
        raise Refused(f"“{ReleaseKind(release_kind).label.capitalize()}” kan niet: {reason}.")


def kinds_not_possible(*, label: str, first: bool) -> dict[str, str]:
    """Kind of publication → why it cannot be chosen, as the end of a sentence."""
    reasons = {
        kind.value: f"volgens de besluitroute is het document nu “{label}”"
        for kind, needed in _NEEDED_LABEL.items()
        if label != needed
    }
    if first:
        reasons[ReleaseKind.CORRECTION.value] = "er is nog geen versie gepubliceerd om te verbeteren"
    return reasons
