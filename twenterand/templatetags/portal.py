"""Template filters that every template has (settings: builtins): Dutch numbers, dates and rich text."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from twenterand import numbers, richtext, typography

register = template.Library()


@register.filter
def rich(html: str, level: int = 3) -> SafeString:
    """Rich text with its highest heading at `level`. Sanitised again here: what is shown is what the sanitiser
    of today accepts, whatever was stored; what belongs together stays on one line."""
    return _rich(html or "", min(int(level), 6))


@lru_cache(maxsize=2048)
def _rich(html: str, level: int) -> SafeString:
    shown = typography.unbroken(richtext.with_heading_base(richtext.sanitise(html), level))
    return mark_safe(shown)  # noqa: S308


@register.filter
def plain(html: str) -> str:
    """Rich text as plain text."""
    return richtext.plain(html or "")


@register.filter
def number(value: Decimal | int | str | None) -> str:
    """A number the Dutch way: 1.144 or 1,5; nothing for None."""
    return "" if value in (None, "") else numbers.format_number(Decimal(value))


@register.filter
def euro(value: Decimal | int | str | None) -> str:
    """An amount in euros: € 12.763; nothing for None."""
    return "" if value in (None, "") else numbers.format_euro(Decimal(value))


@register.filter
def day(value: date | datetime | str | None) -> str:
    """A date in words: 1 januari 2026. Accepts dates, moments and ISO text."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return numbers.format_date(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A date and time in words: 1 januari 2026, 14.05 uur."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{numbers.format_date(local.date())}, {local:%H.%M} uur"


@register.filter
def breakable(text: str) -> SafeString:
    """Text that may also break after a slash, for narrow columns: "Volwassenen/ouderen"."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in text.split("/")))


@register.filter
def get(mapping: dict | None, key: Any) -> Any:
    """The value at a key that is itself a variable; None when it is not there."""
    return mapping.get(key) if mapping else None
