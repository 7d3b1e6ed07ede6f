"""This app's share of a fragment: complete, stable, with a number of queries that does not grow."""

import pytest

from policy import fragments, payload, trees
from policy.differences import compare, compare_html
from policy.models import Chapter, GoalNode
from tests.factories import chapter, node, passage, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    edition = tree(slug="jeugd", title="Jeugd")
    made = chapter(slug="jeugd", title="Doelenboom Jeugd", edition=edition)
    effect = node(edition, title="Effect", position=1)
    subgoal = node(edition, "subgoal", effect, title="Subdoel", position=1)
    node(edition, "goal", effect, title="Doel", position=7, explanation="<p>Waarom</p>")
    activity = node(edition, "activity", subgoal, title="Activiteit")
    passage(made, heading="Toelichting", html="<p>Eerst.</p>", position=1)
    passage(made, heading="", html='<p onclick="x">Daarna.</p>', level=3, position=2, node=activity)
    return made


def test_the_whole_share(record):
    share = payload.build(record)
    effect = GoalNode.objects.get(kind="effect")
    subgoal, activity = GoalNode.objects.get(kind="subgoal"), GoalNode.objects.get(kind="activity")
    assert {key: share[key] for key in ("uid", "slug", "title", "kind", "owner")} == {
        "uid": str(record.uid),
        "slug": "jeugd",
        "title": "Doelenboom Jeugd",
        "kind": "main",
        "owner": record.owner.name,
    }
    assert (share["tree"]["slug"], share["tree"]["year"]) == ("jeugd", 2026)
    root = share["tree"]["nodes"][0]
    assert (root["uid"], root["kind"]) == (str(effect.uid), "effect")
    # Goals before subgoals, whatever their positions.
    assert [child["title"] for child in root["children"]] == ["Doel", "Subdoel"]
    assert root["children"][0]["explanation"] == "<p>Waarom</p>"
    assert root["children"][1]["children"][0]["uid"] == str(activity.uid)
    assert root["children"][1]["uid"] == str(subgoal.uid)
    assert [(text["heading"], text["level"], text["html"], text["node"]) for text in share["passages"]] == [
        ("Toelichting", 2, "<p>Eerst.</p>", None),
        ("", 3, "<p>Daarna.</p>", str(activity.uid)),
    ]


def test_equal_content_gives_an_equal_hash(record):
    again = Chapter.objects.get(pk=record.pk)
    again.reason = "De beoordeling hoort er niet bij"
    assert fragments.digest(payload.build(record)) == fragments.digest(payload.build(again))


def test_a_chapter_without_tree():
    assert payload.build(chapter(edition=None))["tree"] is None


def test_the_number_of_queries_does_not_grow(record, django_assert_num_queries):
    def build():
        return payload.build(Chapter.objects.select_related("owner", "edition__tree").get(pk=record.pk))

    with django_assert_num_queries(3):
        build()
    effect = GoalNode.objects.get(kind="effect")
    for _ in range(150):
        passage(record)
        node(record.edition, "subgoal", effect)
    with django_assert_num_queries(3):
        assert len(build()["passages"]) == 152


def test_walking_a_tree(record):
    titles = [branch.node.title for root in trees.of_edition(record.edition) for branch in root.walk()]
    assert titles == ["Effect", "Doel", "Subdoel", "Activiteit"]


def test_differences_can_be_read():
    pieces = compare("Wij geven € 10 uit.\nKlaar.", "Wij geven € 25 uit.\nKlaar.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Wij geven € "),
        ("removed", "10 "),
        ("added", "25 "),
        ("same", "uit.\nKlaar."),
    ]
    assert [piece.kind for piece in compare_html("<p>a</p>", "<p><strong>a</strong></p>")] == ["same"]
