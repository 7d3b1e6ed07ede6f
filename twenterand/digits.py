"""One number in Dutch notation: when it is clear, how it is printed, and what an unclear one may have meant.

`numbers.py` builds cells and amounts on this and re-exports what other modules need.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

# SQLite keeps decimals as 8-byte floats, which are exact for 15 digits; four of those stand behind the comma.
MAX_DIGITS = 15
DECIMAL_PLACES = 4
WHOLE_DIGITS = MAX_DIGITS - DECIMAL_PLACES
# Screen readers say "min" for this sign and skip a hyphen; a line never breaks after it.
MINUS = "\u2212"

_DOTTED = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"
_SPACED = r"[1-9][0-9]{0,2}(?: [0-9]{3})+"
_NUMBER = re.compile(rf"(?P<whole>{_DOTTED}|{_SPACED}|[0-9]+)(?:,(?P<fraction>[0-9]+))?")
_POINT = re.compile(r"(?P<whole>[0-9]+)\.(?P<fraction>[0-9]+)")
_SCIENTIFIC = re.compile(r"([0-9]{1,11})(?:[.,]([0-9]{1,4}))?e\+?([0-9]{1,2})", re.IGNORECASE)
# What may stand around digits that somebody meant as one number: sign, currency, footnote mark, brackets.
_MEANT = re.compile(
    r"(?P<minus>[-(]*)[€+ ]*(?P<body>[0-9OolI][0-9OolI., ']*)[*)]{0,9}(?P<percent> ?%+)?\*{0,9}"
)
# One space groups thousands; a tab, a line break or a second space stands between two values.
_TORN = re.compile(r"(?<=[0-9.,%)])(?:\s{2,}(?=[0-9])|\s*[^\S \u00a0\u2007\u2009\u202f]\s*(?=[-+(<0-9]))")
_POWERS = {"k": 3, "duizend": 3, "mln": 6, "miljoen": 6, "mld": 9, "miljard": 9}
_POWERED = re.compile(rf"(?P<number>.*[0-9]) ?(?P<power>{'|'.join(_POWERS)})\.?", re.IGNORECASE)
_LOOKALIKES = str.maketrans("OolI", "0011", " '")


def clear_number(body: str, decimals: int, *, negative: bool = False) -> Decimal | None:
    """The digits as a number, or None where they can mean two numbers, none, or more digits than we keep.

    A point counts as the decimal mark only where the indicator has at least that many `decimals`.
    """
    match = _NUMBER.fullmatch(body)
    if match is None:
        match = _POINT.fullmatch(body)
        if match is None or len(match["fraction"]) > decimals:
            return None
    whole = re.sub(r"[. ]", "", match["whole"]).lstrip("0")
    fraction = (match["fraction"] or "").rstrip("0")
    if _may_be_thousands(match, decimals) or len(whole) > WHOLE_DIGITS or len(fraction) > DECIMAL_PLACES:
        return None
    number = tidy(Decimal(f"{whole or 0}.{fraction or 0}"))
    return -number if negative and number else number


def tidy(number: Decimal) -> Decimal:
    """The same number without zeros at the end and without an exponent."""
    return Decimal(int(number)) if number == number.to_integral_value() else number.normalize()


def decimals_in(number: Decimal) -> int:
    """How many digits stand behind the comma, without zeros at the end."""
    return -tidy(number).as_tuple().exponent


def format_number(number: Decimal | int, decimals: int | None = None) -> str:
    """Print as in Dutch: 1.144 or 1,5. Without `decimals` nothing is rounded and no zeros are added.

    One exception to that: 12.125 prints as "12,1250", because "12,125" might as well be twelve thousand.
    """
    if isinstance(number, float):
        raise TypeError("A figure is a Decimal or an int, never a float.")
    value = Decimal(number)
    if decimals is None:
        value = tidy(value)
        if value.as_tuple().exponent == -3 and 1 <= abs(value) < 1000:
            decimals = 4
    if decimals is not None:
        with localcontext(prec=60):
            value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(value):f}".partition(".")
    sign = MINUS if value < 0 else ""
    return sign + f"{int(whole):,}".replace(",", ".") + (f",{fraction}" if fraction else "")


def is_torn(text: str) -> bool:
    """Whether digits are parted by what parts two cells: a tab, a line break, more than one space."""
    return _TORN.search(text.strip()) is not None


def has_power_word(text: str) -> bool:
    """Whether the text is a number with "mln", "duizend" or the like behind it."""
    return _POWERED.fullmatch(text) is not None


def suggestions(text: str) -> tuple[str, ...]:
    """Numbers that may have been meant, most likely first, in a spelling that reads back unasked."""
    powered = _POWERED.fullmatch(text)
    power = _POWERS[powered["power"].casefold()] if powered else 0
    meant = _MEANT.fullmatch(powered["number"] if powered else text)
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        whole, fraction, exponent = scientific.groups()
        readings, sign, percent = [Decimal(f"{whole}.{fraction or 0}").scaleb(int(exponent))], 1, ""
    elif meant and len(meant["body"]) <= 2 * MAX_DIGITS:
        readings = _readings(meant["body"].translate(_LOOKALIKES))
        sign, percent = -1 if meant["minus"] else 1, "%" if meant["percent"] else ""
    else:
        return ()
    found = [format_number(sign * reading.scaleb(power)) for reading in readings]
    return tuple(
        dict.fromkeys(f"{one}{percent}" for one in found if clear_number(one.lstrip(MINUS), 0) is not None)
    )


def _may_be_thousands(match: re.Match[str], decimals: int) -> bool:
    """Whether a comma may have been meant to group thousands, as in 900,000."""
    whole = match["whole"]
    return (
        match.re is _NUMBER
        and decimals < 3
        and len(match["fraction"] or "") == 3
        and whole.isdigit()
        and len(whole) <= 3
        and not whole.startswith("0")
    )


def _readings(body: str) -> list[Decimal]:
    """The digits with the last mark as decimal mark, and with all marks as grouping, most likely first."""
    groups = re.findall(r"[0-9]+", body)
    if not groups:
        return []
    as_whole = Decimal("".join(groups))
    if len(groups) == 1:
        return [as_whole]
    as_decimal = Decimal(f"{''.join(groups[:-1])}.{groups[-1]}")
    if groups[0].startswith("0"):
        return [as_decimal]
    if len(groups[-1]) == 3:
        return [as_whole, as_decimal]
    return [as_decimal, as_whole] if len(groups) > 2 or len(groups[-1]) > 3 else [as_decimal]
