"""Taking in pictures, and who gets to see them."""

import hashlib
import io
import struct
import zlib

import pytest
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

from tests import factories
from twenterand.accounts.models import Role
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.workflow import Refused

pytestmark = pytest.mark.django_db


def image(kind: str = "PNG", size=(4, 3)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A tiny file that says it is this large: what a decompression bomb looks like from outside."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png_with_text_bomb() -> bytes:
    """A small picture with a comment that unpacks to 100 MB."""
    whole = image()
    data = b"Comment\0\0" + zlib.compress(b"a" * 100_000_000)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return whole[:33] + chunk + whole[33:]


def store(content: bytes, **fields) -> Picture:
    return pictures.store(**{"content": content, "alt": "Een groen vlak", "by": "test", **fields})


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_picture_is_kept_as_it_is(kind, media_type):
    content = image(kind)
    picture = store(content, credit="Gemeente", alt="  Een groen vlak ")
    assert picture.sha256 == hashlib.sha256(content).hexdigest()
    assert (picture.media_type, picture.width, picture.height) == (media_type, 4, 3)
    assert (picture.alt, picture.credit, picture.added_by) == ("Een groen vlak", "Gemeente", "test")
    assert pictures.content_of(picture.sha256) == (content, media_type)


def test_the_same_bytes_are_one_picture():
    assert store(image()).pk == store(image(), alt="Anders beschreven").pk
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "logo.png is geen afbeelding die het portaal kan lezen; gebruik PNG, JPEG, WebP of HEIC."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "gebruik PNG, JPEG, WebP of HEIC"),
        (b"%PDF-1.7", "gebruik PNG, JPEG, WebP of HEIC"),
        (image("GIF"), "gebruik PNG, JPEG, WebP of HEIC"),
        (image("PNG", (300, 300))[:-40], "gebruik PNG, JPEG, WebP of HEIC"),
        (image("JPEG", (300, 300))[:-200], "gebruik PNG, JPEG, WebP of HEIC"),
        (png_of(10_000, 9_000), "logo.png is 10000 × 9000 beeldpunten; dat is te groot."),
        (png_of(60_000, 60_000), "gebruik PNG, JPEG, WebP of HEIC"),
        (png_with_text_bomb(), "gebruik PNG, JPEG, WebP of HEIC"),
        (b"x" * (pictures.MAX_BYTES + 1), "logo.png is 25 MB. Maak de afbeelding kleiner dan 25 MB."),
    ],
    ids=["empty", "svg", "pdf", "gif", "half a png", "half a jpeg", "large", "bomb", "text bomb", "heavy"],
)
def test_what_is_no_picture_or_too_large_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Refused) as refusal:
        store(content, name="logo.png")
    assert sentence in refusal.value.sentence
    assert not Picture.objects.exists()


@pytest.mark.parametrize("alt", ["", "   "])
def test_a_picture_needs_a_text_alternative(alt):
    with pytest.raises(Refused, match=r"Geef bij logo\.png een tekstalternatief"):
        store(image(), alt=alt, name="logo.png")


@pytest.fixture
def public(monkeypatch) -> set[str]:
    """The pictures that a visible publication shows, in this test."""
    shown: set[str] = set()
    monkeypatch.setattr(pictures, "_public_checks", [shown.__contains__])
    return shown


def address(picture: Picture) -> str:
    return reverse("media:picture", args=[picture.sha256])


def test_readers_get_what_is_public_and_may_keep_it_for_ever(client, public):
    picture = store(image("JPEG"))
    public.add(picture.sha256)
    assert address(picture) == f"/afbeeldingen/{picture.sha256}/"
    response = client.get(address(picture))
    assert response.status_code == 200
    assert response.content == image("JPEG")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in response.headers
    assert "Vary" not in response.headers
    assert not response.cookies


def test_a_browser_that_has_it_gets_no_bytes(client, public):
    picture = store(image())
    public.add(picture.sha256)
    etag = client.get(address(picture)).headers["ETag"]
    assert etag == f'"{picture.sha256}"'
    again = client.get(address(picture), headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in again.headers["Cache-Control"]
    assert client.get(address(picture), headers={"if-none-match": '"anders"'}).status_code == 200
    assert client.head(address(picture)).content == b""
    assert client.post(address(picture)).status_code == 405


def test_what_is_not_public_is_for_who_works_here(client, public):
    picture = store(image())
    etag = f'"{picture.sha256}"'
    assert client.get(address(picture)).status_code == 404
    assert client.get(address(picture), headers={"if-none-match": etag}).status_code == 404
    client.force_login(factories.user(Role.CLERK))
    assert client.get(address(picture)).status_code == 404
    client.force_login(factories.user(Role.COMMUNICATION))
    response = client.get(address(picture))
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("private,")


def test_without_anybody_who_says_so_nothing_is_public(monkeypatch):
    monkeypatch.setattr(pictures, "_public_checks", [])
    assert not pictures.is_public("0" * 64)
    pictures.public_when(lambda sha256: sha256.startswith("0"))
    assert pictures.is_public("0" * 64)
    assert not pictures.is_public("1" * 64)


@pytest.mark.parametrize("path", [f"{'0' * 64}/", "zomaar/", f"{'A' * 64}/", f"{'0' * 63}/"])
def test_what_does_not_exist_is_not_found(client, public, path):
    assert client.get(f"/afbeeldingen/{path}").status_code == 404


def photo(mode: str = "RGB", size=(60, 40), kind: str = "JPEG", **options) -> bytes:
    """A picture whose left half is red and right half blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    picture.convert(mode).save(out, kind, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(bytes(picture.content)))


def reddish(pixel) -> bool:
    return pixel[0] > 150 and pixel[2] < 120


def test_what_a_camera_told_is_left_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the camera lay on its side
    exif[0x013B] = "J. Jansen"
    kept = store(photo(exif=exif))
    assert (kept.width, kept.height) == (40, 60)
    assert b"Jansen" not in bytes(kept.content)
    assert dict(opened(kept).getexif()) == {}
    assert reddish(opened(kept).getpixel((20, 5)))


def test_text_in_a_png_is_left_out():
    out = io.BytesIO()
    info = PngInfo()
    info.add_text("Author", "J. Jansen")
    Image.new("RGBA", (8, 8), (0, 128, 0, 90)).save(out, "PNG", pnginfo=info)
    kept = store(out.getvalue())
    assert b"Jansen" not in bytes(kept.content)
    assert opened(kept).getpixel((1, 1)) == (0, 128, 0, 90)


@pytest.mark.parametrize(("kind", "options"), [("WEBP", {"quality": 90}), ("HEIF", {"quality": 90})])
def test_other_kinds_become_jpeg(kind, options):
    register_heif_opener()
    kept = store(photo(kind=kind, **options))
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 60, 40)
    assert reddish(opened(kept).getpixel((5, 20)))


def test_cmyk_becomes_rgb():
    kept = store(photo("CMYK"))
    assert opened(kept).mode == "RGB"
    assert reddish(opened(kept).getpixel((5, 20)))


def test_a_large_picture_is_made_smaller_and_keeps_its_shape():
    kept = store(photo(size=(5000, 1000), kind="PNG"))
    assert (kept.width, kept.height) == (2480, 496)


def test_cropping_makes_another_picture():
    content = photo(kind="PNG")
    whole, right = store(content), store(content, crop=(0.5, 0, 1, 1))
    assert whole.sha256 != right.sha256
    assert (right.width, right.height) == (30, 40)
    assert not reddish(opened(right).getpixel((2, 20)))


def test_what_is_told_about_a_picture_stays_when_it_is_brought_again():
    kept = store(photo(), rights="Gemeente", shows_people=True, consent="Formulier 12")
    again = pictures.store(content=photo(), alt="Iets anders", rights="Een ander", by="ander")
    assert again.pk == kept.pk
    assert (again.alt, again.rights, again.consent) == (kept.alt, "Gemeente", "Formulier 12")


def test_decoration_needs_no_alternative():
    assert store(photo(), alt="", decorative=True).decorative
