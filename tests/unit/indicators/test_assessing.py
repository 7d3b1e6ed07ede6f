"""What people say about figures that are off target: when it is asked, who may say it, and what it stops."""

import json
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from jsonschema import Draft202012Validator

from indicators import assessing, editing, payload, standing
from indicators.models import Assessment, Direction, Status
from policy import fragments, review
from policy.models import Chapter, ReviewState
from tests import factories
from twenterand.findings import Level
from twenterand.workflow import Refused, Stale

NOTHING = {"explanation": "", "published": False, "status": "", "status_reason": ""}


@pytest.fixture
def off(small):
    """The row of `small`: 29 in 2024 where 40 is the target of 2026."""
    factories.figure(small.row, small.target, "40")
    return small


def say(off, *, by=None, seen_version=None, seen_sum=None, **said):
    """Write an assessment as somebody who saw the row as it is now."""
    now = assessing.of_row(off.row)
    version = now.assessment.version if now and now.assessment else 0
    return assessing.assess(
        row=off.row,
        seen_version=version if seen_version is None else seen_version,
        seen_sum=(now.sum if now else "") if seen_sum is None else seen_sum,
        by=by or off.owner,
        **{**NOTHING, **said},
    )


def change(off, column, raw):
    figure = off.figure if column == off.actual else None
    figure and figure.refresh_from_db()
    return editing.change_figure(
        row=off.row, column=column, raw=raw, seen_version=figure.version if figure else 0, by=off.owner
    )


def submit(off):
    off.chapter.refresh_from_db()
    review.submit(chapter=off.chapter, seen_version=off.chapter.version, by=off.owner)
    off.chapter.refresh_from_db()


def agree(off, by=None):
    review.agree(chapter=off.chapter, seen_version=off.chapter.version, by=by or off.editor)
    off.chapter.refresh_from_db()


def printed(off):
    return payload.build(off.chapter)["tables"][0]["groups"][0]["rows"][0].get("assessment")


def test_a_row_stands_where_its_newest_actual_is_to_its_target(off):
    now = assessing.of_row(off.row)
    assert now.status == Status.OFF
    assert now.missing
    assert now.sum == (
        "Gerealiseerd 2024: 29. Begroot 2026: 40. Verschil: 11 lager, dat is 27,5% van het doel."
    )


def test_the_target_of_the_same_period_goes_first_and_that_of_the_document_before_others(off):
    earlier = factories.document(title="Begroting 2024")
    for document, raw in ((earlier, "60"), (off.document, "30")):
        factories.figure(off.row, factories.column(off.table, "2024", document=document), raw)
    factories.figure(off.row, factories.column(off.table, "2025", document=earlier), "70")
    assert "Begroot 2024: 30." in assessing.of_row(off.row).sum


def test_what_is_not_known_yet_does_not_count_and_other_states_leave_nothing_to_judge(off):
    newer = factories.column(off.table, "2025")
    found = factories.figure(off.row, newer, "volgt")
    assert "Gerealiseerd 2024" in assessing.of_row(off.row).sum
    found.delete()
    factories.figure(off.row, newer, "n.v.t.")
    assert assessing.of_row(off.row) is None


def test_a_quarter_is_not_held_against_a_year(off):
    factories.figure(off.row, factories.column(off.table, "1e kwartaal 2025"), "8")
    assert assessing.of_row(off.row) is None


def test_limits_of_the_indicator_go_before_those_of_the_organisation(off):
    off.indicator.attention_percent, off.indicator.off_percent = 30, 50
    off.indicator.save()
    assert assessing.of_row(off.row).status == Status.ON_COURSE


def test_progress_counts_from_the_oldest_actual(off):
    factories.figure(off.row, factories.column(off.table, "2019"), "18")
    assert (
        assessing.of_row(off.row).progress.sum
        == "Van 18 naar 29 op weg naar 40: (29 − 18) ÷ (40 − 18) = 50%."
    )


def test_off_target_without_explanation_cannot_be_submitted(off):
    with pytest.raises(review.Blocked) as refused:
        review.check_submit(off.chapter, off.owner)
    assert refused.value.sentence == (
        "Eén cijfer wijkt te veel af van zijn doel, zonder toelichting: “Aantal jongeren”. "
        "Schrijf eerst een toelichting."
    )
    [finding] = refused.value.findings
    assert finding.level is Level.BLOCK
    assert finding.places[0].uid == str(off.row.uid)
    say(off, explanation="Minder  aanmeldingen\ndan gedacht.")
    submit(off)
    assert Assessment.objects.get().explanation == "Minder aanmeldingen dan gedacht."


def test_five_rows_are_counted_and_three_are_named(off):
    for _ in range(4):
        row = factories.table_row(off.group)
        factories.figure(row, off.actual, "1")
        factories.figure(row, off.target, "9")
    [finding] = fragments.obstacles(off.chapter)
    assert finding.sentence.startswith(
        "5 cijfers wijken te veel af van hun doel, zonder toelichting: “Aantal jongeren”, "
    )
    assert "en nog 2. " in finding.sentence
    assert len(finding.places) == 5


def test_other_values_ask_for_it_again(off):
    say(off, explanation="Minder aanmeldingen.", status=Status.ATTENTION, status_reason="Het trekt aan.")
    assert assessing.of_row(off.row).status == Status.ATTENTION
    change(off, off.actual, "20")
    now = assessing.of_row(off.row)
    assert (now.missing, now.own, now.explanation, now.status) == (True, False, "", Status.OFF)
    assert now.assessment.explanation == "Minder aanmeldingen."
    change(off, off.actual, "29")
    assert not assessing.of_row(off.row).missing


def test_an_own_judgement_needs_a_reason_and_says_that_it_is_one(off):
    with pytest.raises(Refused, match="Geef een reden op bij uw eigen oordeel"):
        say(off, status=Status.ON_COURSE)
    with pytest.raises(Refused, match="Kies een eigen oordeel"):
        say(off, status_reason="Zomaar.")
    with pytest.raises(Refused, match="geen toelichting om in het document"):
        say(off, published=True)
    say(off, status=Status.ON_COURSE, status_reason="De telling is nog niet klaar.")
    now = assessing.of_row(off.row)
    assert (now.status, now.own, now.missing) == (Status.ON_COURSE, True, False)
    [finding] = fragments.obstacles(off.chapter)
    assert finding.level is Level.HINT
    assert "Eigen oordeel: op koers. Reden: De telling is nog niet klaar." in finding.places[0].value


def test_only_who_may_change_the_figure_may_explain_it(off):
    for person in (off.other, off.editor, off.clerk):
        with pytest.raises(PermissionDenied):
            say(off, by=person, explanation="Nee.")
    say(off, by=off.holder, explanation="Ja.")
    assert Assessment.history.get().history_user_id == "houder"


def test_what_somebody_else_wrote_or_changed_is_not_overwritten(off):
    say(off, explanation="Eerst.")
    with pytest.raises(Stale) as stale:
        say(off, explanation="Daarna.", seen_version=0)
    assert stale.value.current.explanation == "Eerst."
    with pytest.raises(Stale):
        say(off, explanation="Daarna.", seen_sum="Een andere som.")
    assert Assessment.objects.get().explanation == "Eerst."


def test_what_changes_nothing_is_not_recorded(off):
    say(off, explanation="Eerst.")
    say(off, explanation="Eerst.")
    assert Assessment.history.count() == 1


def test_there_is_nothing_to_say_without_two_numbers(small):
    with pytest.raises(Refused, match="geen twee getallen"):
        say(small, explanation="Tja.")


def test_it_is_printed_when_it_is_published_or_a_direction_is_chosen(off):
    assert printed(off) is None
    say(off, explanation="Alleen voor ons.")
    assert printed(off) is None
    say(off, explanation="Voor iedereen.", published=True)
    total = assessing.of_row(off.row).sum
    assert printed(off) == {
        "status": "off", "sum": total, "explanation": "Voor iedereen.", "own": False, "reason": "",
    }  # fmt: skip
    off.indicator.direction = Direction.LOWER
    off.indicator.save()
    say(off, explanation="Alleen voor ons.")
    assert printed(off) == {
        "status": "on_course",
        "sum": total,
        "explanation": "",
        "own": False,
        "reason": "",
    }


def test_a_mark_is_printed_with_its_note_and_both_fit_the_schema(off):
    editing.change_figure(
        row=off.row,
        column=off.actual,
        raw="29",
        seen_version=1,
        by=off.owner,
        mark="definition",
        mark_note="Anders.",
    )
    say(off, explanation="Voor iedereen.", published=True)
    table = payload.build(off.chapter)["tables"][0]
    assert table["groups"][0]["rows"][0]["cells"][1]["mark"] == {"kind": "definition", "note": "Anders."}
    schema = json.loads((settings.BASE_DIR / "docs" / "payload.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/table"}]}).validate(table)


def test_agreeing_accepts_what_was_said_and_makes_nobody_its_author(off):
    say(off, explanation="Minder aanmeldingen.")
    submit(off)
    agree(off)
    record = Assessment.objects.get()
    assert record.accepted_by == "redacteur"
    assert record.accepted_at
    assert payload.changed_by(off.chapter, None) == {"test", "eigenaar"}
    say(off, explanation="Toch anders.")
    record.refresh_from_db()
    assert (record.accepted_by, record.accepted_at) == ("", None)


@pytest.mark.parametrize(
    ("said", "state"),
    [({}, ReviewState.AGREED), ({"published": True}, ReviewState.EDITING)],
    ids=["for us", "for readers"],
)
def test_an_agreed_chapter_is_reopened_only_when_it_prints_something_else(off, said, state):
    say(off, explanation="Minder aanmeldingen.")
    submit(off)
    agree(off)
    say(off, explanation="Nog minder aanmeldingen.", **said)
    off.chapter.refresh_from_db()
    assert off.chapter.state == state


def test_nobody_agrees_to_an_explanation_they_have_not_seen(off):
    say(off, explanation="Minder aanmeldingen.")
    submit(off)
    say(off, explanation="Nog minder aanmeldingen.")
    off.chapter.refresh_from_db()
    assert off.chapter.state == ReviewState.EDITING
    assert "toelichting bij “Aantal jongeren”" in off.chapter.reason


def test_one_figure_in_two_chapters_is_explained_once(off):
    other = factories.chapter(document=off.document, owner=off.chapter.owner)
    table = factories.indicator_table(other)
    factories.column(table, "2024")
    factories.column(table, "2026", document=off.document)
    factories.table_row(factories.indicator_group(table), indicator=off.indicator)
    assert len(fragments.obstacles(other)) == 1
    say(off, explanation="Minder aanmeldingen.")
    assert [finding.level for finding in fragments.obstacles(other)] == [Level.HINT]


def test_two_rows_of_one_figure_with_other_targets_do_not_chase_each_other(off):
    """The explanation was written for the sum of one of them, and holds for both."""
    table = factories.indicator_table(off.chapter)
    factories.column(table, "2024")
    earlier = factories.document(title="Begroting 2025")
    row = factories.table_row(factories.indicator_group(table), indicator=off.indicator)
    factories.figure(row, factories.column(table, "2025", document=earlier), "99")
    assert len(fragments.obstacles(off.chapter)[0].places) == 2
    say(off, explanation="Minder aanmeldingen.")
    assert [finding.level for finding in fragments.obstacles(off.chapter)] == [Level.HINT]


@pytest.mark.parametrize("rows", [1, 20])
def test_obstacles_take_the_same_queries(off, rows, django_assert_num_queries):
    for _ in range(rows):
        row = factories.table_row(off.group)
        factories.figure(row, off.actual, "1")
        factories.figure(row, off.target, "9")
    with django_assert_num_queries(11):
        fragments.obstacles(off.chapter)


def test_the_demo_explains_every_figure_that_is_off_target_and_prints_none_of_it(db):
    call_command("load_demo", verbosity=0)
    said = SimpleNamespace(current=0, missing=[], deviating=0)
    for chapter in Chapter.objects.filter(document__slug="kadernota-2026"):
        for one in standing.of_chapter(chapter).values():
            said.current += one.current
            said.missing += [one.sum] if one.missing else []
            assert not one.printed
    assert (said.current, said.missing) == (10, [])
    assert Assessment.objects.filter(accepted_at=None).count() == 0
    assert Assessment.objects.filter(published=True).count() == 0
