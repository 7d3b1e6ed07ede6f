"""A second, harder edition, made the way communications staff make one: everything that can break a layout."""

import io
import random

from PIL import Image, ImageChops, ImageDraw

from newsletter.editing import articles, blocks, editions
from newsletter.models import Article, ArticleKind, BlockKind, Edition
from twenterand.accounts.models import Organisation
from twenterand.media import pictures
from twenterand.media.models import Picture

BY = "test"
# (name, width, height, mode): what comes in from telephones, drones, scanners and old sites.
SIZES = [
    ("panorama", 4800, 700, "RGB"),
    ("staand", 900, 2400, "RGB"),
    ("klein", 60, 40, "RGB"),
    ("groot", 5200, 3600, "RGB"),
    ("drukwerk", 2000, 1400, "CMYK"),
    ("vierkant", 1600, 1600, "RGB"),
    ("smal", 120, 1400, "RGB"),
    ("grijs", 1800, 1200, "L"),
    ("doorzichtig", 1200, 800, "RGBA"),
    ("gewoon", 3000, 2000, "RGB"),
]
SENTENCES = [
    "Inwoners kunnen elke werkdag binnenlopen met een vraag over zorg, geld of opvoeden.",
    "Het wijkteam kijkt samen met hen wat er nodig is en wie daarbij helpt.",
    "In de eerste helft van het jaar deden 1.284 huishoudens een beroep op de regeling.",
    "Dat zijn er meer dan een jaar eerder, vooral doordat mensen de weg beter weten te vinden.",
    "De adviesraad vindt het belangrijk dat brieven korter worden en in gewone taal zijn geschreven.",
    "Volgend jaar bekijken we of de aanpak ook in de andere kernen werkt.",
    "Vrijwilligers van de buurthuizen krijgen een training en een vast aanspreekpunt.",
]
LONG_WORDS = (
    "Meervoudigeonderwijsachterstandenbestrijdingsovereenkomst, "
    "arbeidsongeschiktheidsverzekeringsmaatschappijen en "
    "mantelzorgondersteuningscoördinatiebijeenkomsten"
)
LONG_LINK = "https://www.voorbeeld.nl/regelingen/" + "-".join(f"onderdeel{number}" for number in range(24))
LONG_LINK = LONG_LINK.ljust(300, "x")[:300]
EIGHT = ["Kern", "Inwoners", "Meldingen", "Toegekend", "Afgewezen", "Bezwaar", "Doorlooptijd", "Tevredenheid"]
KERNS = ["Vriezenveen", "Vroomshoop", "Den Ham", "Westerhaar-Vriezenveensewijk", "Geerdijk", "De Pollen"]


def photograph(name: str, width: int, height: int, mode: str) -> bytes:
    """Something with as much detail as a photograph, the same at every run."""
    numbers = random.Random(name)
    noise = Image.frombytes("L", (160, 160), numbers.randbytes(160 * 160))
    fine = Image.new("L", (width, height))
    for left in range(0, width, 160):
        for top in range(0, height, 160):
            fine.paste(noise, (left, top))
    soft = Image.linear_gradient("L").resize((width, height))
    grain = noise.resize((width, height), Image.Resampling.BICUBIC)
    soft = ImageChops.blend(soft, fine, 0.12)
    bands = [ImageChops.blend(soft, grain, part) for part in (0.25, 0.35, 0.45)]
    image = Image.merge("RGB", bands)
    ImageDraw.Draw(image).ellipse(
        (width * 0.3, height * 0.3, width * 0.7, height * 0.7), outline=(255, 240, 200), width=6
    )
    if mode == "RGBA":
        image.putalpha(soft)
    elif mode != "RGB":
        image = image.convert(mode)
    out = io.BytesIO()
    image.save(out, "PNG" if mode == "RGBA" else "JPEG", **({} if mode == "RGBA" else {"quality": 92}))
    return out.getvalue()


def prose(number: int, sentences: int) -> str:
    """A paragraph that differs from the one before."""
    return f"<p>{' '.join(SENTENCES[(number + step) % len(SENTENCES)] for step in range(sentences))}</p>"


def exactly(length: int) -> str:
    """A paragraph of so many characters."""
    text = " ".join(SENTENCES * (length // 400 + 1))[: length - 1]
    return f"<p>{text.rstrip().ljust(length - 1, 'n')}.</p>"


class Maker:
    """Adds articles with blocks to one edition."""

    def __init__(self, edition: Edition):
        self.edition = edition
        self.pictures = [self._picture(*size) for size in SIZES]

    def _picture(self, name: str, width: int, height: int, mode: str) -> Picture:
        return pictures.store(
            content=photograph(name, width, height, mode),
            name=name,
            alt=f"Proefbeeld: een lichte kring op een verlopende achtergrond ({name}).",
            credit="Beeld: gemeente",
            rights="gemeente Twenterand",
            by=BY,
        )

    def article(self, title: str, *parts: dict, kind: str = ArticleKind.NEWS) -> Article:
        """An article; each part is what editing.blocks.add_block takes. Agreed by whoever makes it."""
        article = articles.add_article(edition=self.edition, by=BY, title=title, kind=kind)
        for part in parts:
            article.refresh_from_db()
            blocks.add_block(article=article, seen_version=article.version, by=BY, **part)
        article.refresh_from_db()
        return articles.take_step(article=article, step="agree", seen_version=article.version, by=BY)

    def picture(self, number: int, **content) -> dict:
        """A picture block with a caption."""
        caption = content.pop("caption", "Zo ziet het er na de verbouwing uit.")
        return {
            "kind": BlockKind.PICTURE,
            "picture": self.pictures[number],
            "content": {"caption": caption, **content},
        }


def text(*paragraphs: str) -> dict:
    return {"kind": BlockKind.TEXT, "html": "".join(paragraphs)}


def make() -> Edition:
    """The edition of winter 2031: fourteen articles, agreed, ready to publish."""
    Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Gemeente Twenterand", "short_name": "Twenterand", "cbs_code": "GM1700"}
    )
    edition = editions.start_edition(
        season="winter",
        year=2031,
        title="Nieuws uit het sociaal domein",
        colophon="<p>Een uitgave van de gemeente. Vragen: <a href='mailto:sociaal@voorbeeld.nl'>"
        "sociaal@voorbeeld.nl</a>.</p>",
        by=BY,
    )
    maker = Maker(edition)
    editions.change_edition(
        edition=edition,
        seen_version=edition.version,
        by=BY,
        number=12,
        masthead=maker.pictures[9],
        box_html="<p>Veertien berichten over zorg, jeugd, werk en inkomen.</p>",
        intro_html=prose(2, 5) + prose(4, 4),
    )
    _first_seven(maker)
    _last_seven(maker)
    for step in ("edit", "submit", "agree"):
        edition.refresh_from_db()
        editions.take_step(edition=edition, step=step, seen_version=edition.version, by=BY)
    edition.refresh_from_db()
    return edition


NESTED = (
    "<p>De werkgroep stelt vier stappen voor:</p>"
    "<ul><li>Eén loket voor alle vragen<ul><li>open op maandag tot en met vrijdag</li>"
    "<li>bereikbaar per telefoon, mail en aan de balie</li></ul></li>"
    "<li>Kortere brieven<ul><li>in gewone taal</li><li>getest met een panel van inwoners</li></ul></li>"
    "<li>Een vaste contactpersoon</li><li>Minder formulieren</li></ul>"
)


def _first_seven(maker: Maker) -> None:
    maker.article("Panorama van de nieuwe ontmoetingsplek", text(prose(0, 6)), maker.picture(0, span=True))
    maker.article(
        "Vragen en antwoorden over de nieuwe regeling",
        text(prose(1, 3)),
        {
            "kind": BlockKind.QUESTIONS,
            "content": {
                "items": [
                    {
                        "question": f"Vraag {number + 1}: geldt de regeling ook voor wie in dit jaar verhuist?",
                        "answer": prose(number, 2 + number % 3),
                    }
                    for number in range(9)
                ]
            },
        },
    )
    maker.article("Vier stappen naar één loket", text(NESTED, prose(5, 4), NESTED), maker.picture(1))
    maker.article("Kort", text("<p>Het loket is dicht op 5 mei.</p>"))
    maker.article(
        "Cijfers per kern",
        text(prose(2, 4)),
        {
            "kind": BlockKind.TABLE,
            "content": {
                "caption": "Meldingen en uitkomsten per kern",
                "columns": EIGHT,
                "rows": [
                    [kern, *(f"{(place + 1) * column * 137:,}".replace(",", ".") for column in range(1, 8))]
                    for place, kern in enumerate(KERNS)
                ],
            },
        },
        text(prose(6, 5)),
        kind=ArticleKind.DATA,
    )
    maker.article(
        "Arbeidsongeschiktheidsverzekeringsmaatschappijen en mantelzorgondersteuningscoördinatie",
        text(f"<p>{LONG_WORDS} staan alle drie in de nieuwe verordening.</p>", prose(3, 5)),
        maker.picture(2, caption="Een heel klein plaatje van een oude site."),
    )
    maker.article(
        "Een heel lang verhaal over vijf jaar samenwerken in de wijk",
        text("<h3>Hoe het begon</h3>", *(prose(number, 6) for number in range(8))),
        maker.picture(3),
        text("<h3>Wat er veranderde</h3>", *(prose(number + 2, 7) for number in range(8))),
        {
            "kind": BlockKind.QUOTE,
            "html": f"<p>{SENTENCES[5]}</p>",
            "content": {"attribution": "Een bewoner"},
        },
        text("<h3>Hoe verder?</h3>", *(prose(number + 4, 6) for number in range(8)), NESTED),
        maker.picture(6, caption="Smal en hoog: de klokkentoren."),
    )


def _last_seven(maker: Maker) -> None:
    maker.article(
        "Feest in de wijk 🎉",
        text("<p>Kom langs! 🎉 Er is muziek, en ook ☕ en taart.</p>", prose(1, 3)),
        maker.picture(4),
    )
    maker.article("Eén alinea van tweeduizend tekens", text(exactly(2000)), maker.picture(5))
    maker.article(
        "Waar vindt u het?",
        text(
            f'<p>Alles staat op <a href="{LONG_LINK}">{LONG_LINK}</a>.</p>',
            f'<p>Lees ook <a href="{LONG_LINK}">de toelichting</a>.</p>',
        ),
        {
            "kind": BlockKind.CONTACT,
            "content": {
                "name": "Loket Samen Twenterand",
                "mail": "loketsamentwenterandvoorallevragenoverzorgenwelzijn@voorbeeld.nl",
                "phone": "0546 12 34 56",
                "address": "Dorpsstraat 1, Vriezenveen",
            },
        },
    )
    maker.article("Nog korter", text("<p>Zie de agenda.</p>"), maker.picture(7))
    figure = {"label": "huishoudens met een toeslag", "unit": "huishoudens", "source": "Gemeente Twenterand"}
    maker.article(
        "Wat gebeurt er wanneer?",
        text(prose(4, 4)),
        {"kind": BlockKind.KEY_FIGURE, "content": {**figure, "value": "1.284.300", "date": "1-7-2031"}},
        {
            "kind": BlockKind.AGENDA,
            "content": {
                "items": [
                    {"date": f"{number}-3-2032", "label": f"Bijeenkomst {number}: {SENTENCES[number % 7]}"}
                    for number in range(1, 7)
                ]
            },
        },
        kind=ArticleKind.EVENT,
    )
    maker.article(
        "Zes jaar op een rij",
        text(prose(0, 3)),
        {
            "kind": BlockKind.CHART,
            "content": {
                "title": "Huishoudens met een toeslag",
                "unit": "huishoudens",
                "source": "Gemeente Twenterand",
                "series": [{"label": str(2026 + year), "value": str(900 + 61 * year)} for year in range(6)],
            },
        },
        maker.picture(8),
        {"kind": BlockKind.CALLOUT, "html": prose(3, 4), "content": {"heading": "Wist u dat?"}},
        kind=ArticleKind.DATA,
    )
    maker.article("Tot slot: vooruitblik", text(prose(6, 6)), maker.picture(9), text(prose(2, 3)))
