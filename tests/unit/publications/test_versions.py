"""Public pages over time: older versions stay, embargoes hold, and more publications cost no more queries."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import factories
from twenterand.accounts.models import Role
from twenterand.jobs import running
from twenterand.publications import publishing
from twenterand.publications.models import Publication, PublishedItem


def test_an_older_version_stays_and_leads_to_the_newer_one(small, client):
    small.publish("het oude getal")
    first_tag = client.get(f"/publicaties/{small.document.slug}/v1/").headers["ETag"]
    small.publish("het nieuwe getal")
    slug, chapter = small.document.slug, small.chapter.slug
    newest = client.get(f"/publicaties/{slug}/h/{chapter}/").content.decode()
    assert "het nieuwe getal" in newest
    assert "nieuwere versie" not in newest
    old = client.get(f"/publicaties/{slug}/v1/h/{chapter}/").content.decode()
    assert "het nieuwe getal" not in old
    assert f'href="/publicaties/{slug}/h/{chapter}/">Lees versie 2' in old
    assert "nieuwere versie" in client.get(f"/publicaties/{slug}/v1/").content.decode()
    assert "nieuwere versie" not in client.get(f"/publicaties/{slug}/v2/").content.decode()
    assert "het nieuwe getal" not in client.get(f"/publicaties/{slug}/v1.json").content.decode()
    # The notice is new, so a browser that kept the page gets it again.
    assert client.get(f"/publicaties/{slug}/v1/").headers["ETag"] != first_tag


def test_a_link_on_an_old_version_stays_within_it(small, client):
    small.propose()
    small.publish("eerst")
    small.publish("beter")
    slug, chapter = small.document.slug, small.chapter.slug
    page = client.get(f"/publicaties/{slug}/v1/").content.decode()
    assert f'href="/publicaties/{slug}/v1/h/{chapter}/"' in page
    assert f'href="/publicaties/{slug}/v1.voorstellen.csv"' in page


def test_what_is_under_embargo_shows_only_to_who_may(small, client):
    small.edit("geheim")
    small.agree()
    publication, job = small.prepare()
    publishing.embargo(publication, until=timezone.now() + timedelta(days=1), by=small.editor)
    running.run_now(job.pk)
    addresses = [
        reverse("site:publication", args=[small.document.slug]),
        reverse("site:chapter", args=[small.document.slug, small.chapter.slug]),
        reverse("site:file", args=[small.document.slug, "json"]),
    ]
    clerk = Client()
    clerk.force_login(factories.user(Role.CLERK))
    nobody = Client()
    nobody.force_login(factories.user())
    for address in addresses:
        assert client.get(address).status_code == 404
        assert nobody.get(address).status_code == 404
        response = clerk.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["Vary"] == "Cookie"
    assert "Onder embargo" in clerk.get(addresses[0]).content.decode()
    assert small.document.title not in client.get("/publicaties/").content.decode()
    assert "geheim" not in client.get("/zoeken/?q=geheim").content.decode().replace(
        'value="geheim"', ""
    ).replace("“geheim”", "").replace("naar geheim", "")


def test_an_earlier_address_of_an_indicator_leads_to_the_present_one(small, client):
    first = small.publish("eerst")
    second = small.publish("beter")
    uid = "11111111-1111-4111-8111-111111111111"
    for publication, slug in ((first, "oud"), (second, "nieuw")):
        PublishedItem.objects.create(
            publication=publication, kind="indicator", uid=uid, slug=slug, title="Naam"
        )
    response = client.get("/indicatoren/oud/")
    assert response.status_code == 301
    assert response.url == "/indicatoren/nieuw/"


def test_the_number_of_queries_does_not_grow_with_publications(small, client):
    def queries() -> list[int]:
        counts = []
        for name in ("home", "publications", "indicators", "proposals", "data", "sitemap"):
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse(f"site:{name}"))
            counts.append(len(captured))
        return counts

    small.publish("eerst")
    few = queries()
    for number in range(3):
        small.publish(f"versie {number}")
    many = queries()
    assert Publication.objects.count() == 4
    assert few == many
