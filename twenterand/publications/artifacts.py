"""The files of a publication: made once from its payload, stored with their sha256, served from the database."""

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction

from twenterand.publications import opendata
from twenterand.publications.models import Artifact, Publication, SubjectKind

MEDIA_TYPES = {
    Artifact.Kind.PDF: "application/pdf",
    Artifact.Kind.JSON: "application/json",
    Artifact.Kind.CSV: "text/csv; charset=utf-8",
    Artifact.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Maker = Callable[[Publication], bytes]

_makers: dict[tuple[str, str], Maker] = {}


def register_maker(subject: SubjectKind, kind: Artifact.Kind, maker: Maker) -> None:
    """Say how a file of this kind is made for this kind of subject."""
    _makers[subject, kind] = maker


def kinds_for(publication: Publication) -> list[str]:
    """The kinds of file that this publication must have before it is released."""
    return [kind for subject, kind in _makers if subject == publication.subject_kind]


def get_or_make(publication: Publication, kind: str) -> Artifact:
    """The stored file, made now when it is missing. Two workers at once end with the same stored file."""
    found = publication.artifacts.filter(kind=kind).first()
    if found:
        return found
    content = _makers[publication.subject_kind, kind](publication)
    try:
        with transaction.atomic():
            return Artifact.objects.create(
                publication=publication,
                kind=kind,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                size=len(content),
            )
    except IntegrityError:
        return publication.artifacts.get(kind=kind)


def register_data_files() -> None:
    """JSON for every subject, CSV where there are figures."""
    for subject in SubjectKind:
        register_maker(subject, Artifact.Kind.JSON, lambda publication: publication.payload.encode())
    register_maker(SubjectKind.DOCUMENT, Artifact.Kind.CSV, opendata.csv_of)
