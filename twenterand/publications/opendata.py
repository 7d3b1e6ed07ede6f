"""Open data of a publication: one row per figure, with everything that is needed to read it on its own."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from twenterand.publications import payload
from twenterand.publications.models import Publication

COLUMNS = [
    "document", "versie", "hoofdstuk", "tabel", "groep", "indicator", "label", "eenheid", "soort", "periode",
    "periode_van", "periode_tot", "vastgesteld_in", "gebied", "waarde", "betekenis", "zoals_gepubliceerd", "voorlopig",
    "peildatum", "bron", "voetnoten",
]  # fmt: skip
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
    writer = csv.DictWriter(out, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in figure_rows(publication):
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return ("\ufeff" + out.getvalue()).encode()


def _harmless(value: str) -> str:
    """Text that looks like a formula gets an apostrophe. A single hyphen is a printed value and stays."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) and value != "-" and not _is_number(value) else value


def _is_number(value: str) -> bool:
    return value.lstrip("-").replace(".", "", 1).isdecimal()
