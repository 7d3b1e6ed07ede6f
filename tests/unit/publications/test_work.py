"""Mijn werk and publishing in the work environment: per role, with every answer that a page can give."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from policy.editing import passages
from policy.models import Passage
from tests import factories
from twenterand.accounts.models import Role
from twenterand.jobs.models import Job
from twenterand.publications.models import Publication, PublicationEvent

LIST = "/werk/publiceren/"
CONFIRMED = {"bevestigd": "ja"}


def page_of(small) -> str:
    return reverse("work:publish", args=[small.document.slug])


# ----------------------------------------------------------------- Mijn werk
def test_somebody_without_a_role_is_told_what_to_do(db, enter):
    assert "Vraag de beheerder" in enter(factories.user()).get("/werk/").content.decode()


def test_a_change_is_shown_with_who_and_what(small, enter):
    small.edit("eerst")
    passage = Passage.objects.get()
    passages.change_passage(
        passage=passage,
        heading="Nieuwe kop",
        html="<p>anders</p>",
        seen_version=passage.version,
        by=small.author,
    )
    shown = enter(small.author).get("/werk/").content.decode()
    assert "Nieuwe kop" in shown
    assert "tekst gewijzigd" in shown
    assert str(small.author) in shown


def test_figures_held_in_the_chapter_of_somebody_else(db, enter):
    holder = factories.function("bronhouder")
    table = factories.indicator_table()
    row = factories.table_row(factories.indicator_group(table), indicator=factories.indicator(holder=holder))
    shown = enter(factories.user(Role.ADVISER, functions=[holder])).get("/werk/").content.decode()
    assert "Mijn cijfers in andere hoofdstukken" in shown
    assert row.group.table.chapter.title in shown


def test_the_start_page_costs_the_same_with_more_work(small, enter):
    client = enter(small.author)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/werk/")
        return len(captured)

    small.publish("eerst")
    queries()  # what a publication printed is read once in a process
    few = queries()
    for number in range(3):
        factories.chapter(owner=small.chapter.owner, document=small.document)
        small.edit(f"tekst {number}")
        Job.objects.create(kind="publish", subject=f"taak {number}", requested_by=small.author.username)
    assert queries() == few


# ----------------------------------------------------------------- publishing
def test_the_list_says_what_stands_in_the_way(small, enter):
    client = enter(small.editor)
    assert "“Inleiding” (in bewerking)" in client.get(LIST).content.decode()
    small.edit("eerst")
    small.agree()
    assert "Alles akkoord" in client.get(LIST).content.decode()


@pytest.mark.parametrize("role", [Role.ADVISER, Role.COMMUNICATION, Role.ADMINISTRATOR])
def test_other_workers_look_but_do_not_publish(small, enter, role):
    small.edit("eerst")
    small.agree()
    client = enter(role)
    assert "Publiceren doet een eindredacteur." in client.get(page_of(small)).content.decode()
    assert client.post(page_of(small), {"release_kind": "for_council"}).status_code == 403
    assert not Publication.objects.exists()


def test_the_clerk_has_no_business_here(small, enter):
    client = enter(Role.CLERK)
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(small)).status_code == 403


def test_publishing_leads_to_the_progress_of_its_job(small, enter):
    small.edit("eerst")
    small.agree()
    client = enter(small.editor)
    assert "dit wordt versie 1" in client.get(page_of(small)).content.decode()
    decided = {"release_kind": "for_council", "note": "Voor de raad."}
    shown = client.post(page_of(small), decided).content.decode()
    for part in ("Controleren", "Voor de raad.", "Inleiding", "meteen, zodra de bestanden klaar zijn"):
        assert part in shown
    assert not Publication.objects.exists()
    shown = client.post(page_of(small), decided | {"wijzigen": "ja"}).content.decode()
    assert "Voor de raad.</textarea>" in shown
    response = client.post(page_of(small), decided | CONFIRMED)
    job = Job.objects.get()
    assert (response.status_code, response.url) == (302, reverse("jobs:job", args=[job.pk]))
    assert Publication.objects.get().note == "Voor de raad."
    # Not released yet: the page shows the version and leads to the job.
    shown = client.get(page_of(small)).content.decode()
    assert "nog niet klaar" in shown
    assert reverse("jobs:job", args=[job.pk]) in shown


def test_the_page_says_what_changed_since_the_newest_version(small, enter):
    small.publish("eerst")
    client = enter(small.editor)
    same = client.get(page_of(small)).content.decode()
    assert "Gelijk" in same
    assert "Er is niets gewijzigd sinds versie 1." in same
    small.edit("beter")
    small.agree()
    assert "Gewijzigd" in client.get(page_of(small)).content.decode()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Kies een soort publicatie."),
        ({"release_kind": "edition"}, "edition"),
        ({"release_kind": "correction"}, "er is nog geen versie gepubliceerd om te verbeteren"),
        ({"release_kind": "adopted"}, "volgens de besluitroute is het document nu “concept”"),
        ({"release_kind": "for_council", "embargo_date": "31-2-2030"}, "31-2-2030"),
        ({"release_kind": "for_council", "embargo_date": "1-1-2020"}, "“1-1-2020” is al voorbij"),
        ({"release_kind": "for_council", "embargo_time": "14:00"}, "een tijd in zonder datum"),
        ({"release_kind": "for_council", "embargo_date": "1-1-2100", "embargo_time": "half drie"}, "14.00"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_published(small, enter, data, sentence):
    small.edit("eerst")
    small.agree()
    response = enter(small.editor).post(page_of(small), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Publication.objects.exists()


def test_what_stands_in_the_way_stops_a_post_too(small, enter):
    response = enter(small.editor).post(page_of(small), {"release_kind": "for_council"})
    assert response.status_code == 422
    assert "Nog niet akkoord" in response.content.decode()


def test_an_embargo_is_kept_as_a_moment_in_dutch_time(small, enter):
    small.edit("eerst")
    small.agree()
    day = timezone.localdate() + timedelta(days=10)
    data = {"release_kind": "for_council", "embargo_date": f"{day:%-d-%-m-%Y}", "embargo_time": "14:30"}
    enter(small.editor).post(page_of(small), data | CONFIRMED)
    until = PublicationEvent.objects.get(kind="embargoed").embargo_until
    assert f"{timezone.localtime(until):%Y-%m-%d %H:%M}" == f"{day:%Y-%m-%d} 14:30"


def test_a_version_is_withdrawn_with_a_reason(small, enter, client):
    small.publish("eerst")
    address = reverse("work:withdraw", args=[small.document.slug, 1])
    editor = enter(small.editor)
    assert enter(Role.ADVISER).get(address).status_code == 403
    assert editor.get(reverse("work:withdraw", args=[small.document.slug, 7])).status_code == 404
    assert editor.post(address, {"reason": ""}).status_code == 422
    assert editor.post(address, {"reason": "Bevat een naam."}).status_code == 302
    assert client.get(f"/publicaties/{small.document.slug}/").status_code == 410
    assert "Bevat een naam." in editor.get(page_of(small)).content.decode()
    again = editor.post(address, {"reason": "Nog eens."})
    assert again.status_code == 422
    assert "al ingetrokken" in again.content.decode()


@pytest.mark.parametrize("name", ["start", "publish_list"])
def test_reading_pages_take_no_post(small, enter, name):
    assert enter(small.editor).post(reverse(f"work:{name}")).status_code == 405


def test_signing_in_comes_first(small, client):
    for address in ("/werk/", LIST, page_of(small), "/werk/componenten/"):
        assert client.get(address).url.startswith("/inloggen/")
