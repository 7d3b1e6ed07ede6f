"""Writes on texts, goal trees and documents: what they refuse, what they keep."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from policy import editing
from policy.models import GoalNode, Passage
from proposals.models import Proposal
from tests.factories import chapter, document, function, node, passage, tree, user
from twenterand.accounts.models import Role
from twenterand.workflow import Refused, Stale

pytestmark = pytest.mark.django_db


def change(record, **fields):
    given = {"heading": record.heading, "html": record.html, "seen_version": record.version, "by": "test"}
    return editing.change_passage(passage=record, **{**given, **fields})


def order(record) -> list[str]:
    return list(record.passages.order_by("position", "pk").values_list("heading", flat=True))


def test_a_change_keeps_actor_reason_and_version():
    record = change(passage(chapter()), html="<p>Nieuw.</p>", reason="Motie 12", by="auteur")
    last = record.history.first()
    assert (last.history_user_id, last.history_change_reason, last.version) == ("auteur", "Motie 12", 2)


def test_hostile_html_never_reaches_the_database():
    html = (
        '<p onclick="x()">Ja<script>alert(1)</script><img src="https://elders.example/x.png"></p>'
        '<a href="javascript:alert(1)">klik</a><iframe src="//x"></iframe><p style="color:red">rood</p>'
    )
    stored = change(passage(chapter()), html=html).html
    for bad in ("script", "onclick", "javascript", "iframe", "style", "elders.example"):
        assert bad not in stored
    assert "Ja" in stored
    assert "rood" in stored


def test_a_stale_change_gives_the_current_text():
    record = passage(chapter())
    change(record, html="<p>Van de ander.</p>")
    with pytest.raises(Stale) as stale:
        change(record, html="<p>Van mij.</p>")
    assert stale.value.current.html == "<p>Van de ander.</p>"


def test_an_empty_text_is_refused():
    with pytest.raises(Refused, match="De tekst is leeg"):
        change(passage(chapter()), heading=" ", html="<p></p>")


def test_a_passage_is_only_about_the_tree_of_its_chapter():
    with pytest.raises(Refused, match="hoort niet bij de doelenboom"):
        change(passage(chapter()), node=node(tree()))


def test_editing_functions_ask_for_rights_themselves():
    stranger = user(Role.ADVISER, functions=[function()])
    record = passage(chapter())
    with pytest.raises(PermissionDenied):
        change(record, html="<p>Nieuw.</p>", by=stranger)
    with pytest.raises(PermissionDenied):
        editing.add_node(edition=tree(), parent=None, kind="effect", title="Effect", by=stranger)
    with pytest.raises(PermissionDenied):
        editing.add_route_step(document=document(), by=stranger, kind="decision", title="Raad")


def test_adding_behind_another_and_moving():
    record = chapter()
    first, _ = passage(record, heading="een"), passage(record, heading="drie")
    added = editing.add_passage(chapter=record, by="test", heading="twee", html="", after=first)
    assert order(record) == ["een", "twee", "drie"]
    added.refresh_from_db()
    editing.move_passage(passage=added, direction="up", seen_version=None, by="test")
    assert order(record) == ["twee", "een", "drie"]
    added.refresh_from_db()
    with pytest.raises(Refused, match="staat al bovenaan"):
        editing.move_passage(passage=added, direction="up", seen_version=None, by="test")
    with pytest.raises(Refused, match="“zijwaarts” is geen richting"):
        editing.move_passage(passage=added, direction="zijwaarts", seen_version=None, by="test")


def test_a_removed_passage_comes_back_as_itself():
    record = chapter()
    text = passage(record, heading="Weg")
    pk, uid = text.pk, text.uid
    editing.remove_passage(passage=text, seen_version=1, by="test", reason="Dubbel")
    assert order(record) == []
    restored = editing.restore_passage(uid=uid, chapter=record, by="test")
    assert (restored.pk, restored.heading, restored.version) == (pk, "Weg", 2)
    assert [row.history_type for row in Passage.history.filter(id=pk)] == ["+", "-", "+"]
    with pytest.raises(Refused, match="staat al in het hoofdstuk"):
        editing.restore_passage(uid=uid, chapter=record, by="test")


def test_a_passage_under_which_a_proposal_stands_is_not_removed():
    text = passage(chapter(), heading="Financiën")
    Proposal.objects.create(document=text.chapter.document, slug="v", title="Meer geld", passage=text)
    with pytest.raises(Refused, match="“Meer geld”"):
        editing.remove_passage(passage=text, seen_version=None, by="test")
    assert Passage.objects.filter(pk=text.pk).exists()


@pytest.fixture
def jeugd():
    """A tree with one of each: effect > goal, and effect > subgoal > activity."""
    edition = tree()
    effect = node(edition)
    goal = node(edition, "goal", effect)
    subgoal = node(edition, "subgoal", effect)
    activity = node(edition, "activity", subgoal)
    return {"edition": edition, "effect": effect, "goal": goal, "subgoal": subgoal, "activity": activity}


@pytest.mark.parametrize(
    ("parent", "kind", "refused"),
    [
        ("effect", "goal", ""),
        ("effect", "subgoal", ""),
        ("goal", "subgoal", ""),
        ("subgoal", "activity", ""),
        ("effect", "activity", "Hieronder kan alleen een doel of subdoel."),
        (
            "effect",
            "effect",
            "Een beoogd maatschappelijk effect kan niet onder een beoogd maatschappelijk effect",
        ),
        ("goal", "goal", "Hieronder kan alleen een subdoel."),
        ("goal", "activity", "Een activiteit kan niet onder een doel staan."),
        ("activity", "activity", "Hieronder kan niets staan."),
        (None, "effect", "heeft al een beoogd maatschappelijk effect"),
        (None, "goal", "Een doel staat nooit bovenaan."),
        ("effect", "wens", "“wens” is geen soort onderdeel."),
    ],
)
def test_which_kind_stands_where(jeugd, parent, kind, refused):
    def add():
        return editing.add_node(
            edition=jeugd["edition"], parent=jeugd.get(parent), kind=kind, title="Nieuw", by="test"
        )

    if refused:
        with pytest.raises(Refused) as caught:
            add()
        assert refused in caught.value.sentence
    else:
        assert add().pk


def test_a_subgoal_finds_its_goal(jeugd):
    moved = editing.put_under(node=jeugd["subgoal"], parent=jeugd["goal"], seen_version=1, by="test")
    assert moved.parent == jeugd["goal"]
    with pytest.raises(Refused, match="kan niet onder een activiteit"):
        editing.put_under(node=moved, parent=jeugd["activity"], seen_version=None, by="test")
    with pytest.raises(Refused, match="andere doelenboom"):
        editing.put_under(node=moved, parent=node(tree()), seen_version=None, by="test")


def test_moving_stays_among_the_same_kind(jeugd):
    other = node(jeugd["edition"], "goal", jeugd["effect"])
    editing.move_node(node=other, direction="up", seen_version=1, by="test")
    goals = jeugd["effect"].children.filter(kind="goal").order_by("position")
    assert list(goals) == [other, jeugd["goal"]]


def test_a_node_in_use_is_not_removed(jeugd):
    with pytest.raises(Refused, match="nog 1 onderdeel onder"):
        editing.remove_node(node=jeugd["subgoal"], seen_version=None, by="test")
    passage(chapter(edition=jeugd["edition"]), node=jeugd["activity"], heading="Over de activiteit")
    with pytest.raises(Refused, match="“Over de activiteit”"):
        editing.remove_node(node=jeugd["activity"], seen_version=None, by="test")
    editing.remove_node(node=jeugd["goal"], seen_version=1, by="test")
    assert not GoalNode.objects.filter(pk=jeugd["goal"].pk).exists()


def test_a_stale_change_of_a_node(jeugd):
    editing.change_node(node=jeugd["goal"], seen_version=1, by="test", title="Nieuw", explanation="")
    with pytest.raises(Stale):
        editing.change_node(node=jeugd["goal"], seen_version=1, by="test", title="Ander", explanation="")
    with pytest.raises(Refused, match="De titel is leeg"):
        editing.change_node(node=jeugd["goal"], seen_version=2, by="test", title=" ", explanation="")


def change_document(record, **fields):
    names = ("slug", "title", "programme", "summary", "year_from", "year_to", "figures_due")
    given = {name: getattr(record, name) for name in names} | {"seen_version": record.version, "by": "test"}
    return editing.change_document(document=record, **given | fields)


def test_the_address_is_fixed_after_publication(monkeypatch):
    record = change_document(document(), slug="kadernota-2027")
    assert record.slug == "kadernota-2027"
    monkeypatch.setattr(editing, "published_check", lambda asked: asked == record)
    with pytest.raises(Refused, match="“kadernota-2027” staat vast"):
        change_document(record, slug="anders")
    assert change_document(record, title="Wel een andere titel").title == "Wel een andere titel"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"slug": "met spatie"}, "“met spatie” kan geen adres zijn"),
        ({"slug": "Hoofdletter"}, "Gebruik “hoofdletter”"),
        ({"slug": "bezet"}, "“bezet” is al van een ander document"),
        ({"title": " "}, "De titel is leeg"),
        ({"year_from": 2027, "year_to": 2026}, "De periode 2027 tot en met 2026 loopt terug"),
    ],
)
def test_what_a_document_refuses(fields, sentence):
    document(slug="bezet")
    with pytest.raises(Refused, match=sentence):
        change_document(document(), **fields)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "De omschrijving is leeg"),
        ({"precision": "day"}, "De datum ontbreekt"),
        ({"date_from": date(2026, 1, 1)}, "Er staat een datum bij “onbekend”"),
        ({"outcome": "adopted"}, "heeft geen uitkomst"),
        (
            {"precision": "day", "date_from": date(2026, 2, 1), "date_to": date(2026, 1, 1)},
            "01-01-2026 ligt vóór 01-02-2026",
        ),
    ],
)
def test_what_a_route_step_refuses(fields, sentence):
    with pytest.raises(Refused, match=sentence):
        editing.add_route_step(
            document=document(), by="test", **{"kind": "decision", "title": "Raad"} | fields
        )


def test_route_steps_share_the_version_of_their_document():
    record = document()
    step = editing.add_route_step(document=record, by="test", kind="decision", title="Raad")
    record.refresh_from_db()
    assert record.version == 2
    with pytest.raises(Stale):
        editing.change_route_step(step=step, seen_version=1, by="test", kind="decision", title="College")
    editing.remove_route_step(step=step, seen_version=2, by="test")
    assert record.history.first().history_change_reason == "Besluitroute: “Raad” verwijderd"


@pytest.mark.parametrize("act", ["move", "add"])
def test_only_the_text_that_was_moved_gets_history(act):
    """The others give way: whoever is editing one of them is not told that somebody changed it."""
    record = chapter()
    texts = [passage(record, heading=f"Tekst {number}") for number in range(6)]
    before = {text.pk: (text.version, text.history.count()) for text in texts}
    if act == "move":
        editing.move_passage(passage=texts[3], direction="up", seen_version=None, by="test")
        moved, wanted = texts.pop(3), [0, 1, 3, 2, 4, 5]
        moved.refresh_from_db()
        assert (moved.version, moved.history.first().history_change_reason) == (2, "Verplaatst")
    else:
        editing.add_passage(chapter=record, by="test", heading="Nieuw", html="<p>x</p>", after=texts[1])
        wanted = [0, 1, "Nieuw", 2, 3, 4, 5]
    for text in texts:
        text.refresh_from_db()
        assert (text.version, text.history.count()) == before[text.pk]
    headings = [text.heading for text in record.passages.order_by("position", "pk")]
    assert headings == [f"Tekst {place}" if place != "Nieuw" else place for place in wanted]
