"""Load the demo: the kadernota 2026 and the newsletter of spring 2023."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

import indicators.demo
import newsletter.demo
import policy.demo
import proposals.demo
import twenterand.accounts.demo
from indicators.models import Indicator
from newsletter.models import Edition
from policy.models import Document
from twenterand.accounts.audit import log
from twenterand.accounts.models import Act, AuditEvent
from twenterand.demo_files import ACTOR

LABEL = "Demogegevens kadernota 2026 en nieuwsbrief voorjaar 2023"


class Command(BaseCommand):
    help = "Loads the demo data once. Refuses on a database with other content, unless --force is given."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="add the demo beside other content")

    def handle(self, *, force: bool, verbosity: int, **options):
        if AuditEvent.objects.filter(act=Act.LOADED, subject_label=LABEL).exists():
            if verbosity:
                self.stdout.write("De demogegevens staan er al; er is niets gewijzigd.")
            return
        other = [
            f"{model.objects.count()} {model._meta.verbose_name_plural}"
            for model in (Document, Indicator, Edition)
            if model.objects.exists()
        ]
        if other and not force:
            raise CommandError(
                f"In deze database staan al {', '.join(other)}. De demo wordt daar niet bij gezet. "
                "Gebruik een lege database, of geef --force als u dit echt wilt."
            )
        with transaction.atomic():
            for app in (twenterand.accounts, policy, indicators, proposals, newsletter):
                app.demo.load()
            log(Act.LOADED, by=ACTOR, label=LABEL)
        if verbosity:
            self.stdout.write(f"{LABEL} ingelezen.")
