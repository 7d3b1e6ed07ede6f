"""The fonts that a PDF may use: ours, and none of the machine's.

A private part of `pdf.py`. PDF/UA forbids a character that no font can draw, and a font that happens to be
installed would make the file differ from machine to machine. So fontconfig sees only the files of
`pdf-fonts.css`, and what they cannot draw is written out.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from weasyprint.text.fonts import FontConfiguration

_FONTS_CONF = Path(__file__).with_name("pdf_fonts.conf")
_FONT_FILES = Path(__file__).parent / "static" / "vendor" / "fonts"


def own_fonts_only() -> FontConfiguration:
    """Return a font configuration without system fonts; faces enter it through @font-face."""
    with _environment("FONTCONFIG_FILE", str(_FONTS_CONF)):
        return FontConfiguration()


def printable(text: str) -> str:
    """Return `text` with every character that our fonts lack replaced by something they have.

    In order: a compatible spelling (① becomes 1), the letter without its accent, nothing (control
    characters), and else its number, "[teken U+4E2D]": a reader must see that something stands there.
    """
    return _unknown().sub(lambda match: _instead_of(match[0]), text)


def _instead_of(character: str) -> str:
    for form in ("NFKC", "NFKD"):
        candidate = unicodedata.normalize(form, character)
        if form == "NFKD":
            candidate = "".join(c for c in candidate if not unicodedata.combining(c))
        if candidate and not _unknown().search(candidate):
            return candidate
    if unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    return f"[teken U+{ord(character):04X}]"


@cache
def _unknown() -> re.Pattern[str]:
    points: set[int] = {ord("\n"), ord("\t"), ord("\r")}
    for path in sorted(_FONT_FILES.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            points.update(font.getBestCmap())
    ranges = (f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in _ranges(sorted(points)))
    return re.compile(f"[^{''.join(ranges)}]")


def _ranges(points: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for point in points:
        if last is not None and point == last + 1:
            last = point
            continue
        if first is not None:
            yield first, last
        first = last = point
    if first is not None:
        yield first, last


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
