"""The PDF of a document, from its payload and its publication row alone: the same publication gives the same bytes."""

from pathlib import Path

from django.template.loader import render_to_string

from policy.models import DocumentKind
from twenterand import pdf, typography
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.publications import paper, payload, presenting
from twenterand.publications.models import Publication

STYLESHEETS = [Path("css/pdf-base.css"), Path("css/pdf-document.css")]


def picture_bytes(sha256: str) -> tuple[bytes, str]:
    """A picture for the PDF; raises LookupError when there is none, as twenterand.pdf asks."""
    try:
        return pictures.content_of(sha256)
    except Picture.DoesNotExist as error:
        raise LookupError(sha256) from error


def document_html(publication: Publication) -> str:
    """The final HTML of the document PDF, also what the benchmark gives to WeasyPrint alone."""
    content = payload.read(publication)
    views = presenting.chapter_views(content)
    context = {
        "content": content,
        "publication": publication,
        "kind_label": DocumentKind(content["document_kind"]).label,
        "chapters": [{"view": view, "runs": paper.runs(view.tables)} for view in views],
        "overview": paper.overview(content, views),
    }
    return typography.unbroken(render_to_string("publications/pdf/document.html", context))


def document_pdf(publication: Publication) -> bytes:
    """The PDF of a document publication."""
    return pdf.render(document_html(publication), stylesheets=STYLESHEETS, assets=picture_bytes)
