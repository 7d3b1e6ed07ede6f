"""Both PDFs of the demo, published and exported once for all tests of this folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.pdf.checks import Pdf
from twenterand.publications import payload
from twenterand.publications.models import Artifact, Publication, SubjectKind


@dataclass(frozen=True)
class Published:
    """A publication's PDF as it was stored, exported, and made once more after it had gone."""

    stored: bytes
    exported: bytes
    remade: bytes
    content: dict[str, Any]

    @property
    def pdf(self) -> Pdf:
        return Pdf.of(self.stored)


@pytest.fixture(scope="session")
def published(django_db_setup, django_db_blocker, tmp_path_factory) -> dict[str, Published]:
    """By the name that export_pdf knows. The database is left as it was."""
    folder = tmp_path_factory.mktemp("export")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        call_command("publish_demo", verbosity=0)
        found = {
            "kadernota-2026": _export("kadernota-2026", SubjectKind.DOCUMENT, folder),
            "nieuwsbrief-2023-voorjaar": _export("nieuwsbrief-2023-voorjaar", SubjectKind.EDITION, folder),
        }
        transaction.set_rollback(True)
    return found


def _export(name: str, kind: str, folder: Path) -> Published:
    publication = Publication.objects.get(subject_kind=kind)
    files = publication.artifacts.filter(kind=Artifact.Kind.PDF)
    stored = bytes(files.get().content)
    exported = _exported(name, folder)
    files._raw_delete(files.db)  # artifacts are never deleted; here one has to be missing
    remade = _exported(name, folder)
    return Published(stored, exported, remade, payload.read(publication))


def _exported(name: str, folder: Path) -> bytes:
    path = folder / f"{name}.pdf"
    with path.with_suffix(".log").open("w") as log:
        call_command("export_pdf", name, out=path, stdout=log)
    return path.read_bytes()


@pytest.fixture(scope="session")
def kadernota(published) -> Published:
    """The kadernota 2026."""
    return published["kadernota-2026"]


@pytest.fixture(scope="session")
def newsletter(published) -> Published:
    """The newsletter of spring 2023."""
    return published["nieuwsbrief-2023-voorjaar"]
