"""A small language for sums over indicators: `[slug] + [slug]`, and som, verschil, verhouding, per_1000, per_10000.

Reads, works out and writes out; knows no database. What cannot be read raises Unreadable with the place of it, and
what cannot be worked out (a value without a number, a division by zero) is a value that says so.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from twenterand.digits import WHOLE_DIGITS, clear_number, format_number
from twenterand.numbers import State, Value
from twenterand.unreadable import Unreadable, quoted

LONGEST = 1000
DEEPEST = 20
MOST_PARTS = 60
PRECISION = 60
TOO_LARGE = Decimal(10) ** WHOLE_DIGITS
NOT_AVAILABLE = Value("niet beschikbaar", State.NOT_AVAILABLE, None)

_TOKEN = re.compile(
    r"\[(?P<reference>[^\[\]]*)\]|(?P<number>[0-9][0-9.,]*)|(?P<name>[^\W\d]\w*)|(?P<sign>[-+*/();])"
)
_SIGNS = str.maketrans({"×": "*", "·": "*", "÷": "/", ":": "/", "−": "-", "–": "-"})
_PRINTED = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_MEANT = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_HUNDRED = {"verhouding": 100, "per_1000": 1000, "per_10000": 10000}
SPLIT = "Maak van een deel een eigen indicator."
OPERAND = "een indicator tussen vierkante haken of een getal"
FUNCTIONS = ("som", "verschil", *_HUNDRED)


@dataclass(frozen=True)
class Constant:
    number: Decimal


@dataclass(frozen=True)
class Reference:
    """An indicator by its slug as it was written; `position` counts characters from 1."""

    slug: str
    position: int


@dataclass(frozen=True)
class Negation:
    inner: "Part"


@dataclass(frozen=True)
class Operation:
    sign: str
    left: "Part"
    right: "Part"


Part = Constant | Reference | Negation | Operation


@dataclass(frozen=True)
class Formula:
    """A formula that was read. `percentage`: it is a `verhouding` as a whole, so that its result is a percentage."""

    part: Part
    percentage: bool = False

    @classmethod
    def parse(cls, text: str) -> "Formula":
        """Read a formula; raises Unreadable with the place of what is wrong."""
        if len(text) > LONGEST:
            raise Unreadable(f"De formule is {len(text)} tekens lang; er passen er {LONGEST}. {SPLIT}")
        parser = _Parser(list(_tokens(text.translate(_SIGNS))), text)
        part = parser.whole()
        formula = cls(part, parser.is_ratio)
        if not formula.references:
            raise Unreadable(
                f"In {quoted(text)} staat geen indicator. Zet het adres ervan tussen vierkante haken, zoals [aantal]."
            )
        return formula

    @property
    def references(self) -> tuple[Reference, ...]:
        """The indicators that it names, each once, in the order in which they are named."""
        found: dict[str, Reference] = {}
        for reference in _references(self.part):
            found.setdefault(reference.slug, reference)
        return tuple(found.values())

    def result(self, numbers: Mapping[str, Decimal | None], decimals: int) -> Value:
        """The value for these numbers by slug, rounded half up; NOT_AVAILABLE where there is none that fits."""
        with localcontext(prec=PRECISION):
            number = _worked_out(self.part, numbers)
            if number is None or abs(number) >= TOO_LARGE:
                return NOT_AVAILABLE
            number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
        if abs(number) >= TOO_LARGE:
            return NOT_AVAILABLE
        sign = "%" if self.percentage else ""
        state = State.PERCENTAGE if self.percentage else State.NUMBER
        return Value(format_number(number, decimals) + sign, state, number)

    def written(self, show: Callable[[str], str]) -> str:
        """The sum as people read it; `show` gives what stands there for a slug."""
        return _written(self.part, show) + ("%" if self.percentage else "")


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    position: int


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        found = _TOKEN.match(text, place)
        if found is None:
            closing = " Sluit de haak met ]." if text[place] == "[" else ""
            raise Unreadable(
                f"Bij teken {place + 1} staat {quoted(text[place])}. Dat hoort niet in een formule.{closing}"
            )
        yield _Token(found.lastgroup, found[found.lastgroup].strip(), place + 1)
        place = found.end()


class _Parser:
    """Goes through the tokens once, by the strength of the signs between them."""

    def __init__(self, tokens: list[_Token], text: str):
        self._tokens = tokens
        self._end = len(text) + 1
        self._place = 0
        self._depth = 0
        self._parts = 0
        self.is_ratio = False

    def whole(self) -> Part:
        part = self._sum(0)
        if token := self._peek():
            raise self._unexpected(token, "een teken zoals + of −")
        return part

    def _sum(self, strength: int) -> Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(f"De formule is te diep: er staan meer dan {DEEPEST} haakjes in elkaar. {SPLIT}")
        left = self._one()
        while (token := self._peek()) and _STRENGTH.get(token.text, 0) > strength and token.kind == "sign":
            self._place += 1
            right = self._sum(_STRENGTH[token.text])
            left = Operation(token.text, left, right)
            # Only a ratio that is the whole formula gives a percentage.
            self.is_ratio = False
        self._depth -= 1
        return left

    def _one(self) -> Part:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise Unreadable(f"De formule heeft meer dan {MOST_PARTS} delen. {SPLIT}")
        token = self._next(OPERAND)
        match token.kind:
            case "reference":
                return Reference(token.text, token.position)
            case "number":
                return Constant(_number(token))
            case "name":
                return self._function(token)
        if token.text == "(":
            part = self._sum(0)
            self._expect(")")
            return part
        if token.text in "+-":
            self._depth += 1
            part = self._sum(_STRENGTH["*"])
            self._depth -= 1
            self.is_ratio = False
            return Negation(part) if token.text == "-" else part
        raise self._unexpected(token, OPERAND)

    def _function(self, token: _Token) -> Part:
        name = token.text.casefold()
        if name not in FUNCTIONS:
            raise Unreadable(
                f"Bij teken {token.position} staat {quoted(token.text)}. Zet een indicator tussen vierkante haken, "
                f"[{token.text[:40]}], of kies een van: {', '.join(FUNCTIONS)}."
            )
        self._expect("(")
        arguments = [self._sum(0)]
        while (following := self._peek()) and following.text == ";":
            self._place += 1
            arguments.append(self._sum(0))
        self._expect(")")
        if len(arguments) < 2 or (len(arguments) > 2 and name != "som"):
            wanted = "twee of meer delen" if name == "som" else "precies twee delen"
            raise Unreadable(
                f"Bij teken {token.position}: {name} heeft {wanted}, gescheiden door een puntkomma. Er "
                f"{'staat er een' if len(arguments) == 1 else f'staan er {len(arguments)}'}."
            )
        self.is_ratio = name == "verhouding"
        return _spelled_out(name, arguments)

    def _peek(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self, wanted: str) -> _Token:
        token = self._peek()
        if token is None:
            raise Unreadable(f"De formule is niet af. Aan het eind (teken {self._end}) hoort {wanted}.")
        self._place += 1
        return token

    def _expect(self, sign: str) -> None:
        token = self._next(f"een “{sign}”")
        if token.text != sign or token.kind != "sign":
            raise self._unexpected(token, f"een “{sign}”")

    @staticmethod
    def _unexpected(token: _Token, wanted: str) -> Unreadable:
        return Unreadable(f"Bij teken {token.position} staat {quoted(token.text)}. Daar hoort {wanted}.")


def _number(token: _Token) -> Decimal:
    number = clear_number(token.text, 0)
    if number is None:
        raise Unreadable(
            f"Bij teken {token.position} staat {quoted(token.text)}. Dat is geen duidelijk getal: gebruik een punt "
            "voor duizendtallen en een komma voor decimalen."
        )
    return number


def _spelled_out(name: str, arguments: list[Part]) -> Part:
    """What a function means in signs."""
    first, *others = arguments
    if name in _HUNDRED:
        return Operation("*", Operation("/", first, others[0]), Constant(Decimal(_HUNDRED[name])))
    for other in others:
        first = Operation("+" if name == "som" else "-", first, other)
    return first


def _references(part: Part) -> Iterator[Reference]:
    match part:
        case Reference():
            yield part
        case Negation(inner):
            yield from _references(inner)
        case Operation(_, left, right):
            yield from _references(left)
            yield from _references(right)


def _worked_out(part: Part, numbers: Mapping[str, Decimal | None]) -> Decimal | None:
    match part:
        case Constant(number):
            return number
        case Reference(slug):
            return numbers.get(slug)
        case Negation(inner):
            number = _worked_out(inner, numbers)
            return None if number is None else -number
    left, right = _worked_out(part.left, numbers), _worked_out(part.right, numbers)
    if left is None or right is None or (part.sign == "/" and not right):
        return None
    return _MEANT[part.sign](left, right)


def _written(part: Part, show: Callable[[str], str]) -> str:
    match part:
        case Constant(number):
            return format_number(number)
        case Reference(slug):
            return show(slug)
        case Negation(inner):
            return f"−{_bracketed(inner, show, 3)}"
    strength = _STRENGTH[part.sign]
    left = _bracketed(part.left, show, strength)
    right = _bracketed(part.right, show, strength + (part.sign in "-/"))
    return f"{left} {_PRINTED[part.sign]} {right}"


def _bracketed(part: Part, show: Callable[[str], str], strength: int) -> str:
    """A part inside another one, between brackets where it would be read otherwise without them."""
    weaker = isinstance(part, Negation) or (isinstance(part, Operation) and _STRENGTH[part.sign] < strength)
    text = _written(part, show)
    return f"({text})" if weaker else text
