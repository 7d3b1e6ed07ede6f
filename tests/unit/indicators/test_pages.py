"""The pages about figures: with htmx, without JavaScript, and what they refuse."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from indicators import editing
from indicators.models import CellComment, Figure, Indicator
from policy.models import Chapter, ReviewState
from tests import factories

HTMX = {"HX-Request": "true"}


def cell_url(small, column=None) -> str:
    return reverse("indicators:cell", args=[small.row.pk, (column or small.actual).pk])


def chapter_url(small) -> str:
    return reverse("indicators:chapter", args=[small.document.slug, small.chapter.slug])


@pytest.fixture
def owner(client, small):
    client.force_login(small.owner)
    return client


@pytest.fixture
def pages(small):
    """Every page, with a figure and a note on it."""
    note = factories.footnote(small.table)
    return [
        reverse("indicators:figures"),
        chapter_url(small),
        cell_url(small),
        cell_url(small, small.target),
        reverse("indicators:history", args=[small.figure.pk]),
        reverse("indicators:footnote", args=[note.pk]),
    ]


def test_every_page_opens_for_the_owner(owner, pages):
    for page in pages:
        assert owner.get(page).status_code == 200, page


def test_every_page_asks_to_sign_in_first(client, pages):
    for page in pages:
        response = client.get(page)
        assert (response.status_code, urlsplit(response.url).path) == (302, "/inloggen/"), page


def test_no_page_is_for_the_council_clerk(client, small, pages):
    client.force_login(small.clerk)
    for page in pages:
        assert client.get(page).status_code == 403, page


def test_pages_that_only_show_refuse_a_post(owner, small):
    for name, args in (
        ("figures", []),
        ("chapter", [small.document.slug, small.chapter.slug]),
        ("history", [small.figure.pk]),
    ):
        assert owner.post(reverse(f"indicators:{name}", args=args)).status_code == 405
    assert owner.delete(cell_url(small)).status_code == 405
    assert owner.get(reverse("indicators:remove", args=[small.row.pk, small.actual.pk])).status_code == 405


def test_what_does_not_exist(owner, small):
    stranger = factories.column(factories.indicator_table(), "2024")
    own = factories.column(small.table, "2023", group=small.group)
    for args in (
        [0, small.actual.pk],
        [small.row.pk, 0],
        [small.row.pk, stranger.pk],
        [small.row.pk, small.actual.pk],
    ):
        assert owner.get(reverse("indicators:cell", args=args)).status_code == 404
    assert owner.get(reverse("indicators:cell", args=[small.row.pk, own.pk])).status_code == 200
    assert owner.get(reverse("indicators:history", args=[0])).status_code == 404
    assert owner.get(reverse("indicators:chapter", args=["geen", "hoofdstuk"])).status_code == 404


def test_a_cell_opens_for_everybody_and_changes_for_who_may(client, small):
    for person, expected in (
        (small.owner, True),
        (small.holder, True),
        (small.other, False),
        (small.editor, False),
    ):
        client.force_login(person)
        page = client.get(chapter_url(small)).content.decode()
        assert (
            f'href="{cell_url(small)}">29<span class="visually-hidden"> {"wijz" if expected else "bek"}'
            in page
        )
        found = client.get(cell_url(small))
        assert found.status_code == 200
        assert ("Cijfer wijzigen" in found.content.decode()) is expected
        response = client.post(cell_url(small), {"raw": "30", "seen_version": "7"})
        assert response.status_code == (409 if expected else 403)


def test_the_table_shows_headings_documents_sources_and_notes(owner, small):
    factories.footnote(small.table, "Telling per 1 april.", anchors=[{"row": small.row, "column": 2}])
    page = owner.get(chapter_url(small)).content.decode()
    for text in ("Meedoen", "vastgesteld in Kadernota 2026", "Telling per 1 april.", "geen cijfer, invullen"):
        assert text in page


def test_without_javascript(owner, small):
    page = owner.get(cell_url(small))
    assert "HX-Request" in page["Vary"]
    response = owner.post(
        cell_url(small),
        {
            "raw": "31",
            "seen_version": "1",
            "provisional": "on",
            "reference_date": "1-4-2024",
            "reason": "Nagekomen",
        },
        follow=True,
    )
    assert response.redirect_chain == [(f"{chapter_url(small)}#cel-{small.row.pk}-{small.actual.pk}", 302)]
    assert "Opgeslagen" in response.content.decode()
    figure = Figure.objects.get()
    assert (figure.raw, figure.provisional, str(figure.reference_date)) == ("31", True, "2024-04-01")
    assert figure.history.first().history_change_reason == "Nagekomen"
    page = owner.get(cell_url(small)).content.decode()
    assert 'value="1 april 2024"' in page
    assert "checked" in page


def test_the_panel_is_a_part_of_a_page_with_the_same_content(owner, small):
    url = reverse("indicators:panel", args=[small.row.pk, small.actual.pk])
    beside = owner.get(url, headers=HTMX)
    text = beside.content.decode()
    assert "<html" not in text
    assert f'hx-post="{cell_url(small)}"' in text
    assert "HX-Request" in beside["Vary"]
    page = owner.get(url).content.decode()
    assert "<html" in page
    assert "hx-post" not in page
    for part in ('value="29"', "Opmerkingen", "Voetnoten", "Geschiedenis", "Getal, definitief"):
        assert part in text
        assert part in page


def test_the_panel_saves_and_shows_what_is_there_now(owner, small):
    data = {"raw": "1031", "seen_version": "1", "mark": "series_break", "mark_note": "Andere telling"}
    saved = owner.post(cell_url(small), data, headers=HTMX)
    text = saved.content.decode()
    assert saved.status_code == 200
    for part in (
        "1.031",
        "data-announce",
        "data-focus",
        "Reeksbreuk: Andere telling",
        "&quot;version&quot;: 2",
    ):
        assert part in text
    unexplained = {"raw": "1", "seen_version": "2", "mark": "series_break"}
    answer = owner.post(cell_url(small), unexplained, headers=HTMX)
    assert answer.status_code == 422
    assert "U kiest “reeksbreuk”. Leg uit wat er anders is" in answer.content.decode()
    refused = owner.post(cell_url(small), {"raw": "1", "seen_version": "2", "mark_note": "x"}, headers=HTMX)
    assert refused.status_code == 422
    assert "Kies waarom het cijfer niet vergelijkbaar is" in refused.content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "page"])
def test_a_stale_write_shows_both_values(owner, small, headers):
    editing.change_figure(row=small.row, column=small.actual, raw="77", seen_version=1, by=small.holder)
    response = owner.post(cell_url(small), {"raw": "88", "seen_version": "1"}, headers=headers)
    page = response.content.decode()
    assert response.status_code == 409
    for text in (
        "88",
        "77",
        "door Houder",
        "Mijn waarde opslaan",
        "Andere waarde houden",
        'name="seen_version" value="2"',
    ):
        assert text in page
    assert Figure.objects.get().raw == "77"
    owner.post(cell_url(small), {"raw": "88", "seen_version": "2"}, headers=headers)
    assert Figure.objects.get().raw == "88"


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "page"])
def test_a_write_to_a_figure_that_was_removed(owner, small, headers):
    editing.remove_figure(row=small.row, column=small.actual, seen_version=1, reason="x", by=small.holder)
    response = owner.post(cell_url(small), {"raw": "88", "seen_version": "1"}, headers=headers)
    assert response.status_code == 409
    assert "verwijderd" in response.content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "page"])
def test_an_unreadable_value_is_answered_with_a_sentence_and_choices(owner, small, headers):
    response = owner.post(cell_url(small), {"raw": "900,000", "seen_version": "1"}, headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "“900,000” is geen duidelijk getal." in page
    assert 'name="suggestion" value="900.000"' in page
    assert 'value="900,000"' in page
    owner.post(
        cell_url(small), {"raw": "900,000", "suggestion": "900.000", "seen_version": "1"}, headers=headers
    )
    assert Figure.objects.get().raw == "900.000"


def test_an_empty_value_and_a_wrong_date_are_answered_beside_the_field(owner, small):
    response = owner.post(cell_url(small), {"raw": "", "seen_version": "1"})
    assert response.status_code == 422
    assert "Cijfer verwijderen" in response.content.decode()
    response = owner.post(cell_url(small), {"raw": "30", "seen_version": "1", "reference_date": "31-2-2024"})
    assert response.status_code == 422
    assert "De datum “31-2-2024” bestaat niet." in response.content.decode()


def test_a_form_without_its_version_is_not_ours(owner, small):
    assert owner.post(cell_url(small), {"raw": "30"}).status_code == 400


def test_removing_asks_for_a_reason(owner, small):
    url = reverse("indicators:remove", args=[small.row.pk, small.actual.pk])
    response = owner.post(url, {"seen_version": "1", "reason": ""})
    assert response.status_code == 422
    assert "Geef een reden op" in response.content.decode()
    stale = owner.post(url, {"seen_version": "5", "reason": "Dubbel"})
    assert stale.status_code == 409
    assert "Niet verwijderd" in stale.content.decode()
    assert "Mijn waarde opslaan" not in stale.content.decode()
    assert owner.post(url, {"seen_version": "1", "reason": "Dubbel"}).status_code == 302
    assert not Figure.objects.exists()


def test_a_chapter_under_review_warns_beforehand(owner, small):
    Chapter.objects.filter(pk=small.chapter.pk).update(
        state=ReviewState.SUBMITTED, submitted_at="2026-01-01T12:00:00Z", submitted_by="eigenaar"
    )
    for url in (chapter_url(small), cell_url(small)):
        assert "“ter beoordeling”" in owner.get(url).content.decode()
    saved = owner.post(cell_url(small), {"raw": "30", "seen_version": "1"}, headers=HTMX)
    assert "“ter beoordeling”" not in saved.content.decode()
    assert "“ter beoordeling”" not in owner.get(chapter_url(small)).content.decode()


def test_an_earlier_target_is_named_where_there_is_no_own(owner, small):
    budget = factories.document(title="Begroting 2025")
    small.document.relations.create(kind="volgt_op", other=budget)
    factories.figure(small.row, small.target, "410.000", document=budget)
    page = owner.get(cell_url(small, small.target)).content.decode()
    assert "Begroting 2025" in page
    assert "410.000" in page


def test_the_history_names_people_values_reasons_and_files(owner, small):
    editing.change_figure(
        row=small.row, column=small.actual, raw="31", seen_version=1, reason="Nagekomen", by=small.holder
    )
    editing.remove_figure(row=small.row, column=small.actual, seen_version=2, reason="Dubbel", by=small.owner)
    page = owner.get(reverse("indicators:history", args=[small.figure.pk])).content.decode()
    for text in (
        "Houder",
        "Eigenaar",
        "29",
        "31",
        "Nagekomen",
        "Dubbel",
        "verwijderd",
        "met de hand ingevuld",
    ):
        assert text in page


def comment(client, small, headers=None, **data):
    url = reverse("indicators:comment", args=[small.row.pk, small.actual.pk])
    return client.post(url, {"act": "add", **data}, headers=headers or {})


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "page"])
def test_remarks_are_made_answered_and_resolved(owner, small, headers):
    function = factories.function("Adviseur Jeugd")
    expected = 200 if headers else 302
    added = comment(owner, small, headers, text="Klopt dit? @houder", function=function.pk)
    assert added.status_code == expected
    first = CellComment.objects.get()
    assert {one.name for one in first.mentions.all()} == {"houder", "Adviseur Jeugd"}
    answered = comment(owner, small, headers, act="reply", comment=first.pk, text="Ja.")
    page = owner.get(cell_url(small)).content.decode()
    for part in ("1 open", "Klopt dit? @houder", "Adviseur Jeugd", "Ja."):
        assert part in page
    assert 'title="1 open opmerking"' in owner.get(chapter_url(small)).content.decode()
    resolved = comment(owner, small, headers, act="resolve", comment=first.pk)
    assert (answered.status_code, resolved.status_code) == (expected, expected)
    assert "Afgehandeld door Eigenaar" in owner.get(cell_url(small)).content.decode()
    assert "grid-remarks" not in owner.get(chapter_url(small)).content.decode()
    twice = comment(owner, small, headers, act="resolve", comment=first.pk)
    assert twice.status_code == 422
    assert "Al afgehandeld door Eigenaar." in twice.content.decode()
    assert comment(owner, small, headers, act="reopen", comment=first.pk).status_code == expected


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "page"])
def test_a_refused_remark_keeps_what_was_typed(owner, small, headers):
    for text in ("", "Zie @nergens"):
        response = comment(owner, small, headers, text=text)
        assert response.status_code == 422
        assert text in response.content.decode()
    assert "“@nergens” is geen functie" in response.content.decode()
    comment(owner, small, text="Een")
    first = CellComment.objects.get()
    response = comment(owner, small, headers, act="reply", comment=first.pk, text="Voor @nergens")
    assert response.status_code == 422
    assert "Voor @nergens" in response.content.decode()


def test_a_remark_of_another_cell_is_not_answered_here(owner, small):
    comment(owner, small, text="Een")
    first = CellComment.objects.get()
    other = reverse("indicators:comment", args=[small.row.pk, small.target.pk])
    assert owner.post(other, {"act": "resolve", "comment": first.pk}).status_code == 404
    for data in ({"act": "resolve"}, {"act": "resolve", "comment": "x"}, {"act": "weg", "comment": first.pk}):
        assert comment(owner, small, **data).status_code == 400


def test_who_may_only_look_can_comment(client, small):
    client.force_login(small.editor)
    assert comment(client, small, text="Vraag van de redactie").status_code == 302
    client.force_login(small.clerk)
    assert comment(client, small, text="Mag niet").status_code == 403


def test_remarks_for_me(client, small, owner):
    comment(owner, small, text="Graag nakijken, @houder")
    client.force_login(small.holder)
    page = client.get(reverse("indicators:comments")).content.decode()
    assert "Graag nakijken, @houder" in page
    assert cell_url(small) in page
    assert "1 opmerking wacht op u." in client.get("/werk/").content.decode()
    comment(client, small, act="resolve", comment=CellComment.objects.get().pk)
    page = client.get(reverse("indicators:comments")).content.decode()
    assert "Er wacht nu niets op u." in page
    assert "Laatst afgehandeld" in page
    client.force_login(small.other)
    assert "Graag nakijken" not in client.get(reverse("indicators:comments")).content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "page"])
def test_notes_at_a_cell(owner, small, headers):
    url = reverse("indicators:cell_note", args=[small.row.pk, small.actual.pk])
    expected = 200 if headers else 302
    other = factories.footnote(small.table, "Telling per 1 april.")
    assert owner.post(url, {"act": "add", "text": ""}, headers=headers).status_code == 422
    assert owner.post(url, {"act": "add", "text": "Nieuwe bron."}, headers=headers).status_code == expected
    attached = owner.post(url, {"act": "attach", "footnote": other.pk}, headers=headers)
    assert attached.status_code == expected
    page = owner.get(cell_url(small)).content.decode()
    assert page.count("Hier weghalen") == 2
    anchor = other.anchors.get()
    assert owner.post(url, {"act": "detach", "anchor": anchor.pk}, headers=headers).status_code == expected
    assert not other.anchors.exists()
    assert owner.post(url, {"act": "detach", "anchor": anchor.pk}, headers=headers).status_code == 404
    owner.force_login(small.holder)
    assert owner.post(url, {"act": "add", "text": "Niet van mij"}, headers=headers).status_code == 403


def test_a_settled_target_changes_with_its_decision(owner, small):
    budget = factories.document(title="Begroting 2025")
    column = factories.column(small.table, "2025", document=budget)
    factories.figure(small.row, column, "100")
    url = cell_url(small, column)
    refused = owner.post(url, {"raw": "120", "seen_version": "1"}, headers=HTMX)
    assert refused.status_code == 422
    assert "geef de reden en het besluit op" in refused.content.decode()
    assert "Besluit</label>" in refused.content.decode()
    assert "Reden van de wijziging</label>" in refused.content.decode()
    data = {
        "raw": "120",
        "seen_version": "1",
        "reason": "Meer jongeren",
        "decision": "Raad, 12 november 2026",
    }
    page = owner.post(url, data, headers=HTMX).content.decode()
    for part in (
        "Hoe dit doel veranderde",
        "Vastgesteld in Begroting 2025",
        "Besluit: Raad, 12 november 2026",
    ):
        assert part in page
    common = owner.get(cell_url(small)).content.decode()
    assert 'name="decision"' not in common
    assert 'Reden van de wijziging <span class="portal-optional">' in common
    assert "Reden van verwijderen</label>" in common


def test_a_computed_figure_shows_its_sum(owner, small):
    Indicator.objects.filter(pk=small.indicator.pk).update(formula="[indicator-x] + 1")
    page = owner.get(cell_url(small)).content.decode()
    assert "wordt berekend" in page
    assert "Cijfer wijzigen" not in page


def test_the_text_of_a_note(owner, small):
    note = factories.footnote(small.table, "Oud")
    url = reverse("indicators:footnote", args=[note.pk])
    assert owner.post(url, {"text": "", "seen_version": "1"}).status_code == 422
    assert owner.post(url, {"text": "Nieuw", "seen_version": "1"}).status_code == 302
    response = owner.post(url, {"text": "Anders", "seen_version": "1"})
    assert response.status_code == 409
    for text in ("Nieuw", "Anders", "door Eigenaar"):
        assert text in response.content.decode()


@pytest.mark.parametrize("rows", [3, 60])
def test_the_chapter_page_takes_the_same_queries(owner, small, rows, django_assert_num_queries):
    for _ in range(rows):
        factories.figure(factories.table_row(small.group), small.actual)
    owner.get(chapter_url(small))
    with django_assert_num_queries(18):
        owner.get(chapter_url(small))
