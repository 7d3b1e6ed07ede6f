"""`{% load standings %}`: where a row of a grid stands, as components/status.html shows it.

Here and not in a template: a page has hundreds of rows, and an include takes ten times as long.
"""

from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from indicators.models import TableRow
from indicators.standing import Standing

register = template.Library()


@register.simple_tag
def row_status(row: TableRow, standings: dict[int, Standing]) -> SafeString | str:
    """The status of a row among those of its chapter."""
    return stand(row, standings.get(row.pk))


@register.simple_tag
def stand(row: TableRow, stands: Standing | None) -> SafeString | str:
    """The status of a row, as a link to its explanation; nothing where there is none."""
    if stands is None:
        return ""
    note = " (eigen oordeel)" if stands.own else ""
    missing = format_html('<span class="standing-missing">{}</span>', "toelichten") if stands.missing else ""
    return format_html(
        '<span class="standing-line"><a class="nl-data-badge portal-status portal-status--{}" href="{}">{}{}'
        '<span class="visually-hidden">: {}</span></a>{}</span>',
        stands.status, _address().replace("/0/", f"/{row.pk}/"), stands.status.label, note, row.label, missing,
    )  # fmt: skip


@cache
def _address() -> str:
    return reverse("indicators:explanation", args=[0])
