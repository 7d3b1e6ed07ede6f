"""Where things came to stand in a PDF that was laid out: for who writes to fit the paper."""

from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes


@dataclass(frozen=True)
class Places:
    """The page of every anchor (1 is the first), how many pages there are, and how full the last one is, 0 to 1."""

    anchors: dict[str, int]
    pages: int
    filled: float


def places_of(document: Any) -> Places:
    """The places in a document that WeasyPrint laid out."""
    anchors: dict[str, int] = {}
    for number, page in enumerate(document.pages, start=1):
        for name in page.anchors:
            anchors.setdefault(name, number)
    return Places(anchors, len(document.pages), _filled(document.pages[-1]._page_box))


def _filled(page: Any) -> float:
    """How far down text and pictures come between the margins; what stands in the margins does not count."""
    top, height = page.content_box_y(), page.height
    ends = [
        box.position_y + box.margin_height()
        for child in page.children
        if not isinstance(child, boxes.MarginBox)
        for box in child.descendants()
        if isinstance(box, boxes.LineBox | boxes.ReplacedBox)
    ]
    return min(1.0, max(0.0, (max(ends, default=top) - top) / height))
