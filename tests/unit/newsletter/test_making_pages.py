"""Making an edition in the browser, without JavaScript: every form over HTTP."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from newsletter.editing import blocks
from newsletter.models import Article, Block, Edition
from newsletter.payload import block_payload
from tests import factories
from tests.unit.newsletter.conftest import picture
from twenterand.accounts.models import Role

pytestmark = pytest.mark.django_db
LIST = "/werk/nieuwsbrieven/"


@pytest.fixture
def maker(client):
    person = factories.user(Role.COMMUNICATION)
    client.force_login(person)
    return person


@pytest.fixture
def article(small, client, maker) -> Article:
    small.edition.state = "editing"
    small.edition.save()
    return small.article("Meldpunt geldzorgen")


def add(client, article, kind, **fields):
    article.refresh_from_db()
    data = {"version": article.version, "medium": "both", **fields}
    return client.post(f"{LIST}artikel/{article.pk}/blok/{kind}/?na={fields.pop('na', '')}", data)


def kinds(article) -> list[str]:
    return list(article.blocks.order_by("position").values_list("kind", flat=True))


def test_an_edition_starts_and_its_article_is_asked(client, maker):
    function = factories.function("adviseur jeugd")
    made = client.post(
        f"{LIST}nieuw/",
        {"season": "winter", "year": "2032", "title": "Stand van zaken", "deadline": "1 november 2032"},
    )
    assert made["Location"] == f"{LIST}2032-winter/"
    asked = client.post(
        f"{LIST}2032-winter/artikel/",
        {
            "version": 0,
            "title": "Wachttijden",
            "kind": "news",
            "owner": function.pk,
            "words": "120",
            "brief": "Kort",
        },
    )
    article = Article.objects.get()
    assert asked["Location"] == f"{LIST}artikel/{article.pk}/"
    page = client.get(made["Location"]).content.decode()
    assert "adviseur jeugd" in page
    assert "1 november 2032" in page
    assert "gevraagd" in page
    assert "van 120" in page


def test_a_wrong_date_is_told_and_nothing_is_lost(client, maker):
    answer = client.post(
        f"{LIST}nieuw/", {"season": "winter", "year": "2032", "title": "Stand", "deadline": "31-2-2032"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "31-2-2032" in page
    assert not Edition.objects.exists()


def test_every_kind_of_block_can_be_typed_and_shows(client, article):
    for kind, fields in {
        "quote": {"html": "<p>Eindelijk rust.</p>", "attribution": "Een inwoner"},
        "callout": {"heading": "Let op", "html": "<p>Bel eerst.</p>"},
        "key_figure": {
            "label": "Meldingen", "value": "1.252", "unit": "meldingen", "source": "Stadsbank", "date": "1-3-2031",
        },
        "chart": {"title": "Reeks", "unit": "meldingen", "source": "Stadsbank", "series": "2029; 5\n2030\t6\n2031;7"},
        "table": {"caption": "Loketten", "rows": "Plaats; Dag\nVriezenveen; maandag\nDen Ham; dinsdag"},
        "agenda": {"items": "8 juli 2031; raad\njuli 2031; nieuws\nnog niet bekend; feest"},
        "questions": {"question_1": "Wat nu?", "answer_1": "<p>Bellen.</p>", "question_2": "", "answer_2": ""},
        "contact": {"name": "Meldpunt", "phone": "0546-840840"},
    }.items():  # fmt: skip
        answer = add(client, article, kind, **fields)
        assert answer.status_code == 302, (kind, answer.content.decode())
    assert kinds(article) == [
        "text", "quote", "callout", "key_figure", "chart", "table", "agenda", "questions", "contact",
    ]  # fmt: skip
    page = client.get(f"{LIST}artikel/{article.pk}/").content.decode()
    for text in ("Eindelijk rust.", "Let op", "1.252", "Vriezenveen", "8 juli 2031", "datum nog niet bekend",
                 "Wat nu?", 'href="tel:0546840840"'):  # fmt: skip
        assert text in page
    for block in article.blocks.all():
        form = client.get(f"{LIST}blok/{block.pk}/")
        data = {name: field.value() or "" for name, field in ((f.html_name, f) for f in form.context["form"])}
        again = client.post(f"{LIST}blok/{block.pk}/", data | {"version": Article.objects.get().version})
        assert again.status_code == 302, (block.kind, again.context["form"].errors)
    assert Block.history.filter(history_type="~").count() == 0


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("chart", {"title": "R", "unit": "u", "source": "b", "series": "2029"}, "Regel 1"),
        ("agenda", {"items": "32 juli 2031; raad"}, "Regel 1"),
        ("agenda", {"items": "8 juli 2031"}, "geen omschrijving"),
        ("table", {"caption": "T", "rows": "a; b\n1"}, "rij 1"),
        (
            "key_figure",
            {"label": "L", "value": "900,000", "unit": "u", "source": "b", "date": "1-3-2031"},
            "900,000",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_what_was_typed(client, article, kind, fields, sentence):
    answer = add(client, article, kind, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert kinds(article) == ["text"]


def test_blocks_move_and_come_back(client, article):
    add(client, article, "quote", html="<p>Citaat</p>")
    quote = article.blocks.get(kind="quote")

    def act(name, block=quote):
        article.refresh_from_db()
        return client.post(f"{LIST}blok/{block.pk}/doen/", {"act": name, "version": article.version})

    def back(which):
        way = client.get(f"{LIST}artikel/{article.pk}/").context["way"]
        article.refresh_from_db()
        step = getattr(way, which)
        assert step
        client.post(f"{LIST}artikel/{article.pk}/terug/", {"step": step, "version": article.version})

    act("up")
    assert kinds(article) == ["quote", "text"]
    act("duplicate")
    act("remove")
    assert kinds(article) == ["quote", "text"]
    back("undo")
    assert kinds(article) == ["quote", "quote", "text"]
    back("undo")
    back("undo")
    assert kinds(article) == ["text", "quote"]
    back("redo")
    back("redo")
    assert kinds(article) == ["quote", "quote", "text"]
    act("remove", article.blocks.get(kind="text"))
    assert client.get(f"{LIST}artikel/{article.pk}/").context["way"].redo is None


def test_a_block_comes_where_it_was_asked(client, article):
    first = article.blocks.get()
    article.refresh_from_db()
    for where, text in ((first.pk, "achter"), (0, "voor")):
        article.refresh_from_db()
        client.post(
            f"{LIST}artikel/{article.pk}/blok/text/?na={where}",
            {"version": article.version, "medium": "both", "html": f"<p>{text}</p>"},
        )
    assert [block.html for block in article.blocks.order_by("position")] == [
        "<p>voor</p>", first.html, "<p>achter</p>",
    ]  # fmt: skip


def test_two_writers_lose_nothing(client, article):
    block = article.blocks.get()
    data = {"version": article.version, "medium": "both"}
    client.post(f"{LIST}blok/{block.pk}/", data | {"html": "<p>Eerste</p>"})
    second = client.post(f"{LIST}blok/{block.pk}/", data | {"html": "<p>Tweede</p>"})
    assert second.status_code == 409
    page = second.content.decode()
    assert "Iemand anders was u voor" in page
    assert "Tweede" in page
    article.refresh_from_db()
    client.post(f"{LIST}blok/{block.pk}/", data | {"html": "<p>Tweede</p>", "version": article.version})
    block.refresh_from_db()
    assert block.html == "<p>Tweede</p>"


def test_the_way_to_akkoord(client, article, maker):
    def step(address, name, **extra):
        record = Article.objects.get() if "artikel/" in address else Edition.objects.get()
        return client.post(f"{address}stap/", {"step": name, "version": record.version, **extra}, follow=True)

    one, edition = f"{LIST}artikel/{article.pk}/", f"{LIST}2024-najaar/"
    step(edition, "submit")
    assert "Nog niet zover" in step(edition, "agree").content.decode()
    step(one, "agree")
    step(edition, "agree")
    assert Edition.objects.get().state == "agreed"
    asked = step(edition, "reopen")
    assert "Reden" in asked.content.decode()
    assert Edition.objects.get().state == "agreed"
    step(edition, "reopen", reason="Een fout in de tabel")
    assert Edition.objects.get().state == "editing"


def test_a_held_article_says_so(client, article):
    article.refresh_from_db()
    client.post(
        f"{LIST}artikel/{article.pk}/gegevens/",
        {"version": article.version, "title": "Meldpunt", "kind": "news", "held": "Wacht op de raad"},
    )
    assert "Wacht op de raad" in client.get(f"{LIST}2024-najaar/").content.decode()
    assert "Meldpunt" not in client.get(f"{LIST}2024-najaar/voorbeeld/").content.decode()


def test_the_editor_reads_a_fixed_number_of_times(client, article, django_assert_max_num_queries):
    for number in range(15):
        add(client, article, "text", html=f"<p>{number}</p>")
    with django_assert_max_num_queries(16):
        client.get(f"{LIST}artikel/{article.pk}/")


def photo(colour="green", size=(40, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")


def test_a_picture_is_brought_described_and_cut(client, article):
    about = {"alt": "Een groen vlak", "rights": "Gemeente", "focus": "0,0", "caption": "Groen", "span": "on"}
    assert add(client, article, "picture", file=photo(), **about).status_code == 302
    block = article.blocks.get(kind="picture")
    first = block.picture
    assert (first.alt, first.rights, block.content) == (
        "Een groen vlak", "Gemeente",
        {
            "caption": "Groen", "focus": [0.0, 0.0], "span": True,
            "about": {
                "alt": "Een groen vlak", "rights": "Gemeente", "credit": "", "decorative": False,
                "shows_people": False, "consent": "", "consent_until": None,
            },
        },
    )  # fmt: skip
    assert client.get(f"{LIST}blok/{block.pk}/").context["form"]["alt"].value() == "Een groen vlak"
    article.refresh_from_db()
    data = about | {"version": article.version, "medium": "both", "alt": "Nog groen", "cut_left": "50"}
    assert client.post(f"{LIST}blok/{block.pk}/", data).status_code == 302
    block.refresh_from_db()
    assert (block.picture.width, block.picture.height, block.picture.alt) == (20, 20, "Nog groen")
    first.refresh_from_db()
    assert first.width == 40


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"alt": "Vlak"}, "Kies een afbeelding."),
        ({"file": True}, "Geef bij deze afbeelding een tekstalternatief"),
        ({"file": True, "alt": "Vlak", "rights": ""}, "Dit is nog leeg"),
        ({"file": True, "alt": "Vlak", "cut_left": "60", "cut_right": "40"}, "bijna niets over"),
        ({"file": "geen", "alt": "Vlak"}, "is geen afbeelding die het portaal kan lezen"),
    ],
)
def test_a_picture_that_cannot_be_used_is_told(client, article, fields, sentence):
    files = {True: photo(), "geen": SimpleUploadedFile("notitie.jpg", b"tekst")}
    given = {name: files[value] if name == "file" else value for name, value in fields.items()}
    answer = add(client, article, "picture", **{"rights": "Gemeente", "focus": "0.5,0.5", **given})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert kinds(article) == ["text"]


def test_an_edition_gets_another_head(client, article):
    address = f"{LIST}2024-najaar/kopbeeld/"
    edition = Edition.objects.get()
    data = {
        "version": edition.version,
        "alt": "Een groen dal",
        "rights": "Gemeente",
        "file": photo(size=(80, 20)),
    }
    assert client.get(address).context["form"]["rights"].value() == "Proef"
    assert client.post(address, data).status_code == 302
    edition.refresh_from_db()
    assert (edition.masthead.alt, edition.masthead.width) == ("Een groen dal", 80)
    assert client.post(address, data | {"file": photo("red")}).status_code == 409


def test_what_is_told_about_a_picture_is_of_its_place(client, article):
    about = {"alt": "Een groen vlak", "rights": "Gemeente", "focus": "0.5,0.5"}
    for alt in ("Een groen vlak", "Een weiland"):
        add(client, article, "picture", file=photo(), **about | {"alt": alt})
    first, second = article.blocks.filter(kind="picture").order_by("position")
    assert first.picture == second.picture
    article.refresh_from_db()
    data = about | {"version": article.version, "medium": "both", "alt": "Gras", "consent_until": "1-3-2031"}
    client.post(f"{LIST}blok/{first.pk}/", data)
    shown = [block_payload(block)["picture"]["alt"] for block in article.blocks.filter(kind="picture")]
    assert shown == ["Gras", "Een weiland"]
    assert client.get(f"{LIST}blok/{first.pk}/").context["form"]["consent_until"].value() == "1 maart 2031"
    blocks.restore(article=article, step=blocks.way_back(article).undo, seen_version=None, by="test")
    first.refresh_from_db()
    assert first.content["about"]["alt"] == "Een groen vlak"


def test_who_was_too_late_changes_nothing_and_need_not_choose_the_file_again(client, article):
    about = {"alt": "Een groen vlak", "rights": "Gemeente", "focus": "0.5,0.5"}
    add(client, article, "picture", file=photo(), **about)
    block = article.blocks.get(kind="picture")
    late = about | {"version": 1, "medium": "both", "alt": "Te laat"}
    answer = client.post(f"{LIST}blok/{block.pk}/", late | {"file": photo("red"), "cut_left": "50"})
    assert answer.status_code == 409
    assert block_payload(article.blocks.get(kind="picture"))["picture"]["alt"] == "Een groen vlak"
    again = answer.context["form"].data.dict()
    assert client.post(f"{LIST}blok/{block.pk}/", again).status_code == 302
    block.refresh_from_db()
    assert (block.picture.width, block.content["about"]["alt"]) == (20, "Te laat")


def test_a_file_of_somebody_else_is_not_named(client, article):
    stranger = picture("Geheim.", colour=77)
    answer = add(
        client, article, "picture", alt="Mijn", rights="Ik", focus="0.5,0.5", remembered=stranger.sha256
    )
    assert answer.status_code == 422
    assert "Kies een afbeelding." in answer.content.decode()


def test_a_chosen_file_is_asked_for_again_after_a_mistake(client, article):
    page = client.get(f"{LIST}artikel/{article.pk}/blok/picture/").content.decode()
    assert "Afbeelding (niet verplicht)" not in " ".join(page.split())
    answer = add(client, article, "picture", file=photo(), alt="Vlak", rights="", focus="0.5,0.5")
    assert "Kies het bestand opnieuw" in answer.content.decode()
