"""The draft PDF of an edition says so on every page and is as accessible as the one that is published."""

import subprocess

import pytest
from django.core.management import call_command

from newsletter import payload, rendering
from tests.pdf.checks import assert_valid_pdf


@pytest.mark.django_db
def test_every_page_of_a_draft_says_concept(tmp_path):
    call_command("load_demo", verbosity=0)
    made = rendering.draft_pdf(payload.build("2023-voorjaar"))
    assert_valid_pdf(made)
    file = tmp_path / "concept.pdf"
    file.write_bytes(made)
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.rstrip("\f").split("\f")
    assert len(pages) > 4
    assert [page.count("CONCEPT – niet voor publicatie") for page in pages] == [1] * len(pages)
