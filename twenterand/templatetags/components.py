"""`{% load components %}`: what templates/components/ needs and the template language lacks."""

from collections.abc import Iterator

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CONTROL_CLASSES = (
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea", "utrecht-textarea--invalid"),
    (forms.Select, "utrecht-select utrecht-select--html-select", "utrecht-select--invalid"),
    (forms.CheckboxInput, "", ""),
    (forms.widgets.Input, "utrecht-textbox utrecht-textbox--html-input", "utrecht-textbox--invalid"),
)
CHOICE_WIDGETS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget with its NL Design System classes, added to those that the form already gave it."""
    widget = field.field.widget
    given = widget.attrs.get("class", "")
    classes = [given] if given else []
    if not isinstance(widget, CHOICE_WIDGETS):
        for kind, plain, invalid in CONTROL_CLASSES:
            if isinstance(widget, kind):
                classes += [plain] if not field.errors else [plain, invalid]
                break
    joined = " ".join(part for part in classes if part)
    return field.as_widget(attrs={"class": joined} if joined else None)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """A single checkbox: its label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_choice_group(field: BoundField) -> bool:
    """Radio buttons or several checkboxes: a fieldset with a legend instead of a label."""
    return isinstance(field.field.widget, CHOICE_WIDGETS)


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """Page numbers with "…" where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
