"""The page of a job, for people with and without JavaScript."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests import factories
from twenterand.accounts.models import Role
from twenterand.jobs import running
from twenterand.jobs.models import Job

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def adviser(client):
    person = factories.user(Role.ADVISER, username="adviseur")
    client.force_login(person)
    return person


def make(state: str = Job.State.QUEUED, **fields) -> Job:
    ended = timezone.now() if state in (Job.State.DONE, Job.State.FAILED) else None
    defaults = {"kind": "publish", "subject": "kadernota-2026 v1", "requested_by": "adviseur"}
    return Job.objects.create(state=state, finished_at=ended, **{**defaults, **fields})


def page(client, job: Job, **headers) -> str:
    response = client.get(reverse("jobs:job", args=[job.pk]), headers=headers)
    assert response.status_code == 200
    assert "HX-Request" in response.headers["Vary"]
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


@pytest.mark.parametrize(
    ("state", "step", "text"),
    [
        (Job.State.QUEUED, "", "Wacht op de start"),
        (Job.State.RUNNING, "PDF maken", "Bezig: PDF maken"),
    ],
)
def test_a_job_under_way_asks_for_itself_and_has_a_link_to_look_again(client, adviser, state, step, text):
    job = make(state, step=step, progress=40)
    full, part = page(client, job), page(client, job, **HTMX)
    for html in (full, part):
        assert text in html
        assert 'value="40"' in html
        assert f'hx-get="{reverse("jobs:job", args=[job.pk])}" hx-trigger="every 1s"' in html
        assert "Kijk opnieuw hoe ver het is" in html
    assert "kadernota-2026 v1" in full
    assert "<html" in full
    assert "<html" not in part


def test_a_job_that_is_done_stops_asking_and_leads_on(client, adviser, monkeypatch):
    monkeypatch.setattr(running, "_kinds", {})
    running.handles("publish", label="Publiceren", result=lambda job: "/publicaties/kadernota-2026/")(print)
    html = page(client, make(Job.State.DONE, progress=100))
    assert "hx-get" not in html
    assert 'href="/publicaties/kadernota-2026/"' in html
    assert "Klaar · Publiceren" in html


def test_a_failure_is_told_and_can_be_tried_again_by_whoever_asked(client, adviser):
    job = make(Job.State.FAILED, failure="Hoofdstuk Jeugd is nog niet akkoord.")
    html = page(client, job)
    assert "Hoofdstuk Jeugd is nog niet akkoord." in html
    assert "hx-get" not in html
    assert reverse("jobs:retry", args=[job.pk]) in html
    response = client.post(reverse("jobs:retry", args=[job.pk]))
    assert (response.status_code, response.url) == (302, reverse("jobs:job", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 403), (Role.ADMINISTRATOR, 302)])
def test_others_than_the_beheerder_cannot_try_again(client, role, status):
    job = make(Job.State.FAILED, failure="Mislukt.")
    client.force_login(factories.user(role))
    assert (reverse("jobs:retry", args=[job.pk]) in page(client, job)) is (status == 302)
    assert client.post(reverse("jobs:retry", args=[job.pk])).status_code == status


def test_trying_again_what_did_not_fail_changes_nothing(client, adviser):
    job = make(Job.State.RUNNING)
    assert client.post(reverse("jobs:retry", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert not DBTaskResult.objects.exists()


def test_who_gets_what(client):
    job = make()
    address, retry = reverse("jobs:job", args=[job.pk]), reverse("jobs:retry", args=[job.pk])
    assert client.get(address).url.startswith(reverse("accounts:login"))
    client.force_login(factories.user(Role.CLERK))
    assert client.get(address).status_code == 403
    client.force_login(factories.user(Role.EDITOR))
    assert client.get(reverse("jobs:job", args=[job.pk + 1])).status_code == 404
    assert client.post(address).status_code == 405
    assert client.get(retry).status_code == 405
