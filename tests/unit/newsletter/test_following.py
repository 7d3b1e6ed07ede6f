"""All editions by theme, and as a feed."""

from uuid import uuid4

import pytest
from defusedxml import ElementTree

from policy.models import Theme
from tests import factories

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/nieuwsbrieven/feed.xml"


@pytest.fixture
def published(small, settings):
    settings.BASE_URL = "https://portaal.example"
    document = factories.chapter().document
    youth = Theme.objects.create(document=document, uid=uuid4(), slug="jeugd", title="Jeugd", position=1)
    small.article("Over jeugd & gezin", slug="jeugd", theme=youth)
    small.article("Over alles", slug="alles")
    small.publish()
    return small


def test_a_theme_shows_its_articles_of_every_edition(client, published):
    page = client.get("/nieuwsbrieven/thema/jeugd/")
    assert page.status_code == 200
    assert "Over jeugd &amp; gezin" in page.text
    assert "Over alles" not in page.text
    assert "Najaar 2024" in page.text
    assert "Over alles" in client.get("/nieuwsbrieven/thema/algemeen/").text
    assert client.get("/nieuwsbrieven/thema/bestaat-niet/").status_code == 404


def test_edition_and_archive_lead_to_themes_and_feed(client, published):
    assert 'href="/nieuwsbrieven/thema/jeugd/"' in client.get("/nieuwsbrieven/2024-najaar/").text
    archive = client.get("/nieuwsbrieven/").text
    assert 'href="/nieuwsbrieven/thema/jeugd/"' in archive
    assert f'type="application/atom+xml" title="Nieuwsbrieven" href="{FEED}"' in archive


def test_the_feed_has_every_article_with_whole_addresses(client, published):
    answer = client.get(FEED)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    # What Atom asks of a feed and of an entry.
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None, name
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Over jeugd & gezin", "Over alles"]
    for entry in entries:
        assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert entry.findtext(f"{ATOM}updated")
        assert entry.findtext(f"{ATOM}summary").startswith("Tekst van")
    links = [link.get("href") for link in root.iter(f"{ATOM}link")]
    assert links
    assert all(link.startswith("https://portaal.example/nieuwsbrieven/") for link in links)


def test_without_editions_the_feed_is_empty_and_valid(client, db):
    root = ElementTree.fromstring(client.get(FEED).content)
    assert root.findtext(f"{ATOM}updated")
    assert not root.findall(f"{ATOM}entry")


def test_the_number_of_queries_does_not_grow_with_the_articles(
    client, published, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        client.get(FEED)
    with django_assert_max_num_queries(8):
        client.get("/nieuwsbrieven/thema/jeugd/")
