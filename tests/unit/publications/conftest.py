"""The demo, loaded and published once per module, and documents that are small enough to publish in every test."""

from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from policy import review
from policy.models import Chapter, Document
from tests import factories
from twenterand.accounts.models import Organisation, Role, User
from twenterand.jobs import running
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


@pytest.fixture
def kadernota(demo, db) -> Publication:
    """The published kadernota of the demo."""
    return Publication.objects.get(subject_kind=SubjectKind.DOCUMENT)


@dataclass
class Small:
    """A document of one chapter without a tree, with the people who may work on it."""

    document: Document
    chapter: Chapter
    author: User
    editor: User

    def edit(self, text: str) -> None:
        """Change what the chapter shows, as its author does."""
        factories.passage(self.chapter, html=f"<p>{text}</p>")
        review.touched(chapter=self.chapter, by=self.author, what="tekst")

    def propose(self) -> None:
        """Add a proposal, so that the publication has files for it."""
        amounts = [(self.document.year_from, "structural", "disadvantage", "25000")]
        factories.proposal(self.document, amounts, passage=factories.passage(self.chapter))

    def agree(self) -> None:
        """Submit and agree to what the chapter shows now."""
        chapter = Chapter.objects.get(pk=self.chapter.pk)
        chapter = review.submit(chapter=chapter, seen_version=None, by=self.author)
        review.agree(chapter=chapter, seen_version=None, by=self.editor)

    def prepare(self, **fields):
        """Prepare a publication: (publication, job)."""
        decided = {"release_kind": ReleaseKind.FOR_COUNCIL, "by": self.editor, **fields}
        return publishing.prepare(kind=SubjectKind.DOCUMENT, slug=self.document.slug, **decided)

    def publish(self, text: str, **fields) -> Publication:
        """Edit, agree and publish in this process."""
        self.edit(text)
        self.agree()
        publication, job = self.prepare(**fields)
        job = running.run_now(job.pk)
        assert not job.failure
        return publication


@pytest.fixture
def small(db) -> Small:
    """A document that can be published; nothing is agreed yet."""
    Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Gemeente Voorbeeld", "short_name": "Voorbeeld", "cbs_code": "GM9999"}
    )
    owner = factories.function()
    chapter = factories.chapter(owner=owner, edition=None, title="Inleiding")
    return Small(
        document=chapter.document,
        chapter=chapter,
        author=factories.user(Role.EDITOR, functions=[owner]),
        editor=factories.user(Role.EDITOR),
    )


@pytest.fixture
def enter():
    """Sign somebody in: a User, a persona's name, or a role."""

    def signed_in(who) -> Client:
        if isinstance(who, Role):
            who = factories.user(who)
        elif isinstance(who, str):
            who = User.objects.get(username=who)
        client = Client()
        client.force_login(who)
        return client

    return signed_in
