"""The command that re-reads publications finds what was tampered with."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from twenterand.publications.models import Artifact, Publication, PublishedItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication():
    call_command("load_demo", verbosity=0)
    call_command("publish_demo", verbosity=0)
    return Publication.objects.get(subject_slug="kadernota-2026")


def tamper(sql: str, *values: object) -> None:
    """Past the append-only guard, as only somebody with the database in hands can."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_untouched_publications_pass(publication, capsys):
    call_command("verify_publications")
    assert "2 publicaties" in capsys.readouterr().out


def test_a_changed_figure_is_found(publication, capsys):
    changed = publication.payload.replace('"raw":"424"', '"raw":"425"', 1)
    assert changed != publication.payload
    tamper("UPDATE publications_publication SET payload = %s WHERE id = %s", changed, publication.pk)
    with pytest.raises(CommandError, match="1 fouten"):
        call_command("verify_publications")
    assert "kadernota-2026 v1: de inhoud klopt niet" in capsys.readouterr().err


def test_a_changed_file_and_a_lost_index_row_are_found(publication, capsys):
    artifact = Artifact.objects.get(publication=publication, kind="csv")
    tamper("UPDATE publications_artifact SET content = %s WHERE id = %s", b"anders", artifact.pk)
    PublishedItem.objects.filter(publication=publication, kind="chapter", slug="jeugd").delete()
    with pytest.raises(CommandError, match="2 fouten"):
        call_command("verify_publications")
    said = capsys.readouterr().err
    assert "het bestand csv klopt niet" in said
    assert "ontbreken 1 onderdelen" in said
