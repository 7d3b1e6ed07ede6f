"""The colours of an edition, for what cannot read a stylesheet: e-mail. The stylesheet is the one place they stand."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

from newsletter.models import ColourTheme

SHEET = Path("css/newsletter-colours.css")
_RULE = re.compile(r"(:root|\.newsletter--(\w+))\s*\{([^}]*)\}")
_COLOUR = re.compile(r"--newsletter-([\w-]+):\s*(#[0-9a-f]{6});")


@cache
def of(colours: str) -> dict[str, str]:
    """Colours by role ("dark", "accent_soft") of a theme; an unknown one is green."""
    palettes: dict[str, dict[str, str]] = {}
    css = (settings.BASE_DIR / "twenterand" / "static" / SHEET).read_text(encoding="utf-8")
    for _, name, body in _RULE.findall(css):
        roles = {role.replace("-", "_"): colour for role, colour in _COLOUR.findall(body)}
        palettes[name or ColourTheme.GREEN.value] = roles
    green = palettes[ColourTheme.GREEN.value]
    return green | palettes.get(colours, {})
