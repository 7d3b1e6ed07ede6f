"""The list of indicators with their cards as a file: csv for other programs, xlsx for people."""

import io
from collections.abc import Callable, Iterable

import xlsxwriter

from indicators.models import Indicator
from indicators.resources import IndicatorResource
from twenterand.csv_format import DutchCSV

WIDTHS = {"naam": 52, "definitie": 60, "waarom dit doel": 40, "meetmethode": 40, "bekende problemen": 40}
WIDTH = 18


def csv(rows: Iterable[Indicator]) -> bytes:
    """Semicolons and a byte-order mark; beheer reads it back."""
    return DutchCSV().export_data(_dataset(rows)).encode()


def xlsx(rows: Iterable[Indicator]) -> bytes:
    """One sheet, every cell a text, its head in view."""
    dataset = _dataset(rows)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Indicatoren")
        head, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for place, title in enumerate(dataset.headers):
            sheet.set_column(place, place, WIDTHS.get(title, WIDTH), wrapped)
            sheet.write_string(0, place, title, head)
        for line, row in enumerate(dataset, start=1):
            for place, value in enumerate(row):
                sheet.write_string(line, place, str(value), wrapped)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(dataset), 1), len(dataset.headers) - 1)
    return out.getvalue()


# By what the address says: writer and media type.
FORMATS: dict[str, tuple[Callable[[Iterable[Indicator]], bytes], str]] = {
    "csv": (csv, "text/csv; charset=utf-8"),
    "xlsx": (xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def _dataset(rows: Iterable[Indicator]):
    keys = [row.pk for row in rows]
    found = Indicator.objects.filter(pk__in=keys).select_related("holder", "theme", "successor")
    return IndicatorResource().export(queryset=found.order_by("name", "pk"))
