"""What people type or paste comes out safe and in the shape that page, PDF and editor expect."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twenterand.numbers import Unreadable
from twenterand.richtext import (
    ATTRIBUTES,
    MAX_LENGTH,
    from_typed,
    is_empty,
    one_line,
    plain,
    resolve,
    sanitise,
    with_heading_base,
)

ALLOWED = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "blockquote", "cite"),
    *("a", "strong", "em", "sub", "sup", "span", "abbr", "figure", "figcaption", "img"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}

PICTURE = f"/afbeeldingen/{'ab' * 32}/"

EVERYTHING = (
    "<h3>Kop</h3>"
    "<p>Met <strong>nadruk</strong>, <em>klem</em>, H<sub>2</sub>O, m<sup>2</sup>, <cite>bron</cite> en "
    '<abbr title="Integrale beleidsnota">IBN</abbr>.<br>'
    'Zie <a href="https://example.nl/a?b=c&amp;d">de pagina</a>, <a href="mailto:post@example.nl">mail</a>, '
    '<a href="tel:+31546840840">bel</a> of <a href="/publicaties/">lees</a>.</p>'
    "<h4>Lager</h4>"
    "<ul><li>een<ol><li>binnen</li></ol></li><li>twee</li></ul>"
    "<table><caption>Cijfers</caption>"
    '<thead><tr><th scope="col">Jaar</th><th colspan="2" scope="col">Aantal</th></tr></thead>'
    '<tbody><tr><td rowspan="2">2024</td><td>1</td><td>2</td></tr>'
    "<tr><td>3</td><td>4</td></tr></tbody></table>"
    "<blockquote><p>Gezegd.</p><p><cite>Iemand</cite></p></blockquote>"
    f'<figure><img alt="Een molen" src="{PICTURE}"><figcaption>De molen</figcaption></figure>'
    '<p><span data-ref="figure:1f2e.3">400</span></p>'
)


def test_everything_that_is_allowed_stays_as_it_is():
    assert sanitise(EVERYTHING) == EVERYTHING


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<p>a<style>p{color:red}</style></p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="c" id="i">a</p>', "<p>a</p>"),
        ("<p>a<iframe src='https://example.org'>b</iframe></p>", "<p>a</p>"),
        ("<p>a</p><svg onload=x()><text>b</text></svg>", "<p>a</p>"),
        ("<p>a</p><svg><style><img src=x onerror=x()></style></svg>", "<p>a</p>"),
        ("<p>a</p><math><mtext><script>x</script></mtext></math>", "<p>a</p>"),
        ("<p>a</p><template><p>b</p></template><object>c</object>", "<p>a</p>"),
        ("<p>a</p><!-- <b>weg</b> -->", "<p>a</p>"),
        ('<link rel="attachment" href="x"><meta http-equiv="refresh"><base href="//x"><p>a</p>', "<p>a</p>"),
        ('<form action="/x"><input value="v"><p>a</p></form>', "<p>a</p>"),
        ("a\x00\x07b&#1;c\ud800d\u202ee", "<p>abcde</p>"),
        ("<p>1 &lt; 2 &amp; <3</p>", "<p>1 &lt; 2 &amp; &lt;3</p>"),
    ],
)
def test_hostile_and_foreign_markup_is_dropped(html, expected):
    assert sanitise(html) == expected


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>x</script>",
        "file:///etc/passwd",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "https:example.org",
        "https://",
        "mailto:",
        "x y:z",
        "1:2",
        "",
    ],
)
def test_unsafe_links_lose_their_element(href):
    assert sanitise(f'<p><a href="{href}">x</a></p>') == "<p>x</p>"


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("www.twenterand.nl", "https://www.twenterand.nl"),
        ("twenterand.nl/wonen?a=1", "https://twenterand.nl/wonen?a=1"),
        ("WWW.Example.COM#a", "https://WWW.Example.COM#a"),
        ("info@twenterand.nl", "mailto:info@twenterand.nl"),
        ("nota.pdf", "nota.pdf"),
        ("/publicaties/a.nl", "/publicaties/a.nl"),
    ],
)
def test_an_address_without_scheme_gets_one(typed, href):
    clean = sanitise(f'<p><a href="{typed}">x</a></p>')
    assert clean == f'<p><a href="{href}">x</a></p>'
    assert sanitise(clean) == clean


@pytest.mark.parametrize("href", ["#_ftnref1", "#_Toc123", "#_msocom_1"])
def test_anchors_of_a_text_processor_lead_nowhere_and_go(href):
    assert sanitise(f'<p>a<a href="{href}">[1]</a></p>') == "<p>a[1]</p>"


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Een regel", "<p>Een regel</p>"),
        (
            "Eerste\r\n\r\nTweede\nregel twee\n \n\nDerde",
            "<p>Eerste</p><p>Tweede<br>regel twee</p><p>Derde</p>",
        ),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("met <em>nadruk</em>\n\nen meer", "<p>met <em>nadruk</em></p><p>en meer</p>"),
        ("<p>a</p>\n\n<p>b</p>", "<p>a</p>\n\n<p>b</p>"),
        (" ", ""),
    ],
)
def test_typed_text_becomes_paragraphs(typed, html):
    assert from_typed(typed) == html


def test_a_title_is_one_line_that_reads_from_left_to_right():
    assert one_line(" a\n\tb\u202ec\x00 ") == "a bc"


@pytest.mark.parametrize("href", ["/a", "#noot", "?q=1", "a/b:c", "http://example.nl", "HTTPS://example.nl/"])
def test_safe_links_stay(href):
    assert (
        sanitise(f'<p><a href="{href}" target="_blank" rel="x">x</a></p>') == f'<p><a href="{href}">x</a></p>'
    )


@pytest.mark.parametrize(
    "src",
    [
        "https://example.org/a.png",
        "//example.org/a.png",
        "data:image/png;base64,AAAA",
        "javascript:x",
        "/static/a.png",
        f"{PICTURE}../admin/",
        f"/{PICTURE}",
        "/afbeeldingen/",
        "media/a.png",
        f"{PICTURE}?x",
    ],
)
def test_only_our_own_pictures_stay(src):
    html = f'<figure><img src="{src}" srcset="x" alt="a"><figcaption>Bijschrift</figcaption></figure>'
    assert sanitise(html) == "<p>Bijschrift</p>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("los <b>vet</b> <i>schuin</i>", "<p>los <strong>vet</strong> <em>schuin</em></p>"),
        ("<div>a</div><div>b<div>c</div></div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<h1>a</h1><h2>b</h2>", "<h2>a</h2><h2>b</h2>"),
        ("<h3><p>a</p><p>b</p></h3>", "<h3>a  b</h3>"),
        ("<a href='/x'><p>a</p><p>b</p></a>", "<p>a</p><p>b</p>"),
        ("<strong>a <strong>b</strong></strong>", "<p><strong>a b</strong></p>"),
        ("<p></p><p> </p><p>&nbsp;</p><p><br></p><h3></h3><ul><li></li></ul><blockquote></blockquote>", ""),
        ("<p>a<a href='/x'></a><em> </em>b</p>", "<p>a b</p>"),
        ("<p><span>a</span><abbr>b</abbr><span data-ref='a b'>c</span></p>", "<p>abc</p>"),
        ("<span data-ref='figure:x'></span>", '<p><span data-ref="figure:x"></span></p>'),
        ("<li>a</li>", "<p>a</p>"),
        ("<ul>a<li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<ul><li><p>a</p></li><li><p>b</p><p>c</p></li></ul>",
            "<ul><li>a</li><li><p>b</p><p>c</p></li></ul>",
        ),
        ("<ul><li><h3>a</h3></li></ul>", "<ul><li>a</li></ul>"),
        (
            "<blockquote><h3>a</h3><blockquote>b</blockquote></blockquote>",
            "<blockquote><p>a</p><p>b</p></blockquote>",
        ),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<p>a</p><p>b</p>"),
    ],
)
def test_shape(html, expected):
    assert sanitise(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<ul><li>a<ul><li>b<ul><li>c<ol><li>d</li></ol>e</li></ul>f</li></ul></li></ul>",
            "<ul><li>a<ul><li>b</li><li>c</li><li>d</li><li>e</li><li>f</li></ul></li></ul>",
        ),
        ("<ul><li>a</li><ol><li>b</li></ol></ul>", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("<ul><ul><ul><li>a</li></ul></ul></ul>", "<ul><li><ul><li>a</li></ul></li></ul>"),
        ("<ul><li><div>a<ul><li>b</li></ul></div></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ],
)
def test_lists_are_two_deep(html, expected):
    assert sanitise(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td></tr></table>",
            "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td></td></tr></tbody></table>",
        ),
        (
            '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td></tr></table>',
            '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>'
            "<tr><td>d</td><td></td></tr></tbody></table>",
        ),
        (
            '<table><tr><td colspan="99999999" rowspan="-1">a</td></tr></table>',
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>",
            "<table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table>",
        ),
        ("<table><caption>t</caption><tr><td></td></tr></table>", "<p>t</p>"),
    ],
)
def test_tables_are_simple_and_square(html, expected):
    assert sanitise(html) == expected


@pytest.mark.parametrize(
    "tag", ["b", "blockquote", "div", "ul><li", "table><tr><td", "a href=/x", "p><b", "svg", "h3"]
)
def test_deep_nesting_keeps_the_text_and_takes_little_time(tag):
    started = time.perf_counter()
    clean = sanitise(f"<{tag}>" * (30_000 // len(tag)) + "tekst")
    assert plain(clean) == ("" if tag == "svg" else "tekst")
    assert clean.count("<") < 100
    assert time.perf_counter() - started < 5


def test_a_text_that_is_too_long_is_refused_with_a_sentence():
    with pytest.raises(Unreadable, match=r"te lang: met opmaak 100\.001 tekens"):
        sanitise("a" * (MAX_LENGTH + 1))


class _Inventory(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, {name for name, _ in attrs}))


pieces = st.sampled_from(
    [
        f"<{tag}>"
        for tag in [
            *sorted(ALLOWED),
            "div",
            "b",
            "h1",
            "script",
            "svg",
            "style",
            "math",
            "template",
            "tfoot",
            "pre",
        ]
    ]
    + [f"</{tag}>" for tag in [*sorted(ALLOWED), "div", "b", "script", "svg", "style"]]
    + [
        "<a href='/x'>",
        "<a href='javascript:x'>",
        f"<img src='{PICTURE}' onerror='x'>",
        "<img src='//x/a.png'>",
    ]
    + [
        "<td colspan=3>",
        "<td rowspan=4>",
        "<span data-ref='a:b'>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<",
        "&",
        "&#0;",
        "tekst",
    ]
    + [" ", "\u00a0", "\n"]
)


@settings(max_examples=300)
@given(html=st.lists(pieces | st.text(max_size=5), max_size=25).map("".join))
def test_whatever_comes_in_only_allowed_markup_comes_out_and_twice_is_once(html):
    clean = sanitise(html)
    for tag, attributes in _Inventory(clean).seen:
        assert tag in ALLOWED
        assert attributes <= ATTRIBUTES.get(tag, set())
    assert "javascript:" not in clean
    assert sanitise(clean) == clean
    assert resolve(clean, lambda reference: None) == clean
    assert is_empty(clean) == (clean == "")
    plain(clean)


def test_plain_puts_blocks_and_lines_apart():
    assert plain(EVERYTHING).split("\n") == [
        "Kop",
        "Met nadruk, klem, H2O, m2, bron en IBN.",
        "Zie de pagina, mail, bel of lees.",
        "Lager",
        "een",
        "binnen",
        "twee",
        "Cijfers",
        "Jaar\tAantal",
        "2024\t1\t2",
        "3\t4",
        "Gezegd.",
        "Iemand",
        "De molen",
        "400",
    ]


@pytest.mark.parametrize("html", ["", "  ", "<p></p>", "<p><br></p>", "<p>\u00a0</p>", "<ul><li></li></ul>"])
def test_empty(html):
    assert is_empty(html)


@pytest.mark.parametrize("html", ["a", "<p>a</p>", f'<img src="{PICTURE}">', '<span data-ref="a"></span>'])
def test_not_empty(html):
    assert not is_empty(html)


@pytest.mark.parametrize(
    ("html", "level", "expected"),
    [
        ("<h3>a</h3><h4>b</h4><h3>c</h3>", 4, "<h4>a</h4><h5>b</h5><h4>c</h4>"),
        ("<h4>a</h4><h3>b</h3>", 4, "<h4>a</h4><h4>b</h4>"),
        ("<h2>a</h2><h5>b</h5><h5>c</h5>", 2, "<h2>a</h2><h3>b</h3><h4>c</h4>"),
        ("<h2>a</h2><h3>b</h3><h4>c</h4>", 5, "<h5>a</h5><h6>b</h6><h6>c</h6>"),
        ("<blockquote><p>a</p></blockquote>", 3, "<blockquote><p>a</p></blockquote>"),
    ],
)
def test_headings_fit_under_the_heading_of_their_place(html, level, expected):
    assert with_heading_base(html, level) == expected


def test_references_get_the_text_that_is_found_escaped():
    html = '<p><span data-ref="a">oud <em>x</em></span> en <span data-ref="b">blijft</span></p>'
    found = resolve(html, {"a": "1 < 2 & 3"}.get)
    assert found == '<p><span data-ref="a">1 &lt; 2 &amp; 3</span> en <span data-ref="b">blijft</span></p>'
