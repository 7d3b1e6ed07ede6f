"""The three colour themes: readable in every output, and in the payload only where one was chosen."""

import pytest

from newsletter import composing, palettes, payload
from newsletter.models import ColourTheme
from tests.unit.test_static_files import luminance, tokens

WHITE = "#ffffff"
# Text and what it stands on: at least 4.5 to 1. "soft" and "accent_soft" carry ordinary and strong text.
TEXT = [
    ("dark", WHITE), ("strong", WHITE), ("accent_text", WHITE), ("line", "dark"), ("label", "dark"),
    (WHITE, "dark"), (WHITE, "strong"), ("dark", "soft"), ("strong", "soft"), ("dark", "accent_soft"),
    ("#52605c", "soft"), ("#52605c", "accent_soft"),
]  # fmt: skip


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ColourTheme.values)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme, text, ground):
    palette = palettes.of(theme)
    assert contrast(palette.get(text, text), palette.get(ground, ground)) >= 4.5


def test_green_is_the_municipal_theme():
    known, green = tokens(), palettes.of("groen")
    for role, token in (
        ("dark", "green-900"), ("strong", "green-700"), ("line", "green-200"), ("soft", "green-100"),
        ("accent", "ochre-400"), ("accent_soft", "ochre-100"), ("accent_text", "ochre-700"),
    ):  # fmt: skip
        assert known[f"--portal-{token}"] == green[role]


def test_every_theme_has_colours_of_its_own():
    assert len({palettes.of(theme)["strong"] for theme in ColourTheme.values}) == 3


def test_the_payload_names_a_theme_only_where_one_was_chosen(small):
    assert "colours" not in payload.build(small.edition.slug)
    small.edition.colours = "blauw"
    small.edition.save()
    assert payload.build(small.edition.slug)["colours"] == "blauw"


def test_pages_and_mail_have_the_colours(client, small):
    small.edition.colours = "aubergine"
    small.edition.save()
    small.article()
    publication = small.publish()
    for address in ("/nieuwsbrieven/2024-najaar/", "/nieuwsbrieven/2024-najaar/bericht-1/"):
        assert 'class="newsletter newsletter--aubergine"' in client.get(address).text
    html = composing.compose(publication).html
    assert palettes.of("aubergine")["dark"] in html
    assert palettes.of("groen")["dark"] not in html
