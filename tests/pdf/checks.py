"""What every test of a PDF needs: is it valid, what does it say, and where does it stand."""

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import outloud
import page
import pymupdf
from pypdf import PdfReader

HEADING_COLOUR = 0x0F3A31
BOTTOM_MARGIN = 58  # points; page numbers stand in it
PROFILES = {"PDF/UA-1": page.ValidationProfile.PDF_UA_1, "PDF/A-2a": page.ValidationProfile.PDF_A_2A}


def assert_valid_pdf(data: bytes) -> None:
    """Fail with every broken rule, its message and the object where it broke, for PDF/UA-1 and PDF/A-2a."""
    failures = [
        f"{name} {failure.rule_id}: {failure.message} (object {_number(failure)})"
        for name, profile in PROFILES.items()
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
    ]
    assert not failures, "the PDF is not valid:\n" + "\n".join(failures)


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF; words that were broken at the end of a line are whole again."""
    result = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return result.stdout.decode()


def pdf_words(data: bytes) -> str:
    """Return the text of a PDF on one line with single spaces: to find sentences that run over lines."""
    return " ".join(pdf_text(data).split())


def _number(failure: page.ValidationFailure) -> int | str:
    return failure.object_id.object_number if failure.object_id else "none"


def second_opinion(data: bytes) -> set[str]:
    """The rules that another checker finds broken, of all that it knows, also matters of taste."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        result = outloud.check(file.name)
    assert result.error is None
    return {finding.rule for finding in result.findings}


def squashed(text: str) -> str:
    """Text without white space and without hyphens inside words, so that line ends make no difference."""
    return re.sub(r"\s+", "", re.sub(r"(?<=[^\W\d])-\s*(?=\w)", "", text))


@dataclass(frozen=True)
class Line:
    """A line of text on a page; `page` counts from 1, coordinates in points from the top left."""

    page: int
    text: str
    left: float
    top: float
    bottom: float
    font: str
    colour: int


@dataclass(frozen=True)
class Element:
    """An element of the structure tree."""

    role: str
    alt: str


@dataclass(frozen=True)
class Pdf:
    """A PDF opened once for many tests."""

    data: bytes

    @staticmethod
    @cache
    def of(data: bytes) -> "Pdf":
        """The same object for the same bytes, so that it is read once."""
        return Pdf(data)

    @cached_property
    def document(self) -> pymupdf.Document:
        return pymupdf.open(stream=self.data)

    @cached_property
    def words(self) -> str:
        """All text on one line, see pdf_words."""
        return pdf_words(self.data)

    @cached_property
    def pages(self) -> list[str]:
        """The squashed text of each page in the order in which it was written: table cells row by row."""
        result = subprocess.run(
            ["pdftotext", "-raw", "-", "-"], input=self.data, capture_output=True, check=True
        )
        return [squashed(text) for text in result.stdout.decode().split("\f")]

    @cached_property
    def bookmarks(self) -> list[tuple[int, str, int]]:
        """(level, title, page) in order."""
        return [(level, title, number) for level, title, number in self.document.get_toc()]

    @cached_property
    def elements(self) -> list[Element]:
        """The structure tree in reading order, flattened."""
        return list(_walk(PdfReader(io.BytesIO(self.data)).root_object["/StructTreeRoot"]))

    @property
    def heading_levels(self) -> list[int]:
        return [int(one.role[1]) for one in self.elements if re.fullmatch("H[1-6]", one.role)]

    @cached_property
    def lines(self) -> list[Line]:
        """Every line of text with its first font and colour."""
        return [
            Line(
                number,
                "".join(span["text"] for span in line["spans"]),
                line["bbox"][0],
                line["bbox"][1],
                line["bbox"][3],
                line["spans"][0]["font"],
                line["spans"][0]["color"],
            )
            for number, sheet in enumerate(self.document, start=1)
            for block in sheet.get_text("dict")["blocks"]
            for line in block.get("lines", [])
        ]

    def links(self, page_number: int) -> list[tuple[str, int]]:
        """(anchor, page it leads to) of every link inside the document on this page, each anchor once."""
        found = {}
        for link in self.document[page_number - 1].get_links():
            if link.get("nameddest"):
                found.setdefault(link["nameddest"], link["page"] + 1)
        return list(found.items())

    def printed_numbers(self, page_number: int) -> list[int]:
        """The numbers at the end of dotted lines on this page, in order."""
        text = pdf_text_of(self.data, page_number)
        return [int(number) for number in re.findall(r"\.\s*([0-9]+)$", text, re.MULTILINE)]


def _walk(element) -> Iterator[Element]:
    if "/S" in element:
        yield Element(element["/S"][1:], str(element.get("/Alt", "")))
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        resolved = child.get_object()
        if hasattr(resolved, "get") and ("/S" in resolved or "/K" in resolved):
            yield from _walk(resolved)


def pdf_text_of(data: bytes, page_number: int) -> str:
    """The text of one page in the order in which it was written."""
    command = ["pdftotext", "-raw", "-f", str(page_number), "-l", str(page_number), "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def assert_within_pages(pdf: Pdf) -> None:
    """Fail where text sticks out of its page, or where two words are printed over each other."""
    problems = []
    for number, sheet in enumerate(pdf.document, start=1):
        boxes = [(pymupdf.Rect(word[:4]), word[4]) for word in sheet.get_text("words")]
        problems += [f"page {number}: “{text}” sticks out" for box, text in boxes if box not in sheet.rect]
        # The box of a word is as high as its font, more than a line: only its middle may not be shared.
        inner = [(_middle(box), text) for box, text in boxes]
        problems += [
            f"page {number}: “{one}” over “{other}”"
            for (first, one), (second, other) in combinations(inner, 2)
            if first.intersects(second)
        ]
    assert not problems, "\n".join(problems[:20])


def _middle(box: pymupdf.Rect) -> pymupdf.Rect:
    return pymupdf.Rect(box.x0 + 0.5, box.y0 + box.height * 0.3, box.x1 - 0.5, box.y1 - box.height * 0.3)


def feet_that_are_headings(pdf: Pdf, columns: int = 1) -> list[str]:
    """Headings that stand last in a column: their text begins on the next one."""
    last: dict[tuple[int, int], Line] = {}
    for line in pdf.lines:
        page = pdf.document[line.page - 1]
        if line.bottom > page.rect.height - BOTTOM_MARGIN or not line.text.strip():
            continue
        place = line.page, int(line.left // (page.rect.width / columns))
        if place not in last or line.bottom > last[place].bottom:
            last[place] = line
    return [
        f"page {line.page}: {line.text}"
        for line in last.values()
        if line.colour == HEADING_COLOUR and "Semi" in line.font and line.page > 1
    ]
