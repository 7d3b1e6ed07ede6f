"""From agreed chapters to what readers see: what is refused, and what a crash leaves behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policy.models import Chapter
from twenterand.accounts.models import Act, AuditEvent
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.publications import artifacts, publishing, querysets
from twenterand.publications.models import Artifact, Publication, PublicationEvent, ReleaseKind, SubjectKind
from twenterand.workflow import Refused

DOCUMENT = SubjectKind.DOCUMENT


def seen(slug: str) -> int | None:
    """The number that readers see."""
    found = querysets.for_page(None, DOCUMENT, slug)
    return found and found.number


def refusal(call) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.sentence


def test_chapters_that_are_not_agreed_are_named(small):
    sentence = refusal(small.prepare)
    assert "“Inleiding” (in bewerking)" in sentence
    assert not Publication.objects.exists()
    assert not Job.objects.exists()


def test_a_document_without_chapters_is_refused(small):
    small.chapter.delete()
    assert "geen hoofdstukken" in refusal(small.prepare)


def test_a_chapter_that_changed_behind_the_back_of_review_is_named(small):
    small.edit("eerst")
    small.agree()
    # Not through an editing function: what an error in our own code, or a hand in the database, would do.
    Chapter.objects.filter(pk=small.chapter.pk).update(title="Voorwoord")
    assert "Gewijzigd sinds het akkoord: “Voorwoord”" in refusal(small.prepare)


def test_an_edit_after_the_agreement_asks_for_a_new_one(small):
    small.edit("eerst")
    small.agree()
    small.edit("later")
    assert "Nog niet akkoord" in refusal(small.prepare)


def test_publishing_the_same_twice_is_refused(small):
    small.publish("eerst")
    assert "niets gewijzigd sinds versie 1" in refusal(small.prepare)


def test_a_correction_needs_a_note(small):
    small.publish("eerst")
    small.edit("beter")
    small.agree()
    assert "openbare toelichting" in refusal(
        lambda: small.prepare(release_kind=ReleaseKind.CORRECTION, note=" ")
    )
    publication, _ = small.prepare(release_kind=ReleaseKind.CORRECTION, note="Een woord verbeterd.")
    assert publication.number == 2


def test_what_is_published_is_numbered_hashed_logged_and_complete(small):
    small.propose()
    publication = small.publish("eerst", note="Voor de raad.")
    assert (publication.number, publication.note) == (1, "Voor de raad.")
    kinds = publication.events.values_list("kind", flat=True)
    assert list(kinds) == ["prepared", "released"]
    assert set(publication.artifacts.values_list("kind", flat=True)) == {
        "pdf",
        "json",
        "voorstellen.csv",
        "xlsx",
    }
    acts = AuditEvent.objects.filter(act__in=[Act.PREPARED, Act.RELEASED]).values_list("act", "actor")
    assert set(acts) == {(Act.PREPARED, small.editor.username), (Act.RELEASED, small.editor.username)}


# ----------------------------------------------------------------- crashes
class Crash(BaseException):
    """The process is gone: nothing catches this, as nothing catches a kill."""


def crash(*args, **kwargs):
    raise Crash


def second_version(small):
    small.propose()
    small.publish("eerst")
    small.edit("beter")
    small.agree()
    return small.prepare()


def again(job: Job) -> None:
    """What the sweep does with a job whose worker died: queue it, and another worker takes it."""
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert running.run_now(job.pk).state == Job.State.DONE


def test_a_crash_right_after_preparing_leaves_the_old_version(small):
    _, job = second_version(small)
    assert seen(small.document.slug) == 1
    again(job)
    assert seen(small.document.slug) == 2


@pytest.mark.parametrize("kind", ["pdf", "json", "voorstellen.csv", "xlsx"])
def test_a_crash_while_a_file_is_made_leaves_the_old_version(small, monkeypatch, kind):
    publication, job = second_version(small)
    with monkeypatch.context() as patch:
        patch.setitem(artifacts._makers, (DOCUMENT, kind), crash)
        with pytest.raises(Crash):
            running.run_now(job.pk)
    assert not publication.artifacts.filter(kind=kind).exists()
    assert seen(small.document.slug) == 1
    again(job)
    assert seen(small.document.slug) == 2


def test_a_crash_between_the_files_and_the_release_leaves_the_old_version(small, monkeypatch):
    publication, job = second_version(small)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "release", crash)
        with pytest.raises(Crash):
            running.run_now(job.pk)
    made = dict(publication.artifacts.values_list("kind", "pk"))
    assert set(made) == {"pdf", "json", "voorstellen.csv", "xlsx"}
    assert seen(small.document.slug) == 1
    again(job)
    assert seen(small.document.slug) == 2
    # What was made is not made again.
    assert dict(publication.artifacts.values_list("kind", "pk")) == made


def test_a_crash_within_the_release_leaves_nothing_of_it(small, monkeypatch):
    publication, job = second_version(small)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "log", crash)
        with pytest.raises(Crash):
            running.run_now(job.pk)
    assert not publication.events.filter(kind=PublicationEvent.Kind.RELEASED).exists()
    assert seen(small.document.slug) == 1
    again(job)
    assert seen(small.document.slug) == 2


def test_releasing_twice_does_nothing_more(small):
    publication = small.publish("eerst")
    publishing.make_and_release(lambda percent, step: None, publication_id=publication.pk)
    assert publication.events.filter(kind="released").count() == 1
    assert AuditEvent.objects.filter(act=Act.RELEASED).count() == 1


def test_a_release_without_its_files_is_refused(small):
    publication, _ = second_version(small)
    artifacts.get_or_make(publication, Artifact.Kind.JSON)
    sentence = refusal(lambda: publishing.release(publication))
    assert "pdf, voorstellen.csv, xlsx" in sentence
    assert seen(small.document.slug) == 1


# ----------------------------------------------------------------- embargo and withdrawal
def test_an_embargo_keeps_readers_out_until_its_moment(small):
    small.publish("eerst")
    small.edit("beter")
    small.agree()
    publication, job = small.prepare()
    until = timezone.now() + timedelta(hours=1)
    publishing.embargo(publication, until=until, by=small.editor)
    running.run_now(job.pk)
    assert seen(small.document.slug) == 1
    assert querysets.for_page(small.editor, DOCUMENT, small.document.slug).number == 2
    assert list(querysets.under_embargo()) == [publication]


def test_an_embargo_that_is_over_keeps_nobody_out(small):
    small.edit("eerst")
    small.agree()
    publication, job = small.prepare()
    publishing.embargo(publication, until=timezone.now() - timedelta(seconds=1), by=small.editor)
    running.run_now(job.pk)
    assert seen(small.document.slug) == 1
    assert not querysets.under_embargo()


def test_an_embargo_after_the_release_is_refused(small):
    publication = small.publish("eerst")
    sentence = refusal(lambda: publishing.embargo(publication, until=timezone.now(), by=small.editor))
    assert "al openbaar" in sentence


def test_withdrawing_shows_the_version_before_and_keeps_the_content(small):
    small.publish("eerst")
    second = small.publish("beter")
    assert "Geef een reden op" in refusal(lambda: publishing.withdraw(second, reason=" ", by=small.editor))
    publishing.withdraw(second, reason="Bevat een naam.", by=small.editor)
    assert seen(small.document.slug) == 1
    assert Publication.objects.get(pk=second.pk).payload == second.payload
    assert "al ingetrokken" in refusal(
        lambda: publishing.withdraw(second, reason="nog eens", by=small.editor)
    )


def test_a_version_that_is_not_out_yet_can_be_broken_off(small):
    publication, job = second_version(small)
    publishing.withdraw(publication, reason="Verkeerde tekst.", by=small.editor)
    job = running.run_now(job.pk)
    assert job.state == Job.State.FAILED
    assert "is afgebroken" in job.failure
    assert seen(small.document.slug) == 1
    # The same content may go out after all, under a number of its own.
    assert small.prepare()[0].number == 3


def test_a_version_that_failed_is_not_the_newest(small, monkeypatch):
    _, job = second_version(small)
    with monkeypatch.context() as patch:
        patch.setitem(artifacts._makers, (DOCUMENT, "pdf"), lambda publication: 1 / 0)
        assert running.run_now(job.pk).state == Job.State.FAILED
    assert publishing.newest_that_counts(DOCUMENT, small.document.slug).number == 1
    third, job = small.prepare()
    assert third.number == 3
    running.run_now(job.pk)
    assert seen(small.document.slug) == 3


def test_asking_twice_for_what_is_being_made_is_asking_once(small):
    first = second_version(small)
    assert small.prepare() == first
    assert Publication.objects.count() == 2
    later = timezone.now() + timedelta(days=1)
    for other in ({"note": "Iets anders."}, {"embargo_until": later}):
        assert "niets gewijzigd sinds versie 2" in refusal(lambda other=other: small.prepare(**other))
    # Whoever asked for an embargo never gets the version without.
    assert not Publication.objects.filter(events__kind="embargoed").exists()


def test_the_same_again_is_refused_when_its_job_was_cleared_away(small):
    small.publish("eerst")
    Job.objects.all().delete()
    assert "niets gewijzigd" in refusal(small.prepare)


def test_what_changed_after_it_was_confirmed_is_refused(small):
    small.edit("eerst")
    small.agree()
    assert "gewijzigd nadat u die bekeek" in refusal(lambda: small.prepare(seen="0" * 64))


def test_what_was_withdrawn_may_be_published_again_under_a_new_number(small):
    publication = small.publish("eerst")
    publishing.withdraw(publication, reason="Te vroeg.", by=small.editor)
    again_, job = small.prepare()
    running.run_now(job.pk)
    assert again_.number == seen(small.document.slug) == 2
