"""`{% load figures %}`: periods and columns in words."""

from django import template

from indicators import grid
from indicators.models import PeriodFields, TableColumn
from indicators.periods import Period

register = template.Library()


@register.filter
def period(record: PeriodFields) -> str:
    """The name of the period of a figure or column."""
    return Period.of(record).label


@register.filter
def heading(column: TableColumn) -> str:
    """A column in words: "Begroot 2026"."""
    return grid.heading(column)


@register.filter
def fill(table: grid.Table, group: grid.Group) -> int:
    """How many columns a narrower group leaves empty."""
    return table.width - len(group.columns or table.columns)
