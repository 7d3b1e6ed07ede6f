"""The files of a publication, straight from the database."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from twenterand.publications import addresses, querysets
from twenterand.publications.artifacts import MEDIA_TYPES
from twenterand.publications.models import Artifact, Publication, SubjectKind
from twenterand.publications.views.answering import reader, say_how_long

# A browser shows these; the rest is for another program.
SHOWN_IN_BROWSER = {Artifact.Kind.PDF, Artifact.Kind.JSON}
KINDS = (Artifact.Kind.PDF, Artifact.Kind.CSV, Artifact.Kind.XLSX, Artifact.Kind.JSON)


@login_not_required
@require_safe
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
    person = reader(request)
    publication = querysets.versions(person, subject, slug)
    if number is not None:
        publication = publication.filter(number=number)
    found = publication.first()
    artifact = found and found.artifacts.defer("content").filter(kind=kind).first()
    if not artifact:
        raise Http404
    etag = f'"{artifact.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(bytes(artifact.content), content_type=MEDIA_TYPES[artifact.kind])
        disposition = "inline" if artifact.kind in SHOWN_IN_BROWSER else "attachment"
        response["Content-Disposition"] = (
            f'{disposition}; filename="{name or slug}-v{found.number}.{artifact.kind}"'
        )
    response["ETag"] = etag
    say_how_long(response, person)
    return response


def downloads(publication: Publication, number: int | None) -> list[tuple[str, str]]:
    """(label with size, address) of every file, for components/downloads.html; prefetch querysets.files()."""
    sizes = {artifact.kind: artifact.size for artifact in publication.artifacts.all()}
    return [
        (
            f"{kind.upper()}, {size_in_words(sizes[kind])}",
            addresses.file(publication.subject_slug, kind, number),
        )
        for kind in KINDS
        if kind in sizes
    ]


def size_in_words(size: int) -> str:
    """Bytes as people read them: "183 kB", "1,2 MB"."""
    if size < 1000:
        return f"{size} bytes"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
