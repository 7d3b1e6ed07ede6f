"""Articles from others: asked by mail, written with a link, or sent as a Word file."""

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from newsletter import asking, word
from newsletter.models import Article, ArticleState, Invitation
from tests import factories
from twenterand.accounts.models import Role
from twenterand.accounts.people import mail_addresses
from twenterand.workflow import Refused

pytestmark = pytest.mark.django_db
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FORMATS = "application/vnd.openxmlformats"
TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="{FORMATS}-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml"
  ContentType="{FORMATS}-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(key: str, kind: str, target: str) -> str:
    one = f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}">{one}</Relationships>'


ROOT = relations("r1", "officeDocument", "word/document.xml")
PARTS = relations("p1", "image", "media/image1.png")
PICTURE = """<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:docPr id="1" name="f" descr="Een groen huis"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>
<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>
<a:blip r:embed="p1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></pic:blipFill></pic:pic>
</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"""


def paragraph(text: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Kop1">'
    '<w:name w:val="heading 1"/></w:style></w:styles>'
)


def document(*parts: str) -> bytes:
    """A Word file as Word writes it, with one picture at hand."""
    out, picture = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(picture, "PNG")
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("word/_rels/document.xml.rels", PARTS)
        archive.writestr("word/styles.xml", STYLES)
        body = "".join(parts)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        )
        archive.writestr("word/media/image1.png", picture.getvalue())
    return out.getvalue()


@pytest.fixture
def article(small) -> Article:
    small.edition.state = "collecting"
    small.edition.save()
    function = factories.function("adviseur jeugd", mailbox="jeugd@voorbeeld.nl")
    made = small.article("Wachttijden", owner=function, state="asked", words=120, brief="Kort en helder")
    made.blocks.all().delete()
    return made


def link() -> str:
    return re.search(r"https?://[^/]+(/nieuwsbrieven/bijdrage/\S+)", mail.outbox[-1].body)[1]


class TestAsking:
    def test_the_function_gets_the_question(self, article, small):
        article.deadline = date(2031, 3, 1)
        assert asking.ask(article=article, by=small.maker) == ["jeugd@voorbeeld.nl"]
        [letter] = mail.outbox
        for part in (
            "Wachttijden",
            "120 woorden",
            "1 maart 2031",
            "Kort en helder",
            f"/artikel/{article.pk}/",
        ):
            assert part in letter.body

    def test_without_a_mailbox_whoever_holds_the_function_gets_it(self, article):
        article.owner.mailbox = ""
        article.owner.save()
        factories.user(Role.ADVISER, functions=[article.owner], email="a@voorbeeld.nl")
        assert mail_addresses(article.owner) == ["a@voorbeeld.nl"]

    def test_nobody_to_ask_is_told(self, article, small):
        article.owner.mailbox = ""
        article.owner.save()
        with pytest.raises(Refused, match="geen mailbox"):
            asking.ask(article=article, by=small.maker)

    def test_pages(self, article, small, client):
        client.force_login(small.maker)
        page = f"/werk/nieuwsbrieven/artikel/{article.pk}/vragen/"
        assert client.post(page, {"function": "ja"}).status_code == 302
        assert client.post(page, {"mail": "fout"}).status_code == 422
        assert client.post(page, {"mail": "raad@voorbeeld.nl"}).status_code == 302
        assert "raad@voorbeeld.nl" in client.get(page).content.decode()
        client.post(page, {"withdraw": "ja"})
        assert asking.of_token(link().rstrip("/").rsplit("/", 1)[-1]) is None


class TestLink:
    @pytest.fixture
    def address(self, article, small) -> str:
        asking.invite(article=article, mail="raad@voorbeeld.nl", by=small.maker)
        return link()

    def fill(self, client, address, **fields):
        version = client.get(address).context["form"]["version"].value()
        return client.post(address, {"version": version, "title": "Wachttijden", "html": "", **fields})

    def test_it_opens_one_article_without_account_or_cookie(self, client, address, article):
        page = client.get(address)
        assert page.status_code == 200
        assert not page.cookies
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "Kort en helder" in page.content.decode()
        assert Invitation.objects.get().token_sha256 not in address

    def test_writing_and_handing_in(self, client, address, article):
        assert (
            self.fill(client, address, title="Kortere wachttijden", html="<p>Het gaat beter.</p>").status_code
            == 302
        )
        article.refresh_from_db()
        assert (article.title, article.state) == ("Kortere wachttijden", ArticleState.ASKED)
        self.fill(
            client, address, title="Kortere wachttijden", html="<p>Het gaat veel beter.</p>", hand_in="ja"
        )
        article.refresh_from_db()
        assert article.state == ArticleState.DELIVERED
        assert [block.html for block in article.blocks.all()] == ["<p>Het gaat veel beter.</p>"]
        assert article.history.first().history_user_id.startswith("link-")

    def test_a_word_file_comes_behind_the_text(self, client, address, article):
        file = SimpleUploadedFile("artikel.docx", document(paragraph("Uit Word")))
        assert self.fill(client, address, html="<p>Getypt</p>", file=file).status_code == 302
        assert [block.html for block in article.blocks.order_by("position")] == [
            "<p>Getypt</p>",
            "<p>Uit Word</p>",
        ]

    def test_the_same_word_file_twice_stands_there_once(self, client, address, article):
        for text in ("Uit Word", "Beter"):
            file = SimpleUploadedFile("artikel.docx", document(paragraph(text), PICTURE))
            html = client.get(address).context["form"]["html"].value()
            assert self.fill(client, address, html=html, file=file, replace="on").status_code == 302
        assert [block.html for block in article.blocks.order_by("position")] == ["<p>Beter</p>", ""]
        file = SimpleUploadedFile("artikel.docx", document(paragraph("Erachter")))
        self.fill(client, address, html="<p>Beter</p>", file=file)
        assert article.blocks.count() == 3

    def test_an_emptied_text_is_gone(self, client, address, article):
        self.fill(client, address, html="<p>Getypt</p>")
        self.fill(client, address, html="")
        assert not article.blocks.exists()

    def test_a_block_is_described_and_removed(self, client, address, article, small):
        file = SimpleUploadedFile("artikel.docx", document(paragraph("Uit Word"), PICTURE))
        self.fill(client, address, file=file)
        block = article.blocks.get(kind="picture")
        shown = f"{address}afbeelding/{block.picture.sha256}/"
        assert shown in client.get(address).content.decode()
        assert client.get(shown)["Content-Type"] == "image/png"
        assert client.get(f"{address}afbeelding/{small.edition.masthead.sha256}/").status_code == 404

        def act(**fields):
            version = client.get(address).context["form"]["version"].value()
            data = {"version": version, **fields}
            return client.post(f"{address}blok/{block.pk}/", data)["Location"].partition("?")[2]

        assert act(alt="Een huis met een tuin") == "bewaard"
        block.refresh_from_db()
        assert block.content["about"]["alt"] == "Een huis met een tuin"
        assert act(alt=" ") == "alt"
        assert act(alt="Te laat", version=1) == "gewijzigd"
        assert "niet uitgevoerd" in client.get(f"{address}?gewijzigd").content.decode()
        assert act(remove="ja") == "bewaard"
        assert not article.blocks.filter(kind="picture").exists()
        other = small.article("Ander").blocks.get()
        assert client.post(f"{address}blok/{other.pk}/", {"remove": "ja"}).status_code == 404

    def test_nothing_typed_is_lost_when_the_editor_was_first(self, client, address, article):
        form = {"version": article.version, "title": "Van mij", "html": "<p>Van mij</p>"}
        article.version += 1
        article.save()
        answer = client.post(address, form)
        assert answer.status_code == 409
        assert "Van mij" in answer.content.decode()

    @pytest.mark.parametrize("change", ["expired", "withdrawn", "agreed", "again"])
    def test_it_stops_working(self, client, address, article, small, change):
        if change == "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        elif change == "withdrawn":
            asking.withdraw(article=article, by=small.maker)
        elif change == "agreed":
            Article.objects.update(state=ArticleState.AGREED)
        else:
            asking.invite(article=article, mail="ander@voorbeeld.nl", by=small.maker)
        answer = client.get(address)
        assert answer.status_code == 404
        assert "werkt niet meer" in answer.content.decode()
        assert client.post(address, {"version": 1, "title": "X", "html": "<p>X</p>"}).status_code == 404

    def test_scripts_do_not_come_in(self, client, address, article):
        self.fill(client, address, html="<p onclick='x()'>Tekst<script>x()</script></p>")
        assert article.blocks.get().html == "<p>Tekst</p>"


class TestWord:
    def test_headings_lists_and_pictures_become_blocks_in_order(self, small, article):
        content = document(paragraph("Kop", "Kop1"), paragraph("Eerst"), PICTURE, paragraph("Daarna"))
        pieces = word.read(content=content, name="artikel.docx", by=small.maker)
        assert [piece.html or piece.picture.alt for piece in pieces] == [
            "<h3>Kop</h3><p>Eerst</p>", "Een groen huis", "<p>Daarna</p>",
        ]  # fmt: skip
        assert word.add_to(article=article, pieces=pieces, by=small.maker, seen_version=None) == 3
        assert list(article.blocks.order_by("position").values_list("kind", flat=True)) == [
            "text",
            "picture",
            "text",
        ]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"tekst", "is geen Word-bestand"),
            (b"\xd0\xcf\x11\xe0" + b"0" * 100, "heeft een wachtwoord"),
            (document(), "geen tekst en geen afbeelding"),
            (document("<w:p>"), "beschadigd"),
        ],
        ids=["text", "old or locked", "empty", "broken"],
    )
    def test_what_cannot_be_read_is_told(self, small, content, sentence):
        with pytest.raises(Refused, match=sentence):
            word.read(content=content, name="artikel.docx", by=small.maker)

    def test_a_zip_that_unpacks_without_end_is_refused(self, small):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"0" * (word.MAX_UNPACKED + 1))
        with pytest.raises(Refused, match="te groot"):
            word.read(content=out.getvalue(), name="artikel.docx", by=small.maker)

    def test_the_page_takes_it_in(self, article, client):
        client.force_login(factories.user(Role.ADVISER, functions=[article.owner]))
        page = f"/werk/nieuwsbrieven/artikel/{article.pk}/word/"
        file = SimpleUploadedFile("artikel.docx", document(paragraph("Uit Word")))
        assert client.post(page, {"version": article.version, "file": file}).status_code == 302
        assert article.blocks.get().html == "<p>Uit Word</p>"
        wrong = SimpleUploadedFile("artikel.docx", b"tekst")
        article.refresh_from_db()
        answer = client.post(page, {"version": article.version, "file": wrong})
        assert answer.status_code == 422
        assert "is geen Word-bestand" in answer.content.decode()
