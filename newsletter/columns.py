"""How the articles of a payload fall into runs of two columns, with what spans both in between."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newsletter.models import BlockKind, Medium

Row = dict[str, Any]

# More columns than this do not fit in half a page.
NARROW_TABLE = 5
# In pixels: larger than this on paper it would be coarse.
TINY = 300
# Width in heights.
TALL, PANORAMA = 0.9, 2.2


@dataclass(frozen=True)
class Piece:
    """Blocks of an article that stand together; the first piece of an article `begins` it with its heading."""

    article: Row
    blocks: list[Row]
    begins: bool


@dataclass
class Run:
    """Pieces in two columns, or one piece `across` both."""

    across: bool
    pieces: list[Piece] = field(default_factory=list)


def spans(block: Row) -> bool:
    """Whether a block needs both columns."""
    if block["kind"] == BlockKind.TABLE:
        return len(block["table"]["columns"]) > NARROW_TABLE
    return block["kind"] == BlockKind.PICTURE and bool(block.get("span"))


def shape(picture: Row) -> str:
    """How a picture fits a column: most are cut to one height, what would lose too much that way is not."""
    width, height = picture["width"], picture["height"]
    if width < TINY and height < TINY:
        return "tiny"
    if width < height * TALL:
        return "tall"
    return "panorama" if width > height * PANORAMA else ""


def runs(articles: list[Row]) -> list[Run]:
    """The articles as paper shows them, in order; an edition in which nothing spans is one run."""
    found: list[Run] = []
    for piece in (piece for article in articles for piece in _pieces(article)):
        across = any(spans(block) for block in piece.blocks)
        if across or not found or found[-1].across:
            found.append(Run(across))
        found[-1].pieces.append(piece)
    return found


def _pieces(article: Row) -> Iterator[Piece]:
    blocks: list[Row] = []
    begins = True
    for block in article["blocks"]:
        if block.get("medium", Medium.PRINT) != Medium.PRINT:
            continue
        if not spans(block):
            blocks.append(block)
            continue
        if blocks:
            yield Piece(article, blocks, begins)
            begins = False
        yield Piece(article, [block], begins)
        blocks, begins = [], False
    if blocks or begins:
        yield Piece(article, blocks, begins)
