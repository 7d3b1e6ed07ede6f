"""CSV as Dutch spreadsheet programs write and read it, for import and export of reference data."""

from import_export.formats.base_formats import CSV

from twenterand.workflow import Refused

# A spreadsheet program takes a cell that starts with one of these for a formula, and carries it out.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class DutchCSV(CSV):
    """Semicolons, and a byte-order mark so that "é" stays "é". Reads files with commas or tabs too.

    A text that would be a formula gets an apostrophe in front on the way out and loses it on the way in, so a
    file that is exported and imported again changes nothing.
    """

    def create_dataset(self, in_stream, **kwargs):
        text = in_stream.decode(self.encoding or "utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        first_line = text.lstrip("\ufeff").partition("\n")[0]
        delimiter = max(";,\t", key=first_line.count)
        dataset = super().create_dataset(text.lstrip("\ufeff"), delimiter=delimiter, **kwargs)
        if not dataset.headers or not any(dataset.headers):
            raise Refused("Dit bestand heeft geen regel met kolomnamen.")
        return _mapped(dataset, _without_apostrophe)

    def export_data(self, dataset, **kwargs):
        text = super().export_data(_mapped(dataset, _with_apostrophe), delimiter=";", **kwargs)
        return "\ufeff" + text


def _mapped(dataset, change):
    rows = [[change(cell) for cell in row] for row in dataset]
    fresh = type(dataset)(headers=dataset.headers)
    fresh.extend(rows)
    return fresh


def _with_apostrophe(cell):
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _without_apostrophe(cell):
    starts = isinstance(cell, str) and cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS)
    return cell[1:] if starts else cell
