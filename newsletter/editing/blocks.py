"""Writes on the blocks of an article. The article carries the version: every step on its blocks is a step of it.

So that a person can go back, `restore` puts the blocks as they stood after an earlier step; that is a step as well.
"""

import re
import uuid
from dataclasses import dataclass

from django.db import transaction

from newsletter import content as contents
from newsletter.editing import reopening
from newsletter.models import Article, Block, BlockKind, Medium
from newsletter.relations import require_writing
from twenterand import richtext
from twenterand.accounts.records import keep, locked, remove
from twenterand.media.models import Picture
from twenterand.workflow import Refused

WITH_TEXT = {BlockKind.TEXT, BlockKind.QUOTE, BlockKind.CALLOUT}
FIELDS = ("position", "kind", "medium", "html", "picture_id", "content", "reference")


@transaction.atomic
def add_block(
    *,
    article: Article,
    seen_version: int | None,
    by,
    kind: str,
    after: Block | None = None,
    first: bool = False,
    html: str = "",
    picture: Picture | None = None,
    content: dict | None = None,
    reference: dict | None = None,
    medium: str = Medium.BOTH,
) -> Block:
    """A block behind `after`, else at the end, or at the beginning where `first` is set.

    Raises Refused for content that its kind does not take.
    """
    current = _opened(article, seen_version, by)
    blocks = list(current.blocks.order_by("position", "pk"))
    block = Block(article=current, uid=uuid.uuid4(), kind=BlockKind(kind))
    _fill(block, html=html, picture=picture, content=content, reference=reference, medium=medium)
    place = 0 if first else len(blocks) if after is None else _place(blocks, after) + 1
    blocks.insert(place, block)
    _number(blocks, by)
    _step(current, by, f"{block.get_kind_display().capitalize()} toegevoegd")
    return block


@transaction.atomic
def change_block(
    *,
    block: Block,
    seen_version: int | None,
    by,
    html: str = "",
    picture: Picture | None = None,
    content: dict | None = None,
    reference: dict | None = None,
    medium: str = Medium.BOTH,
) -> Block:
    """Replace what a block holds; what changes nothing is not recorded."""
    article = _opened(block.article, seen_version, by)
    current = Block.objects.get(pk=block.pk)
    before = _state(current)
    _fill(current, html=html, picture=picture, content=content, reference=reference, medium=medium)
    if _state(current) == before:
        return current
    keep(current, by=by)
    _step(article, by, f"{current.get_kind_display().capitalize()} gewijzigd")
    return current


@transaction.atomic
def move_block(*, block: Block, direction: str, seen_version: int | None, by) -> None:
    """One place "up" or "down"; at the edge nothing happens."""
    article = _opened(block.article, seen_version, by)
    blocks = list(article.blocks.order_by("position", "pk"))
    place = _place(blocks, block)
    other = place + {"up": -1, "down": 1}[direction]
    if not 0 <= other < len(blocks):
        return
    blocks[place], blocks[other] = blocks[other], blocks[place]
    _number(blocks, by)
    _step(article, by, f"{block.get_kind_display().capitalize()} verplaatst")


@transaction.atomic
def duplicate_block(*, block: Block, seen_version: int | None, by) -> Block:
    """A copy right behind it, with an identity of its own."""
    article = _opened(block.article, seen_version, by)
    blocks = list(article.blocks.order_by("position", "pk"))
    place = _place(blocks, block)
    original = blocks[place]
    copy = Block(article=article, uid=uuid.uuid4(), **{name: getattr(original, name) for name in FIELDS})
    blocks.insert(place + 1, copy)
    _number(blocks, by)
    _step(article, by, f"{copy.get_kind_display().capitalize()} gedupliceerd")
    return copy


@transaction.atomic
def remove_block(*, block: Block, seen_version: int | None, by) -> None:
    """Take a block out; `restore` brings it back."""
    article = _opened(block.article, seen_version, by)
    kind = block.get_kind_display().capitalize()
    remove(Block.objects.get(pk=block.pk, article=article), by=by)
    _step(article, by, f"{kind} verwijderd")


def steps(article: Article, most: int = 50) -> list:
    """The steps of an article, newest first: rows of its history, for going back (`restore`)."""
    return list(article.history.order_by("-history_date", "-history_id")[:most])


RESTORED = "Terug naar stap "
_RESTORED = re.compile(rf"{RESTORED}(\d+)")
_DONE = {
    f"{kind.label.capitalize()} {what}"
    for kind in BlockKind
    for what in ("toegevoegd", "gewijzigd", "verplaatst", "gedupliceerd", "verwijderd")
}


@dataclass(frozen=True)
class Way:
    """Where undo and redo lead: ids of steps, or None where there is nothing to undo or redo."""

    undo: int | None
    redo: int | None


def way_back(article: Article) -> Way:
    """Undo and redo as an editor has them: the history read as a line of steps with a place in it.

    Something new done to a block comes behind the step that shows, and what was undone falls off; going back or
    on only moves the place. Steps that leave the blocks alone (a title, akkoord) are not in the line.
    """
    rows = article.history.order_by("history_date", "history_id")
    line: list[int] = []
    place = -1
    for key, reason in rows.values_list("history_id", "history_change_reason"):
        restored = _RESTORED.fullmatch(reason or "")
        if restored and int(restored[1]) in line:
            place = line.index(int(restored[1]))
        elif restored or not line or reason in _DONE:
            line = [*line[: place + 1], key]
            place = len(line) - 1
    return Way(
        line[place - 1] if place > 0 else None,
        line[place + 1] if place + 1 < len(line) else None,
    )


@transaction.atomic
def restore(*, article: Article, step: int, seen_version: int | None, by) -> Article:
    """The blocks as they stood after `step` (the id of a row of `steps`), removed ones included."""
    current = _opened(article, seen_version, by)
    row = current.history.filter(history_id=step).first()
    if row is None:
        raise Refused("Deze stap is niet van dit artikel. Laad de pagina opnieuw.")
    wanted = {
        block.uid: block
        for block in Block.history.as_of(row.history_date).filter(article=current.pk)
    }  # fmt: skip
    standing = {block.uid: block for block in current.blocks.all()}
    for identity, block in standing.items():
        if identity not in wanted:
            remove(block, by=by, reason="Ongedaan gemaakt")
    for identity, then in wanted.items():
        block = standing.get(identity) or Block(article=current, uid=identity)
        if block.pk and _state(block) == _state(then):
            continue
        for name in FIELDS:
            setattr(block, name, getattr(then, name))
        keep(block, by=by, reason="Ongedaan gemaakt")
    return _step(current, by, f"{RESTORED}{step}")


def _opened(article: Article, seen_version: int | None, by) -> Article:
    require_writing(by, article)
    return locked(article, seen_version=seen_version)


def _step(article: Article, by, what: str) -> Article:
    reopening.touched(article, by=by)
    return keep(article, by=by, reason=what)


def _place(blocks: list[Block], block: Block) -> int:
    place = next((place for place, one in enumerate(blocks) if one.pk == block.pk), None)
    if place is None:
        raise Refused("Dit blok staat niet meer in het artikel. Laad de pagina opnieuw.")
    return place


def _number(blocks: list[Block], by) -> None:
    """Positions 1, 2, …; only what moved is written."""
    for position, block in enumerate(blocks, start=1):
        if block.pk is None or block.position != position:
            block.position = position
            keep(block, by=by)


def _state(block) -> tuple:
    return tuple(getattr(block, name) for name in FIELDS)


def _fill(block: Block, *, html, picture, content, reference, medium) -> None:
    block.html = richtext.sanitise(html) if block.kind in WITH_TEXT else ""
    if block.kind in WITH_TEXT and richtext.is_empty(block.html):
        raise Refused(f"Het blok “{block.get_kind_display()}” is leeg. Vul tekst in.")
    if block.kind == BlockKind.PICTURE and picture is None:
        raise Refused("Er is nog geen afbeelding gekozen. Kies een afbeelding.")
    block.picture = picture if block.kind == BlockKind.PICTURE else None
    block.content = contents.clean(block.kind, content or {})
    block.reference = reference if block.kind in (BlockKind.KEY_FIGURE, BlockKind.CHART) else None
    block.medium = Medium(medium)
