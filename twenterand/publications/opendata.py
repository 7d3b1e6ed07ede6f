"""Open data of a publication: one row per figure, with everything that is needed to read it on its own."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from twenterand.publications import payload
from twenterand.publications.models import Publication

# Name of the column → what it holds, as /data/ explains it.
COLUMNS = {
    "document": "Adres van het document waarin het cijfer is gepubliceerd.",
    "versie": "Nummer van de publicatie.",
    "hoofdstuk": "Hoofdstuk waarin het cijfer staat.",
    "tabel": "Titel van de tabel.",
    "groep": "Kop boven de regel in de tabel, meestal een doel.",
    "indicator": "Vast kenmerk van de indicator; het adres is /indicatoren/<kenmerk>/.",
    "label": "Naam van de indicator zoals zij in deze tabel staat.",
    "eenheid": "Waarin is geteld of gemeten; leeg als dat niet bekend is.",
    "soort": "begroot (wat de gemeente wil bereiken) of gerealiseerd (wat is gemeten).",
    "periode": "Periode zoals zij boven de kolom staat, zoals 2026 of 2022/2023.",
    "periode_van": "Eerste dag van de periode (jjjj-mm-dd).",
    "periode_tot": "Laatste dag van de periode (jjjj-mm-dd).",
    "vastgesteld_in": "Alleen bij begroot: adres van het document dat dit cijfer heeft bepaald.",
    "gebied": "CBS-code van het gebied.",
    "waarde": "Het getal, met een punt als decimaalteken; leeg als er geen getal is. 29% staat er als 29.",
    "betekenis": "Wat voor gegeven het is; zie de lijst hieronder.",
    "zoals_gepubliceerd": "De tekst zoals zij in de tabel is ingevuld.",
    "voorlopig": "ja of nee.",
    "peildatum": "Dag waarop is gemeten (jjjj-mm-dd); leeg als die niet bekend is.",
    "bron": "Organisatie of bestand waar het cijfer vandaan komt.",
    "voetnoten": "Tekst van alle voetnoten die bij dit cijfer horen, gescheiden door |.",
}
STATES = {
    "number": "Een getal.",
    "percentage": "Een percentage.",
    "yes": "Ja.",
    "no": "Nee.",
    "text": "Een toelichting in woorden in plaats van een getal.",
    "not_stated": "Niet vermeld; de bron zegt niet waarom.",
    "not_applicable": "Niet van toepassing.",
    "not_available": "Niet beschikbaar.",
    "not_yet_known": "Nog niet bekend.",
    "lapsed": "De indicator is vervallen.",
    "lapsing": "De indicator gaat vervallen.",
    "confidential": "Vertrouwelijk.",
    "below_threshold": "Een te klein aantal om te publiceren.",
}
KINDS = {"target": "begroot", "actual": "gerealiseerd"}
# A spreadsheet takes text that begins with these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def figure_rows(publication: Publication) -> Iterator[dict[str, str]]:
    """Every figure of the publication as printed, in reading order; `waarde` is a number with a decimal point."""
    content = payload.read(publication)
    area = content["organisation"]["cbs_code"]
    for chapter in content["chapters"]:
        indicators = {row["uid"]: row for row in chapter["indicators"]}
        for table in chapter["tables"]:
            notes = {note["position"]: note["text"] for note in table["footnotes"]}
            for group, row, column, cell in _cells(table):
                marks = sorted({*group["footnotes"], *row["footnotes"], *cell["footnotes"]})
                indicator = indicators[row["indicator"]]
                yield {
                    "document": content["slug"],
                    "versie": str(publication.number),
                    "hoofdstuk": chapter["title"],
                    "tabel": table["title"],
                    "groep": group["heading"],
                    "indicator": indicator["slug"],
                    "label": row["label"],
                    "eenheid": indicator["unit"],
                    "soort": KINDS[column["kind"]],
                    "periode": column["period"]["label"],
                    "periode_van": column["period"]["first"],
                    "periode_tot": column["period"]["last"],
                    "vastgesteld_in": column["document"]["slug"] if column["document"] else "",
                    "gebied": area,
                    "waarde": cell["number"] or "",
                    "betekenis": cell["state"],
                    "zoals_gepubliceerd": cell["raw"],
                    "voorlopig": "ja" if cell["provisional"] else "nee",
                    "peildatum": cell["reference_date"] or "",
                    "bron": row["source"],
                    "voetnoten": " | ".join(notes[mark] for mark in marks),
                }


def _cells(table: dict[str, Any]) -> Iterator[tuple[dict, dict, dict, dict]]:
    for group in table["groups"]:
        columns = group["columns"] or table["columns"]
        for row in group["rows"]:
            for column, cell in zip(columns, row["cells"], strict=True):
                if cell is not None:
                    yield group, row, column, cell


def csv_of(publication: Publication) -> bytes:
    """The figures as CSV: semicolons and a byte-order mark, so that a Dutch spreadsheet program opens it right."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in figure_rows(publication):
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(value: str) -> str:
    """Text that looks like a formula gets an apostrophe. A single hyphen is a printed value and stays."""
    return (
        f"'{value}" if value.startswith(FORMULA_STARTS) and value != "-" and not _is_number(value) else value
    )


def _is_number(value: str) -> bool:
    return value.lstrip("-").replace(".", "", 1).isdecimal()
