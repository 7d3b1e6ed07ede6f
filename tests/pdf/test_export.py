"""What export_pdf says when there is nothing to write; that it writes the stored bytes stands with each PDF."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from twenterand.publications.models import Artifact, Publication, PublicationEvent, SubjectKind


@pytest.fixture
def released(db) -> Publication:
    """An edition with a PDF, released."""
    publication = Publication.objects.create(
        subject_kind=SubjectKind.EDITION,
        subject_slug="2024-najaar",
        subject_uid="00000000-0000-0000-0000-000000000001",
        number=1,
        release_kind="edition",
        title="Proef",
        payload="{}",
        schema_version=1,
        sha256="0" * 64,
        created_by="proef",
    )
    Artifact.objects.create(
        publication=publication, kind=Artifact.Kind.PDF, sha256="1" * 64, content=b"%PDF", size=4
    )
    PublicationEvent.objects.create(
        publication=publication, kind=PublicationEvent.Kind.RELEASED, actor="proef"
    )
    return publication


def export(name: str, out, **options) -> str:
    stdout = StringIO()
    call_command("export_pdf", name, out=out, stdout=stdout, **options)
    return stdout.getvalue()


def test_says_what_it_wrote(released, tmp_path):
    said = export("nieuwsbrief-2024-najaar", tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes() == b"%PDF"
    assert "2024-najaar v1" in said
    assert "1" * 64 in said


@pytest.mark.parametrize("name", ["kadernota-1999", "2024-najaar", "nieuwsbrief-2024-zomer"])
def test_an_unknown_name_gives_a_sentence(released, tmp_path, name):
    with pytest.raises(CommandError, match=f"Er is geen publicatie “{name}”. .*: nieuwsbrief-2024-najaar."):
        export(name, tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_version_gives_a_sentence(released, tmp_path):
    with pytest.raises(CommandError, match="geen publicatie"):
        export("nieuwsbrief-2024-najaar", tmp_path / "x.pdf", number=7)


def test_nothing_published_yet(db, tmp_path):
    with pytest.raises(CommandError, match="nog geen"):
        export("kadernota-2026", tmp_path / "x.pdf")


def test_a_folder_that_is_not_there_gives_a_sentence(released, tmp_path):
    with pytest.raises(CommandError, match="lukt niet"):
        export("nieuwsbrief-2024-najaar", tmp_path / "weg" / "x.pdf")
