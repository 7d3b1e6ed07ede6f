"""The form of a picture block: the file, what is told about it, and how it is cut."""

from typing import Any

from django import forms

from indicators.forms import WrittenDateField
from newsletter import about
from newsletter.forms.blocks import BlockForm
from newsletter.models import Block, Edition
from twenterand.accounts.records import actor_name
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.workflow import Refused

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
    """`by` is who uploads. Without a new file the picture stays; cutting makes another picture of it.

    Nothing is kept until `store`. A file that was chosen when somebody else turned out to be first is kept by
    `remember`, so that it is not asked for again.
    """

    LINES = ("caption",)

    file = forms.FileField(
        label="Afbeelding",
        help_text="PNG, JPEG, WebP of HEIC, hoogstens 25 MB.",
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

    remembered = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, by=None, picture: Picture | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.picture = by, picture
        self.ready: pictures.Ready | None = None
        file, remembered = self.fields["file"], self._remembered()
        file.required = picture is None and remembered is None
        file.error_messages["required"] = "Kies een afbeelding."
        if remembered:
            file.help_text = (
                "Het bestand dat u koos is er nog. Kies alleen een bestand om een ander te nemen."
            )

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        told = about.of(block.picture, block.content.get("about"))
        focus = ",".join(f"{part:g}" for part in block.content.get("focus") or (0.5, 0.5))
        return super().initial_of(block) | told | {"focus": focus, "span": bool(block.content.get("span"))}

    def clean(self) -> dict[str, Any]:
        """Look at the picture, so that what is wrong with it stands at its field."""
        data = super().clean()
        if not self.errors:
            try:
                self.ready = self._read(data)
                about.clean(self.told())
            except Refused as refused:
                self.add_error("alt" if "tekstalternatief" in refused.sentence else "file", refused.sentence)
        if self.errors and data.get("file"):
            self.add_error("file", "Kies het bestand opnieuw: een browser bewaart het niet.")
        return data

    def _read(self, data: dict[str, Any]) -> pictures.Ready | None:
        """The new picture, or None where the picture stays as it is."""
        crop, upload = self._crop(data), data["file"]
        if upload:
            return pictures.read(content=upload.read(), name=upload.name, crop=crop)
        if crop:
            content, _ = pictures.content_of(self._chosen().sha256)
            return pictures.read(content=content, name="de afbeelding", crop=crop)
        return None

    def _remembered(self) -> Picture | None:
        """A file that this person brought before; of others nothing can be named here."""
        sha256 = self.data.get("remembered", "")
        rows = Picture.objects.filter(sha256=sha256, added_by=actor_name(self.by or ""))
        return rows.defer("content").first() if sha256 else None

    def _chosen(self) -> Picture | None:
        return self._remembered() or self.picture

    def told(self) -> about.About:
        """What is told about the picture in this place."""
        return {name: self.cleaned_data[name] for name in about.FIELDS}

    def store(self) -> Picture:
        """Keep the picture. Call it in the transaction that checks the version."""
        if self.ready is None:
            return self._chosen()
        return pictures.keep(self.ready, by=self.by, **self.told())

    def remember(self) -> str:
        """Keep the file as it was chosen, not yet cut, for a second try; what to give as `remembered`."""
        upload = self.cleaned_data.get("file")
        if not upload:
            return self.cleaned_data.get("remembered", "")
        upload.seek(0)
        kept = pictures.keep(pictures.read(content=upload.read(), name=upload.name), by=self.by)
        return kept.sha256

    def _crop(self, data: dict[str, Any]) -> tuple[float, float, float, float] | None:
        left, top, right, bottom = ((data[f"cut_{edge}"] or 0) / 100 for edge in EDGES)
        if not (left or top or right or bottom):
            return None
        if left + right > 0.95 or top + bottom > 0.95:
            raise Refused("Er blijft van de afbeelding bijna niets over. Snijd er minder af.")
        return left, top, 1 - right, 1 - bottom

    def fields_of_block(self) -> dict[str, Any]:
        return super().fields_of_block() | {"picture": self.store()}

    def content(self) -> dict[str, Any]:
        focus = self.cleaned_data["focus"]
        kept = super().content() | ({"focus": focus.split(",")} if focus != "0.5,0.5" else {})
        return kept | {"about": self.told()} | ({"span": True} if self.cleaned_data.get("span") else {})


class MastheadForm(PictureForm):
    """The picture at the head of an edition; it has no caption and shows on every medium."""

    caption = medium = focus = span = None

    @classmethod
    def initial_of(cls, edition: Edition) -> dict:
        """What is told about the masthead now."""
        return about.of(edition.masthead, edition.masthead_about) | {"version": edition.version}
