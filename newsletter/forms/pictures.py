"""The form of a picture block: the file, what is told about it, and how it is cut."""

from typing import Any

from django import forms

from indicators.forms import WrittenDateField
from newsletter.forms.blocks import BlockForm
from newsletter.models import Block, Edition
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.workflow import Refused

ABOUT = ("alt", "decorative", "credit", "rights", "shows_people", "consent", "consent_until")
FOCUS = [
    (f"{x},{y}", label)
    for y, row in (("0", "boven"), ("0.5", "midden"), ("1", "onder"))
    for x, label in (
        ("0", f"links {row}" if row != "midden" else "links"),
        ("0.5", row),
        ("1", f"rechts {row}" if row != "midden" else "rechts"),
    )
]
EDGES = ("left", "top", "right", "bottom")


class PictureForm(BlockForm):
    """`by` is who uploads. Without a new file the picture stays; cutting makes another picture of it."""

    LINES = ("caption",)

    file = forms.FileField(
        label="Afbeelding", required=False, help_text="PNG, JPEG, WebP of HEIC, hoogstens 25 MB."
    )
    alt = forms.CharField(
        label="Wat ziet iemand op de afbeelding?",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Voor wie de afbeelding niet ziet. Schrijf op wat ertoe doet voor het artikel.",
    )
    decorative = forms.BooleanField(
        label="Alleen versiering: een beschrijving voegt niets toe", required=False
    )
    caption = forms.CharField(label="Bijschrift", required=False, max_length=500)
    credit = forms.CharField(
        label="Bronvermelding",
        required=False,
        max_length=200,
        help_text="Bijvoorbeeld Foto: gemeente Twenterand.",
    )
    rights = forms.CharField(
        label="Wie heeft de rechten?",
        max_length=200,
        help_text="Zonder rechthebbende kan de editie niet worden gepubliceerd.",
    )
    shows_people = forms.BooleanField(label="Er staan mensen herkenbaar op", required=False)
    consent = forms.CharField(
        label="Toestemming van wie erop staat",
        required=False,
        max_length=200,
        help_text="Waar de toestemming te vinden is, bijvoorbeeld een zaaknummer. Geen namen.",
    )
    consent_until = WrittenDateField(label="Toestemming geldig tot en met", required=False)
    focus = forms.ChoiceField(
        label="Wat moet in beeld blijven?",
        choices=FOCUS,
        initial="0.5,0.5",
        help_text="Op papier past niet altijd de hele afbeelding.",
    )
    span = forms.BooleanField(label="Op papier over beide kolommen", required=False)
    cut_left = forms.IntegerField(label="Links afsnijden (%)", required=False, min_value=0, max_value=90)
    cut_top = forms.IntegerField(label="Boven afsnijden (%)", required=False, min_value=0, max_value=90)
    cut_right = forms.IntegerField(label="Rechts afsnijden (%)", required=False, min_value=0, max_value=90)
    cut_bottom = forms.IntegerField(label="Onder afsnijden (%)", required=False, min_value=0, max_value=90)

    def __init__(self, *args, by=None, picture: Picture | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.picture = by, picture
        self.stored: Picture | None = None

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        about = {name: getattr(block.picture, name) for name in ABOUT} if block.picture else {}
        focus = ",".join(f"{part:g}" for part in block.content.get("focus") or (0.5, 0.5))
        return super().initial_of(block) | about | {"focus": focus, "span": bool(block.content.get("span"))}

    def clean(self) -> dict[str, Any]:
        """Keep the picture, so that what is wrong with it stands at its field."""
        data = super().clean()
        if self.errors:
            return data
        if not data["file"] and self.picture is None:
            self.add_error("file", "Kies een afbeelding.")
            return data
        about = {name: data[name] for name in ABOUT}
        try:
            self.stored = self._keep(data, about)
        except Refused as refused:
            self.add_error("alt" if "tekstalternatief" in refused.sentence else "file", refused.sentence)
        return data

    def _keep(self, data: dict[str, Any], about: dict[str, Any]) -> Picture:
        crop = self._crop(data)
        upload = data["file"]
        if upload:
            return pictures.store(content=upload.read(), name=upload.name, by=self.by, crop=crop, **about)
        if crop:
            content, _ = pictures.content_of(self.picture.sha256)
            return pictures.store(content=content, by=self.by, crop=crop, **about)
        return pictures.describe(self.picture, **about)

    def _crop(self, data: dict[str, Any]) -> tuple[float, float, float, float] | None:
        left, top, right, bottom = ((data[f"cut_{edge}"] or 0) / 100 for edge in EDGES)
        if not (left or top or right or bottom):
            return None
        if left + right > 0.95 or top + bottom > 0.95:
            raise Refused("Er blijft van de afbeelding bijna niets over. Snijd er minder af.")
        return left, top, 1 - right, 1 - bottom

    def fields_of_block(self) -> dict[str, Any]:
        return super().fields_of_block() | {"picture": self.stored}

    def content(self) -> dict[str, Any]:
        focus = self.cleaned_data["focus"]
        kept = super().content() | ({"focus": focus.split(",")} if focus != "0.5,0.5" else {})
        return kept | ({"span": True} if self.cleaned_data.get("span") else {})


class MastheadForm(PictureForm):
    """The picture at the head of an edition; it has no caption and shows on every medium."""

    caption = medium = focus = span = None

    @classmethod
    def initial_of(cls, edition: Edition) -> dict:
        """What is told about the masthead now."""
        about = {name: getattr(edition.masthead, name) for name in ABOUT} if edition.masthead else {}
        return about | {"version": edition.version}
