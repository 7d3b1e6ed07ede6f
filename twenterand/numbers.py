"""The only place where typed figures are read and figures are printed.

A dot groups thousands and a comma is the decimal mark: `410000`, `410.000` and `410 000` are one number.
What can be read in two ways (`1.5`, `900,000`) is asked about and never guessed. What is printed reads back
as the same value.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from twenterand.dates import MONTHS, format_date, parse_date
from twenterand.digits import (
    DECIMAL_PLACES,
    MAX_DIGITS,
    WHOLE_DIGITS,
    clear_number,
    decimals_in,
    format_number,
    has_power_word,
    is_torn,
    suggestions,
)
from twenterand.unreadable import Unreadable, either, quoted

__all__ = [
    "DECIMAL_PLACES",
    "MAX_DIGITS",
    "State",
    "Unreadable",
    "Value",
    "format_cell",
    "format_date",
    "format_euro",
    "format_number",
    "parse_amount",
    "parse_cell",
    "parse_date",
]


class State(StrEnum):
    """What stands in a figure cell. Only NUMBER and PERCENTAGE come with a number."""

    NUMBER = "number"
    PERCENTAGE = "percentage"
    YES = "yes"
    NO = "no"
    TEXT = "text"
    NOT_STATED = "not_stated"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"
    NOT_YET_KNOWN = "not_yet_known"
    LAPSED = "lapsed"
    LAPSING = "lapsing"
    CONFIDENTIAL = "confidential"
    BELOW_THRESHOLD = "below_threshold"


@dataclass(frozen=True)
class Value:
    """A cell as it was typed (`raw`, byte for byte) and what it means; 29% has the number 29."""

    raw: str
    state: State
    number: Decimal | None


_PRINTED = {
    State.YES: "Ja",
    State.NO: "Nee",
    State.NOT_STATED: "-",
    State.NOT_APPLICABLE: "n.v.t.",
    State.NOT_AVAILABLE: "niet beschikbaar",
    State.NOT_YET_KNOWN: "nog niet bekend",
    State.LAPSED: "vervalt",
    State.LAPSING: "gaat vervallen",
    State.CONFIDENTIAL: "vertrouwelijk",
    State.BELOW_THRESHOLD: "onder de drempel",
}
# Spellings beside the printed ones; compared in lower case and without dots.
_SPELLINGS = {
    State.NOT_STATED: ("niet vermeld", "niet opgegeven"),
    State.NOT_APPLICABLE: ("niet van toepassing",),
    State.NOT_AVAILABLE: ("onbekend", "niet bekend", "nb"),
    State.NOT_YET_KNOWN: ("volgt", "nog onbekend", "nnb", "nader te bepalen", "ntb"),
    State.LAPSED: ("vervallen",),
    State.LAPSING: ("komt te vervallen",),
    State.CONFIDENTIAL: ("geheim",),
}
_WORDS = {text.casefold().replace(".", ""): state for state, text in _PRINTED.items()}
_WORDS |= {text: state for state, texts in _SPELLINGS.items() for text in texts}

_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_BELOW = re.compile(r"(?:<|minder dan) ?(?P<limit>[0-9]{1,4})", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?P<before>[+-])? ?(?P<euro>€|euro|eur)? ?(?P<inner>[+-])? ?"
    r"(?P<body>[0-9](?:[0-9., ]*?[0-9.,])?)"
    r"(?P<cents>,-{1,2})?(?P<after>-)? ?(?P<unit>%|procent|pct|€|euro|eur)?",
    re.IGNORECASE,
)
# "1e5", "0x1f", "1O0" (a letter O), and what spreadsheets and programs leave behind.
_DISGUISED = re.compile(
    r"[+-]?[0-9.,]+ ?e ?[+-]?[0-9]+|0x[0-9a-f]+|(?=[^0-9]*[0-9])[0-9ol.,%]+"
    r"|[+-]?nan|[+-]?inf(inity)?|null|none|#.*|=.*",
    re.IGNORECASE,
)
_NUMBER_AND_WORD = re.compile(r"(?P<number>[+-]?[0-9][0-9., ]*?) ?(?P<word>[^\W\d_]+\.?)")
_ABOUT = re.compile(
    r"(?:circa|ca\.?|ongeveer|ruim|bijna|zo'n|±|~) ?(?P<number>[0-9][0-9., ]*)%?", re.IGNORECASE
)
_REMARKED = re.compile(r"(?P<number>[0-9][0-9., ]*?)%? ?\((?P<remark>[^()]*)\)")
# What still fits a cell of a printed table; a row must not become higher than a page.
MAX_TEXT = 250
_NOTATION = "Gebruik een punt voor duizendtallen en een komma voor decimalen."


def parse_cell(raw: str, *, decimals: int = 0) -> Value:
    """Read a figure cell; `decimals` is how many the indicator has: 1.5 is clear when that is one or more.

    A known word gives its state, other words give TEXT. Raises Unreadable for an empty cell and for whatever
    looks like a number but is not clearly one: those must not end up as text.
    """
    text = _cleaned(raw)
    if not text:
        sentence = "De cel is leeg. Vul een getal in, of een streepje (-) als er geen waarde is."
        raise Unreadable(sentence, ("-",))
    state = _WORDS.get(_plain_hyphens(text).casefold().replace(".", ""))
    if state is None and _BELOW.fullmatch(text):
        state = State.BELOW_THRESHOLD
    if state is not None:
        return Value(raw, state, None)
    _refuse_several(raw, text)
    figure = _FIGURE.fullmatch(_plain_hyphens(text))
    if figure is None:
        _refuse_number_as_text(raw, text)
        return Value(raw, State.TEXT, None)
    number = _figure_number(figure, decimals)
    if number is None:
        raise _unclear(raw, text)
    return Value(raw, State.PERCENTAGE if _is_percentage(figure) else State.NUMBER, number)


def parse_amount(raw: str, *, negative: bool = False) -> Decimal:
    """Read an amount in euros, with or without € or ",-"; raises Unreadable for all else.

    A minus is refused unless `negative`: whether it is good or bad for the budget is a choice of its own.
    """
    text = _cleaned(raw)
    if not text:
        raise Unreadable("Het bedrag is leeg. Vul een bedrag in euro’s in, bijvoorbeeld 25.000.")
    _refuse_several(raw, text)
    figure = _FIGURE.fullmatch(_plain_hyphens(text))
    amount = None if figure is None or _is_percentage(figure) else _figure_number(figure, 0)
    if amount is None:
        raise _unclear(raw, text, what="bedrag")
    if amount.as_tuple().exponent < -2:
        sentence = f"Het bedrag {quoted(raw)} heeft meer dan twee decimalen. Rond het af op hele centen."
        raise Unreadable(sentence, (format_number(amount, 2),))
    if amount < 0 and not negative:
        sentence = f"Het bedrag {quoted(raw)} heeft een minteken. Laat dat weg en kies voordeel of nadeel."
        raise Unreadable(sentence, (format_number(-amount),))
    return amount


def format_euro(amount: Decimal | int) -> str:
    """Print as "€ 12.763", with cents only where there are any; the space does not break."""
    cents = 0 if amount == int(amount) else 2
    return f"€\u00a0{format_number(amount, cents)}"


def format_cell(state: str, number: Decimal | None, raw: str, *, decimals: int = 0) -> str:
    """What a table prints for a figure: at least `decimals` decimals and never fewer than the number has.

    States have one fixed spelling, whatever was typed; text stays as it was typed.
    """
    if number is not None:
        own_decimals = decimals_in(number)
        printed = format_number(number, decimals if own_decimals <= decimals else None)
        return f"{printed}%" if state == State.PERCENTAGE else printed
    below = _BELOW.fullmatch(" ".join(raw.split()))
    if state == State.BELOW_THRESHOLD and below:
        return f"<\u00a0{below['limit']}"
    return _PRINTED.get(State(state), raw.strip())


def _cleaned(raw: str) -> str:
    """The value on one line with ordinary spaces and nothing invisible in it."""
    for char in raw:
        # Control characters other than white space, and halves of a character: no database or PDF takes them.
        if unicodedata.category(char) in ("Cc", "Cs") and not char.isspace():
            raise Unreadable(f"In {quoted(raw)} staat een onleesbaar teken. Typ de waarde opnieuw.")
    return " ".join(raw.translate(_INVISIBLE).split())


def _plain_hyphens(text: str) -> str:
    """The text with every dash and minus sign as "-": word processors turn one into another."""
    return text.translate(_HYPHENS)


def _is_percentage(figure: re.Match[str]) -> bool:
    return (figure["unit"] or "").casefold() in ("%", "procent", "pct")


def _figure_number(figure: re.Match[str], decimals: int) -> Decimal | None:
    """The number with its sign, or None where sign, units and digits do not make one clear number."""
    signs = [sign for sign in (figure["before"], figure["inner"], figure["after"]) if sign]
    if len(signs) > 1 or (figure["unit"] and figure["euro"]):
        return None
    if _is_percentage(figure) and figure["cents"]:
        return None
    return clear_number(figure["body"], decimals, negative=signs == ["-"])


def _refuse_several(raw: str, text: str) -> None:
    """Raise for the numbers of two cells in one: run together they would be a third number."""
    if not is_torn(raw.translate(_INVISIBLE)):
        return
    numberlike = any(shape.fullmatch(text) for shape in (_FIGURE, _ABOUT, _REMARKED, _NUMBER_AND_WORD))
    if numberlike or not any(char.isalpha() for char in text):
        raise Unreadable(
            f"In {quoted(text)} staan meer getallen, met een tab, een regeleinde of extra spaties ertussen. "
            "Vul in elke cel één getal in."
        )


def _refuse_number_as_text(raw: str, text: str) -> None:
    """Raise for text that is a number in disguise: as text it would be missing from every total and chart."""
    if len(text) > MAX_TEXT:
        raise Unreadable(
            f"De tekst {quoted(raw)} is {len(text)} tekens lang; in een cel passen er {MAX_TEXT}. "
            "Zet de toelichting in een voetnoot of in de tekst van het hoofdstuk."
        )
    if about := _ABOUT.fullmatch(text):
        raise Unreadable(
            f"{quoted(raw)} is een schatting. Vul het getal in en zet het vinkje bij “voorlopig”, "
            "of leg de schatting uit in een voetnoot.",
            suggestions(about["number"]),
        )
    if remarked := _REMARKED.fullmatch(text):
        raise Unreadable(
            f"Bij {quoted(raw)} staat een opmerking achter het getal. Vul alleen het getal in: voor “voorlopig” is "
            "er een vinkje, voor een andere opmerking een voetnoot.",
            suggestions(remarked["number"]),
        )
    if not any(char.isalpha() for char in text) or _DISGUISED.fullmatch(text) or has_power_word(text):
        raise _unclear(raw, text)
    worded = _NUMBER_AND_WORD.fullmatch(_plain_hyphens(text))
    if worded and worded["word"].casefold() not in MONTHS:
        raise Unreadable(
            f"In {quoted(raw)} staat een woord achter het getal. Vul alleen het getal in: de eenheid hoort "
            "bij de indicator. Is het toch tekst? Schrijf dan een zin.",
            suggestions(worded["number"]),
        )


def _unclear(raw: str, text: str, *, what: str = "getal") -> Unreadable:
    """The error for a value that is meant as a number or amount but is not clearly one."""
    meant = suggestions(_plain_hyphens(text))
    if meant:
        question = f"Bedoelt u {either(meant)}?"
        return Unreadable(f"{quoted(raw)} is geen duidelijk {what}. {question} {_NOTATION}", meant)
    if sum(char.isdigit() for char in text) > WHOLE_DIGITS:
        return Unreadable(
            f"{quoted(raw)} heeft te veel cijfers. Er mogen er {WHOLE_DIGITS} voor de komma staan "
            f"en {DECIMAL_PLACES} erna."
        )
    words = "" if what == "bedrag" else " Is het geen getal? Schrijf het dan met woorden."
    return Unreadable(f"{quoted(raw)} is geen {what}. {_NOTATION}{words}")
