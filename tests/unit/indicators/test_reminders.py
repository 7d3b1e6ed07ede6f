"""Reminders by e-mail, in real conversations with a mail server on loopback."""

import email
import socket
from datetime import timedelta
from email.policy import default
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from indicators import reminder_jobs, reminding
from indicators.models import Reminder
from tests import factories
from twenterand.accounts.models import Function, Organisation, Role
from twenterand.jobs import running
from twenterand.jobs.models import Job


class Mailbox:
    """What the server took. It refuses the addresses in `full`."""

    def __init__(self):
        self.messages = []
        self.full: set[str] = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.full:
            return "552 Mailbox vol"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=default)
        self.messages.append((envelope.rcpt_tos, message))
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return [address for addresses, _ in self.messages for address in addresses]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def server(settings):
    """A mail server that the portal is set up to use."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.DEFAULT_FROM_EMAIL = "portaal@voorbeeld.nl"
    settings.BASE_URL = "https://portaal.voorbeeld.nl"
    yield box
    controller.stop()


@pytest.fixture
def late(small):
    """The actual of last year is missing and long overdue; its holder has a mailbox."""
    small.figure.delete()
    Organisation.objects.create(pk=1, name="Gemeente", short_name="Gemeente", cbs_code="GM9999")
    small.function = small.indicator.holder
    Function.objects.filter(pk=small.function.pk).update(mailbox="houder@voorbeeld.nl")
    return small


def duty(small, name="Nog een", holder=None):
    return factories.table_row(
        small.group, indicator=factories.indicator(name=name, holder=holder or small.function)
    )


def remind(**options) -> str:
    out = StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue()


def age(days: float) -> None:
    """Make the reminders that were sent older."""
    moment = timezone.now() - timedelta(days=days)
    QuerySet(Reminder).update(sent_at=moment)


def test_one_mail_per_function_with_what_is_late_and_where_to_fill_it_in(late, server):
    said = remind()
    assert "houder: 1 te laat, aan houder@voorbeeld.nl" in said
    [(to, mail)] = server.messages
    assert to == ["houder@voorbeeld.nl"]
    assert (mail["From"], mail["Subject"]) == ("portaal@voorbeeld.nl", "Cijfers aanleveren: 1 te laat")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    cell = "https://portaal.voorbeeld.nl" + reverse("indicators:cell", args=[late.row.pk, late.actual.pk])
    assert "Voor de functie “houder” moeten nog cijfers worden aangeleverd." in text
    assert "- Aantal jongeren\n  2024, Jeugd, Kadernota 2026, vóór 2 maart 2025\n" in text
    assert cell in text
    html = mail.get_body(("html",)).get_content()
    assert f'<a href="{cell}">Aantal jongeren</a>' in html
    assert "style=" not in html
    [row] = Reminder.objects.all()
    assert (row.function, row.recipients) == (late.function, 1)
    assert [item["late"] for item in row.items] == [True]


def test_a_label_cannot_bring_markup_or_headers_into_the_mail(late, server):
    duty(late, name="<script>alert(1)</script>\nBcc: een@ander.nl")
    remind()
    [(to, mail)] = server.messages
    assert to == ["houder@voorbeeld.nl"]
    assert mail["Bcc"] is None
    assert "&lt;script&gt;" in mail.get_body(("html",)).get_content()


def test_without_a_mailbox_everybody_who_holds_the_function_is_mailed(late, server):
    Function.objects.filter(pk=late.function.pk).update(mailbox="")
    for name, options in (("een", {}), ("twee", {}), ("weg", {"is_active": False})):
        address = f"{name}@voorbeeld.nl"
        factories.user(Role.ADVISER, username=name, email=address, functions=[late.function], **options)
    remind()
    assert server.to == ["een@voorbeeld.nl", "twee@voorbeeld.nl"]
    assert Reminder.objects.get().recipients == 2


def test_nobody_is_mailed_twice_within_the_days_unless_something_new_is_late(late, server):
    remind()
    assert "kort geleden al gemaild" in remind()
    assert len(server.messages) == 1
    duty(late)
    remind()
    assert len(server.messages) == 2
    assert "Nog een" in server.messages[1][1].get_body(("plain",)).get_content()
    age(3)
    remind()
    assert len(server.messages) == 2
    age(7)
    remind()
    assert len(server.messages) == 3


def test_the_days_are_those_of_the_organisation(late, server):
    Organisation.objects.update(reminder_days=2)
    remind()
    age(2)
    remind()
    assert len(server.messages) == 2


def test_what_is_due_within_a_fortnight_is_named_and_what_comes_later_is_not(late, server):
    today = timezone.localdate()
    late.document.figures_due = today + timedelta(days=14)
    late.document.save()
    remind()
    [(_, mail)] = server.messages
    assert mail["Subject"] == "Cijfers aanleveren: 1 binnen 14 dagen"
    QuerySet(Reminder)._raw_delete("default")
    late.document.figures_due = today + timedelta(days=15)
    late.document.save()
    assert remind() == "0 mails verzonden.\n"


def test_a_dry_run_mails_nobody_and_keeps_nothing(late, server):
    assert "1 mail zou worden verzonden." in remind(dry_run=True)
    assert (server.messages, Reminder.objects.count()) == ([], 0)


def other_function(small, mailbox) -> Function:
    function = factories.function(f"ander {mailbox}", mailbox=mailbox)
    duty(small, holder=function)
    return function


def test_who_the_server_refuses_is_tried_the_next_time_and_the_others_still_go(late, server):
    other_function(late, "vol@voorbeeld.nl")
    server.full = {"vol@voorbeeld.nl"}
    with pytest.raises(CommandError, match=r"de mailserver weigert vol@voorbeeld\.nl\. De volgende keer"):
        remind()
    assert server.to == ["houder@voorbeeld.nl"]
    server.full = set()
    remind()
    assert server.to == ["houder@voorbeeld.nl", "vol@voorbeeld.nl"]


def test_a_server_that_is_not_there_is_a_sentence(late, server, settings):
    settings.EMAIL_PORT = free_port()
    with pytest.raises(CommandError, match="is niet verzonden: de mailserver is niet bereikbaar"):
        remind()
    assert not Reminder.objects.exists()


def test_in_the_demo_nobody_has_an_address_and_that_is_no_error(late, server, settings, capsys):
    settings.DEMO = True
    Function.objects.filter(pk=late.function.pk).update(mailbox="")
    call_command("send_reminders")
    assert "“houder” heeft geen mailbox, en niemand" in capsys.readouterr().out


def test_a_function_that_nobody_can_be_mailed_for_is_named(late, server):
    Function.objects.filter(pk=late.function.pk).update(mailbox="")
    with pytest.raises(CommandError, match="“houder” heeft geen mailbox, en niemand"):
        remind()
    Function.objects.filter(pk=late.function.pk).update(mailbox="houder@voorbeeld.nl", active=False)
    with pytest.raises(CommandError, match="“houder” is niet meer in gebruik"):
        remind()
    assert server.messages == []


def test_a_run_that_is_killed_mails_nobody_twice(late, server, monkeypatch):
    for number in range(3):
        other_function(late, f"f{number}@voorbeeld.nl")
    real = reminding.message

    def dies(letter, to, now):
        if len(server.messages) == 2:
            raise SystemExit
        return real(letter, to, now)

    monkeypatch.setattr(reminding, "message", dies)
    with pytest.raises(SystemExit):
        remind()
    assert Reminder.objects.count() == 2
    monkeypatch.setattr(reminding, "message", real)
    remind()
    assert sorted(server.to) == sorted(
        {"houder@voorbeeld.nl", *(f"f{number}@voorbeeld.nl" for number in range(3))}
    )


def test_the_same_reminder_carries_the_same_message_id(late):
    [letter] = reminding.letters()
    now = timezone.now()
    one, same = (reminding.message(letter, ["a@voorbeeld.nl"], now) for _ in range(2))
    assert one.extra_headers["Message-ID"] == same.extra_headers["Message-ID"]
    duty(late)
    [other] = reminding.letters()
    assert reminding.message(other, ["a@voorbeeld.nl"], now).extra_headers != one.extra_headers


def test_the_job_mails_with_progress_and_says_what_failed(late, server):
    other_function(late, "vol@voorbeeld.nl")
    server.full = {"vol@voorbeeld.nl"}
    job = running.run_now(reminder_jobs.start("beheerder").pk)
    assert job.state == Job.State.FAILED
    assert "de mailserver weigert vol@voorbeeld.nl" in job.failure
    server.full = set()
    running.retry(job)
    assert running.run_now(job.pk).state == Job.State.DONE
    assert server.to == ["houder@voorbeeld.nl", "vol@voorbeeld.nl"]


def test_only_an_administrator_starts_it_from_the_page(late, client):
    page, act = reverse("indicators:todo"), reverse("indicators:remind")
    client.force_login(late.holder)
    assert act not in client.get(page).content.decode()
    assert client.post(act).status_code == 403
    client.force_login(factories.user(Role.ADMINISTRATOR))
    assert act in client.get(page).content.decode()
    answer = client.post(act)
    assert answer["Location"] == reverse("jobs:job", args=[Job.objects.get().pk])
