"""What goes over the line. The OpenAPI document is made from these, with their examples."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from indicators.feeding.deliveries import Sent

MOST_FIGURES = 10_000


def _printable(text: str) -> str:
    if "\0" in text:
        raise ValueError("nul")
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text


def _text(most: int, *, filled: bool = False):
    checks = [AfterValidator(_filled)] if filled else []
    return Annotated[
        str,
        StringConstraints(min_length=1 if filled else None, max_length=most),
        AfterValidator(_printable),
        *checks,
    ]


EXAMPLES = [
    {
        "indicator": "inwoners-met-wmo-voorziening",
        "period": "2025",
        "value": "1.144",
        "provisional": True,
        "reference_date": "2025-12-31",
        "source_note": "Suite, uitdraai 12",
    },
    {
        "indicator": "inwoners-met-wmo-voorziening",
        "kind": "target",
        "period": "2026",
        "value": "1.150",
        "document": "kadernota-2026",
    },
]


class FigureIn(Schema):
    """Eén cijfer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": EXAMPLES})

    indicator: _text(120, filled=True) = Field(
        description="Adres (slug) van de indicator, of een eerder adres ervan. Zie GET /api/v1/indicatoren/."
    )
    kind: Literal["actual", "target"] = Field(
        "actual", description="“actual” is gerealiseerd, “target” is begroot."
    )
    period: _text(60, filled=True) = Field(
        description="Bijvoorbeeld “2026”, “2026-03”, “maart 2026”, “2026-Q1”, “1e kwartaal 2026”, “2022/2023” of "
        "“schooljaar 2025/2026”. December 2011 en soortgelijke maanden alleen voluit: “2011-12” kan ook twee "
        "jaren zijn."
    )
    value: _text(2000, filled=True) = Field(
        description="De waarde als tekst, zoals een mens die in het portaal typt: “1.144” of “1144”, “1,5”, “29%”, “-”"
        ", “n.v.t.”, “<10”. Een punt groepeert duizendtallen, een komma is het decimaalteken."
    )
    document: _text(120) = Field(
        "", description="Bij een doel: adres (slug) van het document dat het vaststelde."
    )
    area: _text(120) = Field(
        "", description="CBS-code of naam van het gebied. Zonder: het eigen gebied.", examples=["GM1700"]
    )
    breakdown: _text(80) = Field("", description="Code van de uitsplitsing. Zonder: het totaal.")
    provisional: bool | None = Field(
        None, strict=True, description="Of het cijfer voorlopig is. Zonder: blijft zoals het is."
    )
    reference_date: date | None = Field(None, description="Peildatum. Zonder: blijft zoals die is.")
    source_note: _text(300) = Field("", description="Waar precies het cijfer vandaan komt.")

    def sent(self) -> Sent:
        """As the deliveries take it."""
        return Sent(**self.model_dump())


class Counts(Schema):
    """Hoeveel cijfers er van elke soort zijn."""

    new: int
    changed: int
    same: int
    unknown: int
    invalid: int
    refused: int


class FigureOut(Schema):
    """Wat er met één cijfer gebeurde, of zou gebeuren."""

    number: int = Field(description="Het hoeveelste in de levering, vanaf 1.")
    indicator: str
    kind: str
    period: str
    status: Literal["new", "changed", "same", "unknown", "invalid", "refused"]
    code: str | None = Field(
        None,
        description="Wat er mis is, voor programma’s: “invalid_…” met het veld, “unknown_indicator”, “superseded”, "
        "“retired”, “closed”, “settled”, “period_kind”, “future”, “not_a_number” of “not_allowed”.",
    )
    sentence: str | None = Field(None, description="Wat er mis is, voor mensen.")
    old: str | None = Field(None, description="Wat er nu staat, als er iets staat.")
    new: str | None = Field(None, description="Wat er komt te staan, als dat iets anders is.")


class DeliveryOut(Schema):
    """Het antwoord op een levering."""

    delivery: UUID | None = Field(
        None, description="Kenmerk van de levering in het portaal, als die is verwerkt."
    )
    sha256: str = Field(description="Controlesom van de inhoud, waaronder die is bewaard.")
    dry_run: bool
    accepted: bool = Field(
        description="Of de levering is verwerkt, of bij een proef: of alles verwerkt zou worden."
    )
    written: int = Field(description="Aantal cijfers dat is opgeslagen.")
    counts: Counts
    figures: list[FigureOut]


class IndicatorOut(Schema):
    """Een indicator waarvoor dit bronsysteem cijfers mag leveren."""

    slug: str
    name: str
    unit: str
    period_kind: str = Field(description="year, quarter, month, school_year of multi_year.")
    decimals: int
    holder: str | None = Field(description="De functie die de indicator beheert.")
    computed: bool = Field(description="Berekende indicatoren kunnen niet worden geleverd.")
    lapsed: bool = Field(description="Vervallen indicatoren krijgen na hun laatste jaar geen cijfers meer.")
    last_year: int | None = Field(
        description="Het laatste jaar van een vervallen indicator, als dat bekend is."
    )
    superseded_by: str | None = Field(
        description="Adres van de indicator waarmee deze is samengevoegd. Lever de cijfers daar."
    )


class ProblemPlace(Schema):
    """Eén plek in de aanvraag die niet klopt."""

    place: str = Field(description="Bijvoorbeeld “cijfer 3, period”.")
    sentence: str


class Problem(Schema):
    """Waarom er geen gewoon antwoord is (application/problem+json)."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="Voor programma’s.")
    detail: str = Field(description="Voor mensen: wat er mis is en wat u kunt doen.")
    errors: list[ProblemPlace] = []
