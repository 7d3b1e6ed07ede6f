"""Rich text: the one sanitiser for HTML that people type or paste, and what is done with its result.

Stored text has passed `sanitise`; the other functions take stored text.
"""

import re
from collections.abc import Callable
from html import escape

import nh3

from twenterand.digits import format_number
from twenterand.markup import Element, Node, parse, serialise
from twenterand.richtext_shape import HEADINGS, INLINE, has_content, shaped
from twenterand.unreadable import Unreadable

# Some thirty pages. A longer text belongs in several passages; a hostile one would keep the parser busy for
# minutes.
MAX_LENGTH = 100_000
MAX_SPAN = 20

ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "span": {"data-ref"},
    "td": {"colspan", "rowspan"},
    "th": {"scope", "colspan", "rowspan"},
}
_BLOCKS = {"p", "ul", "ol", "li", "blockquote", "figure", "figcaption"}
_TABLE = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
# Elements that pasted text is full of: `richtext_shape` keeps what is in them and drops or renames the rest.
_MELTED = {
    "b",
    "i",
    "h1",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "dl",
    "dt",
    "dd",
    "pre",
}
_TAGS = INLINE | HEADINGS | _BLOCKS | _TABLE | _MELTED
# Of these not even the text stays.
_DROPPED = {
    *(
        "applet",
        "audio",
        "button",
        "canvas",
        "embed",
        "frame",
        "frameset",
        "head",
        "iframe",
        "math",
        "noembed",
    ),
    *("noframes", "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea"),
    *("title", "video", "xmp"),
}
_SCHEMES = {"http", "https", "mailto", "tel"}
# Control characters, halves of a character, and marks that turn the direction of reading to deceive.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# An address as people write it: www.twenterand.nl, or a bare name under a domain that our texts link to.
_WITHOUT_SCHEME = re.compile(
    r"(www\.[^/?#\s]+\.[a-z]{2,}|([a-z0-9-]+\.)+(nl|eu|com|org|net|info|gov|be|de))([/?#]\S*)?", re.IGNORECASE
)
_MAILBOX = re.compile(r"[^@\s/:?#]+@([a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
# Where a text processor lets its own notes, bookmarks and contents point to: nothing of that comes along.
_FOREIGN_ANCHOR = re.compile(r"#_", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"/afbeeldingen/[0-9a-f]{64}/")
_REFERENCE = re.compile(r"[A-Za-z0-9][\w:./#-]{0,199}", re.ASCII)
_ELEMENT = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(p|div|h[1-6]|ul|ol|li|table|t[rhd]|blockquote|figure|br|section|article|pre|dl|d[td])\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"h[1-6]")


def sanitise(html: str) -> str:
    """The allowed part of `html`, in the shape that page, PDF and editor expect; the same when done twice.

    Raises Unreadable for a text over MAX_LENGTH characters; nothing else is ever refused.
    """
    if len(html) > MAX_LENGTH:
        raise Unreadable(
            f"De tekst is te lang: met opmaak {format_number(len(html))} tekens, er passen er "
            f"{format_number(MAX_LENGTH)}. Verdeel de tekst over meer onderdelen."
        )
    clean = nh3.clean(
        _UNWANTED.sub("", html),
        tags=set(_TAGS),
        clean_content_tags=_DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=_kept_value,
        link_rel=None,
        url_schemes=_SCHEMES,
    )
    tree = parse(clean)
    _drop_unwanted(tree)
    return serialise(shaped(tree.children))


def from_typed(text: str) -> str:
    """What somebody typed where no editor runs: without any block element, blank lines part paragraphs.

    Without any element at all, "<" and "&" are what they look like.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text or _BLOCK.search(text):
        return text
    if not _ELEMENT.search(text):
        text = escape(text, quote=False)
    paragraphs = (part.strip().replace("\n", "<br>") for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f"<p>{part}</p>" for part in paragraphs if part)


def one_line(text: str) -> str:
    """Plain text for a title or a reason: single spaces, no control characters, nothing that turns its reading."""
    return " ".join(_UNWANTED.sub("", text).split())


def plain(html: str) -> str:
    """The text alone: every block and line on a line of its own, the cells of a row separated by a tab."""
    lines = "".join(_plain(parse(html))).split("\n")
    return "\n".join(line for line in (line.strip(" \t") for line in lines) if line)


def is_empty(html: str) -> bool:
    """Whether nothing is left to read or see, as in the empty paragraph that an editor sends."""
    return not has_content(parse(html).children)


def with_heading_base(html: str, level: int) -> str:
    """Shift the headings so that the highest gets `level`, for text below a heading of `level` - 1.

    No level is skipped on the way down, as screen readers and PDF/UA want it; below h6 everything is h6.
    """
    tree = parse(html)
    headings = [element for element in tree.walk() if _HEADING.fullmatch(element.tag)]
    highest = min((int(heading.tag[1]) for heading in headings), default=level)
    previous = level - 1
    for heading in headings:
        previous = min(int(heading.tag[1]) - highest + level, previous + 1, 6)
        heading.tag = f"h{previous}"
    return serialise([tree])


def resolve(html: str, lookup: Callable[[str], str | None]) -> str:
    """Give every element with data-ref the text that `lookup` returns for it; None leaves its text."""
    tree = parse(html)
    for element in tree.walk():
        reference = element.attributes.get("data-ref")
        found = None if reference is None else lookup(reference)
        if found is not None:
            element.children = [found]
    return serialise([tree])


def _kept_value(tag: str, name: str, value: str) -> str | None:
    """The value of an allowed attribute, or None where the attribute must go."""
    value = _completed(value.strip()) if name == "href" else value.strip()
    rules = {
        "href": lambda: _is_safe_link(value) and not _FOREIGN_ANCHOR.match(value),
        "src": lambda: _OWN_PICTURE.fullmatch(value),
        "data-ref": lambda: _REFERENCE.fullmatch(value),
        "scope": lambda: value in ("row", "col", "rowgroup", "colgroup"),
        # A span of a million columns would take all memory there is.
        "colspan": lambda: value.isdecimal() and value.isascii() and 2 <= int(value[:4]) <= MAX_SPAN,
    }
    rules["rowspan"] = rules["colspan"]
    return value if rules.get(name, lambda: True)() else None


def _completed(address: str) -> str:
    """A web address or mailbox that lacks its scheme, with it; else it would lead to a page of this site."""
    if _WITHOUT_SCHEME.fullmatch(address):
        return f"https://{address}"
    return f"mailto:{address}" if _MAILBOX.fullmatch(address) else address


def _is_safe_link(address: str) -> bool:
    """Whether it leads to a page, a mailbox, a telephone or a place on this site; "//host" is elsewhere."""
    if not address or "\\" in address or any(char.isspace() for char in address) or address.startswith("//"):
        return False
    scheme = _SCHEME.match(address)
    if scheme is None:
        return ":" not in address.split("/")[0].split("?")[0].split("#")[0]
    name = scheme[1].lower()
    if name in ("http", "https"):
        return re.match(r"https?://[^/?#]", address, re.IGNORECASE) is not None
    return name in _SCHEMES and len(address) > scheme.end()


def _drop_unwanted(tree: Element) -> None:
    """Drop what came in as a character reference, such as "&#1;"."""
    for element in tree.walk():
        element.children = [
            _UNWANTED.sub("", child) if isinstance(child, str) else child for child in element.children
        ]
        element.attributes = {name: _UNWANTED.sub("", value) for name, value in element.attributes.items()}


def _plain(node: Node) -> list[str]:
    if isinstance(node, str):
        return [re.sub(r"[ \t\r\n]+", " ", node)]
    inside = [part for child in node.children for part in _plain(child)]
    if node.tag == "br":
        return ["\n"]
    if node.tag in ("td", "th"):
        return ["".join(inside).strip("\n").replace("\n", " "), "\t"]
    return inside if node.tag in INLINE or not node.tag else ["\n", *inside, "\n"]
