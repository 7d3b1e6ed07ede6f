"""The draft PDF of an edition says so on every page and is as accessible as the one that is published."""

import subprocess

import pytest
from django.core.management import call_command

from newsletter import drafting, payload, rendering
from tests.pdf.checks import Pdf, assert_valid_pdf, squashed


@pytest.mark.django_db
def test_every_page_of_a_draft_says_concept(tmp_path):
    call_command("load_demo", verbosity=0)
    content = payload.build("2023-voorjaar")
    places = []
    made = rendering.draft_pdf(content, places.append)
    assert_valid_pdf(made)
    fit = drafting.fit_of(content, places[0])
    printed = Pdf.of(made)
    assert fit["pages"] == len(printed.document)
    assert 0 < fit["filled"] < 100
    for title, page in fit["articles"]:
        assert squashed(title) in printed.pages[page - 1]
    # What the page says is what is measured on it.
    last = [line for line in printed.lines if line.page == fit["pages"] and line.bottom < 780]
    height = (297 - 18 - 20) * 72 / 25.4
    measured = 100 * (max(line.bottom for line in last) - 18 * 72 / 25.4) / height
    assert abs(measured - fit["filled"]) < 3
    file = tmp_path / "concept.pdf"
    file.write_bytes(made)
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 4
    assert [page.count("CONCEPT – niet voor publicatie") for page in pages] == [1] * len(pages)
