"""`{% load navigation %}`: the menus of twenterand/navigation.py."""

from django import template

from twenterand.navigation import Item, items

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: template.Context, menu: str) -> list[Item]:
    """Menu entries with the current one marked; an error page without request marks none."""
    request = context.get("request")
    return items(menu, request.path if request else "")
