"""The pages over HTTP: who gets in, what is shown, what a form gives back, and what two writers see."""

import html
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from policy.models import ReviewState
from proposals import content as contents
from proposals import querysets
from proposals.content import AmountRow, CoverageRow
from proposals.editing import remove_proposal
from proposals.models import Proposal
from tests import factories
from twenterand.accounts.records import keep

PAGES = ("proposal", "change", "remove", "history")
NBSP = "\u00a0"


def url(name, scene):
    return reverse(f"proposals:{name}", args=[scene.proposal.pk])


def text(response):
    """What a reader sees, on one line."""
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(body).replace(NBSP, " ").split())


def stored(scene):
    return contents.of(querysets.for_page().get(pk=scene.proposal.pk))


def sent(scene, amounts=(("2026", "structural", "25.000", "disadvantage"),), coverage=(), **fields):
    """The form as a browser sends it; lines are tuples in the order of the page."""
    data = {
        "version": scene.proposal.version,
        "title": "Jeugdconsulent",
        "basis": "undecided",
        "place": f"activity:{scene.activity.pk}",
        "fte": "",
        "task_field": "",
        "reason": "",
        **_lines("amounts", ("year", "recurrence", "amount", "effect"), amounts),
        **_lines("coverage", ("year", "source", "amount"), coverage),
    }
    return data | fields


def line(amount):
    return ("2026", "structural", amount, "disadvantage")


def _lines(prefix, names, rows):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in zip(names, row, strict=True)}
    return data


# Who gets in


@pytest.mark.parametrize("name", PAGES)
def test_whoever_is_not_signed_in_goes_to_the_login_page(scene, client, name):
    response = client.get(url(name, scene))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("owner", {"proposal": 200, "change": 200, "remove": 200, "history": 200}),
        ("other", {"proposal": 200, "change": 403, "remove": 403, "history": 200}),
        ("editor", {"proposal": 200, "change": 403, "remove": 403, "history": 200}),
        ("clerk", {"proposal": 403, "change": 403, "remove": 403, "history": 403}),
    ],
)
def test_roles(scene, client, person, expected):
    client.force_login(getattr(scene, person))
    assert {name: client.get(url(name, scene)).status_code for name in PAGES} == expected
    posted = 200 if person == "owner" else 403
    assert client.post(url("change", scene), sent(scene, more="amounts")).status_code == posted


def test_roles_of_list_and_add(scene, client):
    add = reverse("proposals:add", args=[scene.document.slug])
    for person, listed, added in (("owner", 200, 200), ("editor", 200, 200), ("clerk", 403, 403)):
        client.force_login(getattr(scene, person))
        assert client.get(reverse("proposals:list")).status_code == listed
        assert client.get(add).status_code == added
    client.force_login(factories.user("communicatie"))
    assert client.get(reverse("proposals:list")).status_code == 200
    assert client.get(add).status_code == 403


def test_methods(scene, client):
    client.force_login(scene.owner)
    for address in (reverse("proposals:list"), url("proposal", scene), url("history", scene)):
        assert client.post(address).status_code == 405
    for address in (
        url("change", scene),
        url("remove", scene),
        reverse("proposals:add", args=["kadernota-2026"]),
    ):
        assert client.put(address).status_code == 405


def test_what_does_not_exist(scene, client):
    client.force_login(scene.owner)
    for address in (
        "/werk/voorstellen/999999/",
        "/werk/voorstellen/999999/wijzigen/",
        "/werk/voorstellen/999999/geschiedenis/",
        "/werk/voorstellen/?document=bestaat-niet",
        "/werk/voorstellen/?hoofdstuk=bestaat-niet",
        "/werk/voorstellen/toevoegen/bestaat-niet/",
    ):
        assert client.get(address).status_code == 404, address


# The list


def test_the_list_shows_how_each_prints_and_the_totals(scene, client):
    factories.proposal(
        scene.document,
        [(2026, "incidental", "advantage", "30000"), (2027, "structural", "disadvantage", "999")],
        title="Opbrengst",
        basis="existing",
        edition=scene.theirs.edition,
    )
    client.force_login(scene.owner)
    page = text(client.get(reverse("proposals:list")))
    assert "2 voorstellen, bedragen voor 2026" in page
    assert "Jeugdconsulent s € 25.000 n niet bepaald Jeugd" in page
    assert "Opbrengst i € 30.000 v bestaand beleid Onderwijs" in page
    assert (
        "Incidenteel € 30.000 € 0 € 30.000 Structureel € 0 € 25.000 € −25.000 Saldo van alles € 5.000" in page
    )
    one = text(
        client.get(reverse("proposals:list"), {"document": "kadernota-2026", "hoofdstuk": "onderwijs"})
    )
    assert "1 voorstel, bedragen" in one
    assert "Saldo van alles € 30.000" in one
    assert "Jeugdconsulent" not in one


def test_the_list_has_what_stands_in_no_chapter_and_what_was_removed(scene, client):
    factories.proposal(scene.document, title="Zwevend")
    remove_proposal(proposal=scene.proposal, seen_version=1, reason="Dubbel", by=scene.owner)
    client.force_login(scene.owner)
    page = text(client.get(reverse("proposals:list"), {"hoofdstuk": "geen"}))
    assert "Zwevend – – – niet bepaald nog geen hoofdstuk" in page
    assert re.search(r"Jeugdconsulent ?, weggehaald door Eigenaar op .*: Dubbel", page)


@pytest.mark.parametrize("count", [3, 30])
def test_the_number_of_queries_of_the_list_does_not_grow(scene, client, count, django_assert_max_num_queries):
    for _ in range(count):
        row = factories.proposal(
            scene.document, [(2026, "incidental", "advantage", "1")], edition=scene.ours.edition
        )
        row.explained_by.add(scene.text)
    client.force_login(scene.owner)
    with django_assert_max_num_queries(16):
        client.get(reverse("proposals:list"))


def test_a_database_without_documents_gives_an_empty_list(client, db):
    client.force_login(factories.user("beleidsadviseur"))
    assert "nog geen document met hoofdstukken" in text(client.get(reverse("proposals:list")))


# Adding and changing


def test_a_proposal_is_added(scene, client):
    client.force_login(scene.owner)
    data = sent(
        scene,
        amounts=[
            ("2026", "structural", "€ 12.763", "disadvantage"),
            ("2027", "incidental", "1144,10", "advantage"),
            ("", "", "", ""),
        ],
        coverage=[("2026", "algemene reserve", ""), ("", "", "")],
        version=0,
        title="Nieuw plan",
        basis="new",
        fte="0,33",
        explained_by=[scene.text.pk],
    )  # fmt: skip
    response = client.post(reverse("proposals:add", args=["kadernota-2026"]), data)
    record = Proposal.objects.get(title="Nieuw plan")
    assert response["Location"] == reverse("proposals:proposal", args=[record.pk])
    content = contents.of(querysets.for_page().get(pk=record.pk))
    assert content.fte == Decimal("0.33")
    assert content.amounts == [
        AmountRow(2026, "structural", "disadvantage", Decimal(12763)),
        AmountRow(2027, "incidental", "advantage", Decimal("1144.10")),
    ]
    assert content.coverage == [CoverageRow(2026, "algemene reserve")]
    page = text(client.get(response["Location"]))
    for part in (
        "nieuw beleid",
        "0,33 fte",
        "2027 incidenteel € 1.144,10 voordeel",
        "algemene reserve onbekend",
    ):
        assert part in page


def test_the_form_shows_what_is_stored_and_sending_it_back_changes_nothing(scene, client):
    client.force_login(scene.owner)
    page = client.get(url("change", scene)).content.decode()
    assert 'value="25.000"' in page
    assert [str(year) for year in range(2026, 2030)] == sorted(
        set(re.findall(r'<option value="(20\d\d)"', page))
    )
    assert client.post(url("change", scene), sent(scene)).status_code == 302
    assert scene.proposal.history.count() == 1


def test_a_line_is_taken_out_and_another_filled_in(scene, client):
    client.force_login(scene.owner)
    data = sent(
        scene,
        amounts=[
            ("2026", "structural", "onleesbaar", "disadvantage"),
            ("2029", "incidental", "7", "advantage"),
        ],
        **{"amounts-0-remove": "on"},
        reason="Besluit van het college",
    )
    assert client.post(url("change", scene), data).status_code == 302
    assert [str(row) for row in stored(scene).amounts] == [f"2029: €{NBSP}7 incidenteel voordeel"]
    history = text(client.get(url("history", scene)))
    assert "Bedrag 2026, structureel nadeel € 25.000 weggehaald Besluit van het college" in history
    assert "Bedrag 2029, incidenteel voordeel niets € 7 Besluit van het college" in history


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amounts": [line("1.5")]}, "Bedragen, regel 1, bedrag in euro: “1.5” is geen duidelijk bedrag"),
        ({"amounts": [line("-5")]}, "“-5” heeft een minteken. Laat dat weg en kies voordeel of nadeel"),
        ({"amounts": [("2026", "", "5", "")]}, "Bedragen, regel 1, hoe vaak: Kies incidenteel of structureel."),
        ({"amounts": [line("")]}, "Vul het bedrag in, of kies “Weghalen”."),
        ({"amounts": [line("5")] * 2}, "Bij 2026 staat 2 keer een bedrag “structureel nadeel”"),
        ({"coverage": [("2026", "", "5")]}, "Dekking, regel 1, waaruit: Vul in wat het voorstel betaalt."),
        ({"coverage": [("", "reserve", "")]}, "Kies het jaar van deze dekking."),
        ({"coverage": [("2026", "reserve", "")] * 2}, "De dekking “reserve” staat 2 keer bij 2026"),
        ({"fte": "twee"}, "Formatie in fte: “twee” is geen getal"),
        ({"fte": "0,333"}, "“0,333”"),
        ({"fte": "-1"}, "“-1” is negatief"),
        ({"fte": "10000"}, "fte gaat tot 9.999,99"),
        ({"title": " "}, "Titel: "),
        ({"place": ""}, "Plaats in het document: "),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_comes_back_with_a_sentence(scene, client, fields, sentence):
    client.force_login(scene.owner)
    response = client.post(url("change", scene), sent(scene, **{"task_field": "blijft staan", **fields}))
    assert response.status_code == 422
    page = text(response)
    assert "Het voorstel is nog niet opgeslagen. Verbeter dit eerst:" in page
    assert sentence in page
    assert "blijft staan" in response.content.decode()
    assert scene.proposal.history.count() == 1


def test_places_of_others_are_not_offered_and_not_taken(scene, client):
    client.force_login(scene.owner)
    page = client.get(url("change", scene)).content.decode()
    assert f'value="activity:{scene.activity.pk}" selected' in page
    assert f'value="activity:{scene.elsewhere.pk}"' not in page
    response = client.post(url("change", scene), sent(scene, place=f"activity:{scene.elsewhere.pk}"))
    assert response.status_code == 422
    client.force_login(scene.both)
    response = client.post(url("change", scene), sent(scene, place=f"activity:{scene.elsewhere.pk}"))
    assert response.status_code == 302
    assert stored(scene).activity == scene.elsewhere


def test_a_place_that_is_no_longer_offered_stays_what_it_is(scene, client):
    inside = factories.passage(scene.ours, node=scene.activity)
    scene.proposal.activity, scene.proposal.passage = None, inside
    keep(scene.proposal, by="test")
    client.force_login(scene.owner)
    assert f'value="passage:{inside.pk}" selected' in client.get(url("change", scene)).content.decode()
    data = sent(scene, place=f"passage:{inside.pk}", title="Anders")
    assert client.post(url("change", scene), data).status_code == 302
    assert stored(scene).passage == inside


def test_more_lines_keep_what_was_typed_and_complain_about_nothing(scene, client):
    client.force_login(scene.owner)
    data = sent(
        scene,
        amounts=[("2026", "", "zomaar", "")],
        title="Halverwege",
        more="amounts",
        explained_by=[scene.text.pk],
    )
    response = client.post(url("change", scene), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="amounts-TOTAL_FORMS" value="3"' in page
    assert 'name="coverage-TOTAL_FORMS" value="0"' in page
    for part in ('value="zomaar"', 'value="Halverwege"'):
        assert part in page
    assert re.search(rf'name="explained_by" value="{scene.text.pk}"[^>]*checked', page)
    assert "Verbeter dit eerst" not in page
    assert scene.proposal.history.count() == 1


def test_a_form_that_did_not_arrive_whole_is_refused(scene, client):
    client.force_login(scene.owner)
    for missing in ("version", "amounts-TOTAL_FORMS", "coverage-INITIAL_FORMS"):
        data = sent(scene)
        del data[missing]
        assert client.post(url("change", scene), data).status_code == 400, missing
    assert client.post(url("remove", scene), {"reason": "Weg"}).status_code == 400


# Two at once


def test_a_stale_write_shows_both_versions_and_keeps_what_was_typed(scene, client):
    client.force_login(scene.both)
    first = client.post(url("change", scene), sent(scene, title="Van een ander"))
    assert first.status_code == 302
    client.force_login(scene.owner)
    mine = sent(
        scene, amounts=[("2027", "incidental", "31.000", "disadvantage")], title="Van mij", task_field="6.82"
    )
    response = client.post(url("change", scene), mine)
    assert response.status_code == 409
    page = text(response)
    assert "Beide heeft het op" in page
    assert "Titel Van mij Van een ander" in page
    assert "Taakveld 6.82 niets ingevuld" in page
    assert "Bedragen 2027: € 31.000 incidenteel nadeel 2026: € 25.000 structureel nadeel" in page
    body = response.content.decode()
    for part in ('value="Van mij"', 'value="31.000"', 'name="version" value="2"', "Mijn versie opslaan"):
        assert part in body
    assert stored(scene).title == "Van een ander"
    assert client.post(url("change", scene), mine | {"version": 2}).status_code == 302
    assert stored(scene).title == "Van mij"


def test_what_was_typed_about_a_removed_proposal_can_be_kept_as_a_new_one(scene, client):
    remove_proposal(proposal=scene.proposal, seen_version=1, reason="Dubbel", by=scene.both)
    client.force_login(scene.owner)
    assert client.get(f"/werk/voorstellen/{scene.proposal.pk or 0}/wijzigen/").status_code == 404
    pk = Proposal.history.latest("history_date").id
    response = client.post(f"/werk/voorstellen/{pk}/wijzigen/", sent(scene, title="Toch houden"))
    assert response.status_code == 409
    assert "met als reden: Dubbel" in text(response)
    body = response.content.decode()
    assert 'value="Toch houden"' in body
    assert 'action="/werk/voorstellen/toevoegen/kadernota-2026/"' in body
    assert "weggehaald" in text(client.get(f"/werk/voorstellen/{pk}/geschiedenis/"))


def test_removing_asks_for_a_reason_and_compares_the_version(scene, client):
    client.force_login(scene.owner)
    assert client.get(url("remove", scene)).status_code == 200
    response = client.post(url("remove", scene), {"version": 1, "reason": " "})
    assert response.status_code == 422
    assert "Geef een reden op om het voorstel “Jeugdconsulent” weg te halen." in text(response)
    scene.proposal.title = "Anders"
    keep(scene.proposal, by="beide")
    response = client.post(url("remove", scene), {"version": 1, "reason": "Vervallen"})
    assert response.status_code == 409
    assert "Niet weggehaald: iemand anders" in text(response)
    assert 'value="Vervallen"' in response.content.decode()
    assert client.post(url("remove", scene), {"version": 2, "reason": "Vervallen"}).status_code == 302
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("name", ["proposal", "change", "remove"])
def test_pages_warn_that_a_change_reopens_an_agreed_chapter(scene, client, name):
    client.force_login(scene.owner)
    assert "opnieuw worden beoordeeld" not in text(client.get(url(name, scene)))
    scene.ours.state = ReviewState.SUBMITTED
    keep(scene.ours, by="test")
    page = text(client.get(url(name, scene)))
    assert "Het hoofdstuk “Jeugd” heeft de status “ter beoordeling”." in page
    assert "gaat het terug naar “in bewerking”" in page
