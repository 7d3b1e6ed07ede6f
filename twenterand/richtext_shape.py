"""The shape of rich text: which element may stand where. Text is never lost, only elements are.

The page, the accessible PDF and the editor all rely on it: no loose text between blocks, no blocks inside a
paragraph or a link, lists two deep, tables with as many cells in every row, nothing empty.
"""

from collections.abc import Iterable
from itertools import groupby

from twenterand.markup import Element, Node

LIST_DEPTH = 2
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
INLINE = frozenset({"a", "abbr", "br", "cite", "em", "img", "span", "strong", "sub", "sup"})
# Elements that mean the same as one of ours. What is not known here is a box of which only the contents stay.
RENAMED = {"b": "strong", "i": "em", "h1": "h2"}
# Without this attribute the element says nothing.
_POINTLESS_WITHOUT = {"a": "href", "abbr": "title", "span": "data-ref", "img": "src"}


def shaped(nodes: Iterable[Node]) -> list[Element]:
    """The blocks of a whole text, in the order of the source."""
    return _blocks(nodes, top=True)


def has_content(nodes: Iterable[Node]) -> bool:
    """Whether there is anything to read or see: text, a picture, or a reference that will become text."""
    return any(
        bool(node.strip())
        if isinstance(node, str)
        else node.tag == "img" or "data-ref" in node.attributes or has_content(node.children)
        for node in nodes
    )


def _blocks(nodes: Iterable[Node], *, top: bool = False, depth: int = 0) -> list[Element]:
    """Flow content as blocks only: loose text becomes paragraphs. Only the `top` has more than lists."""
    blocks: list[Element] = []
    for inline, group in groupby(nodes, key=_is_inline):
        if inline:
            blocks += _paragraph("p", group)
            continue
        for element in group:
            blocks += _block(element, top=top, depth=depth)
    return blocks


def _block(element: Element, *, top: bool, depth: int) -> list[Element]:
    tag = RENAMED.get(element.tag, element.tag)
    if tag in ("ul", "ol"):
        return _list(tag, element, depth + 1)
    if tag == "p" or (tag in HEADINGS and not any(_is_list(child) for child in element.walk())):
        return _paragraph(tag if top else "p", element.children)
    if top and tag == "table":
        return _table(element)
    if top and tag == "figure":
        return _figure(element)
    if top and tag == "blockquote":
        quote = _blocks(element.children)
        return [Element("blockquote", {}, list(quote))] if quote else []
    return _blocks(element.children, top=top, depth=depth)


def _paragraph(tag: str, nodes: Iterable[Node]) -> list[Element]:
    content = _phrase(nodes)
    if not has_content(content):
        return []
    # Spaces at the edges are left over from blocks and line ends; a no-break space was typed.
    if isinstance(content[0], str):
        content[0] = content[0].lstrip(" \t\r\n")
    if isinstance(content[-1], str):
        content[-1] = content[-1].rstrip(" \t\r\n")
    return [Element(tag, {}, [part for part in content if part != ""])]


def _phrase(nodes: Iterable[Node], within: frozenset[str] = frozenset()) -> list[Node]:
    """Text and inline elements; a block inside keeps its text, set apart by a space."""
    phrase: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            phrase.append(node)
            continue
        tag = RENAMED.get(node.tag, node.tag)
        content = _phrase(node.children, within | {tag})
        needed = _POINTLESS_WITHOUT.get(tag)
        if tag not in INLINE:
            phrase += [" ", *content, " "]
        elif tag in within or (needed and needed not in node.attributes):
            phrase += content
        elif tag == "br" or has_content([Element(tag, node.attributes, content)]):
            phrase.append(Element(tag, node.attributes, content))
        else:
            phrase += content
    return _joined(phrase)


def _joined(nodes: list[Node]) -> list[Node]:
    """The same nodes with neighbouring pieces of text as one."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)
    return joined


def _list(tag: str, element: Element, depth: int) -> list[Element]:
    items: list[Element] = []
    for child in element.children:
        if _is_list(child) and items and depth < LIST_DEPTH:
            # Some editors put the nested list beside the item that it belongs to.
            items[-1].children += _list(child.tag, child, depth + 1)
        else:
            items += _items(
                child.children if isinstance(child, Element) and child.tag == "li" else [child], depth
            )
    return [Element(tag, {}, list(items))] if items else []


def _items(content: Iterable[Node], depth: int) -> list[Element]:
    """One item, or several where a list that is nested too deep is flattened into this one."""
    items: list[Element] = []
    for nested, group in groupby(
        _blocks(content, depth=depth), key=lambda one: _is_list(one) and depth >= LIST_DEPTH
    ):
        if nested:
            items += [item for flattened in group for item in flattened.children]
        else:
            items.append(Element("li", {}, _loose(list(group))))
    return items


def _loose(blocks: list[Element]) -> list[Node]:
    """The contents of an item or cell: its only paragraph needs no element of its own."""
    paragraphs = [block for block in blocks if block.tag == "p"]
    if len(paragraphs) == 1 and blocks[0] is paragraphs[0]:
        return [*blocks[0].children, *blocks[1:]]
    return list(blocks)


def _figure(element: Element) -> list[Element]:
    """The pictures with their caption; without a picture the caption stays as a paragraph."""
    captions = [
        child for child in element.children if isinstance(child, Element) and child.tag == "figcaption"
    ]
    rest = [child for child in element.children if child not in captions]
    pictures = [
        one for child in rest if isinstance(child, Element) for one in child.walk() if one.tag == "img"
    ]
    pictures = [Element("img", one.attributes) for one in pictures if "src" in one.attributes]
    if not pictures:
        return _blocks(element.children)
    caption = _paragraph("figcaption", [part for one in captions for part in one.children])
    others = [block for block in _blocks(rest) if block.text().strip()]
    return [Element("figure", {}, [*pictures, *caption]), *others]


def _table(element: Element) -> list[Element]:
    captions = [one for one in element.children if isinstance(one, Element) and one.tag == "caption"]
    head = [row for part in element.children for row in _rows(part) if _is(part, "thead")]
    body = [row for part in element.children for row in _rows(part) if not _is(part, "thead")]
    if not has_content([*head, *body]):
        return [paragraph for one in captions for paragraph in _paragraph("p", one.children)]
    _square([*head, *body])
    caption = _paragraph("caption", captions[0].children) if captions else []
    parts = [Element(tag, {}, list(rows)) for tag, rows in (("thead", head), ("tbody", body)) if rows]
    return [Element("table", {}, [*caption, *parts])]


def _rows(part: Node) -> list[Element]:
    """The rows in a part of a table that have a cell, with their cells in shape."""
    if not isinstance(part, Element) or part.tag == "caption":
        return []
    found = [part] if part.tag == "tr" else [child for child in part.children if _is(child, "tr")]
    rows = []
    for row in found:
        cells = [cell for cell in row.children if _is(cell, "th") or _is(cell, "td")]
        if cells:
            shaped_cells = [
                Element(cell.tag, cell.attributes, _loose(_blocks(cell.children))) for cell in cells
            ]
            rows.append(Element("tr", {}, list(shaped_cells)))
    return rows


def _square(rows: list[Element]) -> None:
    """Add empty cells where a row has fewer than the widest one: PDF/UA refuses a table with holes."""
    widths = []
    spanning: list[tuple[int, int]] = []
    for row in rows:
        width = sum(columns for columns, _ in spanning)
        spans = [_spans(cell) for cell in row.children]
        widths.append(width + sum(columns for columns, _ in spans))
        spanning = [(columns, left - 1) for columns, left in spanning + spans if left > 1]
    for row, width in zip(rows, widths, strict=True):
        row.children += [Element("td") for _ in range(max(widths) - width)]


def _spans(cell: Element) -> tuple[int, int]:
    return int(cell.attributes.get("colspan", 1)), int(cell.attributes.get("rowspan", 1))


def _is(node: Node, tag: str) -> bool:
    return isinstance(node, Element) and node.tag == tag


def _is_list(node: Node) -> bool:
    return _is(node, "ul") or _is(node, "ol")


def _is_inline(node: Node) -> bool:
    """Whether the node is text or an inline element with nothing but that inside."""
    if isinstance(node, str):
        return True
    return all(RENAMED.get(one.tag, one.tag) in INLINE for one in node.walk())
