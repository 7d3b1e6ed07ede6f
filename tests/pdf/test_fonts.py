"""The fonts are the ones that their list of checksums names, and the stylesheets name all of them."""

import hashlib
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "twenterand" / "static"
FONTS = STATIC / "vendor" / "fonts"


def test_checksums():
    lines = (FONTS / "SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split() for line in lines)}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.iterdir()
        if path.name not in {"README.md", "SHA256SUMS"}
    }
    assert listed == found


def test_sheets_use_every_font():
    screen = re.findall(r"vendor/fonts/([^\"]+)", (STATIC / "css" / "fonts.css").read_text())
    paper = re.findall(r"static:vendor/fonts/([^\"]+)", (STATIC / "css" / "pdf-fonts.css").read_text())
    assert sorted(screen) == sorted(path.name for path in FONTS.glob("*.woff2"))
    assert sorted(paper) == sorted(path.name for path in FONTS.glob("*.ttf"))


def test_together_they_stay_small():
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 3_000_000
