"""Taking in pictures and handing them out."""

import hashlib
import io

from PIL import Image, UnidentifiedImageError

from twenterand.accounts.records import actor_name
from twenterand.media.models import Picture
from twenterand.workflow import Refused

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
MAX_BYTES = 25 * 1024 * 1024


def store(*, content: bytes, alt: str, credit: str = "", by, name: str = "bestand") -> Picture:
    """Keep a PNG or JPEG picture once; the same bytes give the same record.

    Raises Refused for anything else, for a file over 25 MB, and for a picture without a text alternative.
    """
    if len(content) > MAX_BYTES:
        raise Refused(f"{name} is {len(content) // 1024 // 1024} MB; een afbeelding mag hoogstens 25 MB zijn.")
    if not alt.strip():
        raise Refused(f"Geef bij {name} een tekstalternatief: wat ziet iemand op deze afbeelding?")
    try:
        with Image.open(io.BytesIO(content), formats=list(MEDIA_TYPES)) as image:
            image.verify()
            width, height, media_type = image.width, image.height, MEDIA_TYPES[image.format]
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(f"{name} is geen afbeelding die het portaal kan lezen; gebruik PNG of JPEG.") from error
    picture, _ = Picture.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "media_type": media_type,
            "width": width,
            "height": height,
            "content": content,
            "alt": alt,
            "credit": credit,
            "added_by": actor_name(by),
        },
    )
    return picture


def content_of(sha256: str) -> tuple[bytes, str]:
    """Bytes and media type of a picture, for the PDF; raises Picture.DoesNotExist."""
    picture = Picture.objects.only("content", "media_type").get(sha256=sha256)
    return bytes(picture.content), picture.media_type
