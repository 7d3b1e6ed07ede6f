"""Both PDFs of the demo through twenterand.pdf, against WeasyPrint alone on the same final HTML.

WeasyPrint alone is what its documentation shows: parsed stylesheets and a font configuration that are reused, and
`write_pdf` with the same variant. It gets our fonts only, as we do: with those of the machine it draws other
glyphs, and more slowly. Its result passes neither standard; what we add is tags, checks and a finish.
The runs alternate, so that a busy moment of the machine hits both. See README.md.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twenterand.settings")

import django

django.setup()

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

import newsletter.rendering
import twenterand.publications.rendering
from twenterand import pdf
from twenterand.pdf_fonts import own_fonts_only
from twenterand.publications import querysets
from twenterand.publications.models import SubjectKind
from twenterand.publications.rendering import picture_bytes

STATIC = ROOT / "twenterand" / "static"
AIM = 1.1


class Files(URLFetcher):
    """Our files and pictures for WeasyPrint alone."""

    def fetch(self, url, headers=None):
        """The content behind "static:" and "picture:"."""
        scheme, _, name = url.partition(":")
        content, kind = (
            picture_bytes(name) if scheme == "picture" else ((STATIC / name).read_bytes(), "font/ttf")
        )
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def alone(html: str, stylesheets: list[Path], dots: int | None) -> Callable[[], bytes]:
    """A function that makes the PDF with nothing but WeasyPrint."""
    fonts, files = own_fonts_only(), Files()
    sheets = [
        CSS(string=(STATIC / path).read_text(), base_url="nowhere:", url_fetcher=files, font_config=fonts)
        for path in [Path("css/pdf-fonts.css"), *stylesheets]
    ]

    def make() -> bytes:
        source = HTML(string=html, base_url="nowhere:", url_fetcher=files)
        return source.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/a-2a", dpi=dots)

    return make


def ours(html: str, stylesheets: list[Path], dots: int | None) -> Callable[[], bytes]:
    """A function that makes the PDF as the portal does."""
    return lambda: pdf.render(html, stylesheets=stylesheets, assets=picture_bytes, dots=dots)


def seconds(make: Callable[[], bytes]) -> float:
    """How long one PDF takes."""
    started = time.perf_counter()
    make()
    return time.perf_counter() - started


def measure(html: str, stylesheets: list[Path], dots: int | None, runs: int) -> tuple[float, float]:
    """Medians in seconds: ours, WeasyPrint alone. One run of each first, to warm up."""
    makers = ours(html, stylesheets, dots), alone(html, stylesheets, dots)
    for make in makers:
        make()
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(runs):
        for place in (0, 1) if run % 2 else (1, 0):
            times[place].append(seconds(makers[place]))
    return statistics.median(times[0]), statistics.median(times[1])


def documents() -> list[tuple[str, str, list[Path], int | None]]:
    """Name, final HTML, stylesheets and dots an inch of the newest kadernota and newsletter."""
    makers = {
        SubjectKind.DOCUMENT: (
            twenterand.publications.rendering.document_html,
            twenterand.publications.rendering.STYLESHEETS,
            None,
        ),
        SubjectKind.EDITION: (
            newsletter.rendering.edition_html,
            newsletter.rendering.STYLESHEETS,
            newsletter.rendering.DOTS,
        ),
    }
    found = []
    for kind, (to_html, stylesheets, dots) in makers.items():
        publication = querysets.released().filter(subject_kind=kind).order_by("-pk").first()
        if publication is None:
            sys.exit("Nothing is published in this database. Run ./script/demo --no-serve first.")
        found.append((publication.subject_slug, to_html(publication), stylesheets, dots))
    return found


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=9, help="measured runs of each; default 9")
    runs = parser.parse_args().runs
    print(f"{'document':<20}{'ours':>9}{'alone':>9}{'ratio':>8}   (medians of {runs} runs; aim ≤ {AIM})")
    for name, html, stylesheets, dots in documents():
        mine, plain = measure(html, stylesheets, dots, runs)
        print(f"{name:<20}{mine:>7.2f} s{plain:>7.2f} s{mine / plain:>8.2f}")


if __name__ == "__main__":
    main()
