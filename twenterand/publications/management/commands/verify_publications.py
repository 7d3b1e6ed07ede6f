"""Re-read every publication: is what was published still there, byte for byte?"""

import hashlib
from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError

from policy import fragments
from twenterand.publications import payload
from twenterand.publications.models import Artifact, Publication, PublishedItem


def faults() -> Iterator[str]:
    """A sentence for every payload, file or index row that is not what it was when it was frozen."""
    for publication in Publication.objects.iterator():
        if hashlib.sha256(publication.payload.encode()).hexdigest() != publication.sha256:
            yield f"{publication}: de inhoud klopt niet meer met de hash {publication.sha256}."
            continue
        content = payload.read(publication)
        if (
            content["schema"] == publication.schema_version
            and fragments.canonical(content) != publication.payload
        ):
            yield f"{publication}: de inhoud staat niet in canonieke vorm."
        stored = set(publication.items.values_list("kind", "slug"))
        expected = {(item.kind, item.slug) for item in payload.items_of(publication)}
        if missing := expected - stored:
            yield f"{publication}: in de index ontbreken {len(missing)} onderdelen, zoals {min(missing)}."
    for artifact in Artifact.objects.select_related("publication").iterator():
        if hashlib.sha256(artifact.content).hexdigest() != artifact.sha256:
            yield f"{artifact.publication}: het bestand {artifact.kind} klopt niet meer met zijn hash."


class Command(BaseCommand):
    help = "Re-reads every publication and its files and compares them with their hashes; exit status 1 on a fault."

    def handle(self, **options):
        found = list(faults())
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"{len(found)} fouten gevonden; zet een back-up terug en meld dit.")
        self.stdout.write(
            f"{Publication.objects.count()} publicaties met {Artifact.objects.count()} bestanden en "
            f"{PublishedItem.objects.count()} onderdelen zijn ongewijzigd."
        )
