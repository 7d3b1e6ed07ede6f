"""The indicators of a publication with their cards, as the spreadsheet lists them."""

from collections.abc import Iterator
from decimal import Decimal

from twenterand.publications import indicator_cards, naming, payload
from twenterand.publications.models import Publication
from twenterand.publications.opendata import Column, Row

INDICATORS = {
    "indicator": Column("Vast kenmerk van de indicator; het adres is /indicatoren/<kenmerk>/.", 32),
    "naam": Column("Naam van de indicator.", 48),
    "definitie": Column("Wat wordt geteld of gemeten; leeg als dat niet is beschreven.", 48),
    "eenheid": Column("Waarin is geteld of gemeten.", 12),
    "teller": Column("Bij een verhouding: wat er boven de streep staat.", 24),
    "noemer": Column("Bij een verhouding: waar het door wordt gedeeld.", 24),
    "berekend": Column("Bij een berekende indicator: hoe hij volgt uit andere.", 32),
    "meetmethode": Column("Hoe en wanneer wordt gemeten.", 32),
    "bekende_problemen": Column("Wat er met de gegevens aan de hand is.", 32),
    "thema": Column("Thema uit het beleidskader.", 24),
    "doel": Column("Doelen waar de indicator bij staat, gescheiden door |.", 40),
    "waarom_dit_doel": Column("Waarom de gemeente dit volgt.", 40),
    "richting": Column(
        "Of hoger of lager beter is, of wat de bandbreedte is; leeg als dat niet is bepaald.", 24
    ),
    "ondergrens": Column("Laagste waarde van de bandbreedte."),
    "bovengrens": Column("Hoogste waarde van de bandbreedte."),
    "bron": Column("Organisatie of bestand waar de cijfers vandaan komen.", 22),
    "bronhouder": Column("Functie die de cijfers aanlevert.", 24),
    "vervallen": Column("ja of nee.", 10),
    "laatste_jaar": Column("Bij een vervallen indicator: het laatste jaar met een cijfer.", 12),
    "reden_vervallen": Column("Waarom de indicator is vervallen.", 32),
    "opvolger": Column("Kenmerk van de indicator die hierop verdergaat.", 24),
    "bleek_dezelfde_omdat": Column("Gevuld als deze indicator dezelfde bleek als de opvolger.", 32),
    "voorgangers": Column("Kenmerken van de indicatoren waar deze uit voortkomt, gescheiden door |.", 32),
}
# Column → key of the payload, for what is copied as it is.
_COPIED = {
    "indicator": "slug", "naam": "name", "definitie": "definition", "eenheid": "unit", "teller": "numerator",
    "noemer": "denominator", "berekend": "formula", "meetmethode": "method", "bekende_problemen": "data_issues",
    "thema": "theme", "waarom_dit_doel": "rationale", "bron": "source", "bronhouder": "holder",
}  # fmt: skip


def rows(publication: Publication) -> Iterator[Row]:
    """Every indicator once, in reading order."""
    content = payload.read(publication)
    seen = set()
    for chapter in content["chapters"]:
        for card in naming.in_order(chapter):
            if card["uid"] not in seen:
                seen.add(card["uid"])
                yield _row(content, card)


def _row(content: dict, card: dict) -> Row:
    band, retired, successor = (card.get(key) or {} for key in ("band", "retired", "successor"))
    return {name: card.get(key, "") for name, key in _COPIED.items()} | {
        "doel": " | ".join(indicator_cards.goals(content, card["uid"])),
        "richting": indicator_cards.DIRECTIONS.get(card["direction"], "").lower(),
        "ondergrens": Decimal(band["low"]) if band.get("low") else None,
        "bovengrens": Decimal(band["high"]) if band.get("high") else None,
        "vervallen": "ja" if card["lapsed"] else "nee",
        "laatste_jaar": retired.get("year"),
        "reden_vervallen": retired.get("reason", ""),
        "opvolger": successor.get("slug", ""),
        "bleek_dezelfde_omdat": successor.get("reason", ""),
        "voorgangers": " | ".join(one["slug"] for one in card.get("predecessors", ())),
    }
