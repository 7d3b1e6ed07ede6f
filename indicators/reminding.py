"""Reminders by e-mail of figures that are late or due soon: one mail per function.

The row that says "this function was mailed" is written right after its mail went out, in a transaction of its own that
holds the function. So a run that is killed mails nobody again of whom the row is there. Only the one function whose
mail the server had just taken could get it twice; that mail then carries the same Message-ID, by which mail programs
know it. The other way round, a row first, would lose a reminder silently.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from indicators import reporting
from indicators.models import Reminder
from indicators.reporting import Duty
from twenterand.accounts.models import Function, Organisation
from twenterand.accounts.people import mail_addresses
from twenterand.mail_server import host, why
from twenterand.numbers import format_date

SOON_DAYS = 14
REMINDER_DAYS = 7
MOST_LINES = 40


@dataclass(frozen=True)
class Letter:
    """What one function is reminded of."""

    function: Function
    late: list[Duty]
    soon: list[Duty]

    @property
    def items(self) -> list[dict]:
        """What the row of a reminder keeps."""
        return [{"key": duty.key, "late": duty.late} for duty in (*self.late, *self.soon)]

    @property
    def summary(self) -> str:
        """The counts in words: "2 te laat, 5 binnen 14 dagen"."""
        parts = [f"{len(self.late)} te laat"] if self.late else []
        parts += [f"{len(self.soon)} binnen {SOON_DAYS} dagen"] if self.soon else []
        return ", ".join(parts)


@dataclass
class Outcome:
    """What came of a run: the functions that were mailed (or would be), passed over, and failed with a sentence."""

    mailed: list[tuple[Letter, list[str]]] = field(default_factory=list)
    passed: list[Letter] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    # How many of those failed because nobody could be mailed.
    unaddressed: int = 0


def letters(today: date | None = None) -> list[Letter]:
    """One letter for each function with figures that are late or due within a fortnight, by name."""
    today = today or timezone.localdate()
    found: dict[int, Letter] = {}
    for duty in reporting.duties(today=today):
        if duty.due <= today + timedelta(days=SOON_DAYS):
            letter = found.setdefault(duty.owner.pk, Letter(duty.owner, [], []))
            (letter.late if duty.late else letter.soon).append(duty)
    return sorted(found.values(), key=lambda letter: letter.function.name)


def send(*, dry_run: bool = False, now: datetime | None = None, progress=None) -> Outcome:
    """Mail every function that is to be reminded now. A failure is a sentence in the outcome; the others still go.

    A function is mailed once in `Organisation.reminder_days`, and earlier when something is late that was not.
    """
    now = now or timezone.now()
    outcome = Outcome()
    todo = letters(timezone.localdate(now))
    for number, letter in enumerate(todo):
        if progress:
            progress(100 * number // len(todo), f"{letter.function.name} ({number + 1} van {len(todo)})")
        _remind(letter, outcome, now, dry_run)
    return outcome


def _remind(letter: Letter, outcome: Outcome, now: datetime, dry_run: bool) -> None:
    to = mail_addresses(letter.function)
    if not to:
        outcome.failed.append(_nobody(letter.function))
        outcome.unaddressed += 1
        return
    try:
        with transaction.atomic():
            # Whoever runs this at the same time waits here, and then finds the row.
            Function.objects.select_for_update().get(pk=letter.function.pk)
            if not is_due(letter, now):
                outcome.passed.append(letter)
                return
            if not dry_run:
                message(letter, to, now).send()
                Reminder.objects.create(function=letter.function, recipients=len(to), items=letter.items)
    except (SMTPException, OSError) as error:
        outcome.failed.append(
            f"De mail aan “{letter.function.name}” ({', '.join(to)}) is niet verzonden: {why(error)}. "
            "De volgende keer proberen wij het weer."
        )
        return
    outcome.mailed.append((letter, to))


def is_due(letter: Letter, now: datetime) -> bool:
    """Whether this function is to be reminded now, after what it was sent in the last days."""
    # A daily timer does not start at the same second every day.
    since = now - timedelta(days=_days()) + timedelta(hours=12)
    recent = Reminder.objects.filter(function=letter.function, sent_at__gt=since)
    kept = list(recent.values_list("items", flat=True))
    if not kept:
        return True
    known = {item["key"] for items in kept for item in items if item["late"]}
    return any(duty.key not in known for duty in letter.late)


def message(letter: Letter, to: list[str], now: datetime) -> EmailMultiAlternatives:
    """The mail: plain text, with the same in simple HTML."""
    context = {
        "function": letter.function,
        "parts": _parts(letter),
        "all_url": settings.BASE_URL + reverse("indicators:todo"),
        "days": _days(),
    }
    mail = EmailMultiAlternatives(
        subject=f"Cijfers aanleveren: {letter.summary}",
        body=_text(context),
        to=to,
        headers={"Message-ID": _message_id(letter, now), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("indicators/mail/reminder.html", context), "text/html")
    return mail


def _days() -> int:
    """Once in how many days a function is reminded."""
    days = Organisation.objects.values_list("reminder_days", flat=True).first()
    return REMINDER_DAYS if days is None else days


def _parts(letter: Letter) -> list[dict]:
    named = ((f"Te laat ({len(letter.late)})", letter.late),)
    named += ((f"Binnen {SOON_DAYS} dagen ({len(letter.soon)})", letter.soon),)
    return [
        {
            "heading": heading,
            "lines": [_line(duty) for duty in duties[:MOST_LINES]],
            "more": len(duties) - MOST_LINES,
        }
        for heading, duties in named
        if duties
    ]


def _line(duty: Duty) -> dict:
    return {
        "label": " ".join(duty.label.split()),
        "about": f"{duty.period.label}, {duty.place}, vóór {format_date(duty.due)}",
        "url": settings.BASE_URL + duty.href,
    }


def _text(context: dict) -> str:
    lines = [
        "Beste collega,",
        "",
        f"Voor de functie “{context['function'].name}” moeten nog cijfers worden aangeleverd.",
    ]
    for part in context["parts"]:
        lines += ["", part["heading"]]
        for line in part["lines"]:
            lines += [f"- {line['label']}", f"  {line['about']}", f"  {line['url']}"]
        if part["more"] > 0:
            lines.append(f"- en nog {part['more']}")
    lines += [
        "",
        "Is er geen waarde? Vul dan een streepje (-) in.",
        f"Alles wat u nog moet doen: {context['all_url']}",
        "",
        f"U krijgt hooguit eens in de {context['days']} dagen zo’n herinnering, of eerder als er iets nieuws "
        "te laat is.",
    ]
    return "\n".join(lines) + "\n"


def _message_id(letter: Letter, now: datetime) -> str:
    """The same for the same reminder on the same day."""
    content = f"{letter.function.slug} {timezone.localdate(now)} {letter.items}"
    return f"<herinnering.{sha256(content.encode()).hexdigest()[:32]}@{host(settings.BASE_URL)}>"


def _nobody(function: Function) -> str:
    if not function.active:
        return f"“{function.name}” is niet meer in gebruik, maar heeft nog werk. Draag dat over aan een andere functie."
    return (
        f"“{function.name}” heeft geen mailbox, en niemand met deze functie heeft een mailadres. "
        "Vul onder Beheer een mailadres in."
    )
