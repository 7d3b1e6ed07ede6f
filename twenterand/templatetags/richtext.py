"""`{% load richtext %}`: stored rich text on a page."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from twenterand.richtext import sanitise, with_heading_base

register = template.Library()


@register.filter
def rich(html: str, level: int = 3) -> SafeString:
    """Rich text with its highest heading at `level`; sanitised again, for rows older than the sanitiser."""
    return mark_safe(with_heading_base(sanitise(html), min(int(level), 6)))  # noqa: S308
