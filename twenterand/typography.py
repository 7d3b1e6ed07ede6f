"""What belongs together stays on one line: an amount with its sign, a number with its unit, a day with its month.

Applied where HTML is shown, never to what is stored: search and comparison go by the text as it was written.
"""

import re

NBSP = "\N{NO-BREAK SPACE}"

_MONTH = "(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
_UNIT = "(?:euro|miljoen|miljard|procent|fte|uur)"
_SPACES = re.compile(
    rf"""
      (?<=€)[ ](?=[0-9])
    | (?<=[0-9])[ ](?=(?:{_UNIT}|{_MONTH})\b | %)
    | (?<=\bmiljoen)[ ](?=euro\b) | (?<=\bmiljard)[ ](?=euro\b)
    | (?<=\b[0-9])[ ](?=en[ ][0-9]{{1,2}}[ ]{_MONTH}\b) | (?<=\b[0-9]{{2}})[ ](?=en[ ][0-9]{{1,2}}[ ]{_MONTH}\b)
    | (?<=\bart\.)[ ](?=[0-9]) | (?<=\bartikel)[ ](?=[0-9]) | (?<=\bnr\.)[ ](?=[0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A quoted attribute may hold ">": then a tag does not end there. A title is no line of text, but a name.
_TAG = re.compile(r"""(<title>.*?</title>|<(?:[^<>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)


def unbroken(html: str) -> str:
    """The HTML with no-break spaces where a line must not end; tags and attributes stay as they are.

    Doing it twice changes nothing.
    """
    parts = _TAG.split(html)
    # With one group, split gives text and tags in turn.
    parts[::2] = [_SPACES.sub(NBSP, text) for text in parts[::2]]
    return "".join(parts)
