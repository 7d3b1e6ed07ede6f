"""The rich-text field: a textarea with HTML; where scripts run, ours turns it into an editor.

The editor (ProseMirror, from django-prose-editor) is started by our own static/js/richtext.js, because its own
start-up adds a <style> element, which the Content-Security-Policy refuses, and speaks English.
"""

from django import forms
from django.forms.widgets import Script
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import ImportMap, Media, Stylesheet

from twenterand import richtext
from twenterand.unreadable import Unreadable

_IMPORTMAP = ImportMap({"django-prose-editor/editor": "django_prose_editor/editor.js"})

# For whoever has no scripts: they see the text with its tags.
HINT = (
    "In uw browser staan scripts uit. U ziet de tekst daarom met codes: <p> is een alinea, <h3> een kop, <ul> met "
    "<li> een lijst, <strong> vet. Laat ze staan. Een tekst zonder codes mag ook: met een lege regel begint een "
    "nieuwe alinea."
)


class RichTextWidget(forms.Textarea):
    """The import map is an inline script: templates get the form's media from `media_with_nonce`."""

    def __init__(self, attrs: dict | None = None):
        super().__init__(
            {"rows": 14, "data-richtext": "", "spellcheck": "true", "lang": "nl", **(attrs or {})}
        )

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        return format_html(
            "{}<noscript><p>{}</p></noscript>", super().render(name, value, attrs, renderer), HINT
        )

    @property
    def media(self) -> Media:
        return Media(
            importmap=_IMPORTMAP,
            css={
                "all": [
                    Stylesheet("django_prose_editor/material-icons.css"),
                    Stylesheet("django_prose_editor/editor.css"),
                    Stylesheet("css/richtext.css"),
                ]
            },
            js=[Script("js/richtext.js", type="module")],
        )


class RichTextField(forms.CharField):
    """Cleans to sanitised HTML; text without any HTML becomes paragraphs."""

    widget = RichTextWidget

    def clean(self, value: str) -> str:
        try:
            return richtext.sanitise(richtext.from_typed(super().clean(value)))
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from None


def media_with_nonce(form: forms.Form, nonce) -> Media:
    """The form's scripts and styles, fit for a strict Content-Security-Policy."""
    return Media.from_media(form.media, nonce=nonce)
