"""An embargo is seen by who may read under it, can be moved and lifted, and dates what readers get."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from twenterand.accounts.models import Act, AuditEvent, Role
from twenterand.jobs import running
from twenterand.publications import publishing, querysets
from twenterand.publications.models import Publication, SubjectKind
from twenterand.workflow import Refused


@pytest.fixture
def embargoed(small) -> Publication:
    """Released, and under embargo until tomorrow."""
    small.edit("geheim")
    small.agree()
    publication, job = small.prepare(embargo_until=timezone.now() + timedelta(days=1))
    running.run_now(job.pk)
    return publication


def public_address(small) -> str:
    return reverse("site:publication", args=[small.document.slug])


def embargo_address(small) -> str:
    return reverse("work:embargo", args=[small.document.slug, 1])


def test_the_newest_embargo_counts(small, embargoed, client):
    publishing.embargo(embargoed, until=timezone.now() + timedelta(days=9), by=small.editor)
    until = querysets.under_embargo().get().embargo_until
    assert until > timezone.now() + timedelta(days=8)
    publishing.embargo(embargoed, until=timezone.now() + timedelta(hours=1), by=small.editor)
    assert querysets.under_embargo().get().embargo_until < until
    assert client.get(public_address(small)).status_code == 404


def test_it_is_released_at_once_with_a_reason_in_the_log(small, embargoed, client, enter):
    editor = enter(small.editor)
    assert editor.post(embargo_address(small), {"now": "ja"}).status_code == 422
    answer = editor.post(
        embargo_address(small), {"now": "ja", "reason": "De raad is ingelicht."}, follow=True
    )
    assert "is nu openbaar" in answer.content.decode()
    assert "Embargo opgeheven" in answer.content.decode()
    assert client.get(public_address(small)).status_code == 200
    assert "opgeheven" in AuditEvent.objects.filter(act=Act.EMBARGOED).first().note
    with pytest.raises(Refused, match="al openbaar"):
        publishing.embargo(embargoed, until=timezone.now() + timedelta(days=1), by=small.editor)
    assert "al openbaar" in editor.get(embargo_address(small)).content.decode()


def test_it_is_moved_to_another_day(small, embargoed, enter):
    editor = enter(small.editor)
    page = editor.get(reverse("work:publish", args=[small.document.slug])).content.decode()
    assert "onder embargo" in page
    assert embargo_address(small) in page
    day = timezone.localdate() + timedelta(days=30)
    data = {
        "reason": "De vergadering is later.",
        "embargo_date": f"{day:%-d-%-m-%Y}",
        "embargo_time": "20.00",
    }
    assert editor.post(embargo_address(small), {"reason": "Later."}).status_code == 422
    assert editor.post(embargo_address(small), data).status_code == 302
    until = timezone.localtime(querysets.under_embargo().get().embargo_until)
    assert (until.date(), until.hour) == (day, 20)


def test_only_an_editor_moves_it(small, embargoed, enter):
    for role in (Role.ADVISER, Role.CLERK, Role.ADMINISTRATOR):
        assert enter(role).get(embargo_address(small)).status_code == 403


def test_readers_get_the_day_on_which_they_could_read_it(small, embargoed, monkeypatch):
    until = querysets.under_embargo().get().embargo_until
    later = until + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    found = querysets.for_page(None, SubjectKind.DOCUMENT, small.document.slug)
    assert found.released_at == until
    assert not found.embargoed


def test_who_may_read_it_is_told_on_every_page_and_hears_when_it_moves(small, embargoed, enter):
    clerk = enter(factories.user(Role.CLERK))
    page = clerk.get(public_address(small))
    assert "Onder embargo" in page.content.decode()
    assert "Deel het nog niet" in page.content.decode()
    publishing.embargo(embargoed, until=timezone.now() + timedelta(days=9), by=small.editor)
    again = clerk.get(public_address(small), headers={"if-none-match": page["ETag"]})
    assert again.status_code == 200, "the banner names another moment"


def test_pages_of_the_work_environment_say_that_it_is_under_embargo(small, embargoed, enter):
    editor = enter(small.editor)
    for address in ("/werk/", "/werk/publiceren/", public_address(small)):
        assert "onder embargo tot" in editor.get(address).content.decode(), address
