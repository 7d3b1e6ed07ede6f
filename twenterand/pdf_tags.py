"""What WeasyPrint 70.0 leaves out of the structure tree of a PDF, added while it builds that tree.

A private part of `pdf.py`, tested against the pinned version of WeasyPrint. It adds the scope of table
headers, the language of parts, the long form of abbreviations, footnotes as notes with an identifier (those in
a list by their role), one link per link with its title or text as description. It makes artifacts, which nobody
hears, of page headers and footers, the dots in a list of contents and decorative pictures. It replaces two
functions of WeasyPrint, only while one of our documents is made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags
from weasyprint.pdf.stream import Stream

_SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}


class TagTree:
    """Builds the structure tree of one document, and remembers which footnotes it met."""

    def __init__(self) -> None:
        self._build = tags._build_box_tree
        self._marked = Stream.marked
        self._furniture: set[Any] = set()
        self._note_boxes: set[Any] = set()
        self._called: dict[Any, str] = {}
        self._noted: set[Any] = set()

    @contextmanager
    def replacing_weasyprints(self, document: Document) -> Iterator[None]:
        """Use this tree instead of WeasyPrint's own for `document`; not safe in two threads at once."""
        tree = self
        for page in document.pages:
            page.links = _whole_links(page.links)
        self._furniture = {box for page in document.pages for box in _furniture_of(page._page_box)}

        def marked(stream: Stream, box: Any, tag: str) -> Any:
            if box in tree._furniture:
                return _pagination(stream)
            return stream.artifact() if is_decorative(box) else tree._marked(stream, box, tag)

        tags._build_box_tree, Stream.marked = self.build, marked
        try:
            yield
        finally:
            tags._build_box_tree, Stream.marked = self._build, self._marked

    def lost_notes(self) -> list[str]:
        """Return the text of the footnotes that have a mark on a page but were never printed."""
        return [text for element, text in self._called.items() if element not in self._noted]

    def build(self, box: Any, parent: Any, pdf: pydyf.PDF, *rest: Any) -> Iterator[pydyf.Dictionary]:
        """Yield the structure elements of a box: WeasyPrint's, completed."""
        box_itself = getattr(box, "_box", box)
        if is_furniture(box_itself) or is_decorative(box_itself):
            return
        if isinstance(box_itself, boxes.FootnoteAreaBox):
            self._note_boxes.update(getattr(child, "_box", child) for child in box_itself.children)
        for structure in self._build(box, parent, pdf, *rest):
            if structure["S"] == "/LI":
                _complete_item(structure, pdf)
            self._complete(structure, box_itself)
            yield structure

    def _complete(self, structure: pydyf.Dictionary, box: Any) -> None:
        element = box.element
        if element is None or element.tag in {"html", "body"} or isinstance(box, boxes.PageBox):
            return
        if box in self._note_boxes:
            self._complete_note(structure, box)
        elif box.element_tag == f"{element.tag}::footnote-call":
            self._called.setdefault(element, _text(element))
            structure["S"] = "/Reference"
        elif box.element_tag == f"{element.tag}::footnote-marker":
            structure["S"] = "/Lbl"
        if structure["S"] == "/Link":
            _complete_link(structure, box)
        if box.element_tag != element.tag:
            return
        _complete_element(structure, element)

    def _complete_note(self, structure: pydyf.Dictionary, box: Any) -> None:
        self._noted.add(box.element)
        _identify_note(structure)


def _complete_element(structure: pydyf.Dictionary, element: Any) -> None:
    """Add what the attributes of an element say: language, role, scope, the long form of an abbreviation."""
    if language := element.get("lang"):
        structure.setdefault("Lang", pydyf.String(language))
    if element.get("role") == "doc-footnote":
        _identify_note(structure)
    elif element.get("role") == "doc-noteref":
        structure["S"] = "/Reference"
    if structure["S"] == "/TH":
        structure["A"]["Scope"] = _SCOPES.get(element.get("scope", "col"), "/Column")
    if element.tag == "abbr" and element.get("title"):
        structure["S"], structure["E"] = "/Span", pydyf.String(element.get("title"))


def _identify_note(structure: pydyf.Dictionary) -> None:
    structure["S"] = "/Note"
    # The object's number is unique in the file and the same in every run.
    structure["ID"] = pydyf.String(f"note-{structure.number}")


def overfull_pages(document: Document) -> list[int]:
    """Return the numbers of the pages whose footnotes need more room than the page has: the rest is cut off."""
    return [
        number
        for number, page in enumerate(document.pages, start=1)
        for box in page._page_box.children
        if isinstance(box, boxes.FootnoteAreaBox) and box.position_y < page._page_box.content_box_y()
    ]


def _complete_item(structure: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """Put the blocks of a list item in its body: an item may hold nothing but a label and a body."""
    parts = {reference: pdf.objects[int(reference.split()[0])] for reference in structure["K"]}
    blocks = {reference: part for reference, part in parts.items() if part["S"] not in {"/Lbl", "/LBody"}}
    if not blocks:
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "K": pydyf.Array(blocks),
            "Pg": structure["Pg"],
            "P": structure.reference,
        }
    )
    pdf.add_object(body)
    for part in blocks.values():
        part["P"] = body.reference
    structure["K"] = pydyf.Array(
        [reference for reference in parts if reference not in blocks] + [body.reference]
    )


def _complete_link(structure: pydyf.Dictionary, box: Any) -> None:
    if box.link_annotation is None:
        structure["S"] = "/Span"
    elif text := box.element.get("title") or _text(box.element):
        box.link_annotation["Contents"] = pydyf.String(text)


def _whole_links(links: list[Any]) -> list[Any]:
    """Join what WeasyPrint makes of every box within a link to one link: each is a stop for the keyboard."""
    whole: list[Any] = []
    for kind, target, rectangle, box in links:
        if box.link or not whole:
            whole.append((kind, target, rectangle, box))
        else:
            outer_kind, outer_target, outer, outer_box = whole[-1]
            joined = (*map(min, outer[:2], rectangle[:2]), *map(max, outer[2:], rectangle[2:]))
            whole[-1] = outer_kind, outer_target, joined, outer_box
    return whole


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def is_furniture(box: Any) -> bool:
    """Say whether a box holds a page header or footer, or the dots that lead the eye to a page number."""
    return isinstance(box, boxes.MarginBox) or getattr(box, "is_leader", False)


def _furniture_of(page_box: Any) -> Iterator[Any]:
    """Yield every box inside furniture; a box does not know its parents, so each page is walked once."""
    pending = [(page_box, False)]
    while pending:
        box, inside = pending.pop()
        box = getattr(box, "_box", box)
        inside = inside or is_furniture(box)
        if inside:
            yield box
        pending.extend((child, inside) for child in getattr(box, "children", ()))


@contextmanager
def _pagination(stream: Stream) -> Iterator[None]:
    stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
    yield
    stream.end_marked_content()


def is_decorative(box: Any) -> bool:
    """Say whether a box is a picture that the author marked as decoration: alt="" or aria-hidden="true"."""
    if not isinstance(box, boxes.ReplacedBox) or box.element is None:
        return False
    element = box.element
    if element.get("aria-hidden") == "true":
        return True
    return element.tag == "img" and element.get("alt") == ""
