"""Makes a parsed HTML document fit for PDF/UA before it is laid out, or says why that cannot be done.

A private part of `pdf.py`. What an author or editor can get wrong without noticing is put right here; what
only a person can solve is refused with a sentence.
"""

from collections import Counter
from xml.etree.ElementTree import Element, SubElement

from twenterand.pdf_fonts import printable

_SVG = "{http://www.w3.org/2000/svg}"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LINKS = ("#", "http://", "https://", "mailto:", "tel:")


class Unfit(Exception):
    """The document would give a PDF that is incomplete or not accessible. `sentence` says why in Dutch."""

    def __init__(self, sentence: str):
        self.sentence = sentence
        super().__init__(sentence)


def prepare(root: Element) -> None:
    """Check and correct the document in place. Raises `Unfit`."""
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        raise Unfit("De pdf heeft geen titel. Zet een titel in het element title.")
    root.set("lang", root.get("lang") or "nl")
    _drop_attachments(root)
    _close_up_headings(root)
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue  # a comment
        _check_picture(element)
        if element.tag == "a":
            _clean_link(element)
        if element.tag == "table":
            _square(element)
        if element.text and element.tag != "style":
            element.text = printable(element.text)
        if element.tail:
            element.tail = printable(element.tail)


def _check_picture(element: Element) -> None:
    if element.tag == "img" and element.get("alt") is None:
        raise Unfit(f"De afbeelding “{element.get('src', '')}” heeft geen beschrijving. Vul er een in.")
    if element.tag == f"{_SVG}svg" and element.get("aria-hidden") != "true":
        title = element.find(f"{_SVG}title")
        if title is None or not (title.text or "").strip():
            raise Unfit(
                "Een grafiek heeft geen beschrijving. Zet het element title direct in het element svg."
            )


def _drop_attachments(root: Element) -> None:
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == "link" and _attaches(child)]:
            parent.remove(child)


def _attaches(element: Element) -> bool:
    return "attachment" in element.get("rel", "").lower().split()


def _clean_link(element: Element) -> None:
    """Leave only the text of a link that leads nowhere from a file, or that would put a file into ours."""
    if _attaches(element):
        del element.attrib["rel"]
    if not element.get("href", "#").strip().lower().startswith(_LINKS):
        del element.attrib["href"]


def _close_up_headings(root: Element) -> None:
    """Let the headings start at level 1 and never go down more than one level at a time."""
    open_levels: list[int] = []
    for element in root.iter():
        level = _HEADINGS.get(element.tag) if isinstance(element.tag, str) else None
        if level is None:
            continue
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        element.tag = f"h{len(open_levels)}"


def _square(table: Element) -> None:
    """Give every row of a table as many columns as the widest one, and the table a body with rows."""
    for section in [child for child in table if child.tag in {"thead", "tbody", "tfoot"} and not len(child)]:
        table.remove(section)
    sections = {child.tag: child for child in table if child.tag in {"thead", "tbody", "tfoot"}}
    if "tbody" not in sections:
        for section in sections.values():
            section.tag = "tbody"
    if not sections:
        table.tag = "div"
    rows = [row for child in table if child.tag in {"thead", "tbody", "tfoot"} for row in _widths(child)]
    widest = max((width for _, width in rows), default=0)
    for row, width in rows:
        for _ in range(widest - width):
            SubElement(row, "td")


def _widths(section: Element) -> list[tuple[Element, int]]:
    """Return the rows of a section with their number of columns; cuts off cells that reach below it."""
    rows = [child for child in section if child.tag == "tr"]
    widths = Counter[int]()
    for number, row in enumerate(rows):
        for cell in row:
            columns, lines = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - number)
            if lines > 1:
                cell.set("rowspan", str(lines))
            else:
                cell.attrib.pop("rowspan", None)
            for line in range(number, number + lines):
                widths[line] += columns
    return [(row, widths[number]) for number, row in enumerate(rows)]


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "")
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1
