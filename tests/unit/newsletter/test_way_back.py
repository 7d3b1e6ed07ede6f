"""Undo and redo of an article, against the stack that a text editor keeps."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.editing import articles, blocks, editions
from newsletter.models import Article
from tests import factories
from twenterand.accounts.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    maker = factories.user(Role.COMMUNICATION)
    edition = editions.start_edition(season="zomer", year=2031, by=maker, title="Stand van zaken")
    return articles.add_article(edition=edition, by=maker, title="Jeugd en gezin")


def add(article, text, by="een"):
    return blocks.add_block(article=article, seen_version=None, by=by, kind="text", html=f"<p>{text}</p>")


def go(article, which, by="een") -> bool:
    step = getattr(blocks.way_back(article), which)
    if step:
        blocks.restore(article=article, step=step, seen_version=None, by=by)
    return bool(step)


def texts(article) -> list[str]:
    rows = article.blocks.order_by("position").values_list("html", flat=True)
    return [html.removeprefix("<p>").removesuffix("</p>") for html in rows]


@pytest.mark.parametrize("other", ["een", "ander"])
def test_undo_after_undo_leads_to_what_stood_there(article, other):
    first = add(article, "AAA")
    add(article, "BBB", by=other)
    blocks.remove_block(block=first, seen_version=None, by="een")
    go(article, "undo")
    assert texts(article) == ["AAA", "BBB"]
    add(article, "CCC", by=other)
    go(article, "undo", by=other)
    assert texts(article) == ["AAA", "BBB"]
    go(article, "redo")
    assert texts(article) == ["AAA", "BBB", "CCC"]


def test_a_step_that_leaves_the_blocks_alone_is_passed_over(article):
    add(article, "AAA")
    articles.change_article(article=article, seen_version=None, by="een", title="Anders")
    go(article, "undo")
    assert texts(article) == []
    assert Article.objects.get().title == "Anders"
    assert not go(article, "undo")


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(["add", "remove", "up", "undo", "undo", "redo", "title"]), max_size=9))
def test_it_is_the_stack_of_an_editor(article, acts):
    fresh = articles.add_article(edition=article.edition, by="een", title="Nog een")
    line, place = [[]], 0
    for number, act in enumerate(acts):
        shown = line[place]
        if act == "undo":
            assert go(fresh, "undo") == (place > 0)
            place = max(place - 1, 0)
        elif act == "redo":
            assert go(fresh, "redo") == (place + 1 < len(line))
            place = min(place + 1, len(line) - 1)
        elif act == "title":
            articles.change_article(article=fresh, seen_version=None, by="een", title=f"Titel {number}")
        elif (new := _done(fresh, act, str(number), shown)) is not None:
            line, place = [*line[: place + 1], new], place + 1
        assert texts(fresh) == line[place]


def _done(article, act: str, text: str, shown: list[str]) -> list[str] | None:
    """Do something to the blocks; what should stand there, or None where nothing can be done."""
    if act == "add":
        add(article, text)
        return [*shown, text]
    if act == "remove" and shown:
        blocks.remove_block(block=article.blocks.order_by("position").first(), seen_version=None, by="ander")
        return shown[1:]
    if act == "up" and len(shown) > 1:
        last = article.blocks.order_by("position").last()
        blocks.move_block(block=last, direction="up", seen_version=None, by="een")
        return [*shown[:-2], shown[-1], shown[-2]]
    return None
