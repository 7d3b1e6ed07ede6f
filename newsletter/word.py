"""An article that comes as a Word file: its headings, lists, tables and pictures become blocks."""

import io
import re
import zipfile
from dataclasses import dataclass

import mammoth

from newsletter.editing import blocks
from newsletter.models import Article, BlockKind
from twenterand import richtext
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.workflow import Refused

MAX_BYTES = 25 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 2000
MOST_PICTURES = 20
_PICTURE = re.compile(r'<img[^>]*src="picture:(\d+)"[^>]*>')
# Within an article the title is the highest heading, so headings begin one lower.
STYLES = "\n".join(
    [
        "p[style-name='Title'] => h3:fresh",
        "p[style-name='Titel'] => h3:fresh",
        *(f"p[style-name='heading {level}'] => h{min(level + 2, 4)}:fresh" for level in range(1, 7)),
        *(f"p[style-name='Kop {level}'] => h{min(level + 2, 4)}:fresh" for level in range(1, 7)),
    ]
)


@dataclass(frozen=True)
class Piece:
    """A run of text, or a picture, in the order of the file."""

    html: str = ""
    picture: Picture | None = None


def read(*, content: bytes, name: str, by) -> list[Piece]:
    """The pieces of a .docx file. Pictures are kept with the alternative that Word holds, else to be described.

    Raises Refused for what is no Word file, is too large, is locked with a password, or holds nothing.
    """
    _check(content, name)
    images: list[tuple[bytes, str]] = []

    def image(found):
        with found.open() as stream:
            images.append((stream.read(MAX_BYTES + 1), found.alt_text or ""))
        return {"src": f"picture:{len(images) - 1}"}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(content), style_map=STYLES, convert_image=mammoth.images.img_element(image)
        )
    except Exception as error:  # the library raises whatever the file makes it stumble over
        raise Refused(
            f"{name} is beschadigd en kan niet worden gelezen. Bewaar het opnieuw in Word."
        ) from error
    if len(images) > MOST_PICTURES:
        raise Refused(f"{name} heeft {len(images)} afbeeldingen; ten hoogste {MOST_PICTURES} kunnen er mee.")
    pieces = _pieces(result.value, images, by)
    if not pieces:
        raise Refused(f"In {name} staat geen tekst en geen afbeelding.")
    return pieces


def add_to(*, article: Article, pieces: list[Piece], by, seen_version: int | None) -> int:
    """Put the pieces behind what the article holds; how many blocks that made."""
    for piece in pieces:
        if piece.picture:
            given = {"kind": BlockKind.PICTURE, "picture": piece.picture, "content": {}}
        else:
            given = {"kind": BlockKind.TEXT, "html": piece.html}
        blocks.add_block(article=article, seen_version=seen_version, by=by, **given)
        seen_version = None
    return len(pieces)


def _check(content: bytes, name: str) -> None:
    if len(content) > MAX_BYTES:
        raise Refused(f"{name} is {len(content) // 1024 // 1024} MB. Maak het kleiner dan 25 MB.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            f"{name} is een oud Word-bestand of heeft een wachtwoord. Bewaar het als .docx zonder wachtwoord."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise Refused(f"{name} is geen Word-bestand. Bewaar het in Word als .docx.") from None
    if "word/document.xml" not in {part.filename for part in parts}:
        raise Refused(f"{name} is geen Word-bestand. Bewaar het in Word als .docx.")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused(f"{name} is uitgepakt te groot. Maak de afbeeldingen kleiner of deel het bestand op.")


def _pieces(html: str, images: list[tuple[bytes, str]], by) -> list[Piece]:
    """Text between pictures; a picture ends the run, wherever in a paragraph it stood."""
    pieces: list[Piece] = []
    for place, part in enumerate(_PICTURE.split(html)):
        if place % 2:
            content, alt = images[int(part)]
            pieces.append(Piece(picture=_kept(content, alt, int(part), by)))
        else:
            clean = richtext.sanitise(part)
            if not richtext.is_empty(clean):
                pieces.append(Piece(html=clean))
    return pieces


def _kept(content: bytes, alt: str, number: int, by) -> Picture:
    return pictures.store(
        content=content, alt=alt, alt_later=True, by=by, name=f"afbeelding {number + 1} in het Word-bestand"
    )
