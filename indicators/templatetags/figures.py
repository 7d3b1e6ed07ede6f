"""`{% load figures %}`: periods and columns in words."""

from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from indicators import grid, splitting, sums
from indicators.commenting import Beside
from indicators.models import FigureKind, Indicator, PeriodFields, TableColumn
from indicators.periods import Period
from indicators.querysets import Slot
from indicators.sums import Worked
from policy.models import Document

register = template.Library()
LOCK = format_html(
    '<span class="grid-lock" title="{0}"><span class="visually-hidden">, {0}</span></span>', "vastgezet"
)
COMPUTED = format_html(
    '<span class="grid-computed" title="{0}"><span class="visually-hidden">, {0}</span></span>', "berekend"
)
# grid.js reads the sentence of templates/indicators/locked.html aloud, as for a lock.
COMPUTED_CELL = format_html(' data-locked="{}" data-computed', "berekend")
EMPTY = format_html(
    '<span aria-hidden="true">{}</span><span class="visually-hidden">geen cijfer, invullen</span>', "+"
)
NOTHING = format_html(
    '<span aria-hidden="true">{}</span><span class="visually-hidden">geen cijfer, bekijken</span>', "\u00b7"
)


@register.filter
def period(record: PeriodFields) -> str:
    """The name of the period of a figure or column."""
    return Period.of(record).label


@register.filter
def slot(found: Slot) -> str:
    """What a slot is about, without its indicator: "Gerealiseerd 2024, Nederland"."""
    return splitting.named(found)


@register.simple_tag
def sum_of(indicator: Indicator) -> Worked:
    """The formula of a computed indicator, worked out for its newest period."""
    return sums.tried(indicator, indicator.formula)


@register.filter
def heading(column: TableColumn) -> str:
    """A column in words: "Begroot 2026"."""
    return grid.heading(column)


@register.filter
def document_names(document: Document) -> tuple[str, str]:
    """A document for a narrow column: its kind and year, and what its title tells besides that."""
    years = f"{document.year_from}"
    if document.year_to != document.year_from:
        years += f"-{document.year_to}"
    short = f"{document.get_kind_display().capitalize()} {years}"
    title = document.title
    return short, title[len(short) :].strip(" :,–-") if title.startswith(short) else title


@register.filter
def fill(table: grid.Table, group: grid.Group) -> int:
    """How many columns a narrower group leaves empty."""
    return table.width - len(group.columns or table.columns)


@register.simple_tag
def grid_cell(cell: grid.Cell, *, editable: bool, remarks: Beside | None = None) -> SafeString:
    """One cell of the grid. Here and not in a template: a page has hundreds, and an include takes ten times as long.

    Without script a cell is a link to its own page. What was typed stands in the page only where it differs from
    what is printed. `remarks` are those of colleagues: a cell with open ones has a mark.
    """
    kind = " is-target" if cell.column.kind == FigureKind.TARGET else ""
    editable = editable and not (cell.lock or cell.computed)
    look = "" if editable else f" is-{cell.look}"
    parts = (_link(cell, editable), _marks(cell), _sign(cell), _waiting(cell, remarks))
    return format_html(
        '<td class="grid-cell figure-cell{}{}" data-column="{}"{}{}>{}{}{}{}</td>',
        kind, look, cell.column.pk, _carried(cell), _locked(cell), *parts,
    )  # fmt: skip


def _carried(cell: grid.Cell) -> SafeString | str:
    figure = cell.figure
    if figure is None:
        return ""
    raw = "" if figure.raw == cell.text else format_html(' data-raw="{}"', figure.raw)
    return format_html(' data-version="{}"{}', figure.version, raw)


def _locked(cell: grid.Cell) -> SafeString | str:
    if cell.lock:
        return format_html(' data-locked="{}"', cell.lock.pk)
    return COMPUTED_CELL if cell.computed else ""


def _sign(cell: grid.Cell) -> SafeString | str:
    return LOCK if cell.lock else COMPUTED if cell.computed else ""


def _text(cell: grid.Cell) -> SafeString | str:
    provisional, broken = cell.figure.provisional, cell.broken
    if not provisional and not broken:
        return cell.text
    signs = [("voorlopig cijfer", "v")] * provisional + [(broken, "†")] * bool(broken)
    return format_html("{}{}", cell.text, format_html_join("", '<abbr title="{}">\u00a0{}</abbr>', signs))


def _link(cell: grid.Cell, editable: bool) -> SafeString:
    row, column = cell.row.pk, cell.column.pk
    address = _address().replace("/0/0/", f"/{row}/{column}/")
    act = "wijzigen" if editable else "bekijken"
    if cell.figure:
        look, text = cell.look, format_html('{}<span class="visually-hidden"> {}</span>', _text(cell), act)
    else:
        look, text = "number figure-cell__button--empty", EMPTY if editable else NOTHING
    kind = (
        format_html("figure-cell__button figure-cell__button--{}", look) if editable else "figure-cell__open"
    )
    return format_html('<a class="{}" id="cel-{}-{}" href="{}">{}</a>', kind, row, column, address, text)


def _waiting(cell: grid.Cell, remarks: Beside | None) -> SafeString | str:
    count = remarks.count(cell) if remarks else 0
    if not count:
        return ""
    label = "1 open opmerking" if count == 1 else f"{count} open opmerkingen"
    return format_html(
        '<span class="grid-remarks" title="{0}"><span class="visually-hidden">, {0}</span></span>', label
    )


def _marks(cell: grid.Cell) -> SafeString:
    return format_html_join(
        "",
        '<sup class="portal-note-mark"><a class="nl-link" href="#voetnoot-{}" aria-label="voetnoot {}">{}</a></sup>',
        ((note.footnote.pk, note.mark, note.mark) for note in cell.notes),
    )


@cache
def _address() -> str:
    return reverse("indicators:cell", args=[0, 0])
