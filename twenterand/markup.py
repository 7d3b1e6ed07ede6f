"""A small tree of HTML elements, enough to walk through and rewrite HTML that the sanitiser has balanced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "img"})
# Deeper elements melt into their parent, so that walking the tree never exhausts Python's stack.
MAX_DEPTH = 40


@dataclass
class Element:
    """An element, or with an empty tag the fragment that holds the top level."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """This element and all below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def text(self) -> str:
        """All text inside, as it stands, without a mark between blocks."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


Node = Element | str


def parse(html: str) -> Element:
    """The tree of balanced HTML; what stands deeper than MAX_DEPTH keeps its text and loses its tags."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.fragment


def serialise(nodes: Iterable[Node]) -> str:
    """The nodes as HTML, everything escaped, attributes in alphabetical order."""
    return "".join(escape(node, quote=False) if isinstance(node, str) else _tagged(node) for node in nodes)


def _tagged(element: Element) -> str:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in sorted(element.attributes.items()))
    if element.tag in VOID:
        return f"<{element.tag}{attributes}>"
    inside = serialise(element.children)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>" if element.tag else inside


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fragment = Element("")
        self._open = [self.fragment]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        parent = self._open[-1]
        if len(self._open) > MAX_DEPTH and tag not in VOID:
            self._open.append(parent)
            return
        element = Element(tag, {name: value or "" for name, value in attrs})
        parent.children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        siblings = self._open[-1].children
        if siblings and isinstance(siblings[-1], str):
            siblings[-1] += data
        else:
            siblings.append(data)
