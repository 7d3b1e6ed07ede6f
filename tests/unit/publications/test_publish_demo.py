"""The command that publishes the demo: through the personas, and once."""

import pytest
from django.core.management import call_command

from policy.models import Chapter
from twenterand.jobs.models import Job
from twenterand.publications import querysets
from twenterand.publications.models import Publication

pytestmark = pytest.mark.django_db


def numbers() -> dict[str, int]:
    return {row.subject_slug: row.number for row in querysets.visible_to(None)}


def test_the_demo_is_published_by_its_personas(demo):
    assert numbers() == {"kadernota-2026": 1, "2023-voorjaar": 1}
    assert {row.created_by for row in Publication.objects.all()} == {"eindredacteur", "communicatie"}
    for chapter in Chapter.objects.exclude(agreed_by=""):
        assert chapter.agreed_by.startswith("eindredacteur")
        assert chapter.agreed_by != chapter.submitted_by


def test_a_second_run_does_nothing(demo, capsys):
    before = list(Publication.objects.values_list("pk", flat=True)), Job.objects.count()
    call_command("publish_demo")
    assert (list(Publication.objects.values_list("pk", flat=True)), Job.objects.count()) == before
    assert capsys.readouterr().out.count("was al gepubliceerd") == 2
