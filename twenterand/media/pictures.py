"""Taking in pictures and handing them out."""

import hashlib
import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PIL import Image, ImageFile

from twenterand.accounts.records import actor_name
from twenterand.media.models import Picture
from twenterand.workflow import Refused

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000

_public_checks: list[Callable[[str], bool]] = []


def public_when(check: Callable[[str], bool]) -> None:
    """Register a check: whether readers may see the picture with this sha256. For AppConfig.ready().

    This app does not know publications: whoever shows pictures to readers says which.
    """
    _public_checks.append(check)


def is_public(sha256: str) -> bool:
    """Whether a reader may see the picture; without any registered check: no."""
    return any(check(sha256) for check in _public_checks)


def store(*, content: bytes, alt: str, credit: str = "", by, name: str = "bestand") -> Picture:
    """Keep a PNG or JPEG picture once; the same bytes give the same record.

    Raises Refused for anything else, for a file over 25 MB, for more than 50 million pixels (a small file can
    unpack to gigabytes), and for a picture without a text alternative.
    """
    if len(content) > MAX_BYTES:
        megabytes = len(content) // 1024 // 1024
        raise Refused(f"{name} is {megabytes} MB. Maak de afbeelding kleiner dan 25 MB.")
    if not alt.strip():
        raise Refused(f"Geef bij {name} een tekstalternatief: wat ziet iemand op deze afbeelding?")
    media_type, width, height = _examine(content, name)
    picture, _ = Picture.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "media_type": media_type,
            "width": width,
            "height": height,
            "content": content,
            "alt": alt.strip(),
            "credit": credit,
            "added_by": actor_name(by),
        },
    )
    return picture


def _examine(content: bytes, name: str) -> tuple[str, int, int]:
    """Media type, width and height. Reads every pixel, to find a file that breaks off halfway."""
    try:
        with _strict(), Image.open(io.BytesIO(content), formats=list(MEDIA_TYPES)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused(
                    f"{name} is {image.width} × {image.height} beeldpunten; dat is te groot. "
                    "Maak de afbeelding hoogstens 7.000 × 7.000."
                )
            image.load()
            return MEDIA_TYPES[image.format], image.width, image.height
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(f"{name} is geen afbeelding die het portaal kan lezen; gebruik PNG of JPEG.") from error


@contextmanager
def _strict() -> Iterator[None]:
    """Pillow as it is by itself: WeasyPrint has it accept broken files, for the whole process.

    Pillow also warns of large pictures where MAX_PIXELS refuses them.
    """
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def content_of(sha256: str) -> tuple[bytes, str]:
    """Bytes and media type of a picture, for the PDF; raises Picture.DoesNotExist."""
    picture = Picture.objects.only("content", "media_type").get(sha256=sha256)
    return bytes(picture.content), picture.media_type
