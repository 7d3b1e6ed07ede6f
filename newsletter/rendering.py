"""The PDF of an edition, from its payload alone: the same publication gives the same bytes."""

from collections.abc import Callable
from pathlib import Path

from django.template.loader import render_to_string

from newsletter import columns, palettes
from twenterand import pdf, typography
from twenterand.pdf_places import Places
from twenterand.publications import payload
from twenterand.publications.models import Publication
from twenterand.publications.rendering import picture_bytes

# The contents on the front page, in lines of this many characters in two columns; above it they are set smaller.
CONTENTS_LINE = 42
CONTENTS_LINES = 32
# Sharp on paper, and ten photographs stay small enough to mail.
DOTS = 220
STYLESHEETS = [Path("css/pdf-base.css"), palettes.SHEET, Path("css/pdf-newsletter.css")]


def edition_html(publication: Publication) -> str:
    """The final HTML of the newsletter PDF, also what the benchmark gives to WeasyPrint alone."""
    return _html(payload.read(publication), publication)


def draft_pdf(content: dict, seen: Callable[[Places], None] | None = None) -> bytes:
    """The PDF of a payload that is not published; every page says CONCEPT. `seen` is told where articles stand."""
    sheets = [*STYLESHEETS, Path("css/pdf-draft.css")]
    return pdf.render(_html(content, None), stylesheets=sheets, assets=picture_bytes, dots=DOTS, seen=seen)


def _html(content: dict, publication: Publication | None) -> str:
    lines = sum(1 + len(article["title"]) // CONTENTS_LINE for article in content["articles"])
    context = {"content": content, "publication": publication, "crowded": lines > CONTENTS_LINES}
    context["runs"] = columns.runs(content["articles"])
    return typography.unbroken(render_to_string("newsletter/pdf/edition.html", context))


def edition_pdf(publication: Publication) -> bytes:
    """The PDF of a newsletter publication."""
    return pdf.render(edition_html(publication), stylesheets=STYLESHEETS, assets=picture_bytes, dots=DOTS)
