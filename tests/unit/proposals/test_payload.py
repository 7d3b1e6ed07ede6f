"""What a chapter shows of its proposals, to the letter, with a fixed number of queries."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from policy import fragments
from proposals import content as contents
from proposals import payload, querysets
from proposals.content import CoverageRow
from proposals.editing import change_proposal, remove_proposal
from tests import factories


def test_the_payload_of_a_chapter(scene):
    scene.proposal.fte = Decimal("0.33")
    scene.proposal.task_field = "6.82"
    scene.proposal.save()
    content = replace(
        contents.of(scene.proposal),
        explained_by=[scene.text],
        # In an order that no database gives by itself: capitals and lower case mixed.
        coverage=[CoverageRow(2026, "reserve"), CoverageRow(2026, "Algemeen", Decimal("1000.50"))],
    )
    change_proposal(proposal=scene.proposal, content=content, seen_version=1, by="test")
    assert payload.build(scene.ours) == {
        "proposals": [
            {
                "uid": str(scene.proposal.uid),
                "slug": "jeugdconsulent",
                "title": "Jeugdconsulent",
                "basis": "undecided",
                "fte": "0.33",
                "task_field": "6.82",
                "state": "proposed",
                "activity": str(scene.activity.uid),
                "passage": None,
                "explained_by": [str(scene.text.uid)],
                "amounts": [
                    {"year": 2026, "recurrence": "structural", "effect": "disadvantage", "amount": "25000"}
                ],
                "coverage": [
                    {"year": 2026, "source": "Algemeen", "amount": "1000.5"},
                    {"year": 2026, "source": "reserve", "amount": None},
                ],
                "printed": {"year": 2026, "recurrence": "s", "amount": "25000", "effect": "n"},
            }
        ],
        "totals": {
            "year": 2026,
            "incidental": {"advantage": "0", "disadvantage": "0", "balance": "0"},
            "structural": {"advantage": "0", "disadvantage": "25000", "balance": "-25000"},
            "balance": "-25000",
        },
    }


def test_a_chapter_without_proposals_has_no_totals(scene):
    assert payload.build(scene.theirs) == {"proposals": [], "totals": None}


def test_a_chapter_without_a_tree_shows_what_stands_under_its_texts(scene):
    loose = factories.proposal(scene.document, passage=scene.loose_text)
    assert [row["uid"] for row in payload.build(scene.loose)["proposals"]] == [str(loose.uid)]
    assert len(payload.build(scene.ours)["proposals"]) == 1


def test_the_fragment_holds_what_this_app_registered(scene):
    assert fragments.build(scene.ours)["proposals"] == payload.build(scene.ours)["proposals"]


@pytest.mark.parametrize("count", [3, 300])
def test_the_number_of_queries_does_not_grow(scene, count, django_assert_num_queries):
    for _ in range(count):
        factories.proposal(
            scene.document,
            [(2026, "incidental", "disadvantage", "100")],
            edition=scene.ours.edition,
            activity=scene.activity,
        ).explained_by.add(scene.text)
    with django_assert_num_queries(4):
        assert len(payload.build(scene.ours)["proposals"]) == count + 1
    with django_assert_num_queries(4):
        assert (
            len([contents.described(contents.of(row)) for row in querysets.for_list(scene.document)])
            == count + 1
        )


def test_whoever_changed_moved_or_removed_something_since_counts(scene):
    since = timezone.now()
    assert payload.changed_by(scene.ours, since) == set()
    assert payload.changed_by(scene.ours, None) == {"test"}
    moved = replace(contents.of(scene.proposal), activity=scene.elsewhere)
    change_proposal(proposal=scene.proposal, content=moved, seen_version=1, by=scene.both)
    assert payload.changed_by(scene.ours, since) == payload.changed_by(scene.theirs, since) == {"beide"}
    remove_proposal(proposal=scene.proposal, seen_version=2, reason="Weg", by=scene.other)
    assert payload.changed_by(scene.theirs, since) == {"beide", "ander"}
    assert payload.changed_by(scene.theirs, timezone.now() + timedelta(minutes=1)) == set()
