"""Menus, components and error pages: they render with nothing missing and stay within the strict CSP."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

from twenterand.gallery import context
from twenterand.navigation import MENUS, items
from twenterand.templatetags.components import control

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"]
# what a Content-Security-Policy without unsafe-inline refuses
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("menu", "path", "current"),
    [
        ("public", "/", "Home"),
        ("public", "/publicaties/kadernota-2026/h/jeugd/", "Publicaties"),
        ("public", "/zoeken/", None),
        ("work", "/werk/", "Mijn werk"),
        ("work", "/werk/cijfers/12/", "Cijfers"),
        ("work", "/werk/iets-anders/", "Mijn werk"),
        ("work", "", None),
    ],
)
def test_the_menu_marks_where_we_are(menu, path, current):
    marked = [item.label for item in items(menu, path) if item.current]
    assert marked == ([current] if current else [])


def test_menus_have_no_entry_twice():
    for entries in MENUS.values():
        assert len({href for _, href in entries}) == len(entries)


@pytest.mark.django_db
def test_the_gallery_shows_every_component():
    html = render_to_string("gallery.html", context(), RequestFactory().get("/werk/componenten/"))
    assert not INLINE.search(html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    sources = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    unused = [p.name for p in TEMPLATES.glob("components/*.html") if f"components/{p.name}" not in sources]
    assert not unused


@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_no_context(name):
    html = render_to_string(name)
    assert "<h1>" in html
    assert "Gemeente Twenterand" in html
    assert not INLINE.search(html)


@pytest.mark.parametrize("name", ["base_public.html", *ERRORS])
def test_pages_for_readers_set_no_cookie(name):
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    assert "csrf_token" not in source
    assert "messages %}" not in source
    assert "user." not in source


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_trust_no_html_and_style_nothing_inline(path):
    if "mail" in path.parts:
        return  # a mail has no policy of ours, and mail programs read no stylesheet
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape off|mark_safe", source)
    assert not INLINE.search(source)


class Form(forms.Form):
    number = forms.CharField(widget=forms.TextInput(attrs={"class": "eigen"}))
    text = forms.CharField(widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A")])
    agreed = forms.BooleanField()
    several = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)


def test_controls_get_the_classes_of_their_kind():
    form = Form()
    assert 'class="eigen utrecht-textbox utrecht-textbox--html-input"' in control(form["number"])
    assert 'class="utrecht-textarea utrecht-textarea--html-textarea"' in control(form["text"])
    assert 'class="utrecht-select utrecht-select--html-select"' in control(form["kind"])
    assert "class=" not in control(form["agreed"])
    assert "utrecht-" not in control(form["several"])


def test_a_field_with_an_error_says_so_to_everybody():
    form = Form({"number": ""})
    html = render_to_string("components/form_field.html", {"field": form["number"]})
    assert "utrecht-textbox--invalid" in html
    assert 'aria-invalid="true"' in html
    [described] = re.findall(r'aria-describedby="([^"]+)"', html)
    assert all(f'id="{name}"' in html for name in described.split())
