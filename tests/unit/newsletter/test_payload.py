"""The payload of an edition, and when it may be published."""

import json
from pathlib import Path

import jsonschema
import pytest

from newsletter import payload
from newsletter.models import BlockKind, EditionState
from policy.fragments import canonical
from tests import factories
from tests.unit.newsletter.conftest import picture
from twenterand.publications import publishing
from twenterand.publications.models import PublishedItem, ReleaseKind, SubjectKind
from twenterand.workflow import Refused

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "payload.schema.json").read_text(encoding="utf-8"))
FIGURE = {
    "label": "Bereikt",
    "value": "1252",
    "unit": "jongeren",
    "period": "",
    "source": "CBS",
    "date": None,
}
SERIES = [{"label": str(year), "value": str(year - 2000)} for year in range(2019, 2023)]


def test_holds_every_kind_of_block_and_fits_the_schema(small):
    small.article(
        blocks=[
            {"html": "<p>Tekst.</p>"},
            {"kind": BlockKind.PICTURE, "picture": picture(), "content": {"caption": "Bijschrift"}},
            {"kind": BlockKind.QUOTE, "html": "<p>Ja.</p>", "content": {"attribution": "Een inwoner"}},
            {"kind": BlockKind.KEY_FIGURE, "content": FIGURE},
            {"kind": BlockKind.CHART, "content": {"title": "Groei", "unit": "%", "series": SERIES}},
            {
                "kind": BlockKind.AGENDA,
                "content": {
                    "items": [{"date": "2024-10-01", "end": None, "precision": "day", "label": "Markt"}]
                },
            },
        ]
    )
    content = payload.build("2024-najaar")
    jsonschema.validate(content, SCHEMA)
    text, figure_picture, quote, figure, chart, agenda = content["articles"][0]["blocks"]
    assert text["html"] == "<p>Tekst.</p>"
    assert figure_picture["picture"]["alt"] == "Een huis."
    assert (figure_picture["picture"]["width"], figure_picture["picture"]["height"]) == (40, 20)
    assert figure_picture["caption"] == "Bijschrift"
    assert quote["attribution"] == "Een inwoner"
    assert figure["figure"] == FIGURE | {"ref": None}
    assert (chart["figure"]["label"], chart["figure"]["unit"], chart["series"]) == ("Groei", "%", SERIES)
    assert agenda["agenda"][0]["label"] == "Markt"


def test_articles_stand_in_order_with_their_theme(small):
    theme = factories.document().themes.create(
        uid="00000000-0000-0000-0000-000000000001", slug="gezond", title="De Gezonde Twenterander"
    )
    small.article("Een", theme=theme)
    small.article("Twee")
    first, second = payload.build("2024-najaar")["articles"]
    assert (first["title"], first["theme"]["title"]) == ("Een", "De Gezonde Twenterander")
    assert (second["title"], second["theme"]) == ("Twee", None)


def test_a_decorative_picture_has_no_text(small):
    small.edition.masthead.decorative = True
    small.edition.masthead.save()
    assert payload.build("2024-najaar")["masthead"]["picture"]["alt"] == ""


def test_the_same_content_is_the_same_text(small):
    small.article()
    assert canonical(payload.build("2024-najaar")) == canonical(payload.build("2024-najaar"))


def test_the_number_of_queries_does_not_grow(small, django_assert_num_queries):
    def blocks(number: int) -> list[dict]:
        return [{"kind": BlockKind.PICTURE, "picture": picture(colour=number)}, {"html": "<p>x</p>"}]

    small.article(blocks=blocks(20))
    with django_assert_num_queries(4):
        payload.build("2024-najaar")
    for number in range(30, 50):
        small.article(blocks=blocks(number))
    with django_assert_num_queries(4):
        payload.build("2024-najaar")


class TestCheck:
    @pytest.mark.parametrize(
        "state", [EditionState.COLLECTING, EditionState.EDITING, EditionState.REVIEW], ids=str
    )
    def test_not_before_it_is_agreed_to(self, small, state):
        small.article()
        small.edition.state = state
        small.edition.save()
        with pytest.raises(Refused, match=f"najaar 2024 is nog niet akkoord .nu: {state.label}"):
            payload.check("2024-najaar")

    def test_not_without_articles(self, small):
        with pytest.raises(Refused, match="heeft nog geen artikelen"):
            payload.check("2024-najaar")

    def test_nothing_is_left_of_a_refusal(self, small):
        with pytest.raises(Refused):
            publishing.prepare(
                kind=SubjectKind.EDITION,
                slug="2024-najaar",
                release_kind=ReleaseKind.EDITION,
                by=small.maker,
            )
        assert not PublishedItem.objects.exists()


def test_a_publication_lists_its_articles(small):
    small.article("Een", slug="een")
    publication = small.publish()
    assert list(publication.items.values_list("kind", "slug", "title")) == [("article", "een", "Een")]
    assert set(publication.artifacts.values_list("kind", flat=True)) == {"pdf", "json"}


def test_an_article_that_is_held_back_is_not_in_the_payload(small):
    small.article("Openbaar")
    small.article("Nog niet", held="Wacht op het raadsbesluit")
    assert [row["title"] for row in payload.build(small.edition.slug)["articles"]] == ["Openbaar"]
