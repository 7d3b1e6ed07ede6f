"""Handing over: everything a function owns goes along, in every app; chapters say so; and it can be undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators.models import CellComment, Indicator, SourceSystem
from newsletter.models import Article, Edition
from policy import fragments, review
from policy.models import Chapter, Document, GoalTree, ReviewState
from tests import factories
from twenterand.accounts import handing_over, ownership
from twenterand.accounts.models import Act, AuditEvent, Function, HandOver, Role
from twenterand.workflow import Refused, Stale

REASON = "Nieuwe verdeling van taken"


@pytest.fixture
def admin(db):
    return factories.user(Role.ADMINISTRATOR, username="baas", name="Beheerder")


@pytest.fixture
def functions(db):
    return factories.function("adviseur A"), factories.function("adviseur B")


def agree(chapter: Chapter) -> Chapter:
    """As if an editor had agreed to what it shows now."""
    review.submit(chapter=chapter, seen_version=None, by="auteur")
    chapter.refresh_from_db()
    return review.agree(chapter=chapter, seen_version=None, by="redacteur")


@pytest.fixture
def owned(functions):
    """Something of every kind that adviser A owns, and a chapter of somebody else that prints A's indicator."""
    source = functions[0]
    document = factories.document(owner=source)
    chapter = factories.chapter(owner=source, document=document, title="Jeugd")
    theirs = factories.chapter(title="Wmo")
    indicator = factories.indicator(holder=source)
    for one in (chapter, theirs):
        table = factories.indicator_table(one)
        column = factories.column(table, "2024")
        row = factories.table_row(factories.indicator_group(table), indicator=indicator)
    factories.figure(row, column, "29")
    SourceSystem.objects.create(
        name="Suite", slug="suite", holder=source, token_sha256="0" * 64, made_by="baas"
    )
    remark = CellComment.objects.create(
        indicator=indicator, kind="actual", area=factories.our_area(), text="Klopt dit?", author="iemand",
        first_day=column.first_day, last_day=column.last_day,
    )  # fmt: skip
    remark.mentions.add(source)
    edition = Edition.objects.create(slug="2026-najaar", season="najaar", year=2026, title="Nieuwsbrief")
    Article.objects.create(edition=edition, slug="stuk", title="Stuk", owner=source)
    return {"chapter": chapter, "theirs": theirs, "indicator": indicator, "remark": remark}


def systems(function: Function) -> list[str]:
    """The keys of what only goes along when it is asked for."""
    return [choice["key"] for choice in handing_over.plan(function).choices(function, function)]


def of(function: Function) -> dict[str, int]:
    return {owned.name: len(records) for owned, records in handing_over.plan(function).parts}


EVERYTHING = {
    "policy.document.owner": 1,
    "policy.chapter.owner": 1,
    "policy.goaltree.owner": 1,
    "indicators.indicator.holder": 1,
    "indicators.sourcesystem.holder": 1,
    "indicators.cellcomment.mentions": 1,
    "newsletter.article.owner": 1,
}


def test_every_relation_to_function_is_owned_or_stays_for_a_reason():
    assert ownership.forgotten() == set()


def test_a_relation_that_nobody_registered_is_found(monkeypatch):
    monkeypatch.delitem(ownership._owned, "policy.goaltree.owner")
    assert ownership.forgotten() == {"policy.goaltree.owner"}


def test_there_is_something_of_every_kind_in_these_tests(owned, functions):
    assert of(functions[0]) == EVERYTHING
    assert set(EVERYTHING) == {one.name for one in ownership.kinds()}


def test_all_work_goes_along_with_history_and_in_the_log(owned, functions, admin):
    source, target = functions
    along = systems(source)
    made = handing_over.hand_over(source=source, target=target, reason=REASON, by=admin, along=along)
    assert (of(source), of(target)) == ({}, EVERYTHING)
    assert len(made.items) == 7
    for model in (Document, Chapter, GoalTree, Indicator):
        step = model.history.filter(history_user_id="baas").order_by("history_id").first()
        assert step.history_change_reason == f"Overgedragen van “adviseur A” aan “adviseur B”: {REASON}"
    [event] = AuditEvent.objects.filter(act=Act.HANDED_OVER)
    assert (event.actor, event.subject_label) == ("baas", "adviseur A → adviseur B")
    assert event.note.startswith("Overgedragen: 7 (")
    assert event.note.endswith(f"Reden: {REASON}")


def test_chapters_that_print_the_name_must_be_agreed_again(owned, functions, admin):
    source, target = functions
    other = agree(factories.chapter(title="Onderwijs"))
    for name in ("chapter", "theirs"):
        agree(owned[name])
    plan = handing_over.plan(source)
    assert {chapter.title for chapter in plan.again} == {"Jeugd", "Wmo"}
    handing_over.hand_over(source=source, target=target, reason=REASON, by=admin)
    for name in ("chapter", "theirs"):
        owned[name].refresh_from_db()
        assert owned[name].state == ReviewState.EDITING
        assert owned[name].reason == "Gewijzigd: overgedragen aan “adviseur B”"
        assert "adviseur B" in str(fragments.build(owned[name]))
    other.refresh_from_db()
    assert other.state == ReviewState.AGREED


def test_a_chapter_that_is_not_reopened_still_shows_what_was_agreed(owned, functions, admin):
    """The goal tree of a chapter may change hands without a new judgement: its owner is not printed."""
    source, target = functions
    chapter = agree(factories.chapter(edition=factories.tree(owner=source)))
    assert chapter not in handing_over.plan(source).again
    handing_over.hand_over(source=source, target=target, reason=REASON, by=admin)
    chapter.refresh_from_db()
    assert fragments.digest(fragments.build(chapter)) == chapter.agreed_hash


def test_handing_back_returns_exactly_what_went_and_once(owned, functions, admin):
    source, target = functions
    own = factories.indicator(holder=target, name="Al van B")
    along = systems(source)
    made = handing_over.hand_over(source=source, target=target, reason=REASON, by=admin, along=along)
    third = factories.function("adviseur C")
    Document.objects.filter(owner=target).update(owner=third)
    back = handing_over.hand_back(record=made, reason="Vergissing", by=admin)
    assert back.reverses == made
    assert of(source) == {key: count for key, count in EVERYTHING.items() if key != "policy.document.owner"}
    assert of(target) == {"indicators.indicator.holder": 1}
    own.refresh_from_db()
    assert own.holder == target
    with pytest.raises(Refused, match="is al teruggedraaid"):
        handing_over.hand_back(record=made, reason="Weer", by=admin)


def test_what_is_refused_changes_nothing(owned, functions, admin):
    source, target = functions
    closed = factories.function("oude functie", active=False)
    for options, sentence in (
        ({"target": source}, "U koos twee keer “adviseur A”"),
        ({"target": closed}, "“oude functie” is niet meer in gebruik"),
        ({"reason": " "}, "De reden is leeg"),
        ({"source": target, "target": source}, "“adviseur B” heeft niets om over te dragen"),
    ):
        given = {"source": source, "target": target, "reason": REASON, "by": admin} | options
        with pytest.raises(Refused, match=sentence):
            handing_over.hand_over(**given)
    seen = handing_over.plan(source).seal
    factories.indicator(holder=source)
    with pytest.raises(Stale):
        handing_over.hand_over(source=source, target=target, reason=REASON, by=admin, seen=seen)
    assert of(source) == EVERYTHING | {"indicators.indicator.holder": 2}
    assert not HandOver.objects.exists()


def test_a_failure_halfway_leaves_everything_where_it_was(owned, functions, admin, monkeypatch):
    source, target = functions

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(ownership, "touch", fails)
    agree(owned["chapter"])
    with pytest.raises(RuntimeError):
        handing_over.hand_over(source=source, target=target, reason=REASON, by=admin)
    assert (of(source), of(target)) == (EVERYTHING, {})


def test_the_preview_takes_the_same_queries_however_much_there_is(owned, functions):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert handing_over.plan(functions[0]).sections
        return len(captured)

    before = queries()
    for _ in range(5):
        factories.indicator(holder=functions[0])
        factories.chapter(owner=functions[0])
    assert queries() == before <= 12


def test_somebody_leaves_and_their_functions_go_to_a_colleague(functions, admin):
    leaving = factories.user(Role.ADVISER, username="weg", name="Vertrekker", functions=functions)
    colleague = factories.user(Role.EDITOR, username="blijft", name="Blijver", functions=functions[:1])
    assert handing_over.roles_missing(leaving, colleague) == ["beleidsadviseur"]
    made = handing_over.hand_functions(source=leaving, target=colleague, reason="Vertrekt", by=admin)
    assert (set(leaving.functions.all()), set(colleague.functions.all())) == (set(), set(functions))
    acts = set(AuditEvent.objects.values_list("act", flat=True))
    assert acts == {Act.ROLE_CHANGED, Act.HANDED_OVER}
    handing_over.hand_back(record=made, reason="Blijft toch", by=admin)
    # What the colleague had already, they keep.
    assert set(leaving.functions.all()) == set(functions)
    assert set(colleague.functions.all()) == {functions[0]}


def test_whose_functions_cannot_be_handed_over(functions, admin):
    one = factories.user(Role.ADVISER, username="een", name="Een", functions=functions)
    gone = factories.user(username="weg", name="Weg", is_active=False)
    for source, target, sentence in (
        (one, one, "U koos twee keer Een"),
        (one, gone, "Weg kan niet meer inloggen"),
        (gone, one, "Weg heeft geen functies"),
    ):
        with pytest.raises(Refused, match=sentence):
            handing_over.hand_functions(source=source, target=target, reason="Vertrekt", by=admin)


def test_the_page_shows_first_hands_over_and_undoes(owned, functions, admin, client):
    source, target = functions
    agree(owned["theirs"])
    client.force_login(admin)
    address = reverse("accounts:hand_over_work") + f"?van={source.slug}&naar={target.slug}"
    page = client.get(address).content.decode()
    assert "6 onderdelen van “adviseur A” gaan naar “adviseur B”" in page
    assert "1 openstaande opmerking" in page
    assert "1 hoofdstuk gaat terug naar “in bewerking”" in page
    assert "(nu: akkoord)" in page
    assert "Niemand heeft nu deze functie" in page
    factories.user(Role.ADVISER, functions=[target])
    assert "Niemand heeft nu deze functie" not in client.get(address).content.decode()
    seal = handing_over.plan(source).seal
    assert client.post(address, {"seen": seal, "reason": ""}).status_code == 422
    factories.indicator(holder=source)
    stale = client.post(address, {"seen": seal, "reason": REASON})
    assert (stale.status_code, "2 indicatoren" in stale.content.decode()) == (409, True)
    given = {"seen": handing_over.plan(source).seal, "reason": REASON, "mee": systems(source)}
    assert client.post(address, given).status_code == 302
    made = HandOver.objects.get()
    start = client.get(reverse("accounts:hand_over")).content.decode()
    assert "8 onderdelen zijn overgedragen van “adviseur A” aan “adviseur B”" in start
    undo = reverse("accounts:hand_back", args=[made.pk])
    assert undo in start
    agree(owned["chapter"])
    Document.objects.filter(owner=target).update(owner=factories.function("adviseur C"))
    page = client.get(undo).content.decode()
    assert "Klopt dit?" in page
    assert "nu gaan 7 van de 8 onderdelen terug" in page
    assert "1 hoofdstuk gaat terug naar “in bewerking”" in page
    assert client.post(undo, {"reason": "Vergissing"}).status_code == 302
    assert of(target) == {}
    start = client.get(reverse("accounts:hand_over")).content.decode()
    assert "Teruggedraaid: 7 onderdelen zijn weer van “adviseur A”." in start
    assert undo not in start
    assert "is al teruggedraaid" in client.get(undo).content.decode()


def test_a_system_stays_unless_it_is_asked_for_and_the_page_says_what_it_may_feed(
    owned, functions, admin, client
):
    source, target = functions
    factories.indicator(holder=target, name="Al van B")
    client.force_login(admin)
    address = reverse("accounts:hand_over_work") + f"?van={source.slug}&naar={target.slug}"
    page = client.get(address).content.decode()
    assert "bronsysteem “Suite” gaat mee" in page
    assert "daarna cijfers leveren van 2 indicatoren" in page
    assert "“Al van B”" in page
    assert "Daarvan is er nu 1 van “adviseur B”." in page
    assert client.post(address, {"seen": handing_over.plan(source).seal, "reason": REASON}).status_code == 302
    assert SourceSystem.objects.get().holder == source
    assert of(source) == {"indicators.sourcesystem.holder": 1}
    SourceSystem.objects.update(everything=True)
    assert "cijfers van alle indicatoren leveren. Dat blijft zo" in client.get(address).content.decode()


def test_to_itself_is_said_at_once(functions, admin, client):
    client.force_login(admin)
    factories.user(Role.ADVISER, username="weg", name="Vertrekker", functions=functions)
    same = functions[0].slug
    for name, choice in (
        ("hand_over_work", f"van={same}&naar={same}"),
        ("hand_over_person", "van=weg&naar=weg"),
    ):
        answer = client.get(reverse(f"accounts:{name}") + "?" + choice)
        assert answer.status_code == 422
        assert "U koos twee keer" in answer.content.decode()


def test_the_page_for_somebody_who_leaves(functions, admin, client):
    factories.user(Role.ADVISER, username="weg", name="Vertrekker", functions=functions)
    colleague = factories.user(Role.EDITOR, username="blijft", name="Blijver")
    client.force_login(admin)
    address = reverse("accounts:hand_over_person") + "?van=weg&naar=blijft"
    page = client.get(address).content.decode()
    assert "Vertrekker heeft een rol die Blijver niet heeft: beleidsadviseur." in page
    assert client.post(address, {"reason": "Vertrekt"}).status_code == 302
    assert set(colleague.functions.all()) == set(functions)


def test_a_choice_that_is_missing_is_asked_for(functions, admin, client):
    client.force_login(admin)
    for name in ("hand_over_work", "hand_over_person"):
        answer = client.get(reverse(f"accounts:{name}") + "?van=niemand")
        assert answer.status_code == 422
        assert "Kies iets uit de lijst." in answer.content.decode()


def test_only_who_administers_hands_over(functions, client, db):
    source, target = functions
    editor = factories.user(Role.EDITOR, username="redacteur", functions=functions)
    client.force_login(editor)
    assert client.get(reverse("accounts:hand_over")).status_code == 403
    address = reverse("accounts:hand_over_work") + f"?van={source.slug}&naar={target.slug}"
    assert client.post(address, {"reason": REASON}).status_code == 403


def test_a_function_that_is_put_out_of_use_says_what_it_still_owns(owned, functions, admin, client):
    client.force_login(admin)
    address = reverse("admin:accounts_function_change", args=[functions[0].pk])
    page = client.post(address, {"name": "adviseur A", "mailbox": ""}, follow=True).content.decode()
    assert "“adviseur A” is niet meer in gebruik, maar heeft nog 7 onderdelen." in page
    assert f'<a href="{reverse("accounts:hand_over")}">Draag dat werk over.</a>' in page
    address = reverse("admin:accounts_function_change", args=[functions[1].pk])
    page = client.post(address, {"name": "adviseur B", "mailbox": ""}, follow=True).content.decode()
    assert "Draag dat werk over" not in page
