"""The pages on which figures that are off target are explained."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from indicators import assessing
from indicators.models import Assessment, Direction, Status
from policy import review
from tests import factories

EXPLANATION = "Minder aanmeldingen dan gedacht."


@pytest.fixture
def off(small):
    factories.figure(small.row, small.target, "40")
    return small


@pytest.fixture
def page(off):
    return reverse("indicators:explanation", args=[off.row.pk])


@pytest.fixture
def overview(off):
    return reverse("indicators:explanations", args=[off.document.slug, off.chapter.slug])


@pytest.fixture
def owner(client, off):
    client.force_login(off.owner)
    return client


def fields(off, **said):
    now = assessing.of_row(off.row)
    version = now.assessment.version if now.assessment else 0
    return {"seen_version": version, "seen_sum": now.sum, "explanation": EXPLANATION, **said}


def test_paragraphs_of_an_explanation_survive(owner, off, page, overview):
    text = "  Minder  aanmeldingen.\r\n\r\n\r\nDat komt door de   zomer.\r\nEn door het weer.\r\n"
    owner.post(page, fields(off, explanation=text, published="on"))
    kept = "Minder aanmeldingen.\n\nDat komt door de zomer. En door het weer."
    assert Assessment.objects.get().explanation == kept
    assert "Minder aanmeldingen.<br><br>Dat komt door" in owner.get(overview).content.decode()
    said = {"id": "x", "explanation": kept, "label": "Rij", "status": "off", "word": "wijkt af", "own": False}
    html = render_to_string(
        "components/standing_list.html", {"rows": [{**said, "sum": "Som.", "reason": ""}]}
    )
    assert "Minder aanmeldingen.<br><br>Dat komt" in html


def test_the_page_shows_the_sum_and_keeps_the_explanation(owner, off, page, overview):
    html = owner.get(page).content.decode()
    assert "Verschil: 11 lager, dat is 27,5% van het doel." in html
    assert "hoger en lager tellen even zwaar" in html
    card = reverse("indicators:card", args=[off.row.indicator.slug])
    assert f'href="{card}">Kies het op de indicatorkaart</a>' in html
    assert "Voor 2024 staat in deze tabel geen doel. Daarom telt het eerste doel daarna: 2026." in html
    answer = owner.post(page, fields(off, published="on"))
    assert answer["Location"] == f"{overview}#rij-{off.row.pk}"
    html = owner.get(overview).content.decode()
    assert "Toegelicht (1)" in html
    assert "staat in het document" in html
    assert EXPLANATION in owner.get(page).content.decode()


def test_an_own_judgement_is_marked_as_such(owner, off, page, overview):
    owner.post(page, fields(off, status=Status.ATTENTION, status_reason="Het trekt aan."))
    for address in (
        page,
        overview,
        reverse("indicators:chapter", args=[off.document.slug, off.chapter.slug]),
    ):
        html = owner.get(address).content.decode()
        assert "let op (eigen oordeel)" in html, address
    assert "Berekend is: wijkt af" in owner.get(page).content.decode()


def test_what_is_incomplete_is_said_and_nothing_is_lost(owner, off, page):
    answer = owner.post(page, fields(off, status=Status.ATTENTION))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Geef een reden op bij uw eigen oordeel" in html
    assert EXPLANATION in html
    assert not Assessment.objects.exists()


def test_a_changed_value_asks_again_and_keeps_what_was_typed(owner, off, page):
    typed = fields(off)
    off.figure.number, off.figure.raw = 20, "20"
    off.figure.save()
    answer = owner.post(page, typed)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "De som is nu: Gerealiseerd 2024: 20." in html
    assert EXPLANATION in html
    assert owner.post(page, {**typed, **fields(off)}).status_code == 302


def test_an_explanation_of_other_values_says_so(owner, off, page, overview):
    owner.post(page, fields(off, status=Status.ATTENTION, status_reason="Het trekt aan."))
    off.figure.number, off.figure.raw = 20, "20"
    off.figure.save()
    html = owner.get(page).content.decode()
    assert "Ze hoort bij: Gerealiseerd 2024: 29." in html
    assert EXPLANATION in html
    assert "Nog toelichten (1)" in owner.get(overview).content.decode()


def test_colleagues_read_along_and_may_not_write(client, off, page):
    client.force_login(off.other)
    html = client.get(page).content.decode()
    assert "U kunt dit bekijken" in html
    assert "<textarea" not in html
    assert client.post(page, fields(off)).status_code == 403
    client.force_login(off.clerk)
    assert client.get(page).status_code == 403


def test_nothing_to_compare_is_said(client, small):
    client.force_login(small.owner)
    html = client.get(reverse("indicators:explanation", args=[small.row.pk])).content.decode()
    assert "Hier is niets toe te lichten" in html
    html = client.get(reverse("indicators:explanations", args=["kadernota-2026", "jeugd"])).content.decode()
    assert "Er is niets te vergelijken" in html


def test_a_form_that_was_tampered_with_is_no_500(owner, off, page):
    assert owner.post(page, {"explanation": "x"}).status_code == 400


def test_the_chapter_names_the_rows_and_leads_to_them(owner, off, overview):
    chapter = reverse("policy:chapter", args=[off.document.slug, off.chapter.slug])
    html = owner.get(chapter).content.decode()
    assert "zonder toelichting: “Aantal jongeren”" in html
    assert f'<a class="nl-link" href="{overview}">Afwijkingen toelichten</a>' in html
    address = reverse("policy:review", args=[off.document.slug, off.chapter.slug, "aanbieden"])
    assert owner.post(address, {"version": off.chapter.version}).status_code == 422


def test_the_reviewer_sees_every_explanation(client, owner, off, page):
    owner.post(page, fields(off))
    off.chapter.refresh_from_db()
    review.submit(chapter=off.chapter, seen_version=off.chapter.version, by=off.owner)
    client.force_login(off.editor)
    chapter = reverse("policy:chapter", args=[off.document.slug, off.chapter.slug])
    html = client.get(chapter).content.decode()
    assert "Toelichtingen bij cijfers (1)" in html
    assert EXPLANATION in html


def test_rows_in_the_grid_show_where_they_stand(owner, off, page):
    html = owner.get(
        reverse("indicators:chapter", args=[off.document.slug, off.chapter.slug])
    ).content.decode()
    assert f'href="{page}"' in html
    assert "portal-status--off" in html
    assert "wijkt af" in html


def test_a_direction_is_explained_in_words(owner, off, page):
    off.indicator.direction = Direction.LOWER
    off.indicator.save()
    html = owner.get(page).content.decode()
    assert "Lager is beter" in html
    assert "op koers" in html
    assert "Kies het op de indicatorkaart" not in html


def test_a_target_of_its_own_period_needs_no_words(off):
    own = factories.column(off.table, "2024", document=off.document)
    factories.figure(off.row, own, "30")
    assert assessing.of_row(off.row).why_target == ""


def test_a_break_in_a_series_is_a_sign_with_words(owner, off):
    off.figure.mark, off.figure.mark_note = "series_break", "sinds 2024 <anders>"
    off.figure.save()
    address = reverse("indicators:chapter", args=[off.document.slug, off.chapter.slug])
    html = owner.get(address).content.decode()
    assert '<abbr title="reeksbreuk: sinds 2024 &lt;anders&gt;">\u00a0†</abbr>' in html
    query = {"rijen": off.row.pk, "sinds": (timezone.now() - timedelta(days=1)).isoformat()}
    cells = owner.get(reverse("indicators:news"), query).json()["cells"]
    assert sorted(cell["broken"] for cell in cells) == ["", "reeksbreuk: sinds 2024 <anders>"]


@pytest.mark.parametrize("rows", [0, 20])
def test_an_open_grid_asks_how_its_rows_stand_now(owner, off, rows, django_assert_num_queries):
    more = [factories.table_row(off.group) for _ in range(rows)]
    keys = [off.row.pk, *(row.pk for row in more)]
    with django_assert_num_queries(9):
        answer = owner.get(reverse("indicators:standings"), {"rijen": ",".join(map(str, keys))})
    found = {one["row"]: one["html"] for one in answer.json()["rows"]}
    assert "portal-status--off" in found[off.row.pk]
    assert [found[row.pk] for row in more] == [""] * rows
    assert "no-store" in answer["Cache-Control"]


def test_an_odd_question_is_no_500(owner, off):
    url = reverse("indicators:standings")
    assert owner.get(url, {"rijen": "x,²,-1,99999999999999999999"}).json() == {"rows": []}
    assert owner.get(url, {"rijen": ",".join(map(str, range(600)))}).status_code == 400
