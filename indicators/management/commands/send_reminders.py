"""Mails every function what it still has to report; for a daily timer (docs/beheer.md)."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from indicators import reminding


class Command(BaseCommand):
    """Ends with an error when a mail did not go out, so that the timer shows it; the others went."""

    help = "Herinneringen mailen aan functies die cijfers moeten aanleveren."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="alleen laten zien wie een mail zou krijgen"
        )

    def handle(self, *args, **options):
        dry_run = options["dry_run"]
        outcome = reminding.send(dry_run=dry_run)
        for letter, to in outcome.mailed:
            self.stdout.write(f"{letter.function.name}: {letter.summary}, aan {', '.join(to)}")
        for letter in outcome.passed:
            self.stdout.write(f"{letter.function.name}: {letter.summary}, kort geleden al gemaild")
        count = len(outcome.mailed)
        words = "mail" if count == 1 else "mails"
        self.stdout.write(
            f"{count} {words} {'zou' if dry_run and count == 1 else 'zouden' if dry_run else ''}".rstrip()
            + (" worden verzonden." if dry_run else " verzonden.")
        )
        if settings.DEMO and outcome.failed and outcome.unaddressed == len(outcome.failed):
            # The functions of the demo have no addresses: nothing went wrong.
            self.stdout.write("\n".join(outcome.failed))
        elif outcome.failed:
            raise CommandError("\n".join(outcome.failed))
