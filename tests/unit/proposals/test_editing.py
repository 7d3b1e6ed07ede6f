"""Writes: what is stored, what is refused, who may, and which chapters go back to editing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from policy.models import ReviewState
from proposals import content as contents
from proposals import querysets
from proposals.content import AmountRow, CoverageRow, ProposalContent
from proposals.editing import add_proposal, change_proposal, remove_proposal
from proposals.models import Proposal, ProposalAmount, ProposalCoverage
from tests import factories
from twenterand.accounts.models import Act, AuditEvent
from twenterand.accounts.records import keep
from twenterand.workflow import Refused, Stale

YEARLY = AmountRow(2026, "structural", "disadvantage", Decimal("25000"))
ONCE = AmountRow(2027, "incidental", "advantage", Decimal("12.50"))


def stored(scene):
    """The content of the proposal as it is now."""
    return contents.of(querysets.for_page().get(pk=scene.proposal.pk))


def change(scene, *, by="test", seen_version=None, reason="", **fields):
    """Change some fields of the proposal."""
    seen = scene.proposal.version if seen_version is None else seen_version
    content = replace(stored(scene), **fields)
    return change_proposal(proposal=scene.proposal, content=content, seen_version=seen, by=by, reason=reason)


def agree(*chapters):
    """As if these chapters had been submitted."""
    for chapter in chapters:
        chapter.refresh_from_db()
        chapter.state = ReviewState.SUBMITTED
        keep(chapter, by="test")


def states(*chapters):
    for chapter in chapters:
        chapter.refresh_from_db()
    return [chapter.state for chapter in chapters]


def test_a_new_proposal_stands_last_under_its_own_address(scene):
    content = ProposalContent(
        title="  Jeugdconsulent ",
        basis="new",
        fte=Decimal("0.33"),
        activity=scene.activity,
        explained_by=[scene.text],
        amounts=[YEARLY, ONCE],
        coverage=[CoverageRow(2026, " reserve ")],
    )
    proposal = add_proposal(document=scene.document, content=content, by=scene.owner, reason="Nieuw")
    assert (proposal.title, proposal.slug, proposal.edition) == (
        "Jeugdconsulent",
        "jeugdconsulent-2",
        scene.ours.edition,
    )
    assert proposal.position == scene.proposal.position + 1
    assert [str(row) for row in contents.of(proposal).amounts] == [
        "2026: €\u00a025.000 structureel nadeel",
        "2027: €\u00a012,50 incidenteel voordeel",
    ]
    assert contents.of(proposal).coverage == [CoverageRow(2026, "reserve", None)]
    assert list(proposal.explained_by.all()) == [scene.text]
    last = proposal.history.first()
    assert (last.history_user_id, last.history_change_reason) == ("eigenaar", "Nieuw")


def test_the_address_of_a_removed_proposal_is_never_given_away(scene):
    remove_proposal(proposal=scene.proposal, seen_version=1, reason="Dubbel", by="test")
    content = ProposalContent(title="Jeugdconsulent", basis="new", activity=scene.activity)
    assert add_proposal(document=scene.document, content=content, by="test").slug == "jeugdconsulent-2"


def test_a_change_is_stored_with_actor_and_reason(scene):
    changed = change(
        scene,
        by=scene.owner,
        reason="Besluit",
        title="Consulent",
        amounts=[replace(YEARLY, amount=Decimal(30000))],
    )
    assert (changed.title, changed.slug, changed.version) == ("Consulent", "jeugdconsulent", 2)
    row = ProposalAmount.history.filter(proposal_id=scene.proposal.pk).latest("history_date")
    assert (row.amount, row.history_type, row.history_user_id, row.history_change_reason) == (
        Decimal(30000), "~", "eigenaar", "Besluit",
    )  # fmt: skip


def test_rows_that_stay_the_same_get_no_history(scene):
    change(scene, amounts=[YEARLY, ONCE], coverage=[CoverageRow(2026, "reserve")])
    scene.proposal.refresh_from_db()
    before = ProposalAmount.history.count(), ProposalCoverage.history.count()
    change(scene, title="Andere titel", amounts=[ONCE, YEARLY])
    assert (ProposalAmount.history.count(), ProposalCoverage.history.count()) == before


def test_a_change_that_changes_nothing_is_not_recorded(scene):
    agree(scene.ours)
    before = Proposal.history.count()
    assert change(scene, title=" Jeugdconsulent ").version == 1
    assert Proposal.history.count() == before
    assert states(scene.ours) == [ReviewState.SUBMITTED]


def test_only_other_texts_that_explain_is_a_change_with_history(scene):
    change(scene, explained_by=[scene.text, scene.loose_text])
    last = scene.proposal.history.first()
    links = last.historicalproposal_explained_by_set
    assert set(links.values_list("passage_id", flat=True)) == {scene.text.pk, scene.loose_text.pk}
    assert last.history_user_id == "test"


def test_a_stale_write_changes_nothing(scene):
    change(scene, title="Van een ander")
    with pytest.raises(Stale) as stale:
        change(scene, title="Van mij", amounts=[], seen_version=1)
    assert stale.value.current.title == "Van een ander"
    assert stored(scene).title == "Van een ander"
    assert len(stored(scene).amounts) == 1


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"title": "  "}, "titel"),
        ({"fte": Decimal("-1")}, "-1 fte"),
        ({"amounts": [replace(YEARLY, amount=Decimal("-5"))]}, "−5 bij 2026"),
        ({"amounts": [YEARLY, replace(YEARLY, amount=Decimal(1))]}, "Bij 2026 staat 2 keer"),
        ({"coverage": [CoverageRow(2026, "a"), CoverageRow(2026, " a", Decimal(1))]}, "“a” staat 2 keer"),
        ({"coverage": [CoverageRow(2026, " ")]}, "dekking van 2026"),
        ({"coverage": [CoverageRow(2026, "reserve", Decimal(-1))]}, "−1 bij 2026"),
    ],
)  # fmt: skip
def test_what_no_rule_allows_is_refused_with_the_value(scene, fields, part):
    with pytest.raises(Refused) as refused:
        change(scene, **fields)
    assert part in refused.value.sentence
    assert scene.proposal.history.count() == 1


def test_it_stands_in_one_place_of_its_own_document(scene):
    foreign = factories.passage(factories.chapter(), heading="Elders")
    far = factories.node(factories.tree(), "effect")
    for fields, part in (
        ({"passage": scene.text}, "kies één van de twee"),
        ({"activity": None, "passage": foreign}, "“Elders” staat in een ander document"),
        ({"explained_by": [foreign]}, "“Elders” staat in een ander document"),
        ({"activity": scene.activity.parent}, "is geen activiteit"),
        ({"activity": factories.node(far.edition, "activity", far)}, "heeft geen hoofdstuk in"),
    ):
        with pytest.raises(Refused, match=part):
            change(scene, **fields)


def test_a_text_of_a_chapter_about_a_tree_brings_that_tree(scene):
    changed = change(scene, activity=None, edition=None, passage=scene.text)
    assert (changed.edition, changed.passage) == (scene.ours.edition, scene.text)
    assert list(querysets.for_chapter(scene.ours)) == [changed]


def test_a_change_reopens_the_chapter_and_says_why(scene):
    agree(scene.ours, scene.theirs)
    change(scene, amounts=[ONCE])
    assert states(scene.ours, scene.theirs) == [ReviewState.EDITING, ReviewState.SUBMITTED]
    event = AuditEvent.objects.get(act=Act.REOPENED)
    assert event.note == "Gewijzigd: voorstel “Jeugdconsulent”"


def test_moving_reopens_both_chapters(scene):
    agree(scene.ours, scene.theirs)
    change(scene, by=scene.both, activity=scene.elsewhere)
    assert states(scene.ours, scene.theirs) == [ReviewState.EDITING, ReviewState.EDITING]
    assert not querysets.for_chapter(scene.ours).exists()
    assert querysets.for_chapter(scene.theirs).get() == scene.proposal


def test_moving_needs_the_rights_in_both_chapters(scene):
    for person in (scene.owner, scene.other):
        with pytest.raises(PermissionDenied):
            change(scene, by=person, activity=scene.elsewhere)
    assert stored(scene).activity == scene.activity


def test_a_proposal_in_no_chapter_is_for_who_looks_after_the_document(scene):
    nowhere = ProposalContent(title="Los", basis="undecided")
    with pytest.raises(PermissionDenied):
        add_proposal(document=scene.document, content=nowhere, by=scene.owner)
    assert add_proposal(document=scene.document, content=nowhere, by=scene.editor).edition is None


@pytest.mark.parametrize("person", ["other", "editor", "clerk"])
def test_nobody_else_writes_in_a_chapter_about_a_tree(scene, person):
    by = getattr(scene, person)
    with pytest.raises(PermissionDenied):
        change(scene, by=by, title="Anders")
    with pytest.raises(PermissionDenied):
        remove_proposal(proposal=scene.proposal, seen_version=1, reason="Weg", by=by)
    content = ProposalContent(title="Nieuw", basis="new", activity=scene.activity)
    with pytest.raises(PermissionDenied):
        add_proposal(document=scene.document, content=content, by=by)


def test_removing_leaves_the_history_of_all_rows(scene):
    agree(scene.ours)
    change(scene, coverage=[CoverageRow(2026, "reserve", Decimal(5))])
    with pytest.raises(Refused, match="Geef een reden op"):
        remove_proposal(proposal=scene.proposal, seen_version=2, reason=" ", by=scene.owner)
    remove_proposal(proposal=scene.proposal, seen_version=2, reason="Vervallen", by=scene.owner)
    assert not Proposal.objects.exists()
    for model in (Proposal, ProposalAmount, ProposalCoverage):
        last = model.history.latest("history_date")
        assert (last.history_type, last.history_user_id, last.history_change_reason) == (
            "-",
            "eigenaar",
            "Vervallen",
        )
    assert states(scene.ours) == [ReviewState.EDITING]
