"""Writes on the running text of a chapter. Each of them reopens a chapter that was submitted or agreed."""

from collections.abc import Sequence
from types import EllipsisType
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from policy import obstacles, review
from policy.editing import order
from policy.models import Chapter, GoalNode, Passage
from policy.relations import require_text
from twenterand import richtext
from twenterand.accounts.records import keep, locked, remove
from twenterand.workflow import Refused

LEVELS = (2, 3, 4)


@transaction.atomic
def change_passage(
    *,
    passage: Passage,
    seen_version: int | None,
    by,
    heading: str,
    html: str,
    level: int | None = None,
    node: GoalNode | EllipsisType | None = ...,
    reason: str = "",
) -> Passage:
    """Replace heading and text. `level` None and `node` left out keep what is there.

    A change that changes nothing is not recorded and reopens nothing.
    """
    require_text(by, passage.chapter)
    current = locked(passage, seen_version=seen_version)
    before = _content(current)
    current.heading = richtext.one_line(heading)
    current.html = richtext.sanitise(html)
    current.level = _level(current.level if level is None else level)
    if node is not ...:
        current.node = _fitting(current.chapter, node)
    _require_content(current)
    if _content(current) == before:
        return current
    keep(current, by=by, reason=reason)
    review.touched(chapter=current.chapter, by=by, what=f"tekst “{obstacles.passage_name(current)}”")
    return current


@transaction.atomic
def add_passage(
    *,
    chapter: Chapter,
    by,
    heading: str,
    html: str,
    level: int = 2,
    node: GoalNode | None = None,
    after: Passage | None = None,
    reason: str = "",
    uid: UUID | None = None,
) -> Passage:
    """A new passage behind `after`, or at the end of the chapter.

    `uid` comes from the form: a form that is sent twice adds one passage, and the second time gives that one.
    """
    require_text(by, chapter)
    siblings = _siblings(chapter)
    _require_among(siblings, after)
    passage = Passage(
        chapter=chapter,
        node=_fitting(chapter, node),
        level=_level(level),
        position=order.end(siblings),
        heading=richtext.one_line(heading),
        html=richtext.sanitise(html),
    )
    _require_content(passage)
    sent_before = Passage.objects.filter(chapter=chapter, uid=uid).first() if uid else None
    if sent_before and _content(sent_before) == _content(passage):
        return sent_before
    # Sent again with another text, by going back to the form: that is another passage.
    passage.uid = uid if uid and not sent_before else passage.uid
    if after is not None:
        order.make_room(passage, after, siblings)
    keep(passage, by=by, reason=reason)
    review.touched(chapter=chapter, by=by, what=f"tekst “{obstacles.passage_name(passage)}” toegevoegd")
    return passage


@transaction.atomic
def move_passage(*, passage: Passage, direction: str, seen_version: int | None, by) -> None:
    """One place up or down ("up", "down") in reading order."""
    require_text(by, passage.chapter)
    current = locked(passage, seen_version=seen_version)
    order.move(current, _siblings(current.chapter), direction=direction, by=by, reason="Verplaatst")
    review.touched(
        chapter=current.chapter, by=by, what=f"tekst “{obstacles.passage_name(current)}” verplaatst"
    )


@transaction.atomic
def remove_passage(*, passage: Passage, seen_version: int | None, by, reason: str = "") -> None:
    """Delete a passage; `restore_passage` brings it back. Refused while something hangs on it."""
    require_text(by, passage.chapter)
    current = locked(passage, seen_version=seen_version)
    chapter, name = current.chapter, obstacles.passage_name(current)
    try:
        remove(current, by=by, reason=reason)
    except ProtectedError as error:
        raise Refused(
            f"De tekst “{name}” kan niet weg: {hanging_on(error)} staat of staan eronder. "
            "Zet dat eerst onder een andere tekst."
        ) from None
    review.touched(chapter=chapter, by=by, what=f"tekst “{name}” verwijderd")


@transaction.atomic
def restore_passage(*, uid, chapter: Chapter, by) -> Passage:
    """Bring back a removed passage with its own identity, on its former place.

    Proposals that named it as their explanation no longer do: that link went with the passage.
    """
    require_text(by, chapter)
    if Passage.objects.filter(chapter=chapter, uid=uid).exists():
        raise Refused("Deze tekst staat al in het hoofdstuk. U hoeft hem niet terug te zetten.")
    last = Passage.history.filter(chapter_id=chapter.pk, uid=uid, history_type="-").first()
    if last is None:
        raise Refused("Van deze tekst is geen verwijderde versie. Voeg een nieuwe tekst toe.")
    passage = last.instance
    if passage.node_id and not GoalNode.objects.filter(pk=passage.node_id).exists():
        passage.node_id = None
    passage.version += 1
    passage._state.adding = True
    keep(passage, by=by, reason="Teruggezet")
    review.touched(
        chapter=chapter,
        by=by,
        what=f"tekst “{obstacles.passage_name(passage)}” teruggezet",
    )
    return passage


def hanging_on(error: ProtectedError) -> str:
    """What stands in the way of a removal, in words: "2 onderdelen (voorstel “a”; voorstel “b”)"."""
    found = [str(one) for one in obstacles.listed(error)]
    return f"{len(found)} {'onderdeel' if len(found) == 1 else 'onderdelen'} ({'; '.join(found[:5])})"


def _siblings(chapter: Chapter) -> Sequence[Passage]:
    return list(
        Passage.objects.select_for_update(of=("self",)).filter(chapter=chapter).order_by("position", "pk")
    )


def _require_among(siblings: Sequence[Passage], after: Passage | None) -> None:
    if after is not None and all(sibling.pk != after.pk for sibling in siblings):
        raise Refused(
            f"De tekst “{obstacles.passage_name(after)}” staat niet in dit hoofdstuk. Kies een tekst uit dit hoofdstuk."
        )


def _content(passage: Passage) -> tuple:
    return passage.heading, passage.html, passage.level, passage.node_id


def _level(level: int) -> int:
    if level not in LEVELS:
        raise Refused(f"Niveau {level} bestaat niet. Kies 2, 3 of 4.")
    return level


def _fitting(chapter: Chapter, node: GoalNode | None) -> GoalNode | None:
    """A passage may only be about a goal of the chapter's own tree."""
    if node is not None and node.edition_id != chapter.edition_id:
        raise Refused(
            f"“{node.title}” hoort niet bij de doelenboom van dit hoofdstuk. Kies een doel uit die boom."
        )
    return node


def _require_content(passage: Passage) -> None:
    if not passage.heading and richtext.is_empty(passage.html):
        raise Refused("De tekst is leeg. Vul een kop of een tekst in, of verwijder de tekst.")
