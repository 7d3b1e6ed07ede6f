"""Writes on the chapters of a document: which there are, what they are called, and in which order."""

from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from policy import editing, review
from policy.editing import addresses, order
from policy.editing.passages import hanging_on
from policy.models import Chapter, Document, TreeEdition
from policy.relations import require_text
from twenterand import richtext
from twenterand.accounts.models import Function
from twenterand.accounts.records import keep, locked, remove
from twenterand.workflow import Refused

# Pages of the document itself have these addresses.
TAKEN = ("doorzetten",)


@transaction.atomic
def add_chapter(
    *,
    document: Document,
    title: str,
    slug: str,
    kind: str,
    owner: Function,
    edition: TreeEdition | None,
    by,
    uid: UUID | None = None,
) -> Chapter:
    """A chapter at the end of a document that was never published; without `slug` it gets one from its title.

    `uid` comes from the form: a form that is sent twice adds one chapter, and the second time gives that one.
    """
    require_text(by, document)
    current = locked(document, seen_version=None)
    _require_unpublished(current)
    sent_before = current.chapters.filter(uid=uid).first() if uid else None
    if sent_before:
        return sent_before
    chapter = Chapter(document=current, edition=edition, position=order.end(current.chapters.all()))
    chapter.uid = uid or chapter.uid
    _fill(chapter, title, slug or addresses.proposed(title), kind, owner)
    _require_tree_once(chapter)
    return keep(chapter, by=by, reason="Toegevoegd")


@transaction.atomic
def change_chapter(
    *, chapter: Chapter, seen_version: int | None, title: str, slug: str, kind: str, owner: Function, by
) -> Chapter:
    """Another title, address, kind or owner. The address is fixed once the document is published.

    The goal tree of a chapter never changes: its texts and tables are about that tree.
    """
    require_text(by, chapter.document)
    current = locked(chapter, seen_version=seen_version)
    before = _content(current)
    if slug != current.slug:
        _require_unpublished(current.document)
    _fill(current, title, slug, kind, owner)
    if _content(current) == before:
        return current
    keep(current, by=by, reason="Gegevens van het hoofdstuk gewijzigd")
    review.touched(chapter=current, by=by, what="gegevens van het hoofdstuk")
    return current


@transaction.atomic
def move_chapter(*, chapter: Chapter, direction: str, seen_version: int | None, by) -> None:
    """One place up or down in a document that was never published. Its content, and so its review, stays."""
    require_text(by, chapter.document)
    document = locked(chapter.document, seen_version=None)
    _require_unpublished(document)
    current = locked(chapter, seen_version=seen_version)
    siblings = list(document.chapters.order_by("position", "pk"))
    order.move(current, siblings, direction=direction, by=by, reason="Verplaatst")


@transaction.atomic
def remove_chapter(*, chapter: Chapter, seen_version: int | None, by) -> None:
    """Delete a chapter that is being edited, with its texts and tables, from a document that was never published."""
    require_text(by, chapter.document)
    current = locked(chapter, seen_version=seen_version)
    _require_unpublished(current.document)
    if current.state != review.EDITING:
        raise Refused(
            f"“{current.title}” heeft de status “{current.get_state_display()}”. Heropen het hoofdstuk eerst."
        )
    try:
        for passage in current.passages.all():
            remove(passage, by=by, reason="Hoofdstuk verwijderd")
        remove(current, by=by, reason="Verwijderd")
    except ProtectedError as error:
        raise Refused(
            f"“{current.title}” kan niet weg. Er hangt nog iets aan: {hanging_on(error)}. Haal dat daar eerst weg."
        ) from None


def _fill(chapter: Chapter, title: str, slug: str, kind: str, owner: Function) -> None:
    chapter.title = richtext.one_line(title)
    if not chapter.title:
        raise Refused("De titel is leeg. Vul een titel in.")
    if kind not in Chapter.Kind.values:
        raise Refused(f"“{kind}” is geen soort hoofdstuk. Kies hoofdtekst of bijlage.")
    addresses.check(slug, longest=Chapter._meta.get_field("slug").max_length, taken=TAKEN)
    if Chapter.objects.filter(document=chapter.document_id, slug=slug).exclude(pk=chapter.pk).exists():
        raise Refused(f"Het adres “{slug}” is al van een ander hoofdstuk. Kies een ander adres.")
    chapter.slug, chapter.kind, chapter.owner = slug, kind, owner


def _require_tree_once(chapter: Chapter) -> None:
    if chapter.edition is None:
        return
    other = Chapter.objects.filter(document=chapter.document_id, edition=chapter.edition).first()
    if other is not None:
        raise Refused(
            f"Het hoofdstuk “{other.title}” gaat al over deze doelenboom. Kies een andere, of geen doelenboom."
        )


def _require_unpublished(document: Document) -> None:
    if editing.published_check(document):
        raise Refused(
            f"“{document.title}” is gepubliceerd. De hoofdstukken en hun adressen staan daarmee vast: lezers "
            "verwijzen ernaar."
        )


def _content(chapter: Chapter) -> tuple:
    return chapter.title, chapter.slug, chapter.kind, chapter.owner_id
