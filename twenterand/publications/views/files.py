"""The files of a publication, straight from the database."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from twenterand.publications import addresses, querysets
from twenterand.publications.artifacts import MEDIA_TYPES
from twenterand.publications.models import Artifact, Publication, SubjectKind
from twenterand.publications.views import withdrawing
from twenterand.publications.views.answering import public, weak_etag

# A browser shows these; the rest is for another program.
SHOWN_IN_BROWSER = {Artifact.Kind.PDF, Artifact.Kind.JSON}
# In the order in which pages list them, with what readers call them.
LABELS = {
    Artifact.Kind.PDF: "PDF",
    Artifact.Kind.XLSX: "Rekenblad (XLSX)",
    Artifact.Kind.CSV: "Cijfers (CSV)",
    Artifact.Kind.PROPOSALS: "Voorstellen (CSV)",
    Artifact.Kind.JSON: "Alles (JSON)",
}


@public
def file(request: HttpRequest, slug: str, kind: str, number: int | None = None) -> HttpResponse:
    """A file of a document publication."""
    return answer(request, subject=SubjectKind.DOCUMENT, slug=slug, kind=kind, number=number)


def answer(
    request: HttpRequest, *, subject: str, slug: str, kind: str, number: int | None = None, name: str = ""
) -> HttpResponse:
    """The bytes of a file of any visible publication, named `name` (default: the slug) with its version.

    404 when this reader may not see the publication, or when it has no such file. Bytes are read only when the
    reader does not have them yet.
    """
    publication = querysets.versions(request.reader, subject, slug)
    if number is not None:
        publication = publication.filter(number=number)
    found = publication.first() or withdrawing.for_worker(request, subject, slug, number)
    artifact = found and found.artifacts.defer("content").filter(kind=kind).first()
    if not artifact:
        raise Http404
    etag = weak_etag(artifact.sha256)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(bytes(artifact.content), content_type=MEDIA_TYPES[artifact.kind])
        disposition = "inline" if artifact.kind in SHOWN_IN_BROWSER else "attachment"
        response["Content-Disposition"] = (
            f'{disposition}; filename="{name or slug}-v{found.number}.{artifact.kind}"'
        )
    response["ETag"] = etag
    return response


def downloads(publication: Publication, number: int | None) -> list[tuple[str, str]]:
    """(label with size, address) of every file that is there, for components/downloads.html; prefetch
    querysets.files()."""
    sizes = {artifact.kind: artifact.size for artifact in publication.artifacts.all()}
    return [
        (
            f"{label}, {size_in_words(sizes[kind])}",
            addresses.file(publication.subject_slug, kind, number, subject=publication.subject_kind),
        )
        for kind, label in LABELS.items()
        if kind in sizes
    ]


def size_in_words(size: int) -> str:
    """Bytes as people read them: "183 kB", "1,2 MB"."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
