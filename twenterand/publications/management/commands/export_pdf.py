"""Write the PDF of the newest publication to a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from twenterand.publications import artifacts, querysets
from twenterand.publications.models import Artifact, Publication, SubjectKind

NEWSLETTER_PREFIX = "nieuwsbrief-"


def find(name: str, number: int | None) -> Publication | None:
    """The released publication that `name` means: a document's slug, or nieuwsbrief-<slug of the edition>."""
    kind, slug = SubjectKind.DOCUMENT, name
    if name.startswith(NEWSLETTER_PREFIX):
        kind, slug = SubjectKind.EDITION, name.removeprefix(NEWSLETTER_PREFIX)
    rows = querysets.released().filter(subject_kind=kind, subject_slug=slug)
    if number is not None:
        rows = rows.filter(number=number)
    return rows.order_by("-number").first()


class Command(BaseCommand):
    help = (
        "Writes the PDF of a publication (for example kadernota-2026 or nieuwsbrief-2023-voorjaar) to a file."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="address of the document, or nieuwsbrief-<address of the edition>")
        parser.add_argument("--out", required=True, type=Path, help="file to write")
        parser.add_argument("--number", type=int, help="version; default: the newest")

    def handle(self, *, name: str, out: Path, number: int | None, **options):
        publication = find(name, number)
        if publication is None:
            known = sorted(
                (NEWSLETTER_PREFIX if row["subject_kind"] == SubjectKind.EDITION else "")
                + row["subject_slug"]
                for row in querysets.released().values("subject_kind", "subject_slug").distinct()
            )
            raise CommandError(
                f"Er is geen publicatie “{name}”. Gepubliceerd zijn: {', '.join(known) or 'nog geen'}."
            )
        artifact = artifacts.get_or_make(publication, Artifact.Kind.PDF)
        try:
            out.write_bytes(artifact.content)
        except OSError as error:
            raise CommandError(f"Schrijven naar {out} lukt niet: {error.strerror}.") from error
        self.stdout.write(f"{out}: {publication}, {artifact.size} bytes, sha256 {artifact.sha256}")
