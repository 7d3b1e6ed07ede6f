"""The review of a chapter: who may do what when, four eyes, and edits that reopen."""

from pathlib import Path

import pytest
from django.utils import timezone

from policy import editing, fragments, review
from policy.payload import changed_by
from tests.factories import chapter, function, node, passage, tree, user
from twenterand.accounts.models import AuditEvent, Role
from twenterand.workflow import Refused, Stale

pytestmark = pytest.mark.django_db
DIAGRAM = Path(__file__).parents[3] / "docs" / "beoordeling.md"


@pytest.fixture
def jeugd():
    return function("adviseur Jeugd")


@pytest.fixture
def author(jeugd):
    return user(Role.ADVISER, functions=[jeugd], username="auteur")


@pytest.fixture
def editor():
    return user(Role.EDITOR, username="eind")


@pytest.fixture
def written(jeugd, author):
    """A chapter about a tree with one text, written by its author."""
    record = chapter(owner=jeugd, edition=tree(owner=jeugd))
    editing.add_passage(chapter=record, by=author, heading="Toelichting", html="<p>Eerste tekst.</p>")
    return record


@pytest.fixture
def submitted(written, author):
    return review.submit(chapter=written, seen_version=None, by=author)


def refusal(check, *args) -> str:
    with pytest.raises(Refused) as refused:
        check(*args)
    return refused.value.sentence


def test_the_diagram_in_the_documentation_is_that_of_the_code():
    assert f"```mermaid\n{review.WORKFLOW.mermaid()}\n```" in DIAGRAM.read_text(encoding="utf-8")


def test_submit_and_agree_keep_the_hash_and_log_both_acts(submitted, editor):
    agreed = review.agree(chapter=submitted, seen_version=submitted.version, by=editor)
    assert (agreed.state, agreed.agreed_by) == ("agreed", "eind")
    assert agreed.agreed_hash == fragments.digest(fragments.build(agreed))
    acts = list(AuditEvent.objects.order_by("pk").values_list("act", "actor"))
    assert acts == [("submitted", "auteur"), ("agreed", "eind")]


def test_an_adviser_of_another_function_may_not_submit(written):
    other = user(Role.ADVISER, functions=[function()])
    sentence = refusal(review.check_submit, written, other)
    assert sentence == "U mag dit hoofdstuk niet ter beoordeling aanbieden. Dat doet “adviseur Jeugd”."
    without_tree = chapter(owner=written.owner, edition=None)
    assert "“adviseur Jeugd” of een eindredacteur" in refusal(review.check_submit, without_tree, other)


def test_the_owner_may_not_judge(submitted, author):
    assert "beoordelen" in refusal(review.check_agree, submitted, author)
    assert "beoordelen" in refusal(review.check_return, submitted, author)


def test_wrong_state_is_said_in_a_sentence(written, editor):
    sentence = refusal(review.check_agree, written, editor)
    assert sentence == "“Akkoord geven” kan alleen vanuit “ter beoordeling”; nu is de status “in bewerking”."


def test_who_submitted_does_not_agree(jeugd):
    both = user(Role.EDITOR, functions=[jeugd], username="beide")
    record = chapter(owner=jeugd, edition=None)
    record = review.submit(chapter=record, seen_version=None, by=both)
    assert "zelf aangeboden" in refusal(review.check_agree, record, both)


def test_two_editors_do_not_lock_a_chapter_by_each_handling_it_once(jeugd, author, editor):
    """One changes it, the other submits it, it is given back, and the author submits it again."""
    other = user(Role.EDITOR, username="eind-2", name="Els Eind")
    record = chapter(owner=jeugd, edition=None)
    editing.add_passage(chapter=record, by=editor, heading="Inleiding", html="<p>Tekst.</p>")
    record = review.submit(chapter=record, seen_version=None, by=other)
    record = review.give_back(chapter=record, seen_version=None, reason="Korter", by=editor)
    record = review.submit(chapter=record, seen_version=None, by=author)
    assert review.barred(record) >= {"auteur", "eind"}
    assert "eind-2" not in review.barred(record)
    sentence = refusal(review.check_agree, record, editor)
    assert sentence == "U hebt zelf iets in dit hoofdstuk gewijzigd. Akkoord geven kan nog: Els Eind."
    assert review.agree(chapter=record, seen_version=None, by=other).state == "agreed"


def test_the_refusal_says_what_to_do_when_nobody_is_left(jeugd, editor):
    other = user(Role.EDITOR, username="eind-2", name="Els Eind")
    record = chapter(owner=jeugd, edition=None)
    editing.add_passage(chapter=record, by=editor, heading="Inleiding", html="<p>Tekst.</p>")
    record = review.submit(chapter=record, seen_version=None, by=other)
    assert "laat de auteur het aanbieden: dan kan Els Eind akkoord geven" in refusal(
        review.check_agree, record, other
    )
    editing.add_passage(chapter=record, by=other, heading="Slot", html="<p>Tekst.</p>")
    record = review.submit(chapter=record, seen_version=None, by="opdracht")
    assert "Vraag de beheerder" in refusal(review.check_agree, record, editor)


def test_the_author_takes_a_submission_back(submitted, author):
    record = review.withdraw(chapter=submitted, seen_version=submitted.version, by=author)
    assert (record.state, record.reason, record.submitted_by) == ("editing", "", "")
    assert review.sent_back(record) is None
    assert AuditEvent.objects.first().act == "withdrawn"
    review.submit(chapter=record, seen_version=None, by=author)


def test_only_who_may_submit_may_withdraw(submitted, editor):
    assert "Dat doet “adviseur Jeugd”." in refusal(review.check_withdraw, submitted, editor)


def test_who_sent_a_chapter_back_and_when_is_known(submitted, author, editor):
    record = review.give_back(chapter=submitted, seen_version=None, reason="Korter", by=editor)
    back = review.sent_back(record)
    assert (back.what, back.who, back.reason) == ("Teruggegeven", "eind", "Korter")
    assert back.when == record.history.first().history_date
    record = review.submit(chapter=record, seen_version=None, by=author)
    assert review.sent_back(record) is None
    record = review.agree(chapter=record, seen_version=None, by=editor)
    record = review.reopen(chapter=record, seen_version=None, reason="Korter", by=author)
    assert (review.sent_back(record).what, review.sent_back(record).who) == ("Heropend", "auteur")


def test_a_reason_is_short_and_reads_from_left_to_right(submitted, editor):
    with pytest.raises(Refused, match="600 tekens, er passen er 500"):
        review.give_back(chapter=submitted, seen_version=None, reason="a" * 600, by=editor)
    record = review.give_back(
        chapter=submitted, seen_version=None, reason="Graag\n\u202ekorter\u202c dan  dit", by=editor
    )
    assert record.reason == "Graag korter dan dit"


@pytest.mark.parametrize("what", ["text", "removed text", "tree", "chapter"])
def test_who_changed_something_does_not_agree(written, author, what):
    changer = user(Role.ADVISER, Role.EDITOR, functions=[written.owner], username="wijzigt")
    if what == "text":
        editing.change_passage(
            passage=written.passages.get(),
            seen_version=None,
            by=changer,
            heading="Toelichting",
            html="<p>Nieuw</p>",
        )
    elif what == "removed text":
        editing.remove_passage(passage=written.passages.get(), seen_version=None, by=changer)
    elif what == "tree":
        editing.add_node(edition=written.edition, parent=None, kind="effect", title="Effect", by=changer)
    else:
        written.title = "Andere titel"
        written._history_user = "wijzigt"
        written.save()
    record = review.submit(chapter=written, seen_version=None, by=author)
    assert "zelf iets in dit hoofdstuk gewijzigd" in refusal(review.check_agree, record, changer)


def test_what_was_changed_before_the_last_agreement_does_not_count(submitted, author, editor):
    review.agree(chapter=submitted, seen_version=None, by=editor)
    former = user(Role.EDITOR, username="auteur-van-toen")
    submitted.passages.get().history.update(history_user_id="auteur-van-toen")
    record = review.reopen(chapter=submitted, seen_version=None, reason="Nieuw cijfer", by=editor)
    record = review.submit(chapter=record, seen_version=None, by=author)
    review.check_agree(record, former)


def test_giving_back_and_reopening_need_a_reason(submitted, editor):
    with pytest.raises(Refused, match="Geef een reden op"):
        review.give_back(chapter=submitted, seen_version=None, reason="  ", by=editor)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_reopening_keeps_who_agreed_and_says_why(submitted, editor):
    review.agree(chapter=submitted, seen_version=None, by=editor)
    record = review.reopen(chapter=submitted, seen_version=None, reason="Motie", by=editor)
    assert (record.state, record.reason, record.agreed_by, record.agreed_hash) == (
        "editing",
        "Motie",
        "eind",
        "",
    )


def test_a_stale_judgement_is_not_given(submitted, editor):
    with pytest.raises(Stale):
        review.agree(chapter=submitted, seen_version=submitted.version - 1, by=editor)


@pytest.mark.parametrize("state", ["submitted", "agreed"])
def test_an_edit_reopens(submitted, author, editor, state):
    if state == "agreed":
        review.agree(chapter=submitted, seen_version=None, by=editor)
    editing.change_passage(
        passage=submitted.passages.get(),
        seen_version=None,
        by=author,
        heading="Toelichting",
        html="<p>Anders.</p>",
    )
    submitted.refresh_from_db()
    assert submitted.state == "editing"
    assert submitted.reason == "Gewijzigd: tekst “Toelichting”"
    event = AuditEvent.objects.get(act="reopened")
    assert (event.actor, event.note) == ("auteur", submitted.reason)


def test_an_edit_that_changes_nothing_reopens_nothing(submitted, author):
    text = submitted.passages.get()
    editing.change_passage(passage=text, seen_version=None, by=author, heading=text.heading, html=text.html)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_a_change_in_the_tree_reopens_every_chapter_about_it(submitted, author):
    other = chapter(
        edition=submitted.edition, state="submitted", submitted_by="x", submitted_at=timezone.now()
    )
    editing.add_node(edition=submitted.edition, parent=None, kind="effect", title="Effect", by=author)
    for record in (submitted, other):
        record.refresh_from_db()
        assert record.state == "editing"


def test_commands_need_no_rights_but_do_need_four_eyes(written):
    record = review.submit(chapter=written, seen_version=None, by="opdracht")
    assert "zelf aangeboden" in refusal(review.check_agree, record, "opdracht")
    assert review.agree(chapter=record, seen_version=None, by="andere-opdracht").state == "agreed"


def test_changed_by_does_not_grow_with_rows(django_assert_num_queries, written, author):
    effect = node(written.edition)
    for _ in range(2):
        passage(written)
    with django_assert_num_queries(4):
        changed_by(written, None)
    for _ in range(60):
        passage(written)
        node(written.edition, "goal", effect)
    with django_assert_num_queries(4):
        changed_by(written, None)
