"""Pages of documents, chapters, texts and goal trees: rights, refusals, two people at once, and without scripts."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from policy import editing, review
from policy.models import Passage
from tests.factories import chapter, document, function, node, passage, proposal, tree, user
from twenterand.accounts.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A chapter about a tree with a text, its author, an adviser of something else, an editor and a clerk."""
    owner = function("adviseur Jeugd")
    edition = tree(owner=owner, slug="jeugd", title="Jeugd")
    record = chapter(
        owner=owner,
        edition=edition,
        document=document(slug="kadernota", owner=owner),
        slug="jeugd",
        title="Jeugd",
    )
    effect = node(edition, title="Kansrijk opgroeien")
    subgoal = node(edition, "subgoal", effect, title="Hulp dichtbij")
    step = editing.add_route_step(
        document=record.document, by="test", kind="decision", body="raad", title="De raad"
    )
    record.document.refresh_from_db()
    return {
        "chapter": record,
        "edition": edition,
        "effect": effect,
        "subgoal": subgoal,
        "step": step,
        "passage": passage(record, heading="Toelichting", html="<p>Zoals het was.</p>", node=subgoal),
        "author": user(Role.ADVISER, functions=[owner], username="auteur", name="Anna Auteur"),
        "other": user(Role.ADVISER, functions=[function()], username="ander"),
        "editor": user(Role.EDITOR, username="eind"),
        "clerk": user(Role.CLERK, username="griffie"),
    }


READ = (
    ("policy:documents", lambda w: []),
    ("policy:document", lambda w: ["kadernota"]),
    ("policy:chapter", lambda w: ["kadernota", "jeugd"]),
    ("policy:passage_history", lambda w: [w["passage"].pk]),
    ("policy:trees", lambda w: []),
    ("policy:tree", lambda w: ["jeugd", 2026]),
    ("policy:node_history", lambda w: [w["subgoal"].pk]),
    ("policy:review_list", lambda w: []),
)
EDIT = (
    ("policy:document_edit", lambda w: ["kadernota"]),
    ("policy:step_add", lambda w: ["kadernota"]),
    ("policy:step", lambda w: [w["step"].pk]),
    ("policy:step_remove", lambda w: [w["step"].pk]),
    ("policy:passage_add", lambda w: ["kadernota", "jeugd"]),
    ("policy:passage", lambda w: [w["passage"].pk]),
    ("policy:passage_remove", lambda w: [w["passage"].pk]),
    ("policy:node_add", lambda w: ["jeugd", 2026]),
    ("policy:node", lambda w: [w["subgoal"].pk]),
    ("policy:node_remove", lambda w: [w["subgoal"].pk]),
)
ACT = (
    ("policy:review", lambda w: ["kadernota", "jeugd", "aanbieden"]),
    ("policy:passage_move", lambda w: [w["passage"].pk]),
    ("policy:passage_restore", lambda w: ["kadernota", "jeugd", w["passage"].uid]),
    ("policy:node_move", lambda w: [w["subgoal"].pk]),
)


def address(row, world) -> str:
    name, args = row
    return reverse(name, args=args(world))


def names(rows):
    return [row[0] for row in rows]


def text(response) -> str:
    return response.content.decode()


def post_passage(client, record, **fields):
    data = {"version": record.version, "heading": record.heading, "level": record.level, "html": record.html}
    data["node"] = record.node_id or ""
    return client.post(reverse("policy:passage", args=[record.pk]), data | fields)


@pytest.mark.parametrize("row", READ + EDIT + ACT, ids=names(READ + EDIT + ACT))
def test_strangers_are_sent_to_sign_in(client, world, row):
    response = client.post(address(row, world)) if row in ACT else client.get(address(row, world))
    assert response.status_code == 302
    assert response.url.startswith(reverse("accounts:login"))


@pytest.mark.parametrize("row", READ + EDIT, ids=names(READ + EDIT))
def test_the_owner_sees_every_page(client, world, row):
    client.force_login(world["author"])
    assert client.get(address(row, world)).status_code == 200


@pytest.mark.parametrize("row", READ, ids=names(READ))
def test_everybody_who_works_may_read_and_the_clerk_may_not(client, world, row):
    for person, status in (("other", 200), ("editor", 200), ("clerk", 403)):
        client.force_login(world[person])
        assert client.get(address(row, world)).status_code == status


@pytest.mark.parametrize("row", EDIT, ids=names(EDIT))
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_owner_may_not_edit(client, world, row, method):
    client.force_login(world["other"])
    assert getattr(client, method)(address(row, world)).status_code == 403


@pytest.mark.parametrize("row", ACT, ids=names(ACT))
def test_acts_are_refused_to_another_owner_and_only_show_the_page_to_get(client, world, row):
    client.force_login(world["other"])
    assert client.post(address(row, world), {"version": 1}).status_code == 403
    client.force_login(world["author"])
    response = client.get(address(row, world), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0].startswith(
        ("/werk/documenten/kadernota/jeugd/", "/werk/doelenbomen/")
    )
    assert Passage.history.count() == 1


def test_a_made_up_act_does_not_exist(client, world):
    client.force_login(world["author"])
    made_up = reverse("policy:review", args=["kadernota", "jeugd", "onzin"])
    assert client.get(made_up).status_code == 404
    assert client.post(made_up).status_code == 404


@pytest.mark.parametrize("row", READ, ids=names(READ))
def test_reading_pages_refuse_post(client, world, row):
    client.force_login(world["author"])
    response = client.post(address(row, world))
    assert response.status_code == 405
    assert "Dit adres is geen pagina" in text(response)
    assert "GET" in response["Allow"]


def test_an_editor_edits_a_chapter_without_tree(client, world):
    record = passage(chapter(edition=None))
    client.force_login(world["editor"])
    assert post_passage(client, record, html="<p>Nieuw</p>").status_code == 302


def test_saving_a_text_goes_back_to_it_and_cleans_it(client, world):
    client.force_login(world["author"])
    response = post_passage(
        client, world["passage"], html="<p>Beter.<script>x()</script></p>", reason="Leesbaarder"
    )
    assert response.url == f"/werk/documenten/kadernota/jeugd/#tekst-{world['passage'].uid}"
    world["passage"].refresh_from_db()
    assert world["passage"].html == "<p>Beter.</p>"
    page = text(client.get(reverse("policy:passage_history", args=[world["passage"].pk])))
    assert "Anna Auteur" in page
    assert "Leesbaarder" in page


def test_hostile_text_in_the_database_is_not_shown(client, world):
    Passage.objects.filter(pk=world["passage"].pk).update(
        heading="<b>kop</b>", html='<p onclick="x()">A<script>steal()</script></p>'
    )
    client.force_login(world["author"])
    page = text(client.get(reverse("policy:chapter", args=["kadernota", "jeugd"])))
    assert "steal()" not in page
    assert "onclick" not in page
    assert "&lt;b&gt;kop&lt;/b&gt;" in page


def test_an_unusable_text_is_answered_with_422_and_a_sentence(client, world):
    client.force_login(world["author"])
    response = post_passage(client, world["passage"], heading="", html="")
    assert response.status_code == 422
    assert "De tekst is leeg." in text(response)
    response = post_passage(client, world["passage"], level="9")
    assert response.status_code == 422


def test_a_stale_text_answers_409_with_both_texts_and_can_then_be_saved(client, world):
    colleague = user(Role.ADVISER, functions=[world["chapter"].owner], username="collega", name="Cor Collega")
    editing.change_passage(
        passage=world["passage"],
        seen_version=1,
        by=colleague,
        heading="Toelichting",
        html="<p>Van de collega.</p>",
    )
    client.force_login(world["author"])
    response = post_passage(client, world["passage"], html="<p>Van mij.</p>", reason="Mijn reden")
    page = text(response)
    assert response.status_code == 409
    assert "Van de collega." in page
    assert "&lt;p&gt;Van mij.&lt;/p&gt;" in page
    assert "Cor Collega heeft deze tekst opgeslagen" in page
    assert re.search(r"<textarea[^>]*name=\"reason\"[^>]*>\s*Mijn reden</textarea>", page)
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert post_passage(client, world["passage"], html="<p>Samen.</p>", version=version).status_code == 302
    world["passage"].refresh_from_db()
    assert world["passage"].html == "<p>Samen.</p>"


def test_a_text_that_was_removed_meanwhile_is_not_lost(client, world):
    record = Passage.objects.get()
    editing.remove_passage(passage=world["passage"], seen_version=None, by="test")
    client.force_login(world["author"])
    response = post_passage(client, record, html="<p>Lang aan gewerkt.</p>")
    assert response.status_code == 409
    assert "Lang aan gewerkt." in text(response)
    assert client.get(reverse("policy:passage", args=[record.pk])).status_code == 404


def test_removing_asks_first_and_can_be_undone(client, world):
    client.force_login(world["author"])
    address = reverse("policy:passage_remove", args=[world["passage"].pk])
    assert "Ja, verwijderen" in text(client.get(address))
    assert client.post(address, {"version": 9}).status_code == 409
    response = client.post(address, {"version": 1}, follow=True)
    assert "Tekst terugzetten" in text(response)
    restore = reverse("policy:passage_restore", args=["kadernota", "jeugd", world["passage"].uid])
    assert client.post(restore).status_code == 302
    assert "Zoals het was." in text(client.get(reverse("policy:chapter", args=["kadernota", "jeugd"])))
    assert client.post(restore).status_code == 302
    assert Passage.objects.count() == 1


def test_removed_texts_stay_within_reach(client, world):
    """Also days later, without ?terug= in the address; whoever may not edit only reads of them."""
    editing.remove_passage(passage=world["passage"], seen_version=None, by="auteur")
    restore = reverse("policy:passage_restore", args=["kadernota", "jeugd", world["passage"].uid])
    chapter_page = reverse("policy:chapter", args=["kadernota", "jeugd"])
    client.force_login(world["other"])
    page = text(client.get(chapter_page))
    assert "Verwijderde teksten (1)" in page
    assert "verwijderd door Anna Auteur op" in page
    assert restore not in page
    client.force_login(world["author"])
    assert restore in text(client.get(chapter_page))
    assert client.post(restore).status_code == 302
    assert "Verwijderde teksten" not in text(client.get(chapter_page))


def test_moving_texts_without_scripts(client, world):
    last = passage(world["chapter"], heading="Tweede")
    client.force_login(world["author"])
    address = reverse("policy:passage_move", args=[last.pk])
    assert client.post(address, {"version": 1, "direction": "up"}).status_code == 302
    assert client.post(address, {"version": 1, "direction": "up"}).status_code == 409
    last.refresh_from_db()
    response = client.post(address, {"version": last.version, "direction": "up"})
    assert response.status_code == 422
    assert "staat al bovenaan" in text(response)
    assert client.post(address, {"direction": "up"}).status_code == 400


def test_the_review_from_begin_to_end(client, world):
    def act(who, name, **data):
        client.force_login(get_user_model().objects.get(username=who))
        world["chapter"].refresh_from_db()
        data = {"version": world["chapter"].version} | data
        return client.post(reverse("policy:review", args=["kadernota", "jeugd", name]), data)

    assert act("auteur", "aanbieden").status_code == 302
    assert "Jeugd" in text(client.get(reverse("policy:review_list")))
    assert act("auteur", "akkoord").status_code == 403
    refused = act("eind", "teruggeven", reason=" ")
    assert refused.status_code == 422
    assert "Geef een reden op bij “Teruggeven”." in text(refused)
    assert act("eind", "teruggeven", reason="Korter graag").status_code == 302
    assert "Korter graag" in text(client.get(reverse("policy:chapter", args=["kadernota", "jeugd"])))
    assert act("auteur", "aanbieden").status_code == 302
    assert act("eind", "akkoord", version=1).status_code == 409
    assert act("eind", "akkoord").status_code == 302
    world["chapter"].refresh_from_db()
    assert world["chapter"].state == "agreed"
    assert act("eind", "heropenen", reason="Motie").status_code == 302
    assert act("eind", "onzin").status_code == 404


def test_the_page_says_why_an_act_is_not_possible(client, world):
    review.submit(chapter=world["chapter"], seen_version=None, by=world["author"])
    client.force_login(world["author"])
    page = text(client.get(reverse("policy:chapter", args=["kadernota", "jeugd"])))
    assert "U mag dit hoofdstuk niet beoordelen. Dat doet een eindredacteur." in page
    assert "Als u iets wijzigt, gaat het terug naar" in page
    assert 'aria-disabled="true" aria-describedby="reden-akkoord"' in page


def test_adding_a_text_twice_adds_one(client, world):
    client.force_login(world["author"])
    address = reverse("policy:passage_add", args=["kadernota", "jeugd"])
    uid = re.search(r'name="uid" value="([^"]+)"', text(client.get(address)))[1]
    data = {"version": 1, "uid": uid, "level": 2, "heading": "Nieuw", "html": "<p>Tekst</p>"}
    first, second = client.post(address, data), client.post(address, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert world["chapter"].passages.filter(heading="Nieuw").count() == 1
    # Back to the form, and something else typed: that is another text, and it is not lost.
    assert client.post(address, data | {"html": "<p>Anders</p>"}).status_code == 302
    assert world["chapter"].passages.filter(heading="Nieuw").count() == 2


def test_adding_a_goal_or_a_step_twice_adds_one(client, world):
    client.force_login(world["author"])
    address = f"{reverse('policy:node_add', args=['jeugd', 2026])}?onder={world['subgoal'].pk}"
    uid = re.search(r'name="uid" value="([^"]+)"', text(client.get(address)))[1]
    data = {"uid": uid, "kind": "activity", "title": "Jongerenwerk", "explanation": ""}
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert world["subgoal"].children.count() == 1
    address = reverse("policy:step_add", args=["kadernota"])
    step = {"version": 1, "title": "Advies", "kind": "advice", "precision": "unknown", "expected": "on"}
    assert [client.post(address, step).status_code for _ in range(2)] == [302, 302]
    assert world["chapter"].document.route_steps.filter(title="Advies").count() == 1


def test_saving_a_text_twice_is_no_conflict_with_oneself(client, world):
    client.force_login(world["author"])
    record = Passage.objects.get()
    for _ in range(2):
        assert (
            post_passage(client, record, heading="Toelichting  nieuw", html="<p>Beter.</p>").status_code
            == 302
        )
    assert record.history.count() == 2
    assert post_passage(client, record, html="<p>Toch anders.</p>").status_code == 409


def test_what_a_form_says_is_plain_and_says_what_to_do(client, world):
    client.force_login(world["author"])
    page = text(post_passage(client, world["passage"], level="9", reason="a" * 501))
    assert "Niveau van de kop: “9” staat niet in de lijst. Kies iets uit de lijst." in page
    assert "Reden: Dit is te lang: 501 tekens, er passen er 500. Maak het korter." in page
    page = text(
        client.post(reverse("policy:document_edit", args=["kadernota"]), {"version": 1, "year_from": "x"})
    )
    assert "Titel: Dit is nog leeg. Vul het in." in page
    assert "Van jaar: Dit is geen heel getal." in page


def test_submitting_twice_is_submitting_once(client, world):
    client.force_login(world["author"])
    address = reverse("policy:review", args=["kadernota", "jeugd", "aanbieden"])
    version = world["chapter"].version
    assert client.post(address, {"version": version}).status_code == 302
    assert client.post(address, {"version": version}).status_code == 302
    assert world["chapter"].history.filter(state="submitted").count() == 1
    client.force_login(user(Role.ADVISER, functions=[world["chapter"].owner], username="collega"))
    assert client.post(address, {"version": version}).status_code == 409


def test_the_author_can_withdraw_and_a_judge_is_told_who_gave_it_back(client, world):
    page = reverse("policy:chapter", args=["kadernota", "jeugd"])
    review.submit(chapter=world["chapter"], seen_version=None, by=world["author"])
    client.force_login(world["editor"])
    assert "Terugtrekken" not in text(client.get(page))
    client.force_login(world["author"])
    assert "Terugtrekken" in text(client.get(page))
    world["chapter"].refresh_from_db()
    address = reverse("policy:review", args=["kadernota", "jeugd", "terugtrekken"])
    assert client.post(address, {"version": world["chapter"].version}).status_code == 302
    world["chapter"].refresh_from_db()
    assert world["chapter"].state == "editing"
    review.submit(chapter=world["chapter"], seen_version=None, by=world["author"])
    review.give_back(chapter=world["chapter"], seen_version=None, reason="Korter <graag>", by=world["editor"])
    shown = text(client.get(page))
    assert "<strong>Teruggegeven</strong> door eind op " in shown
    assert "<bdi>Korter &lt;graag&gt;</bdi>" in shown


def test_an_editor_is_warned_that_editing_costs_the_right_to_agree(client, world):
    record = passage(chapter(edition=None))
    address = reverse("policy:passage", args=[record.pk])
    client.force_login(world["editor"])
    assert "kan zelf geen akkoord meer geven" in text(client.get(address))
    client.force_login(world["author"])
    own = reverse("policy:passage", args=[world["passage"].pk])
    assert "kan zelf geen akkoord meer geven" not in text(client.get(own))


def test_a_refusal_names_the_function_that_may(client, world):
    client.force_login(world["other"])
    page = text(client.get(reverse("policy:passage", args=[world["passage"].pk])))
    assert (
        f"U mag hier geen teksten, doelen of voorstellen wijzigen. Vraag het aan “{world['chapter'].owner}”."
        in page
    )


def test_a_goal_tree_is_edited_with_plain_forms(client, world):
    client.force_login(world["author"])
    add = f"{reverse('policy:node_add', args=['jeugd', 2026])}?onder={world['subgoal'].pk}"
    assert client.post(add, {"kind": "goal", "title": "Fout"}).status_code == 422
    response = client.post(add, {"kind": "activity", "title": "Jongerenwerk", "explanation": ""})
    assert response.status_code == 302
    activity = world["subgoal"].children.get()
    edit = reverse("policy:node", args=[activity.pk])
    changed = client.post(edit, {"version": 1, "title": "Jongerenwerk buiten", "explanation": "<p>Ja</p>"})
    assert changed.status_code == 302
    stale = client.post(edit, {"version": 1, "title": "Iets anders", "explanation": ""})
    assert stale.status_code == 409
    assert "Jongerenwerk buiten" in text(stale)
    assert "Iets anders" in text(stale)
    move = reverse("policy:node_move", args=[world["subgoal"].pk])
    refused = client.post(move, {"version": 1, "parent": activity.pk})
    assert refused.status_code == 422
    remove = reverse("policy:node_remove", args=[world["subgoal"].pk])
    blocked = client.post(remove, {"version": 1})
    assert blocked.status_code == 422
    assert "nog 1 onderdeel onder" in text(blocked)
    assert client.post(reverse("policy:node_remove", args=[activity.pk]), {"version": 2}).status_code == 302


def test_what_cannot_go_says_so_before_it_asks(client, world):
    """With the way to everything that stands in the way, and by a name that tells which text it is."""
    bare = passage(world["chapter"], heading="", html="<p>Zonder kop begint hij zo.</p>", node=None)
    proposal(world["chapter"].document, title="Extra geld", passage=bare)
    client.force_login(world["author"])
    page = text(client.get(reverse("policy:node_remove", args=[world["subgoal"].pk])))
    assert "Ja, verwijderen" not in page
    where = f"/werk/documenten/kadernota/jeugd/#tekst-{world['passage'].uid}"
    assert f'Tekst <a class="nl-link" href="{where}">Toelichting</a>' in page
    page = text(client.get(reverse("policy:passage_remove", args=[bare.pk])))
    assert "Ja, verwijderen" not in page
    assert 'Voorstel <a class="nl-link" href="/werk/voorstellen/' in page
    assert "Zonder kop begint hij zo." in page
    refused = client.post(reverse("policy:passage_remove", args=[bare.pk]), {"version": bare.version})
    assert refused.status_code == 422
    assert "voorstel “Extra geld”" in text(refused)


def test_the_way_back_starts_at_my_work(client, world):
    client.force_login(world["editor"])
    for row in READ:
        crumbs = client.get(address(row, world)).context["breadcrumb"]
        assert crumbs[0] == ("Mijn werk", "/werk/")
        assert crumbs[-1][1] == ""


def test_an_empty_tree_offers_its_effect(client, world):
    tree(owner=world["chapter"].owner, slug="leeg")
    client.force_login(world["author"])
    page = text(client.get(reverse("policy:tree", args=["leeg", 2026])))
    assert "Beoogd maatschappelijk effect toevoegen" in page


def test_the_basics_of_a_document(client, world):
    client.force_login(world["author"])
    record = world["chapter"].document
    address = reverse("policy:document_edit", args=["kadernota"])
    data = {
        "version": record.version,
        "title": "Kadernota 2026",
        "slug": "kadernota",
        "programme": "",
        "year_from": 2026,
        "year_to": 2026,
        "figures_due": "1 maart 2027",
        "summary": "<p>Kort.</p>",
    }
    assert client.post(address, data).status_code == 302
    assert 'value="1 maart 2027"' in text(client.get(address))
    assert "Cijfers aanleveren vóór" in text(client.get(reverse("policy:document", args=["kadernota"])))
    unread = client.post(address, data | {"version": record.version + 1, "figures_due": "ooit"})
    assert "“ooit” is geen datum" in text(unread)
    stale = client.post(address, data | {"title": "Mijn titel"})
    assert stale.status_code == 409
    assert "Kadernota 2026" in text(stale)
    assert 'value="Mijn titel"' in text(stale)
    assert client.post(address, data | {"version": record.version + 1, "slug": "a b"}).status_code == 422


def test_the_route_of_a_document(client, world):
    client.force_login(world["author"])
    address = reverse("policy:step", args=[world["step"].pk])
    data = {
        "version": world["chapter"].document.version,
        "title": "De raad stelt vast",
        "kind": "decision",
        "body": "raad",
        "precision": "day",
        "date_from": "3 juli 2025",
        "outcome": "adopted",
    }
    wrong = client.post(address, data | {"date_from": "31-2-2025"})
    assert wrong.status_code == 422
    assert "31-2-2025" in text(wrong)
    assert client.post(address, data).status_code == 302
    page = text(client.get(reverse("policy:document", args=["kadernota"])))
    assert "3 juli 2025" in page
    assert "Vastgesteld" in page
    assert client.post(address, data).status_code == 302  # the second of two clicks
    assert client.post(address, data | {"body": "college"}).status_code == 409


def test_the_number_of_queries_does_not_grow(client, world, django_assert_max_num_queries):
    client.force_login(world["editor"])
    addresses = [address(row, world) for row in READ]

    def counts() -> list[int]:
        found = []
        for page in addresses:
            with django_assert_max_num_queries(40) as captured:
                assert client.get(page).status_code == 200
            found.append(len(captured))
        return found

    before = counts()
    for number in range(40):
        passage(world["chapter"], node=world["subgoal"])
        node(world["edition"], "activity", world["subgoal"])
        chapter(document=world["chapter"].document)
        editing.change_passage(
            passage=world["passage"], seen_version=None, by="test", heading=f"Kop {number}", html="<p>x</p>"
        )
        editing.change_node(
            node=world["subgoal"], seen_version=None, by="test", title=f"Doel {number}", explanation=""
        )
    assert counts() == before


def test_the_editor_starts_under_a_strict_policy(client, world):
    client.force_login(world["author"])
    response = client.get(reverse("policy:passage", args=[world["passage"].pk]))
    nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1]
    page = text(response)
    assert f'<script type="importmap" nonce="{nonce}">' in page
    assert "<script>" not in page
    assert " style=" not in page
    assert "data-richtext" in page


def test_without_scripts_the_codes_are_explained_and_blank_lines_part_paragraphs(client, world):
    client.force_login(world["author"])
    page = text(client.get(reverse("policy:passage", args=[world["passage"].pk])))
    assert "<noscript><p>In uw browser staan scripts uit." in page
    assert "&lt;p&gt; is een alinea" in page
    assert post_passage(client, world["passage"], html="Eerste\r\n\r\nTweede & derde").status_code == 302
    world["passage"].refresh_from_db()
    assert world["passage"].html == "<p>Eerste</p><p>Tweede &amp; derde</p>"
