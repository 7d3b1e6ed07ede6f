"""Static files: vendored ones are unchanged, stylesheets complete and offline, colours have contrast."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "twenterand" / "static"
CSS = STATIC / "css"
DESIGN = STATIC / "vendor" / "nl-design-system"
SUMS = sorted([*STATIC.glob("vendor/*/SHA256SUMS"), ROOT / "tests" / "vendor" / "SHA256SUMS"])
OWN = ["theme.css", "portal.css", "components.css", "print.css"]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def read(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def tokens() -> dict[str, str]:
    """Every token with the value that wins: Voorbeeld first, our theme over it."""
    css = read(DESIGN / "tokens.css") + read(CSS / "theme.css")
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", css))


def colour(name: str) -> str:
    """A token's colour, followed through its references to the hexadecimal value."""
    value, known = f"var({name})", tokens()
    while match := re.fullmatch(r"var\((--[\w-]+)\)", value.strip()):
        value = known[match[1]]
    return value.strip()


def luminance(value: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(value[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(colour(one)), luminance(colour(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sums", SUMS, ids=lambda path: path.parent.name)
def test_vendored_files_are_as_they_came(sums):
    listed = dict(reversed(line.split("  ", 1)) for line in sums.read_text(encoding="utf-8").splitlines())
    for name, digest in listed.items():
        found = hashlib.sha256((sums.parent / name).read_bytes()).hexdigest()
        assert found == digest, f"{name} differs; run script/vendor, do not edit"


@pytest.mark.parametrize("name", OWN)
def test_every_token_that_is_asked_for_exists(name):
    known = tokens()
    local = set(re.findall(r"(--[\w-]+):", read(CSS / name) + read(DESIGN / "components.css")))
    asked = set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", read(CSS / name)))
    missing = sorted(asked - set(known) - local)
    assert not missing, f"{missing}: run script/vendor, it adds the tokens that our stylesheets use"


@pytest.mark.parametrize(
    "path", [*(CSS / name for name in OWN), *DESIGN.glob("*.css")], ids=lambda path: path.name
)
def test_stylesheets_need_no_other_host_and_no_missing_file(path):
    css = read(path)
    assert "http:" not in css
    assert "https:" not in css
    assert "sourceMappingURL" not in css
    for address in re.findall(r"url\(\"?([^\")]+)", css):
        assert (path.parent / address).resolve().exists(), address


@pytest.mark.parametrize("path", sorted(STATIC.glob("img/**/*.svg")), ids=lambda path: path.name)
def test_pictures_hold_no_style_or_script(path):
    svg = path.read_text(encoding="utf-8")
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", svg)


TEXT = [
    ("--portal-ink", "--portal-white"),
    ("--portal-ink-subtle", "--portal-white"),
    ("--portal-ink-subtle", "--portal-green-50"),
    ("--portal-ink-subtle", "--portal-sand-50"),
    ("--portal-ink-subtle", "--portal-green-100"),
    ("--portal-ink-subtle", "--portal-ochre-100"),
    ("--portal-ochre-700", "--portal-white"),
    ("--portal-white", "--portal-green-700"),
    ("--portal-white", "--portal-green-800"),
    ("--portal-white", "--portal-green-900"),
    ("--portal-white", "--portal-green-950"),
    ("--portal-green-200", "--portal-green-900"),
    ("--portal-green-950", "--portal-green-100"),
    ("--nl-link-color", "--portal-white"),
    ("--nl-link-color", "--portal-green-50"),
    ("--basis-color-positive-color-document", "--basis-color-positive-bg-default"),
    ("--basis-color-warning-color-document", "--basis-color-warning-bg-default"),
    ("--basis-color-negative-color-document", "--basis-color-negative-bg-default"),
    ("--basis-color-negative-color-default", "--portal-white"),
    ("--basis-color-info-color-document", "--basis-color-info-bg-default"),
    ("--basis-focus-color", "--basis-focus-background-color"),
]
PARTS = [
    ("--portal-line-strong", "--portal-white"),
    ("--basis-focus-outline-color", "--portal-white"),
    ("--basis-focus-outline-color", "--portal-green-100"),
    ("--basis-focus-outline-color", "--portal-sand-50"),
    ("--basis-focus-background-color", "--portal-green-800"),
    ("--basis-focus-background-color", "--portal-green-900"),
    ("--basis-focus-background-color", "--portal-green-950"),
    ("--basis-color-negative-border-default", "--portal-white"),
    ("--portal-green-700", "--portal-white"),
]


@pytest.mark.parametrize(("one", "other"), TEXT)
def test_text_has_contrast(one, other):
    assert contrast(one, other) >= 4.5


@pytest.mark.parametrize(("one", "other"), PARTS)
def test_controls_and_focus_rings_have_contrast(one, other):
    assert contrast(one, other) >= 3
