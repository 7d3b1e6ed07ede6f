"""What changed between two texts, word by word, for people to read."""

import difflib
import re
from dataclasses import dataclass

from twenterand import richtext

SAME, REMOVED, ADDED = "same", "removed", "added"
# A word with the space behind it; a line break is a word of its own, so that paragraphs stay apart.
_WORDS = re.compile(r"\n|[^\s]+[^\S\n]*")


@dataclass(frozen=True)
class Piece:
    """A run of words that is the same in both texts, only in the old one, or only in the new one."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces of two plain texts, in reading order; a replaced run gives what went, then what came."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(SAME, "".join(before[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece(REMOVED, "".join(before[i1:i2])))
        if j1 < j2:
            pieces.append(Piece(ADDED, "".join(after[j1:j2])))
    return pieces


def compare_html(old: str, new: str) -> list[Piece]:
    """The same for rich text: what people read of it, without its markup."""
    return compare(richtext.plain(old), richtext.plain(new))
