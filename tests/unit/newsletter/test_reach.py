"""Reach is counted without knowing anybody: one number per version and day."""

import pytest
from django.db import DatabaseError
from django.utils.timezone import localdate

from newsletter import reach
from newsletter.models import Downloads, Letter, Mailing

PDF = "/nieuwsbrieven/2024-najaar.pdf"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def published(small):
    small.article()
    small.publish()
    return small


def test_each_download_counts_and_nothing_else_is_kept(client, published):
    for address in (PDF, PDF, "/nieuwsbrieven/2024-najaar/v1.pdf"):
        answer = client.get(address, headers=BROWSER)
        assert answer.status_code == 200
        assert not answer.cookies
    row = Downloads.objects.get()
    assert (row.edition_slug, row.number, row.kind, row.day, row.count) == (
        "2024-najaar", 1, "pdf", localdate(), 3,
    )  # fmt: skip
    assert {field.name for field in Downloads._meta.fields} == {
        "id", "edition_slug", "number", "kind", "day", "count",
    }  # fmt: skip


@pytest.mark.parametrize(
    "agent", ["Googlebot/2.1", "Mozilla/5.0 (compatible; bingbot/2.0)", "curl/8.5", "python-requests/2", ""]
)
def test_robots_are_not_readers(client, published, agent):
    assert client.get(PDF, headers={"User-Agent": agent}).status_code == 200
    assert not Downloads.objects.exists()


def test_what_is_no_download_does_not_count(client, published):
    etag = client.head(PDF, headers=BROWSER)["ETag"]
    assert client.get(PDF, headers=BROWSER | {"If-None-Match": etag}).status_code == 304
    assert client.get("/nieuwsbrieven/2024-najaar.json", headers=BROWSER).status_code == 200
    assert client.get("/nieuwsbrieven/2099-zomer.pdf", headers=BROWSER).status_code == 404
    client.force_login(published.maker)
    assert client.get(PDF, headers=BROWSER).status_code == 200
    assert not Downloads.objects.exists()


def test_a_count_that_fails_does_not_reach_the_reader(client, published, monkeypatch):
    def fail(where):
        raise DatabaseError("locked")

    monkeypatch.setattr(reach, "add_one", fail)
    assert client.get(PDF, headers=BROWSER).status_code == 200


def test_the_page_for_sending_shows_what_was_reached(client, published):
    Downloads.objects.create(edition_slug="2024-najaar", number=1, kind="pdf", day=localdate(), count=41)
    client.get(PDF, headers=BROWSER)
    mailing = Mailing.objects.create(edition_slug="2024-najaar", number=1, made_by="test")
    for number, state in enumerate(("sent", "sent", "bounced", "failed")):
        Letter.objects.create(mailing=mailing, mail=f"lezer{number}@voorbeeld.nl", state=state)
    assert reach.of_edition("2024-najaar") == reach.Reach(3, 1, 42, [(localdate(), 42)])
    client.force_login(published.maker)
    page = client.get("/werk/nieuwsbrieven/2024-najaar/versturen/").text
    assert "<dt>Pdf gedownload</dt><dd>42 keer</dd>" in page
    assert "<dt>Waarvan onbestelbaar</dt><dd>1</dd>" in page
