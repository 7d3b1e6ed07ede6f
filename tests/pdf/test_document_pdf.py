"""The kadernota on paper: valid, complete, and every part of it in its place."""

import csv
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.pdf.checks import (
    BOTTOM_MARGIN,
    assert_valid_pdf,
    assert_within_pages,
    feet_that_are_headings,
    second_opinion,
    squashed,
)
from twenterand.numbers import format_cell, format_euro
from twenterand.richtext import plain

# For the fixtures alone: pytest-django makes a database only where a test asks for it.
pytestmark = pytest.mark.django_db

FACTS = Path(__file__).parents[1] / "data" / "facts" / "kadernota-2026"


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def chapters(kadernota) -> list[dict[str, Any]]:
    return kadernota.content["chapters"]


def nodes(rows: list[dict[str, Any]]):
    for row in rows:
        yield row
        yield from nodes(row["children"])


def tables(kadernota) -> list[dict[str, Any]]:
    return [table for chapter in chapters(kadernota) for table in chapter["tables"]]


def marks_of(table: dict[str, Any], positions: list[int]) -> str:
    marks = {note["position"]: note["mark"] for note in table["footnotes"]}
    return "".join(marks[position] for position in positions)


def printed_cell(table: dict[str, Any], cell: dict[str, Any] | None) -> str:
    if cell is None:
        return ""
    number = None if cell["number"] is None else Decimal(cell["number"])
    provisional = "v" if cell["provisional"] else ""
    shown = format_cell(cell["state"], number, cell["raw"])
    return shown + provisional + marks_of(table, cell["footnotes"])


def printed_row(table: dict[str, Any], row: dict[str, Any]) -> str:
    cells = " ".join(printed_cell(table, cell) for cell in row["cells"])
    return squashed(f"{row['label']} {marks_of(table, row['footnotes'])} {cells} {row['source']}")


class TestStandards:
    def test_valid_for_both(self, kadernota):
        assert_valid_pdf(kadernota.stored)

    def test_second_opinion_on_the_structure(self, kadernota):
        """Matters of taste stay: a table of one proposal has more headers than data (TBL-010), a web address
        that is a source (LNK-010), words that recur on many pages such as "Subdoel" (PAG-001), the long name of a
        group that goes on, in the head of a page (TAG-002)."""
        assert second_opinion(kadernota.stored) <= {"TBL-010", "LNK-010", "PAG-001", "TAG-002"}

    def test_headings_go_down_one_level_at_a_time(self, kadernota):
        levels = kadernota.pdf.heading_levels
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_language_and_title(self, kadernota):
        document = kadernota.pdf.document
        assert document.language == "nl"
        assert document.metadata["title"] == kadernota.content["title"]
        assert document.metadata["author"] == kadernota.content["organisation"]["name"]

    def test_fonts_are_embedded(self, kadernota):
        fonts = {font for page in kadernota.pdf.document for font in page.get_fonts()}
        assert fonts
        assert [font for font in fonts if font[1] in ("", "n/a")] == []

    def test_small_enough_to_mail(self, kadernota):
        assert len(kadernota.stored) < 5_000_000
        assert 25 <= len(kadernota.pdf.document) <= 40


class TestSameBytes:
    def test_exported(self, kadernota):
        assert kadernota.exported == kadernota.stored

    def test_made_again_when_missing(self, kadernota):
        assert kadernota.remade == kadernota.stored


class TestContents:
    def test_numbers_are_the_pages(self, kadernota):
        links = kadernota.pdf.links(2)
        assert len(links) > 25
        assert kadernota.pdf.printed_numbers(2) == [number for _, number in links]

    def test_no_number_on_a_line_of_its_own(self, kadernota):
        dots = [line for line in kadernota.pdf.lines if line.page == 2 and line.text.startswith("..")]
        assert len(dots) > 10
        assert [line.text for line in dots if line.left < 80] == []

    def test_links_lead_to_what_they_name(self, kadernota):
        starts = dict(kadernota.pdf.links(2))
        for chapter in chapters(kadernota):
            page = kadernota.pdf.pages[starts[f"h-{chapter['slug']}"] - 1]
            assert squashed(chapter["title"]) in page
            for node in nodes(chapter["tree"]["nodes"] if chapter["tree"] else []):
                if node["kind"] == "subgoal":
                    assert squashed(node["title"]) in kadernota.pdf.pages[starts[f"n-{node['uid']}"] - 1]

    def test_every_page_shows_its_number(self, kadernota):
        wrong = [
            number
            for number, text in enumerate(kadernota.pdf.pages[:-1], start=1)
            if number > 1 and not re.search(rf"(?<![0-9]){number}$", text)
        ]
        assert wrong == []

    def test_bookmarks_hold_every_heading(self, kadernota):
        titles = [title for _, title, _ in kadernota.pdf.bookmarks]
        level_two = [title for level, title, _ in kadernota.pdf.bookmarks if level == 2]
        expected = [chapter["title"] for chapter in chapters(kadernota)]
        assert level_two == ["Inhoud", *expected, "Overzicht van de voorstellen", "Colofon"]
        for chapter in chapters(kadernota):
            for node in nodes(chapter["tree"]["nodes"] if chapter["tree"] else []):
                if node["kind"] in ("subgoal", "activity"):
                    assert any(title.endswith(node["title"]) for title in titles), node["title"]
            for passage in chapter["passages"]:
                assert not passage["heading"] or passage["heading"] in titles


class TestNothingIsLost:
    def test_every_footnote(self, kadernota):
        texts = [note["text"] for table in tables(kadernota) for note in table["footnotes"]]
        assert len(texts) == len(facts("footnotes")) == 26
        everything = "".join(kadernota.pdf.pages)
        for table in tables(kadernota):
            for note in table["footnotes"]:
                assert squashed(f"{note['mark']} {note['text']}") in everything

    def test_every_row_with_all_its_cells(self, kadernota):
        rows = [
            (table, row) for table in tables(kadernota) for group in table["groups"] for row in group["rows"]
        ]
        cells = [cell for _, row in rows for cell in row["cells"] if cell]
        assert len(cells) == len(facts("values")) == 516
        everything = "".join(kadernota.pdf.pages)
        lost = [row["label"] for table, row in rows if printed_row(table, row) not in everything]
        assert lost == []

    def test_every_proposal(self, kadernota):
        everything = "".join(kadernota.pdf.pages)
        proposals = [row for chapter in chapters(kadernota) for row in chapter["proposals"]]
        assert len(proposals) == len(facts("proposals")) == 16
        for row in proposals:
            assert squashed(row["title"]) in everything
            printed = row["printed"]
            amount = format_euro(Decimal(printed["amount"]))
            assert squashed(f"{printed['recurrence']} {amount} {printed['effect']}") in everything
            for cover in row["coverage"]:
                assert squashed(cover["source"]) in everything

    def test_every_text(self, kadernota):
        """The last sentence of each passage: a page break or a table has not eaten the end of a text."""
        everything = "".join(kadernota.pdf.pages)
        for chapter in chapters(kadernota):
            for passage in chapter["passages"]:
                last = re.findall(r">([^<>]+)<", passage["html"])[-1].replace("&amp;", "&")
                ending = squashed(last.rsplit(". ", 1)[-1])
                # It may run over two pages, and then a footer stands in between.
                assert ending[-25:] in everything, passage["heading"]


class TestProposals:
    def test_overview_lists_each_with_its_page(self, kadernota):
        (start,) = [
            page for _, title, page in kadernota.pdf.bookmarks if title == "Overzicht van de voorstellen"
        ]
        links = dict(kadernota.pdf.links(start))
        shown = kadernota.pdf.pages[start - 1]
        for chapter in chapters(kadernota):
            for row in chapter["proposals"]:
                page = links[f"voorstel-{row['slug']}"]
                printed = row["printed"]
                amount = format_euro(Decimal(printed["amount"]))
                cells = f"{printed['recurrence']} {amount} {printed['effect']} {page}"
                assert squashed(f"{row['title']} {cells}") in shown
                assert squashed(row["title"]) in kadernota.pdf.pages[page - 1]

    def test_sums_have_letters_and_no_minus_signs(self, kadernota):
        everything = "".join(kadernota.pdf.pages)
        assert "\N{MINUS SIGN}" not in everything
        assert "€-" not in everything
        totals = kadernota.content["totals"]
        both = format_euro(abs(Decimal(totals["balance"])))
        assert squashed(f"Saldo van incidenteel en structureel i/s {both} n") in everything
        for key in ("incidental", "structural"):
            amount = format_euro(abs(Decimal(totals[key]["balance"])))
            assert (
                squashed(f"Samen {'incidenteel i' if key == 'incidental' else 'structureel s'} {amount} n")
                in everything
            )

    def test_a_proposal_follows_the_text_that_explains_it(self, kadernota):
        title = squashed("Adviseur bedrijfsvoering sociaal domein")
        (page,) = [page for page in kadernota.pdf.pages if f"v/n{title}" in page]
        assert page.index(title) < page.index(f"v/n{title}") + len("v/n")


class TestNotes:
    def test_links_go_both_ways(self, kadernota):
        """Every note that a place calls links to it, and every call links to its note."""
        called = sum(
            len(positions)
            for table in tables(kadernota)
            for group in table["groups"]
            for positions in [
                group["footnotes"],
                *(row["footnotes"] for row in group["rows"]),
                *(cell["footnotes"] for row in group["rows"] for cell in row["cells"] if cell),
            ]
        )
        links = [
            link["nameddest"]
            for page in kadernota.pdf.document
            for link in page.get_links()
            if link.get("nameddest")
        ]
        assert len([name for name in links if name.startswith("noot-")]) == called
        assert len([name for name in links if name.startswith("bij-")]) == 26 - 2
        assert all(
            link["page"] >= 0
            for page in kadernota.pdf.document
            for link in page.get_links()
            if "page" in link
        )

    def test_structure_has_notes_and_references(self, kadernota):
        roles = [one.role for one in kadernota.pdf.elements]
        assert roles.count("Note") == 26
        assert roles.count("Reference") >= 24

    def test_a_note_that_nothing_calls_says_so(self, kadernota):
        assert "".join(kadernota.pdf.pages).count(squashed("(hoort in de bron bij geen cel)")) == 2


class TestLooks:
    def test_contact_details_come_last(self, kadernota):
        colophon = squashed(plain(kadernota.content["organisation"]["colophon"]))
        assert colophon in "".join(kadernota.pdf.pages[-3:])
        assert kadernota.pdf.bookmarks[-1][1] == "Colofon"

    def test_a_group_that_goes_on_says_so(self, kadernota):
        """Above a page that begins in the middle of a group stands the name of the group; above no other page."""
        headings = [group["heading"] for table in tables(kadernota) for group in table["groups"]]
        for before, page in pairwise(kadernota.pdf.pages):
            goes_on = [heading for heading in headings if squashed(f"{heading} (vervolg)") in page]
            for heading in goes_on:
                assert squashed(heading) in before
        assert sum("(vervolg)" in page for page in kadernota.pdf.pages) == 1

    def test_only_tables_with_long_texts_lie_on_their_side(self, kadernota):
        turned = [
            number
            for number, page in enumerate(kadernota.pdf.document, 1)
            if page.rect.width > page.rect.height
        ]
        assert 1 <= len(turned) <= 4
        assert turned == list(range(turned[0], turned[0] + len(turned)))

    def test_no_page_but_the_last_of_a_chapter_is_nearly_empty(self, kadernota):
        """Half full at least; before paper that is turned a third."""
        document = kadernota.pdf.document
        ends = {page - 1 for level, _, page in kadernota.pdf.bookmarks if level <= 2} | {len(document)}
        turned = [page.rect.width > page.rect.height for page in document]
        full: dict[int, float] = {}
        for line in kadernota.pdf.lines:
            height = document[line.page - 1].rect.height
            if line.text.strip() and line.bottom < height - BOTTOM_MARGIN:
                full[line.page] = max(full.get(line.page, 0), line.bottom / height)
        wanted = {
            page: 0.5 if turned[page - 1] == turned[page] else 0.33 for page in full if page not in ends
        }
        assert [page for page, part in wanted.items() if full[page] < part] == []

    def test_amounts_and_dates_stay_on_one_line(self, kadernota):
        assert [line.text for line in kadernota.pdf.lines if line.text.strip().endswith("€")] == []

    def test_no_text_outside_its_page_or_over_other_text(self, kadernota):
        assert_within_pages(kadernota.pdf)

    def test_no_heading_at_the_foot_of_a_page(self, kadernota):
        assert feet_that_are_headings(kadernota.pdf) == []

    def test_no_group_heading_without_its_first_row(self, kadernota):
        for table in tables(kadernota):
            for group in table["groups"]:
                heading = squashed(f"{group['heading']} {marks_of(table, group['footnotes'])}")
                together = heading + squashed(group["rows"][0]["label"])
                assert any(together in page for page in kadernota.pdf.pages), group["heading"]

    def test_no_table_head_without_rows(self, kadernota):
        """After the head of an indicator table comes a group or a row, never the foot of the page."""
        footer = squashed(kadernota.content["title"])
        for page in kadernota.pdf.pages:
            for rest in page.split("Bron")[1:]:
                assert not rest.startswith(footer)
