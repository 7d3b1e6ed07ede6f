"""The words that indicators and figures are described with."""

from django.db import models

from twenterand.numbers import State


class PeriodKind(models.TextChoices):
    YEAR = "year", "jaar"
    QUARTER = "quarter", "kwartaal"
    MONTH = "month", "maand"
    SCHOOL_YEAR = "school_year", "schooljaar"
    MULTI_YEAR = "multi_year", "meerjarig"


class FigureKind(models.TextChoices):
    TARGET = "target", "begroot"
    ACTUAL = "actual", "gerealiseerd"


class Direction(models.TextChoices):
    HIGHER = "higher", "hoger is beter"
    LOWER = "lower", "lager is beter"
    NEUTRAL = "neutral", "neutraal"
    BAND = "band", "binnen een bandbreedte"


class Status(models.TextChoices):
    """How an actual stands to its target."""

    ON_COURSE = "on_course", "op koers"
    ATTENTION = "attention", "let op"
    OFF = "off", "wijkt af"


class Mark(models.TextChoices):
    """Why a value cannot be compared with the one before it; charts show a gap there."""

    SERIES_BREAK = "series_break", "reeksbreuk"
    DEFINITION = "definition", "definitie gewijzigd"


STATE_LABELS = {
    State.NUMBER: "getal",
    State.PERCENTAGE: "percentage",
    State.YES: "ja",
    State.NO: "nee",
    State.TEXT: "tekst",
    State.NOT_STATED: "niet vermeld",
    State.NOT_APPLICABLE: "niet van toepassing",
    State.NOT_AVAILABLE: "niet beschikbaar",
    State.NOT_YET_KNOWN: "nog niet bekend",
    State.LAPSED: "vervallen",
    State.LAPSING: "vervalt binnenkort",
    State.CONFIDENTIAL: "vertrouwelijk",
    State.BELOW_THRESHOLD: "klein aantal",
}
