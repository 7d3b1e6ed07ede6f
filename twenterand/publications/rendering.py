"""The PDF of a document, from its payload and its publication row alone: the same publication gives the same bytes."""

import re
from pathlib import Path

from django.template.loader import render_to_string

from policy.models import DocumentKind
from twenterand import pdf
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.publications import payload, presenting
from twenterand.publications.models import Publication

STYLESHEETS = [Path("css/pdf-base.css"), Path("css/pdf-document.css")]


def picture_bytes(sha256: str) -> tuple[bytes, str]:
    """A picture for the PDF; raises LookupError when there is none, as twenterand.pdf asks."""
    try:
        return pictures.content_of(sha256)
    except Picture.DoesNotExist as error:
        raise LookupError(sha256) from error


_AMOUNT = re.compile(r"€ (?=[0-9])")


def unbroken(html: str) -> str:
    """The HTML with every amount on one line: "€" stays with its number."""
    return _AMOUNT.sub("€\N{NO-BREAK SPACE}", html)


def document_html(publication: Publication) -> str:
    """The final HTML of the document PDF, also what the benchmark gives to WeasyPrint alone."""
    content = payload.read(publication)
    context = {
        "content": content,
        "publication": publication,
        "kind_label": DocumentKind(content["document_kind"]).label,
        "chapters": presenting.chapter_views(content),
    }
    return unbroken(render_to_string("publications/pdf/document.html", context))


def document_pdf(publication: Publication) -> bytes:
    """The PDF of a document publication."""
    return pdf.render(document_html(publication), stylesheets=STYLESHEETS, assets=picture_bytes)
