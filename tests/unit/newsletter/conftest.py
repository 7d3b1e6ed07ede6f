"""A small edition that can be changed and published in every test."""

import io
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from PIL import Image

from newsletter.models import Article, Block, BlockKind, Edition, EditionState
from tests import factories
from twenterand.accounts.models import Organisation, Role, User
from twenterand.jobs import running
from twenterand.media import pictures
from twenterand.media.models import Picture
from twenterand.publications import artifacts, publishing
from twenterand.publications.models import Artifact, Publication, ReleaseKind, SubjectKind


@pytest.fixture(autouse=True, scope="session")
def quick_pdf():
    """A PDF takes seconds to lay out and has tests of its own; here its bytes do not matter."""
    with pytest.MonkeyPatch.context() as patch:
        for subject in SubjectKind:
            patch.setitem(artifacts._makers, (subject, Artifact.Kind.PDF), lambda publication: b"%PDF-1.7\n")
        yield


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo with its first publications, for every test of a module that asks for it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        call_command("publish_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def picture(alt: str = "Een huis.", *, colour: int = 0) -> Picture:
    """A small picture; another colour makes another picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), (colour, 0, 0)).save(buffer, "PNG")
    return pictures.store(
        content=buffer.getvalue(), alt=alt, credit="Illustratie: proef", rights="Proef", by="test"
    )


@dataclass
class Small:
    """An edition with the person who makes it."""

    edition: Edition
    maker: User

    def article(self, title: str = "Bericht", *, slug: str = "", blocks=None, **fields) -> Article:
        """Add an article; `blocks` are fields of its blocks, by default one text."""
        number = self.edition.articles.count() + 1
        article = Article.objects.create(
            edition=self.edition,
            uid=uuid4(),
            slug=slug or f"bericht-{number}",
            title=title,
            position=number,
            **{"kind": "news", **fields},
        )
        for position, block in enumerate(blocks or [{"html": f"<p>Tekst van {title}.</p>"}], start=1):
            Block.objects.create(
                article=article, uid=uuid4(), position=position, **{"kind": BlockKind.TEXT, **block}
            )
        return article

    def publish(self, note: str = "Verbeterd.") -> Publication:
        """Publish what stands there now, in this process."""
        first = not Publication.objects.filter(subject_slug=self.edition.slug).exists()
        publication, job = publishing.prepare(
            kind=SubjectKind.EDITION,
            slug=self.edition.slug,
            release_kind=ReleaseKind.EDITION if first else ReleaseKind.CORRECTION,
            note="" if first else note,
            by=self.maker,
        )
        job = running.run_now(job.pk)
        assert not job.failure
        return publication


@pytest.fixture
def small(db) -> Small:
    """An agreed edition without articles."""
    Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Gemeente Voorbeeld", "short_name": "Voorbeeld", "cbs_code": "GM9999"}
    )
    edition = Edition.objects.create(
        uid=uuid4(),
        slug="2024-najaar",
        season="najaar",
        year=2024,
        title="Nieuws uit het sociaal domein",
        masthead=picture("Een landschap.", colour=9),
        box_heading="Wat staat er in?",
        box_html="<p>Van alles.</p>",
        intro_heading="Inleiding",
        intro_html="<p>Dag lezer.</p>",
        colophon="<p>Uitgave van de gemeente.</p>",
        state=EditionState.AGREED,
    )
    return Small(edition, factories.user(Role.COMMUNICATION))
