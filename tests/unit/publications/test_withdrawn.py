"""What was public and was withdrawn says so; what never was public does not exist."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from twenterand.accounts.models import Role
from twenterand.jobs import running
from twenterand.publications import publishing


@pytest.fixture
def withdrawn(small) -> str:
    """The address of a second version that was withdrawn."""
    small.publish("eerst")
    publishing.withdraw(small.publish("Bevat een naam."), reason="Bevat een naam.", by=small.editor)
    return f"/publicaties/{small.document.slug}/v2/"


def test_readers_hear_since_when_and_where_the_present_version_is(small, withdrawn, client):
    for address in (withdrawn, f"{withdrawn}h/{small.chapter.slug}/", withdrawn.rstrip("/") + ".json"):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "is ingetrokken op" in page
        assert f'href="/publicaties/{small.document.slug}/"' in page
        assert "Bevat een naam." not in page
    assert client.get(f"/publicaties/{small.document.slug}/").status_code == 200


def test_who_works_here_can_still_read_it(small, withdrawn, enter):
    worker = enter(Role.ADVISER)
    page = worker.get(f"{withdrawn}h/{small.chapter.slug}/").content.decode()
    assert "Bevat een naam." in page
    assert "is ingetrokken op" in page
    assert "is ingetrokken op" in worker.get(withdrawn).content.decode()
    assert worker.get(withdrawn.rstrip("/") + ".json").status_code == 200
    assert enter(factories.user()).get(withdrawn).status_code == 410


def test_without_any_version_left(small, client, enter):
    publishing.withdraw(small.publish("eerst"), reason="Te vroeg.", by=small.editor)
    answer = client.get(f"/publicaties/{small.document.slug}/")
    assert answer.status_code == 410
    assert "geen andere versie" in answer.content.decode()
    assert enter(Role.EDITOR).get(f"/publicaties/{small.document.slug}/v1/").status_code == 200


def test_what_never_was_public_does_not_exist(small, client):
    small.edit("geheim")
    small.agree()
    publication, job = small.prepare(embargo_until=timezone.now() + timedelta(days=1))
    running.run_now(job.pk)
    publishing.withdraw(publication, reason="Te vroeg.", by=small.editor)
    assert client.get(f"/publicaties/{small.document.slug}/v1/").status_code == 404


def test_who_signs_in_does_not_keep_the_page_of_before(small, client):
    small.publish("eerst")
    answer = client.get(f"/publicaties/{small.document.slug}/")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer.headers["Vary"]
