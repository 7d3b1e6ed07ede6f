"""The draft of an edition: made by the worker, shared by a link that expires."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from newsletter import drafting, rendering
from newsletter.models import DraftLink
from tests import factories
from twenterand.accounts.models import Role
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.pdf_places import Places

pytestmark = pytest.mark.django_db
PAGE = "/werk/nieuwsbrieven/2024-najaar/concept/"


@pytest.fixture
def made(small, client, monkeypatch):
    """A draft of an edition with one article; laying it out is tested with the PDFs."""

    def draft_pdf(content, seen):
        seen(Places({row["slug"]: 2 for row in content["articles"]}, pages=3, filled=0.404))
        return f"%PDF {content['articles'][0]['title']}".encode()

    monkeypatch.setattr(rendering, "draft_pdf", draft_pdf)
    small.article("Eerste")
    client.force_login(small.maker)
    assert client.post(PAGE, {"make": "ja"}).status_code == 302
    job = running.run_now(Job.objects.get(kind=drafting.MAKE).pk)
    assert not job.failure
    return small


def test_the_page_says_how_the_articles_fall_on_paper(made, client):
    page = client.get(PAGE).content.decode()
    assert "Het concept heeft 3 pagina's. Pagina 3 is voor 40% gevuld." in page
    assert '<th scope="row">Eerste</th><td class="is-number">2</td>' in page


def test_the_page_says_whether_the_draft_is_of_now(made, client):
    assert "sindsdien niet gewijzigd" in client.get(PAGE).content.decode()
    made.article("Tweede")
    page = client.get(PAGE).content.decode()
    assert "De editie is daarna gewijzigd." in page
    assert "Nieuw concept maken" in page


def test_the_file(made, client):
    answer = client.get(PAGE.rstrip("/") + ".pdf")
    assert (answer.content, answer["Content-Type"]) == (b"%PDF Eerste", "application/pdf")
    client.force_login(factories.user(Role.EDITOR))
    assert client.get(PAGE.rstrip("/") + ".pdf").status_code == 403


def test_a_link_works_for_two_weeks_and_can_be_withdrawn(made, client):
    page = client.post(PAGE, {"share": "ja"})
    address = urlsplit(page.context["link"]).path
    client.logout()
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, b"%PDF Eerste")
    assert not answer.cookies
    DraftLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    DraftLink.objects.update(expires_at=timezone.now() + timedelta(days=1))
    client.force_login(made.maker)
    client.post(PAGE, {"withdraw": "ja"})
    assert client.get(address).status_code == 404
    assert client.get("/nieuwsbrieven/concept/verzonnen/").status_code == 404
