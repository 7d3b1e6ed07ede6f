"""The newsletter on paper: valid, complete, and readable in two columns."""

import copy
import io
import re
from itertools import pairwise

import pytest
from PIL import Image

from newsletter import rendering
from newsletter.templatetags.newsletter import figure_value
from tests.pdf.checks import (
    Line,
    Pdf,
    assert_valid_pdf,
    assert_within_pages,
    feet_that_are_headings,
    second_opinion,
    squashed,
)
from twenterand import pdf, richtext
from twenterand.publications import payload
from twenterand.publications.models import Publication, SubjectKind

# For the fixtures alone: pytest-django makes a database only where a test asks for it.
pytestmark = pytest.mark.django_db

CHART = {
    "uid": "00000000-0000-0000-0000-000000000001",
    "kind": "chart",
    "html": "",
    "picture": None,
    "caption": "",
    "attribution": "",
    "figure": {
        "label": "Aantal cliënten",
        "value": None,
        "unit": "cliënten",
        "period": None,
        "source": "Kennispunt",
        "date": "2023-01-01",
        "ref": None,
    },
    "series": [{"label": str(year), "value": str(100 + year % 7)} for year in range(2018, 2023)],
    "agenda": None,
}
QUOTE = CHART | {
    "kind": "quote",
    "html": "<p>Wij doen het samen.</p>",
    "attribution": "Een inwoner",
    "figure": None,
    "series": None,
}
LONG_TITLE = (
    "Onderwijsachterstandenbestrijdingsovereenkomst en wat die voor alle kernen van de gemeente betekent"
)


@pytest.fixture
def pictures(newsletter, monkeypatch):
    """The pictures of the edition are not in the database of a test: any will do."""
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), (26, 97, 81)).save(buffer, "PNG")
    monkeypatch.setattr(rendering, "picture_bytes", lambda sha256: (buffer.getvalue(), "image/png"))


def render(content, *, number: int = 1, note: str = "") -> Pdf:
    """The PDF of an edition that was never published."""
    publication = Publication(
        subject_kind=SubjectKind.EDITION,
        subject_slug=content["slug"],
        number=number,
        note=note,
        payload="{}",
        sha256="x",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payload, "read", lambda row: content)
        html = rendering.edition_html(publication)
    return Pdf(pdf.render(html, stylesheets=rendering.STYLESHEETS, assets=rendering.picture_bytes))


class TestStandards:
    def test_valid_for_both(self, newsletter):
        assert_valid_pdf(newsletter.stored)

    def test_second_opinion_on_the_structure(self, newsletter):
        """What is painted later on the front page than it is read (ORD-001): a heading across two columns."""
        assert second_opinion(newsletter.stored) <= {"ORD-001"}

    def test_headings_go_down_one_level_at_a_time(self, newsletter):
        levels = newsletter.pdf.heading_levels
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_language_and_title(self, newsletter):
        document = newsletter.pdf.document
        assert document.language == "nl"
        assert document.metadata["title"] == "Stand van zaken sociaal domein, voorjaar 2023"

    def test_fonts_are_embedded(self, newsletter):
        fonts = {font for page in newsletter.pdf.document for font in page.get_fonts()}
        assert fonts
        assert [font for font in fonts if font[1] in ("", "n/a")] == []

    def test_small_enough_to_mail(self, newsletter):
        assert len(newsletter.stored) < 5_000_000
        assert 6 <= len(newsletter.pdf.document) <= 10


class TestSameBytes:
    def test_exported(self, newsletter):
        assert newsletter.exported == newsletter.stored

    def test_made_again_when_missing(self, newsletter):
        assert newsletter.remade == newsletter.stored


class TestFrontPage:
    def test_holds_masthead_introduction_and_box_and_nothing_else(self, newsletter):
        front, following = newsletter.pdf.pages[:2]
        content = newsletter.content
        for text in (
            content["title"],
            content["label"],
            content["intro"]["heading"],
            content["box"]["heading"],
        ):
            assert squashed(text) in front
        assert squashed(richtext.plain(content["intro"]["html"]).splitlines()[-1]) in front
        assert squashed(content["articles"][0]["title"]) in following

    def test_contents_show_the_real_pages(self, newsletter):
        links = newsletter.pdf.links(1)
        assert [anchor for anchor, _ in links] == [row["slug"] for row in newsletter.content["articles"]]
        for article, (_, page) in zip(newsletter.content["articles"], links, strict=True):
            assert squashed(article["title"]) in newsletter.pdf.pages[page - 1]
        # The numbers of the list are painted after its items.
        text = newsletter.pdf.pages[0].replace("".join(f"{number}." for number in range(1, 21)), " ")
        for article, (_, page) in zip(newsletter.content["articles"], links, strict=True):
            title = re.escape(squashed(article["title"]))
            assert re.search(rf"{title}\.*{page}(?![0-9])", text), article["title"]

    def test_bookmarks_are_the_articles(self, newsletter):
        titles = [title for level, title, _ in newsletter.pdf.bookmarks if level == 2]
        content = newsletter.content
        articles = [row["title"] for row in content["articles"]]
        assert titles == [content["intro"]["heading"], content["box"]["heading"], *articles, "Colofon"]


class TestNothingIsLost:
    def test_every_article_with_its_headings_and_lists(self, newsletter):
        everything = "".join(newsletter.pdf.pages)
        assert len(newsletter.content["articles"]) == 20
        for article in newsletter.content["articles"]:
            for block in article["blocks"]:
                for kind in ("h3", "h4", "li"):
                    for html in re.findall(rf"<{kind}>(.*?)</{kind}>", block["html"], re.DOTALL):
                        # An item may run over two columns or pages, with a footer in between.
                        start = squashed(richtext.plain(html))[:30]
                        assert start in everything, article["title"]

    def test_every_picture_says_what_it_shows(self, newsletter):
        expected = [newsletter.content["masthead"]["picture"]["alt"]] + [
            block["picture"]["alt"]
            for article in newsletter.content["articles"]
            for block in article["blocks"]
            if block["picture"]
        ]
        found = [one.alt for one in newsletter.pdf.elements if one.role == "Figure"]
        assert len(expected) == 8
        assert found == expected

    def test_key_figures_agenda_and_colophon(self, newsletter):
        for text in ("1.252 toeslagen", "Bron: Gemeente Twenterand", "18 en 19 juli 2023"):
            assert text in newsletter.pdf.words
        assert "transformatie@twenterand.nl" in newsletter.pdf.words
        assert "None" not in newsletter.pdf.words

    def test_links_work(self, newsletter):
        expected = {
            href
            for article in newsletter.content["articles"]
            for block in article["blocks"]
            for href in re.findall(r'href="([^"]+)"', block["html"])
        }
        found = {
            link["uri"] for page in newsletter.pdf.document for link in page.get_links() if "uri" in link
        }
        assert expected <= found


class TestLooks:
    def test_no_text_outside_its_page_or_over_other_text(self, newsletter):
        assert_within_pages(newsletter.pdf)

    def test_no_heading_at_the_foot_of_a_column(self, newsletter):
        assert feet_that_are_headings(newsletter.pdf, columns=2) == []

    def test_boxes_stand_with_their_article(self, newsletter):
        """No column begins with a box: the text before it came along."""
        first: dict[tuple[int, int], str] = {}
        for line in sorted(newsletter.pdf.lines, key=lambda line: (line.page, line.top)):
            column = int(line.left // (newsletter.pdf.document[line.page - 1].rect.width / 2))
            first.setdefault((line.page, column), line.text.strip())
        labels = ["Agenda"] + [
            figure_value(block["figure"]["value"])
            for article in newsletter.content["articles"]
            for block in article["blocks"]
            if block["kind"] == "key_figure"
        ]
        assert [text for text in first.values() if text.split()[0] in labels] == []

    def test_names_and_last_words_of_a_column_are_whole(self, newsletter):
        last: dict[tuple[int, int], Line] = {}
        for line in newsletter.pdf.lines:
            page = newsletter.pdf.document[line.page - 1].rect
            place = line.page, int(line.left // (page.width / 2))
            if line.bottom < page.height - 50 and (place not in last or line.bottom > last[place].bottom):
                last[place] = line
        assert [line.text for line in last.values() if line.text.rstrip().endswith("-")] == []
        assert not [
            line.text for line in newsletter.pdf.lines if re.search(r"(Twen|Hart|Hartslag)-$", line.text)
        ]

    def test_amounts_and_dates_stay_on_one_line(self, newsletter):
        broken = r"(€|\b[0-9]{1,2} en|[a-z] 1)\s*$"
        assert [line.text for line in newsletter.pdf.lines if re.search(broken, line.text)] == []

    def test_years_can_be_searched_for(self, newsletter):
        assert "2023-2026" in newsletter.pdf.words
        assert "\N{HYPHEN}" not in newsletter.pdf.words

    def test_addresses_are_not_hyphenated(self, newsletter):
        assert not [line.text for line in newsletter.pdf.lines if re.search(r"transfor-$", line.text)]


class TestOtherEditions:
    """Few and many articles, long titles, and blocks that this edition does not have."""

    def test_two_articles(self, newsletter, pictures):
        content = copy.deepcopy(newsletter.content)
        content["articles"] = content["articles"][:2]
        found = render(content)
        assert_valid_pdf(found.data)
        assert len(found.document) == 3

    def test_forty_articles_still_have_one_front_page(self, newsletter, pictures):
        content = copy.deepcopy(newsletter.content)
        again = copy.deepcopy(content["articles"])
        for article in again:
            article["slug"] += "-2"
            article["title"] = f"Nog een keer, en nu wat uitgebreider: {article['title']}"
        content["articles"] += again
        found = render(content)
        assert_valid_pdf(found.data)
        assert_within_pages(found)
        assert len(found.links(1)) == 40
        assert squashed(content["articles"][0]["title"]) in found.pages[1]
        assert feet_that_are_headings(found, columns=2) == []

    def test_long_titles_and_every_kind_of_block(self, newsletter, pictures):
        content = copy.deepcopy(newsletter.content)
        content["title"] = LONG_TITLE
        for article in content["articles"]:
            article["title"] = f"{LONG_TITLE}: {article['title']}"[:200]
        content["articles"][0]["blocks"] += [CHART, QUOTE, CHART | {"series": CHART["series"][:2]}]
        found = render(content, number=2, note="Een datum verbeterd.")
        assert_valid_pdf(found.data)
        assert_within_pages(found)
        for text in ("Aantal cliënten (cliënten)", "Een inwoner", "Dit is versie 2. Een datum verbeterd."):
            assert text in found.words
        charts = [one for one in found.elements if one.role == "Figure" and "Aantal cliënten" in one.alt]
        assert len(charts) == 1, "two numbers make a table, no chart"
