"""Taking in pictures and handing them out."""

import hashlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageFile, ImageOps

from twenterand.accounts.records import actor_name
from twenterand.media.models import Picture
from twenterand.workflow import Refused

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
FORMATS = [*MEDIA_TYPES, "WEBP", "HEIF"]
# Enough for the width of a page at 300 dots an inch.
LONGEST_SIDE = 2480
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


def store(
    *,
    content: bytes,
    alt: str,
    credit: str = "",
    by,
    name: str = "bestand",
    crop: Sequence[float] | None = None,
    alt_later: bool = False,
    **about,
) -> Picture:
    """Keep a picture once, ready for the site and for paper; the same result gives the same record.

    PNG, JPEG, WebP or HEIC up to 25 MB. What is told about place, time and camera is left out, CMYK becomes RGB, and
    the longest side is at most LONGEST_SIDE; a PNG or JPEG that needs none of this keeps its bytes. `crop` is left,
    top, right and bottom as parts of the width and height. `about` is told with it: decorative, rights (who holds
    them), shows_people, consent (of whom, where it is kept), consent_until; of a picture that is kept already nothing
    changes, since others use it too. `alt_later` is for pictures that come in a file: publishing asks for what is
    missing.

    Raises Refused for anything else, for a file over 25 MB, for more than 50 million pixels (a small file can
    unpack to gigabytes), and for a picture without a text alternative that is not decorative.
    """
    _require_alternative(alt, name, decorative=about.get("decorative", False) or alt_later)
    return keep(read(content=content, name=name, crop=crop), by=by, alt=alt.strip(), credit=credit, **about)


@dataclass(frozen=True)
class Ready:
    """A picture as it would be kept."""

    content: bytes
    media_type: str
    width: int
    height: int


def read(*, content: bytes, name: str, crop: Sequence[float] | None = None) -> Ready:
    """Look at a file without keeping it; raises Refused as `store` does."""
    if len(content) > MAX_BYTES:
        megabytes = len(content) // 1024 // 1024
        raise Refused(f"{name} is {megabytes} MB. Maak de afbeelding kleiner dan 25 MB.")
    return Ready(*_prepared(content, name, crop))


def keep(ready: Ready, *, by, **about) -> Picture:
    """Keep what `read` gave; the same bytes give the same record, as it is."""
    told = {
        "media_type": ready.media_type,
        "width": ready.width,
        "height": ready.height,
        "content": ready.content,
    }
    picture, _ = Picture.objects.get_or_create(
        sha256=hashlib.sha256(ready.content).hexdigest(),
        defaults={**told, "added_by": actor_name(by), **about},
    )
    return picture


def _require_alternative(alt: str, name: str, *, decorative: bool) -> None:
    if not alt.strip() and not decorative:
        raise Refused(f"Geef bij {name} een tekstalternatief: wat ziet iemand op deze afbeelding?")


def _prepared(content: bytes, name: str, crop: Sequence[float] | None) -> tuple[bytes, str, int, int]:
    """The bytes to keep, with media type, width and height. Reads every pixel, to find a file that breaks off."""
    pillow_heif.register_heif_opener()
    try:
        with _strict(), Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refused(
                    f"{name} is {image.width} × {image.height} beeldpunten; dat is te groot. "
                    "Maak de afbeelding hoogstens 7.000 × 7.000."
                )
            image.load()
            if crop is None and _fit_to_keep(image):
                return content, MEDIA_TYPES[image.format], image.width, image.height
            return _made_anew(image, crop)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(
            f"{name} is geen afbeelding die het portaal kan lezen; gebruik PNG, JPEG, WebP of HEIC."
        ) from error


def _fit_to_keep(image: Image.Image) -> bool:
    """Whether the file can stay byte for byte: nothing in it about whoever made it, and fit for screen and paper."""
    told = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "mp"} & set(image.info)
    written = getattr(image, "text", {})
    plain = image.mode in ("RGB", "RGBA", "L", "LA", "P", "1")
    return (
        image.format in MEDIA_TYPES and plain and not told and not written and max(image.size) <= LONGEST_SIDE
    )


def _made_anew(image: Image.Image, crop: Sequence[float] | None) -> tuple[bytes, str, int, int]:
    """Upright, cropped, in RGB and no larger than needed, without anything else that the file held."""
    lossless = image.format == "PNG"
    image = ImageOps.exif_transpose(image)
    if crop:
        left, top, right, bottom = crop
        box = (left * image.width, top * image.height, right * image.width, bottom * image.height)
        image = image.crop(tuple(round(edge) for edge in box))
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    out = io.BytesIO()
    kind = "PNG" if transparent or lossless else "JPEG"
    bare.save(out, kind, **({"optimize": True} if kind == "PNG" else {"quality": 86, "optimize": True}))
    return out.getvalue(), MEDIA_TYPES[kind], *bare.size


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
