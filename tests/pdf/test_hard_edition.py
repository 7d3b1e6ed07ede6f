"""An edition with everything that can break a layout, published, and its PDF measured."""

import pytest
from django.db import transaction

from newsletter import columns, rendering
from newsletter.models import BlockKind
from tests.pdf import hard_edition
from tests.pdf.checks import (
    Pdf,
    assert_valid_pdf,
    assert_within_pages,
    feet_that_are_headings,
    second_opinion,
    squashed,
)
from twenterand import richtext
from twenterand.jobs import running
from twenterand.publications import payload, publishing
from twenterand.publications.models import ReleaseKind, SubjectKind

MILLIMETRE = 72 / 25.4
LEFT, RIGHT = 17 * MILLIMETRE, 193 * MILLIMETRE
GUTTER = 101 * MILLIMETRE, 109 * MILLIMETRE
BOTTOM = 277 * MILLIMETRE
SLACK = 1.5


@pytest.fixture(scope="module")
def hard(django_db_setup, django_db_blocker) -> tuple[Pdf, dict]:
    """The published PDF and its payload. The database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        edition = hard_edition.make()
        publication, job = publishing.prepare(
            kind=SubjectKind.EDITION,
            slug=edition.slug,
            release_kind=ReleaseKind.EDITION,
            note="",
            by=hard_edition.BY,
        )
        assert not running.run_now(job.pk).failure
        # Not the artifact: other tests have cheap ones made.
        made = rendering.edition_pdf(publication)
        content = payload.read(publication)
        transaction.set_rollback(True)
    return Pdf(made), content


def test_valid_and_small_with_ten_photographs(hard):
    pdf, content = hard
    assert_valid_pdf(pdf.data)
    # Matters of taste: see the tests of the two other documents.
    assert second_opinion(pdf.data) <= {"ORD-001", "TBL-010"}
    pictures = [block for article in content["articles"] for block in article["blocks"] if block["picture"]]
    assert len(pictures) == 10
    assert len(pdf.data) < 5_000_000


def test_fourteen_articles_each_with_a_bookmark_and_a_page(hard):
    pdf, content = hard
    assert len(content["articles"]) == 14
    links = dict(pdf.links(1))
    for article in content["articles"]:
        assert squashed(article["title"]) in pdf.pages[links[article["slug"]] - 1]
    titles = [title for level, title, _ in pdf.bookmarks if level == 2]
    assert [article["title"] for article in content["articles"]] == titles[2:-1]


def test_no_text_sticks_out_of_its_page_or_lies_over_other_text(hard):
    assert_within_pages(hard[0])


def test_no_text_sticks_out_of_its_column(hard):
    pdf, content = hard
    wide = _words_across(content)
    problems = []
    for number, sheet in enumerate(pdf.document, start=1):
        for left, _, right, bottom, word, *_ in sheet.get_text("words"):
            if left < LEFT - SLACK or right > RIGHT + SLACK:
                problems.append(f"page {number}: “{word}” stands in the margin")
            straddles = left < GUTTER[1] - SLACK and right > GUTTER[0] + SLACK
            if number > 1 and straddles and bottom < BOTTOM and word not in wide:
                problems.append(f"page {number}: “{word}” stands between the columns")
    assert not problems, "\n".join(problems)


def test_no_picture_sticks_out_of_its_column(hard):
    across = {
        block["picture"]["width"] / block["picture"]["height"]
        for article in hard[1]["articles"]
        for block in article["blocks"]
        if block["picture"] and columns.spans(block)
    }
    found = 0
    for sheet in hard[0].document.pages(1):
        for picture in sheet.get_image_info():
            left, top, right, bottom = picture["bbox"]
            wide = any(abs(picture["width"] / picture["height"] - ratio) < 0.05 for ratio in across)
            edge = RIGHT if wide or left > GUTTER[0] else GUTTER[0]
            assert bottom <= BOTTOM + SLACK
            assert top >= 0
            # A picture that is cut to fit is drawn larger than it shows; its height tells.
            assert wide or bottom - top <= 85 * MILLIMETRE or right <= edge + SLACK
            found += 1
    assert found == 10


def test_no_heading_or_question_stands_last_in_a_column(hard):
    assert feet_that_are_headings(hard[0], columns=2) == []


def test_nothing_is_clipped(hard):
    """Every paragraph, item, question, cell and date is there from its first to its last words."""
    pdf, content = hard
    everything = "".join(pdf.pages)
    for article in content["articles"]:
        for block in article["blocks"]:
            for part in _texts(block):
                text = squashed(part)
                assert text[:24] in everything, part
                assert text[-24:] in everything, part


def test_wide_table_and_panorama_take_both_columns(hard):
    words = [word for sheet in hard[0].document for word in sheet.get_text("words")]
    heads = {word[4]: word for word in words if word[4] in hard_edition.EIGHT}
    assert heads["Kern"][0] < LEFT + SLACK
    assert heads["Tevredenheid"][0] > GUTTER[1] + 60 * MILLIMETRE


def test_an_edition_in_which_nothing_spans_is_one_run(newsletter):
    assert [run.across for run in columns.runs(newsletter.content["articles"])] == [False]


def _texts(block: dict) -> list[str]:
    parts = [*richtext.plain(block["html"]).splitlines(), block["caption"]]
    for item in block.get("questions", ()):
        parts += [item["question"], *richtext.plain(item["answer"]).splitlines()]
    table = block.get("table")
    parts += [cell for row in (table["columns"], *table["rows"]) for cell in row] if table else []
    parts += [item["label"] for item in block["agenda"] or ()]
    parts += list(block.get("contact", {}).values())
    return [part for part in parts if part.strip()]


def _words_across(content: dict) -> set[str]:
    """Words of what stands across both columns."""
    texts = [richtext.plain(content["colophon"]), content["title"], *_footer(content)]
    for article in content["articles"]:
        for block in article["blocks"]:
            if columns.spans(block):
                texts += [*_texts(block), (block["picture"] or {}).get("credit", "")]
    assert any(block["kind"] == BlockKind.TABLE for row in content["articles"] for block in row["blocks"])
    return {word for text in texts for word in text.split()}


def _footer(content: dict) -> list[str]:
    return ["Colofon", content["label"]]
