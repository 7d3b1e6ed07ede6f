"""The newsletter in the work environment: preview and publishing, by right."""

import pytest

from newsletter.models import Block, EditionState
from tests import factories
from twenterand.accounts.models import Role
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.publications.models import Publication, ReleaseKind

LIST = "/werk/nieuwsbrieven/"
PAGE = "/werk/nieuwsbrieven/2024-najaar/"
WORKERS = [Role.ADVISER, Role.EDITOR, Role.COMMUNICATION, Role.ADMINISTRATOR]


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def ready(small, client):
    """An edition with an article; its maker is signed in."""
    small.article("Eerste", slug="eerste")
    client.force_login(small.maker)
    return small


class TestWho:
    @pytest.mark.parametrize("address", [LIST, PAGE])
    def test_readers_are_asked_to_sign_in(self, small, client, address):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/inloggen/")

    @pytest.mark.parametrize("address", [LIST, PAGE])
    @pytest.mark.parametrize("role", list(Role))
    def test_workers_may_look(self, small, client, address, role):
        client.force_login(factories.user(role))
        assert client.get(address).status_code == (200 if role in WORKERS else 403)

    @pytest.mark.parametrize("role", list(Role))
    def test_only_who_makes_it_may_publish(self, small, client, role):
        small.article()
        client.force_login(factories.user(role))
        response = client.post(PAGE)
        assert response.status_code == (302 if role == Role.COMMUNICATION else 403)
        assert Publication.objects.count() == (1 if role == Role.COMMUNICATION else 0)

    def test_others_read_why_not(self, small, client):
        client.force_login(factories.user(Role.EDITOR))
        assert "Alleen wie de nieuwsbrief maakt" in text_of(client.get(PAGE))


class TestPreview:
    def test_shows_what_would_be_published(self, ready, client):
        page = text_of(client.get(PAGE))
        assert "Tekst van Eerste." in text_of(client.get(f"{PAGE}voorbeeld/"))
        assert "Nog niet gepubliceerd" in text_of(client.get(LIST))
        assert "nog niet gepubliceerd" in page

    def test_an_unknown_edition(self, ready, client):
        assert client.get("/werk/nieuwsbrieven/2020-winter/").status_code == 404

    def test_the_number_of_queries_does_not_grow(self, ready, client, django_assert_max_num_queries):
        for number in range(20):
            ready.article(f"Bericht {number}")
        with django_assert_max_num_queries(20):
            client.get(PAGE)


class TestPublishing:
    def test_leads_to_the_job_and_then_to_readers(self, ready, client):
        response = client.post(PAGE)
        job = Job.objects.get()
        assert response["Location"] == f"/werk/taken/{job.pk}/"
        assert client.get("/nieuwsbrieven/2024-najaar/").status_code == 404
        running.run_now(job.pk)
        assert client.get("/nieuwsbrieven/2024-najaar/").status_code == 200
        publication = Publication.objects.get()
        assert (publication.number, publication.release_kind) == (1, ReleaseKind.EDITION)
        assert "Versie 1 is gepubliceerd" in text_of(client.get(LIST))

    def test_nothing_changed(self, ready, client):
        ready.publish()
        assert "Er is niets gewijzigd sinds versie 1." in text_of(client.get(PAGE))
        assert client.post(PAGE, {"note": "x"}).status_code == 422

    def test_a_correction_says_what_was_corrected(self, ready, client):
        ready.publish()
        Block.objects.update(html="<p>Beter.</p>")
        response = client.post(PAGE)
        assert response.status_code == 422
        assert "wat er is verbeterd" in text_of(response)
        assert client.post(PAGE, {"note": "Een tekst verbeterd."}).status_code == 302
        assert Publication.objects.get(number=2).release_kind == ReleaseKind.CORRECTION

    def test_not_before_it_is_agreed_to(self, ready, client):
        ready.edition.state = EditionState.EDITING
        ready.edition.save()
        response = client.post(PAGE)
        assert response.status_code == 422
        assert "is nog niet akkoord" in text_of(response)
        assert not Publication.objects.exists()

    def test_a_note_that_is_too_long_is_kept_to_shorten(self, ready, client):
        response = client.post(PAGE, {"note": "x" * 1001})
        assert response.status_code == 422
        assert "x" * 1001 in text_of(response)


class TestTwice:
    def test_pressing_twice_leads_to_the_same_job(self, ready, client):
        first, second = (client.post(PAGE, {"note": ""}) for _ in range(2))
        assert first.url == second.url
        assert Publication.objects.get().release_kind == ReleaseKind.EDITION

    def test_a_version_that_failed_is_no_reason_for_a_correction(self, ready, client):
        client.post(PAGE, {"note": ""})
        Job.objects.update(state=Job.State.FAILED, finished_at="2026-01-01T12:00:00Z", failure="Mislukt.")
        assert "Versie 2 publiceren" in text_of(client.get(PAGE))
        client.post(PAGE, {"note": ""})
        assert set(Publication.objects.values_list("release_kind", flat=True)) == {ReleaseKind.EDITION}
        assert Publication.objects.count() == 2
