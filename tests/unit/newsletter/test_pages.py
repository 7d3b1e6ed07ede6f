"""What readers get of the newsletter, over HTTP."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsletter.models import Block, BlockKind
from newsletter.templatetags.newsletter import chart_of, figure_value
from tests.unit.newsletter.conftest import picture
from twenterand.publications import publishing
from twenterand.publications.models import ReleaseKind, SubjectKind

EDITION = "/nieuwsbrieven/2024-najaar/"
HOSTILE = '<script>alert(1)</script><p onclick="x">Tekst<img src=x onerror=alert(1)></p><a href="javascript:x">l</a>'
FIGURE = {
    "label": "Bereikt",
    "value": "1252",
    "unit": "jongeren",
    "period": "",
    "source": "CBS",
    "date": None,
}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def published(small):
    """An edition with three articles, of which the second has a picture; released."""
    small.article("Eerste", slug="eerste")
    small.article(
        "Tweede",
        slug="tweede",
        blocks=[
            {
                "kind": BlockKind.PICTURE,
                "picture": picture("Een fiets."),
                "content": {"caption": "Een bijschrift"},
            },
            {"html": "<p>Zo begint het. En zo gaat het verder.</p><h3>Kop</h3><p>Meer.</p>"},
        ],
    )
    small.article("Derde", slug="derde")
    small.publish()
    return small


ADDRESSES = [
    "/nieuwsbrieven/",
    EDITION,
    f"{EDITION}v1/",
    f"{EDITION}eerste/",
    f"{EDITION}v1/eerste/",
    "/nieuwsbrieven/2024-najaar.pdf",
    "/nieuwsbrieven/2024-najaar.json",
    f"{EDITION}v1.pdf",
    f"{EDITION}v1.json",
]


class TestEveryAddress:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_for_everybody_without_cookies_and_to_keep(self, published, client, address):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies
        assert "public" in response["Cache-Control"]
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_only_to_read(self, published, client, address):
        assert client.post(address).status_code == 405

    @pytest.mark.parametrize(
        "address",
        [
            "/nieuwsbrieven/2020-winter/",
            f"{EDITION}v2/",
            f"{EDITION}nergens/",
            f"{EDITION}v1/nergens/",
            f"{EDITION}v2/eerste/",
            "/nieuwsbrieven/2024-najaar.csv",
            "/nieuwsbrieven/2020-winter.pdf",
            f"{EDITION}v2.pdf",
        ],
    )
    def test_what_is_not_there(self, published, client, address):
        assert client.get(address).status_code == 404


class TestWhatIsVisible:
    def test_nothing_before_the_release(self, small, client):
        small.article()
        publishing.prepare(
            kind=SubjectKind.EDITION, slug="2024-najaar", release_kind=ReleaseKind.EDITION, by=small.maker
        )
        assert client.get(EDITION).status_code == 404
        assert "Er is nog geen nieuwsbrief" in text_of(client.get("/nieuwsbrieven/"))

    def test_later_changes_stay_inside(self, published, client):
        Block.objects.update(html="<p>Nog geheim.</p>")
        published.edition.title = "Nog geheim"
        published.edition.save()
        for address in ("/nieuwsbrieven/", EDITION, f"{EDITION}eerste/"):
            assert "geheim" not in text_of(client.get(address))

    def test_withdrawn_is_gone(self, published, client):
        Block.objects.filter(article__slug="eerste").update(html="<p>Fout.</p>")
        wrong = published.publish()
        assert "Fout." in text_of(client.get(f"{EDITION}eerste/"))
        publishing.withdraw(wrong, reason="Er stond een fout in.", by=published.maker)
        assert "Fout." not in text_of(client.get(f"{EDITION}eerste/"))
        assert client.get(f"{EDITION}v2/").status_code == 410


class TestArchiveAndEdition:
    def test_the_archive_leads_to_the_edition(self, published, client):
        page = text_of(client.get("/nieuwsbrieven/"))
        assert f'href="{EDITION}"' in page
        assert "Najaar 2024: Nieuws uit het sociaal domein" in page
        assert "3 artikelen" in page

    def test_the_edition_shows_all_its_parts(self, published, client):
        page = text_of(client.get(EDITION))
        for part in ("Wat staat er in?", "Van alles.", "Dag lezer.", "Uitgave van de gemeente.", "Algemeen"):
            assert part in page
        for slug in ("eerste", "tweede", "derde"):
            assert page.count(f'href="{EDITION}{slug}/"') == 2, "in the contents, and on its card"
        assert 'href="/nieuwsbrieven/2024-najaar.pdf"' in page
        assert 'alt="Een landschap."' in page

    def test_a_version_stays_within_itself(self, published, client):
        page = text_of(client.get(f"{EDITION}v1/"))
        assert f'href="{EDITION}v1/eerste/"' in page
        assert f'href="{EDITION}v1.pdf"' in page

    def test_an_older_version_says_so(self, published, client):
        Block.objects.filter(article__slug="eerste").update(html="<p>Nieuwe tekst.</p>")
        published.publish()
        old, new = text_of(client.get(f"{EDITION}v1/")), text_of(client.get(EDITION))
        assert "Er is een nieuwere versie" in old
        assert f'href="{EDITION}"' in old
        assert "Er is een nieuwere versie" not in new
        assert f'href="{EDITION}v1/"' in new
        article = text_of(client.get(f"{EDITION}v1/eerste/"))
        assert "Tekst van Eerste." in article
        assert f'<a href="{EDITION}eerste/">Lees versie 2' in article
        assert "Nieuwe tekst." in text_of(client.get(f"{EDITION}eerste/"))

    def test_an_article_that_went_leads_to_the_newer_edition(self, published, client):
        published.edition.articles.get(slug="derde").delete()
        published.publish()
        assert client.get(f"{EDITION}derde/").status_code == 404
        assert f'<a href="{EDITION}">Lees versie 2' in text_of(client.get(f"{EDITION}v1/derde/"))


class TestArticle:
    def test_has_the_one_before_and_after(self, published, client):
        first, second, third = (
            text_of(client.get(f"{EDITION}{slug}/")) for slug in ("eerste", "tweede", "derde")
        )
        assert "Vorig artikel" not in first
        assert re.search(rf'href="{EDITION}derde/" rel="next"', second)
        assert re.search(rf'href="{EDITION}eerste/" rel="prev"', second)
        assert "Volgend artikel" not in third

    def test_a_picture_has_its_text_and_its_size(self, published, client):
        page = text_of(client.get(f"{EDITION}tweede/"))
        assert re.search(
            r'<img src="/afbeeldingen/[0-9a-f]{64}/" alt="Een fiets." width="40" height="20">', page
        )
        assert "Een bijschrift" in page
        assert "Illustratie: proef" in page

    def test_what_other_sites_show_of_it(self, published, client, settings):
        settings.BASE_URL = "https://portaal.example.nl"
        page = text_of(client.get(f"{EDITION}tweede/"))
        assert '<meta property="og:title" content="Tweede">' in page
        assert '<meta property="og:description" content="Zo begint het. En zo gaat het verder.">' in page
        assert f'<link rel="canonical" href="https://portaal.example.nl{EDITION}tweede/">' in page
        image = re.search(
            r'og:image" content="https://portaal.example.nl(/afbeeldingen/[0-9a-f]{64}/)"', page
        )
        assert client.get(image[1]).status_code == 200

    def test_an_article_without_picture_shows_the_masthead(self, published, client):
        assert 'og:image:alt" content="Een landschap."' in text_of(client.get(f"{EDITION}eerste/"))

    def test_the_newest_version_has_one_address_for_search_engines(self, published, client):
        pages = [text_of(client.get(f"{EDITION}{part}eerste/")) for part in ("", "v1/")]
        first, second = (re.search(r'rel="canonical" href="([^"]+)"', page)[1] for page in pages)
        assert first == second


class TestBlocks:
    def page(self, small, client, *blocks) -> str:
        small.article(slug="x", blocks=list(blocks))
        small.publish()
        return text_of(client.get(f"{EDITION}x/"))

    def test_a_key_figure_without_period_and_date(self, small, client):
        page = self.page(small, client, {"kind": BlockKind.KEY_FIGURE, "content": FIGURE})
        assert "1.252" in page
        assert "Bron: CBS</p>" in page
        assert "()" not in page
        assert "None" not in page

    def test_a_key_figure_with_period_and_date(self, small, client):
        content = FIGURE | {"period": "2022", "date": "2023-01-01"}
        page = self.page(small, client, {"kind": BlockKind.KEY_FIGURE, "content": content})
        assert "Bereikt (2022)" in page
        assert "Bron: CBS, 1 januari 2023" in page

    def test_a_chart_with_its_sentence_and_table(self, small, client):
        series = [{"label": str(year), "value": str(year - 1900)} for year in range(2019, 2023)]
        content = {"title": "Groei", "unit": "cliënten", "series": series, "source": "CBS"}
        page = self.page(small, client, {"kind": BlockKind.CHART, "content": content})
        assert "<svg" in page
        assert "style=" not in page
        assert "<caption>Groei (cliënten)</caption>" in page
        assert '<th scope="row">2022</th><td class="is-number">122</td>' in page

    def test_two_numbers_make_a_table(self, small, client):
        content = {
            "title": "Groei",
            "series": [{"label": "2021", "value": "1"}, {"label": "2022", "value": "2"}],
        }
        page = self.page(small, client, {"kind": BlockKind.CHART, "content": content})
        assert "<svg" not in page
        assert "<caption>Groei</caption>" in page

    def test_a_quote_and_an_agenda(self, small, client):
        items = [{"date": "2024-10-01", "end": "2024-10-02", "precision": "day", "label": "Markt"}]
        page = self.page(
            small,
            client,
            {"kind": BlockKind.QUOTE, "html": "<p>Samen.</p>", "content": {"attribution": "Een inwoner"}},
            {"kind": BlockKind.AGENDA, "content": {"items": items}},
        )
        assert "<figcaption>Een inwoner</figcaption>" in page
        assert "<dt>1 en 2 oktober 2024</dt><dd>Markt</dd>" in page

    def test_hostile_html_does_nothing(self, small, client):
        """Also when it stands in a payload from before the sanitiser refused it."""
        hostile = "<script>alert(1)</script>"
        small.edition.box_html = small.edition.intro_html = small.edition.colophon = HOSTILE
        small.edition.title = small.edition.box_heading = hostile
        small.edition.save()
        small.article(
            hostile,
            slug="x",
            blocks=[
                {"html": HOSTILE},
                {"kind": BlockKind.QUOTE, "html": HOSTILE, "content": {"attribution": hostile}},
                {
                    "kind": BlockKind.KEY_FIGURE,
                    "content": dict.fromkeys(("label", "value", "unit", "period", "source"), hostile),
                },
                {"kind": BlockKind.PICTURE, "picture": picture(), "content": {"caption": hostile}},
            ],
        )
        small.publish()
        for address in ("/nieuwsbrieven/", EDITION, f"{EDITION}x/"):
            page = text_of(client.get(address))
            assert "<script>alert" not in page
            assert "onerror" not in page.replace("&", "")
            assert "javascript:" not in page


class TestPictures:
    def test_readers_get_what_an_edition_shows(self, published, client):
        shown = re.search(r"/afbeeldingen/[0-9a-f]{64}/", text_of(client.get(f"{EDITION}tweede/")))[0]
        response = client.get(shown)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert "public" in response["Cache-Control"]
        assert not response.cookies

    def test_other_pictures_stay_inside(self, published, client):
        hidden = picture("Nog niet.", colour=77)
        assert client.get(f"/afbeeldingen/{hidden.sha256}/").status_code == 404
        client.force_login(published.maker)
        assert client.get(f"/afbeeldingen/{hidden.sha256}/").status_code == 200


class TestQueries:
    @pytest.mark.parametrize("address", ["/nieuwsbrieven/", EDITION, f"{EDITION}eerste/"])
    def test_do_not_grow_with_the_articles(self, published, client, address):
        client.get(address)  # whatever a process reads once
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(20):
            published.article(f"Bericht {number}", blocks=[{"html": "<p>x</p>"}] * 3)
        published.publish()
        client.get(address)
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few) <= 7


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("1252", "1.252"),
        ("2500000", "2.500.000"),
        ("0.5", "0,5"),
        ("ruim 95%", "ruim 95%"),
        ("", ""),
        (None, ""),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
    ],
)
def test_key_figures_are_shown_the_dutch_way(raw, shown):
    assert figure_value(raw) == shown


def test_a_series_with_gaps_still_needs_three_numbers():
    block = {"uid": "x", "caption": "", "figure": None}
    gaps = [
        {"label": "2020", "value": "1"},
        {"label": "2021", "value": None},
        {"label": "2022", "value": "3"},
    ]
    assert chart_of(block | {"series": gaps}) is None
    assert chart_of(block | {"series": [*gaps, {"label": "2023", "value": "4"}]})
    assert chart_of(block | {"series": None}) is None
