"""The door to PDF: valid for both standards, the same every time, closed for all but our own files."""

import hashlib
import io
import re
import subprocess
import sys
from pathlib import Path

import outloud
import pymupdf
import pytest
from PIL import Image

from tests.pdf.checks import assert_valid_pdf, pdf_text, pdf_words
from twenterand import pdf
from twenterand.pdf_fonts import printable

SAMPLE = Path(__file__).parent / "sample"
SHEETS = [SAMPLE / "rich.css"]
NOTES = [
    "Eerste noot: een oude peildatum, zie de bron.",
    "Tweede noot: voorlopig cijfer.",
    "Derde noot: in een cel.",
    "Vierde noot: in een kolom.",
]
SENTENCE = "De gemeente werkt samen met maatschappelijke organisaties aan gezondheidsbevordering voor alle inwoners. "


def picture(mode: str, color, form: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (40, 20), color).save(buffer, form)
    return buffer.getvalue()


PICTURES = {
    "aaaa": (picture("RGB", (200, 0, 0)), "image/png"),
    "bbbb": (picture("RGBA", (0, 0, 200, 100)), "image/png"),
    "cmyk": (picture("CMYK", (0, 0, 0, 0), "JPEG"), "image/jpeg"),
    "torn": (b"no picture", "image/png"),
}


def make(body: str, head: str = "<title>Proef</title>") -> bytes:
    html = f'<!DOCTYPE html><html lang="nl"><head>{head}</head><body><h1>Proef</h1>{body}</body></html>'
    return pdf.render(html, stylesheets=SHEETS, assets=PICTURES.__getitem__)


def make_rich() -> bytes:
    html = (SAMPLE / "rich.html").read_text(encoding="utf-8").replace("NEWS", SENTENCE * 6)
    return pdf.render(html, stylesheets=SHEETS, assets=PICTURES.__getitem__)


@pytest.fixture(scope="module")
def rich() -> bytes:
    return make_rich()


def tags(data: bytes) -> str:
    """Return the structure tree as poppler prints it."""
    command = ["pdfinfo", "-struct-text", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


class TestRichDocument:
    def test_passes_both_standards(self, rich):
        assert_valid_pdf(rich)

    def test_second_opinion_agrees(self, rich, tmp_path):
        path = tmp_path / "rich.pdf"
        path.write_bytes(rich)
        result = outloud.check(str(path), layers={"conformance"})
        assert result.error is None
        assert [f"{finding.rule} {finding.message}" for finding in result.findings] == []

    def test_every_footnote_is_printed(self, rich):
        text = pdf_words(rich)
        assert [note for note in NOTES if note not in text] == []

    def test_all_characters_are_printed(self, rich):
        text = pdf_words(rich)
        for expected in ["Łódź, é ë ï,", "≤ ≥ − × ₂ ½ → ← ✓ ✔ ▪ ◦ • ● ■ □ ▲ ▼ € §", "😀", "[teken U+4E2D]"]:
            assert expected in text

    def test_only_our_fonts_are_used(self, rich):
        with pymupdf.open(stream=rich) as document:
            fonts = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}
        assert {re.sub(r"[^A-Za-z].*", "", name) for name in fonts} == {"Source", "Noto"}

    def test_language_title_and_bookmarks(self, rich):
        with pymupdf.open(stream=rich) as document:
            assert document.metadata["title"] == "Proefdocument met alles erin"
            assert document.language == "nl"
            assert [(level, title) for level, title, _ in document.get_toc()] == [
                (1, "Proefdocument met alles erin"),
                (2, "Inhoud"),
                (2, "Doelen"),
                (3, "Cijfers"),
                (2, "Grafiek"),
                (2, "Nieuws"),
                (3, "Eerste bericht"),
                (3, "Tweede bericht"),
            ]

    def test_contents_show_page_numbers(self, rich):
        assert re.search(r"Grafiek \.*3\n", pdf_text(rich))

    def test_nothing_is_embedded(self, rich):
        with pymupdf.open(stream=rich) as document:
            assert document.embfile_count() == 0

    def test_links(self, rich):
        with pymupdf.open(stream=rich) as document:
            targets = [link["uri"] for page in document for link in page.get_links() if "uri" in link]
        assert targets == [
            "https://www.example.nl/",
            "mailto:sociaal@example.nl",
            "tel:+31546000000",
            "https://www.example.nl/a",
        ]

    def test_structure(self, rich):
        tree = tags(rich)
        assert tree.count("Note <note-") == len(NOTES)
        assert tree.count("Reference (inline)") == len(NOTES)
        assert tree.count("/Scope /Column") == 10
        assert tree.count("/Scope /Row") == 5
        assert tree.count("Figure:") == 3, "the two decorative pictures are no figures"
        assert "Pagina 1 van" not in tree, "page footers are artifacts"
        assert '"."\n              "."' not in tree, "the dots before a page number are artifacts"


class TestSameInputSameBytes:
    def test_in_one_process(self, rich):
        make("<p>Een ander document ertussen.</p>")
        assert make_rich() == rich

    def test_in_another_process(self, rich):
        code = "from tests.pdf.test_pdf_door import *; print(hashlib.sha256(make_rich()).hexdigest())"
        command = [sys.executable, "-c", code]
        there = subprocess.run(
            command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
        )
        assert there.stdout.strip() == hashlib.sha256(rich).hexdigest()

    def test_without_the_fonts_of_the_machine(self, rich, monkeypatch, tmp_path):
        empty = tmp_path / "fonts.conf"
        empty.write_text("<fontconfig/>")
        monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
        pdf._sheets.cache_clear()
        assert make_rich() == rich


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "http://127.0.0.1/x.png",
        "https://www.example.nl/x.png",
        "data:text/plain,x",
        "data:image/png;base64,AAAA",
        "/media/x.png",
        "x.png",
        "//www.example.nl/x.png",
        "static:../settings.py",
        "static:/etc/hostname",
        "static:css/bestaat-niet.css",
        "static:vendor/fonts/SHA256SUMS",
        "picture:onbekend",
    ],
)
class TestRefuses:
    def test_in_a_picture(self, url):
        self.refuses(url, f'<img src="{url}" alt="x">')

    def test_in_a_chart(self, url):
        self.refuses(
            url,
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9"><title>x</title>'
            f'<image href="{url}" width="9" height="9"/></svg>',
        )

    def test_in_css(self, url):
        self.refuses(url, f"<p style=\"background: url('{url}')\">x</p>")

    def test_as_stylesheet(self, url):
        self.refuses(url, "", f'<title>x</title><link rel="stylesheet" href="{url}">')

    def test_as_font(self, url):
        self.refuses(
            url, "", f"<title>x</title><style>@font-face {{ font-family: x; src: url('{url}') }}</style>"
        )

    def refuses(self, url: str, *parts: str) -> None:
        with pytest.raises(pdf.Refused) as refusal:
            make(*parts)
        assert refusal.value.url == url
        assert url in refusal.value.sentence


def test_refuses_pictures_when_there_are_none():
    html = '<title>x</title><h1>x</h1><img src="picture:aaaa" alt="x">'
    with pytest.raises(pdf.Refused, match="picture:aaaa"):
        pdf.render(html, stylesheets=[])


@pytest.mark.parametrize(
    ("body", "head", "sentence"),
    [
        ("", "", "heeft geen titel"),
        ("", "<title> </title>", "heeft geen titel"),
        ('<img src="picture:aaaa">', "<title>x</title>", "“picture:aaaa” heeft geen beschrijving"),
        ("<svg viewBox='0 0 9 9'></svg>", "<title>x</title>", "grafiek heeft geen beschrijving"),
        ('<img src="picture:torn" alt="x">', "<title>x</title>", "niet te lezen: picture:torn"),
        ('<img src="picture:cmyk" alt="x">', "<title>x</title>", "CMYK"),
    ],
)
def test_unfit_documents_get_a_sentence(body, head, sentence):
    with pytest.raises(pdf.Unfit) as unfit:
        make(body, head)
    assert sentence in unfit.value.sentence


def test_a_lost_footnote_is_an_error():
    """WeasyPrint does not print a note inside an absolutely positioned box, and says nothing."""
    with pytest.raises(pdf.Unfit, match="voetnoten weggevallen: “de noot”"):
        make('<div style="position: absolute">x<span class="fn">de noot</span></div>')


def test_footnotes_that_do_not_fit_are_an_error():
    with pytest.raises(pdf.Unfit, match="Op bladzijde 2 staan meer voetnoten"):
        make(f'<p>x<span class="fn">{"woord " * 3000}</span></p>')


@pytest.mark.parametrize(
    "body",
    [
        "<h4>Te diep</h4><p>x</p><h2>Terug</h2><h5>Weer te diep</h5><h5>Ernaast</h5>",
        "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
        "<table><tr><td rowspan='9'>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
        "<table><thead><tr><th>Kop</th></tr></thead></table>",
        "<table><thead></thead><tbody></tbody></table>",
        "<table><thead><tr><th rowspan='2'>A</th><th colspan='2' scope='colgroup'>B</th></tr>"
        "<tr><th>C</th><th>D</th></tr></thead>"
        "<tbody><tr><th scope='row'>x</th><td>1</td><td>2</td></tr></tbody></table>",
        "<ul><li><p>Alinea</p><ul><li><p>Dieper</p></li></ul><p>Daarna</p></li><li></li></ul>",
        "<dl><dt>Begrip</dt><dd><p>Uitleg</p><ul><li>x</li></ul></dd></dl>",
        "<p>Letter met twee tekens: ǿ̣; vlag 🇳🇱; duim 👍🏽; onzichtbaar: a\u2060b\u200bc\x07.</p>",
        '<p><a href="https://www.example.nl/">een <strong>vette</strong> link</a></p>',
        '<p><a href="https://www.example.nl/"><img src="picture:aaaa" alt="Naar de site"></a></p>',
        '<p><a href="#nergens">Dode link</a></p>',
        '<p lang="en">Kind <span lang="fr">regards</span></p>',
    ],
)
def test_what_editors_make_is_valid_too(body):
    assert_valid_pdf(make(body))


def test_streams_never_end_in_a_line_end():
    """One stream in 128 would, by chance: PDF/A-2 forbids it."""
    documents = [make(f"<p>Document {number}</p>") for number in range(60)]
    assert not [data for data in documents if re.search(rb"[\r\n]\nendstream", data)]


def test_weasyprint_itself_is_left_as_it_was():
    import pydyf
    from weasyprint.pdf import stream, tags

    before = tags._build_box_tree, stream.Stream.marked, pydyf.Stream.data
    make("<p>x</p>")
    assert (tags._build_box_tree, stream.Stream.marked, pydyf.Stream.data) == before


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("gewone tekst – €", "gewone tekst – €"),
        ("①", "1"),
        ("ﷺ", "[teken U+FDFA]"),
        ("中", "[teken U+4E2D]"),
        ("a\x07b", "ab"),
        ("regel\nregel\tregel", "regel\nregel\tregel"),
    ],
)
def test_characters_without_a_glyph_are_written_out(text, printed):
    assert printable(text) == printed
