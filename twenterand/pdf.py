"""The one door to PDF: HTML goes in, a file that is PDF/UA-1 and PDF/A-2a at once comes out.

Nothing is read but our own files: "static:css/x.css" stands for a file below `twenterand/static`,
"picture:<sha256>" for what the caller's `assets` returns. No network, no other files, no fonts of the
machine. The same input gives the same bytes, so that a file can be known by its hash.

How to write HTML that passes; `tests/pdf/checks.py` tells whether it did:

- Document: `<html lang="nl">` and a `<title>`. The headings become bookmarks; `bookmark-label` and
  `bookmark-level: none` in CSS change that. A skipped heading level is closed up (h2, h4 becomes h2, h3).
  Another language: `lang` on the element.
- Fonts: write `font-family: "Source Sans 3"`, weights 400 and 600; nothing else exists here. A character that
  our fonts lack is written out; in CSS `content` use only characters that Source Sans has.
- Footnote: `<span class="fn">text</span>` inside the running text with `float: footnote`. The text inside is
  inline. WeasyPrint loses notes in absolutely positioned boxes and now and then where many long ones meet;
  here that is an error. No border and no padding on `@footnote`: a line above the notes is `background:
  linear-gradient(#888888 0.5pt, #ffffff 0.5pt) no-repeat`, space below it padding of `.fn`. Where a table has
  many notes, print them as a list below it: `<li><div role="doc-footnote">…</div></li>`, called by
  `<span role="doc-noteref"><a href="#…" title="Noot 1">*</a></span>`.
- A gradient as a background fills its whole box: `background-size` does not hold it back.
- Table: `<thead>` with `<th scope="col">`, in the body `<th scope="row">`; `<caption>` allowed. A group
  heading inside the table is a row with one `<th scope="rowgroup" colspan="n">`. A row with too few cells
  gets empty ones.
- Picture: `<img src="picture:…" alt="…">`. Decoration: `alt=""`, or a CSS background. Without `alt` it is
  refused.
- Chart: inline `<svg>` with a `<title>` as a direct child (it becomes the text alternative), presentation
  attributes only; a decorative one has `aria-hidden="true"`.
- Lists: only li directly below ul and ol; no `list-style-position: inside`; another sign with
  `list-style-type: "– "` or @counter-style, not with `content` on `::marker` (WeasyPrint fails on it).
- Links: no `<a>` around blocks; only http(s), mailto, tel and "#anchor" work, of any other link the text
  remains. Its description is its `title`, or its text.
- Page headers and numbers: `@page` margin boxes with `content`, `string-set` and `counter(page)`: they are
  marked as artifacts, so that nobody hears them on every page. `position: running()` is not needed.
- Contents: a list of links, with `a::after { content: target-counter(attr(href url), page) }`.
"""

import logging
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from twenterand.pdf_finish import finish, finished_streams, uses_cmyk
from twenterand.pdf_fonts import own_fonts_only
from twenterand.pdf_layout import laid_out
from twenterand.pdf_places import Places, places_of
from twenterand.pdf_prepare import Unfit, prepare
from twenterand.pdf_tags import TagTree, overfull_pages

__all__ = ["Assets", "Refused", "Unfit", "render"]

Assets = Callable[[str], tuple[bytes, str]]

_STATIC = Path(__file__).parent / "static"
_FONT_SHEET = _STATIC / "css" / "pdf-fonts.css"
_MEDIA_TYPES = {
    ".css": "text/css",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
# A base that resolves nothing: a relative address reaches the fetcher, which refuses it, as it is written.
_NOWHERE = "nowhere:"
# WeasyPrint is changed for as long as a document takes, and its font configuration is not made for threads.
_one_at_a_time = threading.Lock()


class Refused(Exception):
    """The document asked for something else than our own files: `url`. `sentence` says so in Dutch."""

    def __init__(self, url: str):
        self.url = url
        shown = url if len(url) <= 100 else f"{url[:100]}…"
        self.sentence = (
            f"De pdf vraagt om “{shown}”. Dat mag niet: gebruik alleen eigen bestanden (static:) en "
            "afbeeldingen uit de beeldbank (picture:)."
        )
        super().__init__(self.sentence)


def render(
    html: str,
    *,
    stylesheets: Sequence[Path],
    assets: Assets | None = None,
    dots: int | None = None,
    seen: Callable[[Places], None] | None = None,
) -> bytes:
    """Return the PDF of an HTML document. The module's docstring says what the HTML must look like.

    `stylesheets` are files, relative ones below our static files. `assets` returns content and media type of
    a picture by its sha256, and raises LookupError when there is none. A picture with more than `dots` an inch
    where it is printed is made smaller. `seen` is told where everything came to stand. Raises `Refused` and
    `Unfit`. Takes about a quarter of a second a page: call it in the worker, not in a request.
    """
    with _one_at_a_time, _collected_errors() as unreadable:
        with _Fetcher(assets) as fetcher:
            data = _render(html, _sheets(_stamped(stylesheets)), fetcher, dots, seen)
        if unreadable:
            raise Unfit(f"Een afbeelding of grafiek in de pdf is niet te lezen: {'; '.join(unreadable)}.")
        return data


def _render(
    html: str,
    sheets: "_Sheets",
    fetcher: "_Fetcher",
    dots: int | None,
    seen: Callable[[Places], None] | None,
) -> bytes:
    source = HTML(string=html, base_url=_NOWHERE, url_fetcher=fetcher)
    source.base_url = _NOWHERE  # whatever <base> says
    prepare(source.etree_element)
    with laid_out(source.etree_element):
        document = source.render(
            font_config=sheets.fonts,
            counter_style=CounterStyle(sheets.counters),
            stylesheets=sheets.parsed,
            pdf_variant="pdf/a-2a",
            dpi=dots,
        )
    if pages := overfull_pages(document):
        raise Unfit(f"Op bladzijde {pages[0]} staan meer voetnoten dan er op passen. Maak ze korter.")
    if seen:
        seen(places_of(document))
    tree = TagTree()

    def check_and_finish(document: Any, pdf: Any) -> None:
        if lost := tree.lost_notes():
            raise Unfit(f"Er zijn voetnoten weggevallen: “{'”, “'.join(lost)}”. Zet ze op een andere plek.")
        if uses_cmyk(pdf):
            raise Unfit("Een afbeelding heeft drukkleuren (CMYK). Sla die op met schermkleuren (RGB).")
        finish(document, pdf)

    with tree.replacing_weasyprints(document), finished_streams(), warnings.catch_warnings():
        # WeasyPrint leaves closing its colour profile to Python.
        warnings.filterwarnings("ignore", "unclosed file .*sRGB2014.icc", ResourceWarning)
        return document.write_pdf(finisher=check_and_finish, pdf_variant="pdf/a-2a", dpi=dots)


class _Fetcher(URLFetcher):
    """Gives WeasyPrint our own files; stops the document at anything else."""

    def __init__(self, assets: Assets | None = None):
        super().__init__(allowed_protocols=set(), allow_redirects=False)
        self._assets = assets
        self.refusal: Refused | None = None

    def __enter__(self) -> "_Fetcher":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: Any) -> None:
        """Turn what was refused into an ordinary exception.

        WeasyPrint's own derives from BaseException, which would end the worker; and it draws an SVG with
        every exception caught, so that a refusal inside one comes to light only here.
        """
        if self.refusal:
            raise self.refusal from None

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        found = None
        if scheme == "static":
            found = _static_file(name)
        elif scheme == "picture" and self._assets:
            try:
                found = self._assets(name)
            except LookupError:
                found = None
        if found is None:
            self.refusal = self.refusal or Refused(url)
            raise FatalURLFetchingError(self.refusal.sentence)
        content, media_type = found
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def _static_file(name: str) -> tuple[bytes, str] | None:
    path = (_STATIC / name).resolve()
    media_type = _MEDIA_TYPES.get(path.suffix)
    if media_type is None or not path.is_relative_to(_STATIC.resolve()) or not path.is_file():
        return None
    return path.read_bytes(), media_type


class _Sheets:
    """Stylesheets parsed once for many documents, with the fonts and counter styles that they define."""

    def __init__(self, paths: Sequence[Path]):
        self.fonts: FontConfiguration = own_fonts_only()
        self.counters = CounterStyle()
        with _Fetcher() as fetcher:
            self.parsed = [self._parse(path, fetcher) for path in paths]

    def _parse(self, path: Path, fetcher: _Fetcher) -> CSS:
        return CSS(
            string=path.read_text(encoding="utf-8"),
            base_url=_NOWHERE,
            url_fetcher=fetcher,
            font_config=self.fonts,
            counter_style=self.counters,
        )


def _stamped(stylesheets: Sequence[Path]) -> tuple[tuple[Path, int], ...]:
    """Return the sheets, ours for fonts first, each with its time of change: an edited one is read again."""
    paths = [_FONT_SHEET, *(_STATIC / path for path in stylesheets)]
    return tuple((path, path.stat().st_mtime_ns) for path in paths)


@lru_cache(maxsize=8)
def _sheets(stamped: tuple[tuple[Path, int], ...]) -> _Sheets:
    return _Sheets([path for path, _ in stamped])


class _Errors(logging.Handler):
    """Collects what WeasyPrint could not show; it reports that only in its log."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.unreadable: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # A link to a place that is not there is a blemish; a picture that cannot be read leaves a hole.
        if record.msg.startswith("Failed"):
            self.unreadable.append(str(record.args[0]) if record.args else record.msg)


@contextmanager
def _collected_errors() -> Iterator[list[str]]:
    handler = _Errors()
    LOGGER.addHandler(handler)
    try:
        yield handler.unreadable
    finally:
        LOGGER.removeHandler(handler)
