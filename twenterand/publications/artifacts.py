"""The files of a publication: made once from its payload, stored with their sha256, served from the database."""

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction

from twenterand.publications import datafiles, opendata
from twenterand.publications.models import Artifact, Publication, SubjectKind

MEDIA_TYPES = {
    Artifact.Kind.PDF: "application/pdf",
    Artifact.Kind.JSON: "application/json",
    Artifact.Kind.CSV: "text/csv; charset=utf-8",
    Artifact.Kind.PROPOSALS: "text/csv; charset=utf-8",
    Artifact.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Maker = Callable[[Publication], bytes]
Needed = Callable[[Publication], bool]

_makers: dict[tuple[str, str], Maker] = {}
_needed: dict[tuple[str, str], Needed] = {}


def register_maker(
    subject: SubjectKind, kind: Artifact.Kind, maker: Maker, *, needed: Needed = lambda publication: True
) -> None:
    """Say how a file of this kind is made for this kind of subject, and which publications have one."""
    _makers[subject, kind] = maker
    _needed[subject, kind] = needed


def kinds_for(publication: Publication) -> list[str]:
    """The kinds of file that this publication must have before it is released. What was released by an earlier
    version of the portal may have fewer: pages list the files that are there."""
    subject = publication.subject_kind
    return [kind for of, kind in _makers if of == subject and _needed[subject, kind](publication)]


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
    """JSON for every subject; CSV and a spreadsheet where there are figures or proposals."""
    for subject in SubjectKind:
        register_maker(subject, Artifact.Kind.JSON, lambda publication: publication.payload.encode())
    document, kinds = SubjectKind.DOCUMENT, Artifact.Kind
    figures, proposals = opendata.has_figures, opendata.has_proposals
    register_maker(document, kinds.CSV, datafiles.figures_csv, needed=figures)
    register_maker(document, kinds.PROPOSALS, datafiles.proposals_csv, needed=proposals)
    register_maker(
        document,
        kinds.XLSX,
        datafiles.workbook,
        needed=lambda publication: figures(publication) or proposals(publication),
    )
