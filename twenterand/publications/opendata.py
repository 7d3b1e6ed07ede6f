"""Open data of a publication: figures and proposals as rows that can be read on their own.

Rows are made here once; twenterand/publications/datafiles.py writes them as CSV and as a spreadsheet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from twenterand.numbers import State, format_euro
from twenterand.publications import payload, remarks
from twenterand.publications.models import Publication
from twenterand.publications.tables import text_of

Value = str | int | Decimal | date | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Column:
    """What a column holds, as /data/ explains it; `width` is in characters, for the spreadsheet."""

    meaning: str
    width: int = 14


FIGURES = {
    "document": Column("Adres van het document waarin het cijfer is gepubliceerd."),
    "versie": Column("Nummer van de publicatie.", 8),
    "hoofdstuk": Column("Hoofdstuk waarin het cijfer staat.", 32),
    "tabel": Column("Titel van de tabel.", 24),
    "groep": Column("Kop boven de regel in de tabel, meestal een doel.", 32),
    "indicator": Column("Vast kenmerk van de indicator; het adres is /indicatoren/<kenmerk>/.", 32),
    "label": Column("Naam van de indicator zoals zij in deze tabel staat.", 48),
    "eenheid": Column("Waarin is geteld of gemeten; leeg als dat niet bekend is.", 12),
    "soort": Column("begroot (wat de gemeente wil bereiken) of gerealiseerd (wat is gemeten)."),
    "periode": Column("Periode zoals zij boven de kolom staat, zoals 2026 of 2022/2023.", 12),
    "periode_van": Column("Eerste dag van de periode (jjjj-mm-dd)."),
    "periode_tot": Column("Laatste dag van de periode (jjjj-mm-dd)."),
    "vastgesteld_in": Column("Alleen bij begroot: adres van het document dat dit cijfer heeft bepaald.", 18),
    "gebied": Column("CBS-code van het gebied.", 10),
    "waarde": Column(
        "Het getal, met een komma voor decimalen; leeg als er geen getal is. 29% staat er als 29."
    ),
    "betekenis": Column("Wat voor gegeven het is; zie de lijst met betekenissen.", 18),
    "zoals_gedrukt": Column("Het cijfer zoals het op de pagina en in de pdf staat."),
    "zoals_ingevoerd": Column("Het cijfer zoals het is ingevoerd of uit een bestand is overgenomen."),
    "voorlopig": Column("ja of nee.", 10),
    "peildatum": Column("Dag waarop is gemeten (jjjj-mm-dd); leeg als die niet bekend is."),
    "bron": Column("Organisatie of bestand waar het cijfer vandaan komt.", 22),
    "voetnoten": Column("Tekst van alle voetnoten die bij dit cijfer horen, gescheiden door |.", 60),
}
# Behind the others, and only in a file with a row of another area or of a part: programs that read the others go on.
SPLITS = {
    "gebied_naam": Column("Naam van het gebied; alleen als er cijfers van meer gebieden zijn.", 22),
    "uitsplitsing_naar": Column("Waarnaar is uitgesplitst, zoals leeftijd; leeg bij het geheel.", 18),
    "uitsplitsing": Column("Het deel waar dit cijfer over gaat; leeg bij het geheel.", 22),
}
SOURCES = {
    "bronverwijzing": Column("Waar dit cijfer precies staat, zoals een tabel of een bladzijde.", 40),
}
BREAKS = {
    "vergelijkbaarheid": Column(
        "Waarom dit cijfer niet te vergelijken is met dat van de periode ervoor.", 40
    ),
}
REVISED = {
    "eerst_vastgesteld": Column(
        "Het doel zoals het eerst is vastgesteld; alleen gevuld als een besluit het later heeft gewijzigd."
    ),
    "besluit": Column("Besluit waarmee het doel is gewijzigd.", 32),
}
STANDINGS = {
    "stand": Column(
        "Hoe de indicator ervoor staat: op koers, let op of wijkt af. Staat op elke regel van de indicator in die "
        "tabel; leeg als de stand niet is bepaald.",
        12,
    ),
    "toelichting": Column("Wat de gemeente bij de stand toelicht.", 60),
    "eigen_oordeel": Column("ja als de gemeente de stand zelf heeft bepaald, nee als hij is berekend.", 12),
    "reden_eigen_oordeel": Column("Waarom de gemeente de stand zelf heeft bepaald.", 40),
}
EVERY_FIGURE = FIGURES | SPLITS | SOURCES | BREAKS | REVISED | STANDINGS
PROPOSALS = {
    "document": Column("Adres van het document waarin het voorstel is gepubliceerd."),
    "versie": Column("Nummer van de publicatie.", 8),
    "hoofdstuk": Column("Hoofdstuk waarin het voorstel staat.", 32),
    "voorstel": Column(
        "Vast kenmerk van het voorstel; op de pagina van het hoofdstuk staat het bij #voorstel-<kenmerk>.", 32
    ),
    "titel": Column("Naam van het voorstel.", 48),
    "activiteit": Column(
        "Activiteit uit de doelenboom waar het voorstel bij hoort; leeg als dat er geen is.", 40
    ),
    "jaar": Column("Jaar waarvoor het bedrag geldt.", 8),
    "soort": Column("incidenteel (eenmalig) of structureel (elk jaar)."),
    "gevolg": Column("voordeel of nadeel voor de begroting van de gemeente.", 10),
    "bedrag": Column("Het bedrag in euro's, altijd positief; leeg als er geen bedrag is."),
    "saldo": Column(
        "Hetzelfde bedrag, maar een nadeel is negatief. De som hiervan is het saldo van de voorstellen."
    ),
    "beleid": Column("nieuw of bestaand beleid; leeg als dat niet is bepaald.", 10),
    "fte": Column("Formatie; staat op elke regel van het voorstel, dus tel haar niet op over jaren.", 8),
    "taakveld": Column("Taakveld waar het voorstel bij hoort; leeg als dat niet is bepaald.", 18),
    "dekking": Column(
        "Waarmee het wordt betaald, per jaar, gescheiden door |; leeg als dat niet is vermeld.", 40
    ),
}
# How a payload names a state → the code in the column betekenis, and what that means.
STATES = {
    State.NUMBER: ("getal", "Een getal."),
    State.PERCENTAGE: ("percentage", "Een percentage."),
    State.YES: ("ja", "Ja."),
    State.NO: ("nee", "Nee."),
    State.TEXT: ("tekst", "Een toelichting in woorden in plaats van een getal."),
    State.NOT_STATED: ("niet_vermeld", "Niet vermeld; de bron zegt niet waarom."),
    State.NOT_APPLICABLE: ("niet_van_toepassing", "Niet van toepassing."),
    State.NOT_AVAILABLE: ("niet_beschikbaar", "Niet beschikbaar."),
    State.NOT_YET_KNOWN: ("nog_niet_bekend", "Nog niet bekend."),
    State.LAPSED: ("vervallen", "De indicator is vervallen."),
    State.LAPSING: ("gaat_vervallen", "De indicator gaat vervallen."),
    State.CONFIDENTIAL: ("vertrouwelijk", "Vertrouwelijk."),
    State.BELOW_THRESHOLD: ("te_klein", "Een te klein aantal om te publiceren."),
}
KINDS = {"target": "begroot", "actual": "gerealiseerd"}
RECURRENCES = {"incidental": "incidenteel", "structural": "structureel"}
EFFECTS = {"advantage": "voordeel", "disadvantage": "nadeel"}
BASES = {"new": "nieuw", "existing": "bestaand"}


def has_figures(publication: Publication) -> bool:
    """Whether any indicator table stands in the publication."""
    return any(chapter["tables"] for chapter in payload.read(publication)["chapters"])


def figure_columns(publication: Publication) -> dict[str, Column]:
    """The columns of the file with figures; those that most publications have no use for only where there is
    something in them, behind the others."""
    tables = (table for chapter in payload.read(publication)["chapters"] for table in chapter["tables"])
    rows = [row for table in tables for group in table["groups"] for row in group["rows"]]
    keys = {key for row in rows for key in row} | {
        key for row in rows for cell in row["cells"] for key in cell or ()
    }
    extra = [(SPLITS, {"area", "breakdown"}), (SOURCES, {"source_note"}), (BREAKS, {"mark"})]
    extra += [(REVISED, {"was"}), (STANDINGS, {"assessment"})]
    columns = dict(FIGURES)
    for more, needed in extra:
        columns |= more if keys & needed else {}
    return columns


def has_proposals(publication: Publication) -> bool:
    """Whether any proposal stands in the publication."""
    return any(chapter["proposals"] for chapter in payload.read(publication)["chapters"])


def figure_rows(publication: Publication) -> Iterator[Row]:
    """Every figure of the publication as printed, in reading order."""
    content = payload.read(publication)
    for chapter in content["chapters"]:
        indicators = {row["uid"]: row for row in chapter["indicators"]}
        for table in chapter["tables"]:
            notes = {note["position"]: note["text"] for note in table["footnotes"]}
            for group, row, column, cell in _cells(table):
                marks = sorted({*group["footnotes"], *row["footnotes"], *cell["footnotes"]})
                indicator = indicators[row["indicator"]]
                yield {
                    "document": content["slug"],
                    "versie": publication.number,
                    "hoofdstuk": chapter["title"],
                    "tabel": table["title"],
                    "groep": group["heading"],
                    "indicator": indicator["slug"],
                    "label": row["label"],
                    "eenheid": indicator["unit"],
                    **_when(column),
                    **_where(row, content["organisation"]),
                    **_said(cell),
                    "bron": row["source"],
                    "bronverwijzing": cell.get("source_note", ""),
                    "vergelijkbaarheid": remarks.break_text(column, cell) if "mark" in cell else "",
                    **_revised(cell),
                    **_standing(row),
                    "voetnoten": " | ".join(notes[mark] for mark in marks),
                }


def _where(row: dict[str, Any], organisation: dict[str, Any]) -> Row:
    area = row.get("area", {"code": organisation["cbs_code"], "name": organisation["name"]})
    breakdown = row.get("breakdown", {"dimension": "", "name": ""})
    return {
        "gebied": area["code"],
        "gebied_naam": area["name"],
        "uitsplitsing_naar": breakdown["dimension"],
        "uitsplitsing": breakdown["name"],
    }


def _cells(table: dict[str, Any]) -> Iterator[tuple[dict, dict, dict, dict]]:
    for group in table["groups"]:
        columns = group["columns"] or table["columns"]
        for row in group["rows"]:
            for column, cell in zip(columns, row["cells"], strict=True):
                if cell is not None:
                    yield group, row, column, cell


def _when(column: dict[str, Any]) -> Row:
    period = column["period"]
    return {
        "soort": KINDS[column["kind"]],
        "periode": period["label"],
        "periode_van": date.fromisoformat(period["first"]),
        "periode_tot": date.fromisoformat(period["last"]),
        "vastgesteld_in": column["document"]["slug"] if column["document"] else "",
    }


def _said(cell: dict[str, Any]) -> Row:
    number = None if cell["number"] is None else Decimal(cell["number"])
    return {
        "waarde": number,
        "betekenis": STATES[State(cell["state"])][0],
        "zoals_gedrukt": text_of(cell),
        "zoals_ingevoerd": cell["raw"],
        "voorlopig": "ja" if cell["provisional"] else "nee",
        "peildatum": date.fromisoformat(cell["reference_date"]) if cell["reference_date"] else None,
    }


def _revised(cell: dict[str, Any]) -> Row:
    was = cell.get("was")
    return {
        "eerst_vastgesteld": remarks.value_of(was) if was else "",
        "besluit": was["decision"] if was else "",
    }


def _standing(row: dict[str, Any]) -> Row:
    said = remarks.standing(row)
    if said is None:
        return dict.fromkeys(STANDINGS, "")
    return {
        "stand": said["word"],
        "toelichting": said["explanation"],
        "eigen_oordeel": "ja" if said["own"] else "nee",
        "reden_eigen_oordeel": said["reason"] if said["own"] else "",
    }


def proposal_rows(publication: Publication) -> Iterator[Row]:
    """Every amount of every proposal, in reading order; a proposal without amounts has one row too."""
    content = payload.read(publication)
    for chapter in content["chapters"]:
        nodes = dict(_titles(chapter["tree"]["nodes"] if chapter["tree"] else []))
        for proposal in chapter["proposals"]:
            for amount in proposal["amounts"] or [None]:
                yield {
                    "document": content["slug"],
                    "versie": publication.number,
                    "hoofdstuk": chapter["title"],
                    "voorstel": proposal["slug"],
                    "titel": proposal["title"],
                    "activiteit": nodes.get(proposal["activity"], ""),
                    **_amount(amount),
                    "beleid": BASES.get(proposal["basis"], ""),
                    "fte": None if proposal["fte"] is None else Decimal(proposal["fte"]),
                    "taakveld": proposal["task_field"],
                    "dekking": " | ".join(_coverage(item) for item in proposal["coverage"]),
                }


def _titles(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        yield node["uid"], node["title"]
        yield from _titles(node["children"])


def _amount(item: dict[str, Any] | None) -> Row:
    if item is None:
        return {"jaar": None, "soort": "", "gevolg": "", "bedrag": None, "saldo": None}
    amount = Decimal(item["amount"])
    return {
        "jaar": item["year"],
        "soort": RECURRENCES[item["recurrence"]],
        "gevolg": EFFECTS[item["effect"]],
        "bedrag": amount,
        "saldo": amount if item["effect"] == "advantage" else -amount,
    }


def _coverage(item: dict[str, Any]) -> str:
    amount = "" if item["amount"] is None else f" ({format_euro(Decimal(item['amount']))})"
    return f"{item['year']}: {item['source']}{amount}"
