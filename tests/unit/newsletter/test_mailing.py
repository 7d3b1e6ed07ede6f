"""Subscribing, leaving and sending, in real conversations with a mail server on loopback."""

import email
import re
import socket
from datetime import timedelta
from email.policy import default
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.utils import timezone

from newsletter import lists, mailing, subscribing
from newsletter.models import Letter, Mailing, ServiceAddress, ServiceList, Subscriber
from tests import factories
from twenterand import tokens
from twenterand.accounts.models import Role
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.workflow import Refused

pytestmark = pytest.mark.django_db
SUBSCRIBE = "/nieuwsbrieven/aanmelden/"


class Mailbox:
    """What the server took; it refuses the addresses in `unknown`, and everything while `broken`."""

    def __init__(self):
        self.messages, self.unknown, self.busy, self.broken = [], set(), set(), False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.broken or address in self.busy:
            return "451 Later"
        if address in self.unknown:
            return "550 Bestaat niet"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=default)
        self.messages.append((envelope.rcpt_tos[0], message))
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return [address for address, _ in self.messages]


@pytest.fixture
def server(settings):
    """A mail server that the portal is set up to use."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAILS_PER_MINUTE = "127.0.0.1", port, 0
    yield box
    controller.stop()


def subscriber(address: str, state: str = "active") -> Subscriber:
    return Subscriber.objects.create(
        mail=address, state=state, token_sha256=tokens.digest(address), asked_at=timezone.now()
    )


def fill_in(client, address: str, **extra):
    token = re.search(r'name="token" value="([^"]+)"', client.get(SUBSCRIBE).content.decode())[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subscribing, "FASTEST", timedelta(0))
        return client.post(SUBSCRIBE, {"mail": address, "token": token, "website": "", **extra})


@pytest.fixture
def published(small):
    small.article(
        "Meldpunt geldzorgen", blocks=[{"html": "<p>Het meldpunt is <strong>open</strong> & bereikbaar.</p>"}]
    )
    return small.publish()


class TestSubscribing:
    def test_only_who_confirms_is_subscribed(self, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            answer = fill_in(client, "Lezer@Voorbeeld.nl ")
        assert answer["Location"] == "/nieuwsbrieven/aangemeld/"
        assert not answer.cookies
        [letter] = mail.outbox
        link = re.search(r"https?://[^/]+(/nieuwsbrieven/bevestigen/\S+)", letter.body)[1]
        assert Subscriber.objects.get().state == "pending"
        assert "Ja, bevestigen" in client.get(link).content.decode()
        assert Subscriber.objects.get().state == "pending", "a scanner that follows links confirms nothing"
        assert "U bent aangemeld" in client.post(link).content.decode()
        assert Subscriber.objects.get().state == "active"
        assert client.post(link).status_code == 404

    def test_asking_never_tells_who_is_subscribed(self, client, django_capture_on_commit_callbacks):
        subscriber("lezer@voorbeeld.nl")
        with django_capture_on_commit_callbacks(execute=True):
            known, unknown = fill_in(client, "lezer@voorbeeld.nl"), fill_in(client, "nieuw@voorbeeld.nl")
        assert known["Location"] == unknown["Location"]
        assert [letter.to for letter in mail.outbox] == [["nieuw@voorbeeld.nl"]]

    def test_nobody_fills_the_mailbox_of_somebody_else(self, client, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            for _ in range(5):
                fill_in(client, "lezer@voorbeeld.nl")
        assert len(mail.outbox) == 1

    def test_a_mail_server_that_refuses_is_no_error_page(
        self, client, server, django_capture_on_commit_callbacks
    ):
        server.unknown = {"lezer@voorbeeld.nl"}
        with django_capture_on_commit_callbacks(execute=True):
            assert fill_in(client, "lezer@voorbeeld.nl").status_code == 302
        server.unknown = set()
        with django_capture_on_commit_callbacks(execute=True):
            fill_in(client, "lezer@voorbeeld.nl")
        assert server.to == ["lezer@voorbeeld.nl"]

    @pytest.mark.parametrize("address", ["", "geen adres", "a@b", "x" * 300 + "@voorbeeld.nl"])
    def test_what_is_no_address_is_told(self, client, address):
        answer = fill_in(client, address)
        assert answer.status_code == 422
        assert not Subscriber.objects.exists()

    @pytest.mark.parametrize("extra", [{"token": "verzonnen"}, {"website": "http://spam.example"}])
    def test_robots_get_nowhere(self, client, extra, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            fill_in(client, "lezer@voorbeeld.nl", **extra)
        assert not Subscriber.objects.exists()
        assert not mail.outbox

    def test_who_never_confirmed_is_forgotten_when_somebody_else_asks(self, client):
        found = subscriber("lezer@voorbeeld.nl", "pending")
        found.asked_at = timezone.now() - timedelta(days=8)
        found.save()
        fill_in(client, "ander@voorbeeld.nl")
        assert list(Subscriber.objects.values_list("mail", flat=True)) == ["ander@voorbeeld.nl"]

    def test_an_old_link_is_not_good(self, client):
        found = subscriber("lezer@voorbeeld.nl", "pending")
        found.asked_at = timezone.now() - timedelta(days=8)
        found.save()
        assert client.get("/nieuwsbrieven/bevestigen/lezer@voorbeeld.nl/").status_code == 404
        assert subscribing.tidy_up() == 1

    def test_leaving_takes_one_click_and_wipes_the_address(self, client, published):
        found = subscriber("lezer@voorbeeld.nl")
        Letter.objects.create(
            mailing=Mailing.objects.create(edition_slug="x", number=1, made_by="test"),
            subscriber=found,
            mail=found.mail,
        )
        link = f"/nieuwsbrieven/afmelden/{subscribing.leave_token(found)}/"
        assert "Ja, meld mij af" in client.get(link).content.decode()
        assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
        found.refresh_from_db()
        assert (found.state, found.mail, Letter.objects.get().mail) == ("left", "", "")
        assert "U bent afgemeld" in client.get(link).content.decode()
        assert client.post("/nieuwsbrieven/afmelden/1:verzonnen/").status_code == 404


def started(publication, by, **options) -> tuple[Mailing, Job]:
    return mailing.start(publication=publication, by=by, **{"to_subscribers": True, **options})


class TestSending:
    def test_everybody_gets_it_once_with_a_way_to_leave(self, client, small, published, server):
        person = subscriber("lezer@voorbeeld.nl")
        subscriber("wacht@voorbeeld.nl", "pending")
        raad = lists.save_list(
            by=small.maker,
            name="Raad",
            ground="Raadswerk",
            addresses=["lezer@voorbeeld.nl", "raad@voorbeeld.nl"],
        )
        record, job = started(published, small.maker, lists=[raad])
        assert running.run_now(job.pk).state == Job.State.DONE
        assert sorted(server.to) == ["lezer@voorbeeld.nl", "raad@voorbeeld.nl"]
        message = dict(server.messages)["lezer@voorbeeld.nl"]
        leave = message["List-Unsubscribe"].strip().strip("<>")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert subscribing.of_leave_token(leave.rstrip("/").rsplit("/", 1)[-1]) == person
        html = message.get_body(("html",)).get_content()
        text = message.get_body(("plain",)).get_content()
        for body in (html, text):
            assert "Meldpunt geldzorgen" in body
            assert leave in body
            assert "leave.invalid" not in body
        assert "open & bereikbaar" in text
        assert "<script" not in html
        assert 'style="' in html
        assert "/nieuwsbrieven/2024-najaar/" in html
        listed = dict(server.messages)["raad@voorbeeld.nl"]["List-Unsubscribe"].strip().strip("<>")
        assert "raad@voorbeeld.nl" not in listed
        said = client.post(urlsplit(listed).path).content.decode()
        assert "blijft wel op de lijst Raad" in said
        assert ServiceAddress.objects.get(mail="raad@voorbeeld.nl").paused
        record.refresh_from_db()
        assert record.finished_at
        assert mailing.counts(record)["sent"] == 2

    def test_an_address_that_does_not_exist_does_not_keep_the_others(self, small, published, server):
        for address in ("een@voorbeeld.nl", "weg@voorbeeld.nl", "twee@voorbeeld.nl"):
            subscriber(address)
        server.unknown = {"weg@voorbeeld.nl"}
        record, job = started(published, small.maker)
        running.run_now(job.pk)
        assert sorted(server.to) == ["een@voorbeeld.nl", "twee@voorbeeld.nl"]
        bounced = record.letters.get(state="bounced")
        assert (bounced.mail, bounced.error) == ("weg@voorbeeld.nl", "550 Bestaat niet")
        assert Subscriber.objects.get(mail="weg@voorbeeld.nl").state == "paused"

    def test_one_busy_mailbox_waits_while_the_others_get_it(self, small, published, server):
        for address in ("bezet@voorbeeld.nl", "een@voorbeeld.nl", "twee@voorbeeld.nl"):
            subscriber(address)
        server.busy = {"bezet@voorbeeld.nl"}
        record, job = started(published, small.maker)
        assert running.run_now(job.pk).state == Job.State.FAILED
        assert sorted(server.to) == ["een@voorbeeld.nl", "twee@voorbeeld.nl"]
        assert record.letters.get(state="waiting").mail == "bezet@voorbeeld.nl"

    def test_a_server_that_refuses_all_stops_it_and_trying_again_sends_the_rest(
        self, small, published, server
    ):
        for number in range(8):
            subscriber(f"lezer{number}@voorbeeld.nl")
        server.broken = True
        record, job = started(published, small.maker)
        assert running.run_now(job.pk).state == Job.State.FAILED
        assert mailing.counts(record)["waiting"] == 8
        server.broken = False
        assert running.retry(job)
        assert running.run_now(job.pk).state == Job.State.DONE
        assert len(set(server.to)) == len(server.to) == 8

    def test_a_server_that_is_not_there_is_said_in_words(self, small, published, server, settings):
        subscriber("een@voorbeeld.nl")
        record, job = started(published, small.maker)
        port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
        stopped = running.run_now(job.pk)
        assert stopped.state == Job.State.FAILED
        assert "de mailserver is niet bereikbaar" in stopped.failure
        settings.EMAIL_PORT = port
        running.retry(job)
        running.run_now(job.pk)
        assert server.to == ["een@voorbeeld.nl"]
        assert mailing.counts(record)["waiting"] == 0

    def test_after_a_kill_nobody_gets_it_twice(self, small, published, server):
        for number in range(4):
            subscriber(f"lezer{number}@voorbeeld.nl")
        record, job = started(published, small.maker)
        first = record.letters.first()
        Letter.objects.filter(pk=first.pk).update(state="claimed")  # its worker was killed while sending
        running.run_now(job.pk)
        assert first.mail not in server.to
        assert len(server.to) == 3
        assert record.letters.get(pk=first.pk).error == mailing.MAYBE

    def test_who_leaves_meanwhile_gets_nothing(self, small, published, server):
        person = subscriber("lezer@voorbeeld.nl")
        subscriber("blijft@voorbeeld.nl")
        _, job = started(published, small.maker)
        subscribing.leave(person)
        running.run_now(job.pk)
        assert server.to == ["blijft@voorbeeld.nl"]

    def test_a_version_is_sent_once_and_a_new_subscriber_gets_it_later(self, small, published, server):
        subscriber("een@voorbeeld.nl")
        running.run_now(started(published, small.maker)[1].pk)
        with pytest.raises(Refused, match="iedereen op deze lijsten heeft deze versie al"):
            started(published, small.maker)
        subscriber("twee@voorbeeld.nl")
        running.run_now(started(published, small.maker)[1].pk)
        assert server.to == ["een@voorbeeld.nl", "twee@voorbeeld.nl"]

    def test_a_rectification_says_what_was_wrong(self, small, published, server):
        subscriber("een@voorbeeld.nl")
        with pytest.raises(Refused, match="wat er niet klopte"):
            started(published, small.maker, kind="rectification")
        _, job = started(
            published, small.maker, kind="rectification", note="Het waren 12 meldingen, geen 21."
        )
        running.run_now(job.pk)
        [(_, message)] = server.messages
        assert message["Subject"].startswith("Rectificatie: ")
        assert "geen 21" in message.get_body(("plain",)).get_content()

    def test_a_bounce_pauses_the_address_everywhere(self, small, published, server):
        person = subscriber("weg@voorbeeld.nl")
        lists.save_list(by=small.maker, name="Raad", ground="Raadswerk", addresses=["weg@voorbeeld.nl"])
        record, job = started(published, small.maker)
        running.run_now(job.pk)
        assert subscribing.bounced("Weg@voorbeeld.nl") == 2
        person.refresh_from_db()
        assert (person.state, ServiceAddress.objects.get().paused) == ("paused", True)
        assert mailing.counts(record)["bounced"] == 1

    def test_what_is_not_published_is_not_sent(self, small, server):
        small.article("Bericht")
        subscriber("een@voorbeeld.nl")
        from twenterand.publications import publishing

        publication, _ = publishing.prepare(
            kind="edition", slug=small.edition.slug, release_kind="edition", note="", by=small.maker
        )
        with pytest.raises(Refused, match="nog niet gepubliceerd"):
            started(publication, small.maker)


class TestPages:
    @pytest.fixture
    def maker(self, client, small):
        client.force_login(small.maker)
        return small.maker

    def test_a_list_is_kept_and_wrong_addresses_are_named(self, client, maker):
        address = "/werk/nieuwsbrieven/lijsten/nieuw/"
        data = {
            "name": "Raad",
            "ground": "Raadswerk",
            "addresses": "een@voorbeeld.nl; twee@voorbeeld.nl\nfout",
        }
        answer = client.post(address, data)
        assert answer.status_code == 422
        assert "regel 2: “fout”" in answer.content.decode()
        assert (
            client.post(
                address, data | {"addresses": "een@voorbeeld.nl, De Raad <een@voorbeeld.nl>"}
            ).status_code
            == 302
        )
        record = ServiceList.objects.get()
        assert record.addresses.count() == 1
        page = client.get("/werk/nieuwsbrieven/lijsten/").content.decode()
        assert "1 adres" in page
        client.post(f"/werk/nieuwsbrieven/lijsten/{record.pk}/verwijderen/", {"sure": "ja"})
        assert not ServiceAddress.objects.exists()

    def test_the_page_sends_and_counts(self, client, maker, published, server):
        subscriber("een@voorbeeld.nl")
        page = "/werk/nieuwsbrieven/2024-najaar/versturen/"
        assert "is 1 abonnee" in client.get(page).content.decode()
        assert client.post(page, {"kind": "edition", "to_subscribers": "on"}).status_code == 422
        assert client.post(page, {"kind": "edition", "sure": "on"}).status_code == 422
        answer = client.post(page, {"kind": "edition", "to_subscribers": "on", "sure": "on"})
        job = Job.objects.get(kind=mailing.SEND)
        assert answer["Location"] == f"/werk/taken/{job.pk}/"
        running.run_now(job.pk)
        assert client.post(page, {"test_mail": "ik@voorbeeld.nl"}).status_code == 302
        assert server.to == ["een@voorbeeld.nl", "ik@voorbeeld.nl"]
        assert client.post(page, {"test_mail": "fout"}).status_code == 422

    def test_others_do_not_send(self, client, published):
        client.force_login(factories.user(Role.EDITOR))
        assert client.get("/werk/nieuwsbrieven/2024-najaar/versturen/").status_code == 403
