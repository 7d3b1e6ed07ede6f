"""Making documents and arranging their chapters: who may, what cannot be, and what a publication fixes."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from policy import editing
from policy.models import Chapter, Document, Passage, ReviewState
from tests import factories
from tests.unit.indicators.test_editing import agree
from twenterand.accounts.models import Role
from twenterand.workflow import Refused, Stale


@pytest.fixture
def owner(db):
    return factories.function("adviseur A")


@pytest.fixture
def adviser(owner):
    return factories.user(Role.ADVISER, functions=[owner])


@pytest.fixture
def editor(db):
    return factories.user(Role.EDITOR)


@pytest.fixture
def document(owner):
    return factories.document(slug="kadernota-2026", title="Kadernota 2026", owner=owner)


def add(document, title="Jeugd", **fields) -> Chapter:
    defaults = {"slug": "", "kind": "main", "owner": document.owner, "edition": None, "by": "test"}
    return editing.add_chapter(document=document, title=title, **(defaults | fields))


def change(chapter, **fields) -> Chapter:
    same = {name: getattr(chapter, name) for name in ("title", "slug", "kind", "owner")}
    return editing.change_chapter(chapter=chapter, **({"seen_version": None, "by": "test"} | same | fields))


def titles(document) -> list[str]:
    return [chapter.title for chapter in document.chapters.all()]


def publish(monkeypatch) -> None:
    monkeypatch.setattr(editing, "published_check", lambda document: True)


# Documents ----------------------------------------------------------------------------------------------------


def new(owner, title="Kadernota 2027", **fields) -> Document:
    defaults = {"kind": "kadernota", "slug": "", "year_from": 2027, "year_to": 2027, "by": "test"}
    return editing.add_document(title=title, owner=owner, **(defaults | fields))


def test_a_document_gets_an_address_from_its_title(owner, adviser, editor):
    made = new(owner, " Kadernota  2027: sociaal domein ", by=adviser)
    assert (made.title, made.slug) == ("Kadernota 2027: sociaal domein", "kadernota-2027-sociaal-domein")
    assert made.history.get().history_user_id == adviser.username
    assert new(factories.function(), "Van een ander", by=editor).slug == "van-een-ander"


def test_a_form_sent_twice_makes_one_document(owner):
    uid = uuid.uuid4()
    assert new(owner, uid=uid) == new(owner, uid=uid)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "titel is leeg"),
        ({"year_to": 2026}, "loopt terug"),
        ({"slug": "kadernota-2026"}, "al van een ander document"),
        ({"slug": "Kadernota"}, "heeft hoofdletters"),
        ({"slug": "nota 27"}, "kan geen adres zijn"),
        ({"slug": "nieuw"}, "gebruikt het portaal zelf al"),
        ({"slug": "a" * 101}, "te lang"),
        ({"kind": "roman"}, "geen soort document"),
    ],
)
def test_a_document_that_cannot_be(document, owner, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        new(owner, **fields)


def test_an_adviser_makes_documents_of_their_own_functions_only(adviser):
    with pytest.raises(PermissionDenied):
        new(factories.function(), by=adviser)


# Chapters -----------------------------------------------------------------------------------------------------


def test_chapters_come_in_order_and_move(document):
    first, second, third = (add(document, title) for title in ("Een", "Twee", "Drie"))
    assert [first.slug, first.state] == ["een", ReviewState.EDITING]
    for direction, order in (
        ("up", ["Twee", "Een", "Drie"]),
        ("down", ["Een", "Twee", "Drie"]),
        ("down", ["Een", "Drie", "Twee"]),
    ):
        editing.move_chapter(chapter=second, direction=direction, seen_version=None, by="test")
        assert titles(document) == order
    with pytest.raises(Refused, match="onderaan"):
        editing.move_chapter(chapter=second, direction="down", seen_version=None, by="test")
    with pytest.raises(Refused, match="bovenaan"):
        editing.move_chapter(chapter=first, direction="up", seen_version=None, by="test")
    assert third.pk


def test_moving_does_not_touch_the_review(document):
    chapters = [add(document, title) for title in ("Een", "Twee")]
    agree(chapters[1])
    editing.move_chapter(chapter=chapters[1], direction="up", seen_version=None, by="test")
    assert Chapter.objects.get(pk=chapters[1].pk).state == ReviewState.AGREED


def test_a_form_sent_twice_adds_one_chapter(document):
    uid = uuid.uuid4()
    assert add(document, uid=uid) == add(document, uid=uid)


def test_a_tree_stands_in_one_chapter_of_a_document(document):
    edition = factories.tree()
    assert add(document, edition=edition).edition == edition
    with pytest.raises(Refused, match="“Jeugd” gaat al over deze doelenboom"):
        add(document, "Nog eens", edition=edition)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "titel is leeg"),
        ({"slug": "doorzetten"}, "gebruikt het portaal zelf al"),
        ({"slug": "wmo"}, "al van een ander hoofdstuk"),
        ({"kind": "voorwoord"}, "geen soort hoofdstuk"),
    ],
)
def test_a_chapter_that_cannot_be(document, fields, sentence):
    add(document, "Wmo")
    with pytest.raises(Refused, match=sentence):
        add(document, **fields)


def test_renaming_reopens_and_a_change_of_nothing_does_not(document):
    chapter = add(document)
    agree(chapter)
    change(chapter)
    assert Chapter.objects.get().state == ReviewState.AGREED
    function = factories.function()
    changed = change(chapter, title="Jeugd en gezin", slug="gezin", kind="appendix", owner=function)
    assert (changed.title, changed.slug, changed.kind, changed.owner) == (
        "Jeugd en gezin",
        "gezin",
        "appendix",
        function,
    )
    found = Chapter.objects.get()
    assert (found.state, found.reason) == (ReviewState.EDITING, "Gewijzigd: gegevens van het hoofdstuk")
    with pytest.raises(Stale):
        change(chapter, title="Van mij", seen_version=1)


def test_removing_takes_texts_and_tables_along(document):
    chapter = add(document)
    passage = factories.passage(chapter)
    factories.table_row(factories.indicator_group(factories.indicator_table(chapter)))
    editing.remove_chapter(chapter=chapter, seen_version=None, by="test")
    assert titles(document) == []
    assert Passage.history.filter(id=passage.pk, history_type="-").get().history_user_id == "test"


def test_what_keeps_a_chapter(document):
    chapter = add(document)
    proposal = factories.proposal(document, passage=factories.passage(chapter))
    with pytest.raises(Refused, match=f"voorstel “{proposal.title}”"):
        editing.remove_chapter(chapter=chapter, seen_version=None, by="test")
    assert chapter.passages.count() == 1
    agree(chapter)
    with pytest.raises(Refused, match="heeft de status “akkoord”"):
        editing.remove_chapter(chapter=chapter, seen_version=None, by="test")


def test_a_publication_fixes_the_chapters(document, monkeypatch):
    chapter = add(document)
    publish(monkeypatch)
    writes = [
        lambda: add(document, "Nieuw"),
        lambda: change(chapter, slug="anders"),
        lambda: editing.move_chapter(chapter=chapter, direction="up", seen_version=None, by="test"),
        lambda: editing.remove_chapter(chapter=chapter, seen_version=None, by="test"),
    ]
    for write in writes:
        with pytest.raises(Refused, match="“Kadernota 2026” is gepubliceerd"):
            write()
    assert change(chapter, title="Een betere titel").title == "Een betere titel"


def test_only_whoever_looks_after_the_document(document, adviser, editor):
    chapter = add(document)
    other = factories.user(Role.ADVISER, functions=[factories.function()])
    for write in (
        lambda by: add(document, "Nieuw", by=by),
        lambda by: change(chapter, title="Nieuw", by=by),
        lambda by: editing.move_chapter(chapter=chapter, direction="up", seen_version=None, by=by),
        lambda by: editing.remove_chapter(chapter=chapter, seen_version=None, by=by),
    ):
        with pytest.raises(PermissionDenied):
            write(other)
    assert add(document, "Van de eigenaar", by=adviser)
    assert add(document, "Van de redactie", by=editor)


# Pages --------------------------------------------------------------------------------------------------------


def text(answer) -> str:
    return answer.content.decode()


def test_the_page_for_a_document(client, adviser, owner):
    client.force_login(adviser)
    address = reverse("policy:document_add")
    assert f'href="{address}"' in text(client.get(reverse("policy:documents")))
    form = client.get(address).context["form"]
    assert list(form.fields["owner"].queryset) == [owner], "only functions of their own"
    fields = {"kind": "kadernota", "title": "Nota", "year_from": 2027, "year_to": 2027, "owner": owner.pk}
    answer = client.post(address, {**fields, "uid": form["uid"].value()})
    assert answer["Location"] == reverse("policy:document", args=["nota"])
    answer = client.post(address, {**fields, "uid": uuid.uuid4()})
    assert answer.status_code == 422
    assert "al van een ander document" in text(answer)
    assert client.post(address, {**fields, "year_from": "x"}).status_code == 422


def test_nobody_without_a_function_makes_documents(client, db):
    client.force_login(factories.user(Role.ADVISER))
    assert client.get(reverse("policy:document_add")).status_code == 403
    assert "Document toevoegen" not in text(client.get(reverse("policy:documents")))


def test_the_pages_for_chapters(client, document, editor):
    client.force_login(editor)
    page = reverse("policy:document", args=["kadernota-2026"])
    address = reverse("policy:chapter_add", args=["kadernota-2026"])
    assert f'href="{address}"' in text(client.get(page))
    edition = factories.tree()
    fields = {"title": "Jeugd", "kind": "main", "owner": document.owner.pk, "slug": ""}
    answer = client.post(address, {**fields, "edition": edition.pk})
    chapter = Chapter.objects.get()
    assert answer["Location"] == reverse("policy:chapter", args=["kadernota-2026", "jeugd"])
    assert chapter.edition == edition
    assert client.post(address, fields).status_code == 422
    client.post(address, {**fields, "title": "Wmo"})
    moving = reverse("policy:chapter_move", args=[chapter.pk])
    client.post(moving, {"version": chapter.version, "direction": "down"})
    assert titles(document) == ["Wmo", "Jeugd"]
    answer = client.post(moving, {"version": chapter.version, "direction": "up"}, follow=True)
    assert "intussen gewijzigd" in text(answer)
    assert client.get(moving).status_code == 302
    changing = reverse("policy:chapter_change", args=[chapter.pk])
    assert 'value="jeugd"' in text(client.get(changing))
    chapter.refresh_from_db()
    send = {**fields, "title": "Jeugd en gezin", "slug": "jeugd"}
    answer = client.post(changing, {**send, "version": 1})
    assert answer.status_code == 409
    assert "Nu is de titel “Jeugd”" in text(answer)
    assert answer.context["form"]["title"].value() == "Jeugd en gezin"
    assert client.post(changing, {**send, "version": chapter.version})["Location"] == page
    removing = reverse("policy:chapter_remove", args=[chapter.pk])
    assert "met 0 teksten" in text(client.get(removing))
    assert client.post(removing, {"version": 1}).status_code == 409
    chapter.refresh_from_db()
    assert client.post(removing, {"version": chapter.version})["Location"] == page
    assert titles(document) == ["Wmo"]


def test_a_published_document_offers_no_chapters_to_arrange(client, document, editor, monkeypatch):
    add(document)
    publish(monkeypatch)
    client.force_login(editor)
    page = text(client.get(reverse("policy:document", args=["kadernota-2026"])))
    for words in ("Hoofdstuk toevoegen", "Omhoog", "hoofdstukken/1/verwijderen"):
        assert words not in page
