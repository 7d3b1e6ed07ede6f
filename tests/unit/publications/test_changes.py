"""The latest changes on Mijn werk: one line per person, chapter and day, and no link to what is gone."""

import pytest

from policy.editing import passages
from policy.models import Passage
from tests import factories
from twenterand.accounts.models import Role
from twenterand.accounts.records import keep
from twenterand.publications.changes import latest


def change(passage: Passage, *, by, heading: str):
    passage.refresh_from_db()
    passages.change_passage(
        passage=passage, heading=heading, html="<p>anders</p>", seen_version=passage.version, by=by
    )


@pytest.fixture
def texts(small) -> list[Passage]:
    """Three texts of one chapter, made by a command."""
    return [factories.passage(small.chapter, heading=f"Kop {number}") for number in range(3)]


def test_many_changes_in_a_chapter_are_one_line(small, texts, enter):
    for text in texts:
        change(text, by=small.author, heading="Nieuwe kop")
        change(text, by=small.author, heading="Nog een kop")
    line = latest()[0]
    assert line.subject == small.chapter.title
    assert line.what == "3 teksten gewijzigd"
    assert line.href.endswith(f"/{small.document.slug}/{small.chapter.slug}/")
    assert len([row for row in latest() if row.who == str(small.author)]) == 1
    assert "3 teksten gewijzigd" in enter(small.author).get("/werk/").content.decode()


def test_each_person_and_each_chapter_has_a_line(small, texts):
    other = factories.chapter(owner=small.chapter.owner, document=small.document, edition=None, title="Slot")
    for text in (texts[0], factories.passage(other, heading="Elders")):
        change(text, by=small.author, heading="Kop van de auteur")
    change(texts[1], by=small.editor, heading="Kop van de redacteur")
    assert [(row.who, row.subject) for row in latest()[:3]] == [
        (str(small.editor), "Kop van de redacteur"),
        (str(small.author), "Kop van de auteur"),
        (str(small.author), "Kop van de auteur"),
    ]


def test_what_was_removed_later_has_no_link(small, texts):
    change(texts[0], by=small.author, heading="Straks weg")
    assert latest()[0].href
    texts[0].refresh_from_db()
    passages.remove_passage(passage=texts[0], seen_version=texts[0].version, by=small.editor)
    shown = {row.what: row.href for row in latest() if row.subject == "Straks weg"}
    assert shown == {"tekst gewijzigd": "", "tekst verwijderd": ""}


def test_figures_and_footnotes_go_with_their_chapter(db):
    adviser = factories.user(Role.ADVISER)
    table = factories.indicator_table()
    for number in range(2):
        indicator = factories.table_row(factories.indicator_group(table)).indicator
        indicator.name = f"Naam {number}"
        keep(indicator, by=adviser)
    line = latest()[0]
    assert (line.subject, line.what) == (table.chapter.title, "2 indicatoren gewijzigd")
