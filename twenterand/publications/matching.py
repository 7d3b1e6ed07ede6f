"""What a search query means: its words, where they are found in a text, and how that is marked."""

import re
import unicodedata
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST_QUERY = 100
SHORTEST_WORD = 2
# Shorter words are found at the beginning of a word only; longer ones also within, as "toeslag" in "energietoeslag".
SHORTEST_PART = 4
_GROUPED_FROM = 4  # digits: 1144 is printed as 1.144


def fold(text: str) -> str:
    """Text without capitals and accents, as long as the text itself: "Café Één" → "cafe een"."""
    return "".join(_folded_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _folded_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].casefold()
    return base if len(base) == 1 else letter


class Query:
    """The words of a query, without those of one letter; a text must hold all of them."""

    def __init__(self, text: str):
        words = fold(text[:LONGEST_QUERY]).split()
        self.words = [word for word in words if len(word) >= SHORTEST_WORD]
        self._anywhere = [re.compile(_spellings(word, within=True)) for word in self.words]
        self._beginnings = [re.compile(_spellings(word, within=False)) for word in self.words]

    def __bool__(self) -> bool:
        return bool(self.words)

    def found_in(self, folded: str) -> bool:
        """Whether the folded text holds every word."""
        return all(pattern.search(folded) for pattern in self._anywhere)

    def begins_in(self, folded: str) -> bool:
        """Whether the folded text has, for every word, a word that begins so."""
        return all(pattern.search(folded) for pattern in self._beginnings)

    def first_place(self, folded: str) -> int:
        """Where the first of the words stands; 0 when none does."""
        found = [match.start() for pattern in self._anywhere if (match := pattern.search(folded))]
        return min(found, default=0)

    def marked(self, text: str) -> SafeString:
        """Escaped text with <mark> around what was looked for."""
        words = sorted(self.words, key=len, reverse=True)
        pattern = re.compile("|".join(_spellings(word, within=True) for word in words))
        pieces, last = [], 0
        for match in pattern.finditer(fold(text)) if words else ():
            pieces.append((text[last : match.start()], text[match.start() : match.end()]))
            last = match.end()
        return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[last:])


@lru_cache(maxsize=256)
def _spellings(word: str, *, within: bool) -> str:
    """The pattern of a word in folded text. Numbers match from their first digit, with and without the dots that
    group thousands; "25.000" must not find "125.000"."""
    if word[0].isdigit():
        spellings = [re.escape(word)]
        if word.isdecimal() and len(word) >= _GROUPED_FROM:
            spellings.append(re.escape(f"{int(word):,}".replace(",", ".")))
        return rf"(?<![\w.,])(?:{'|'.join(spellings)})"
    start = "" if within and len(word) >= SHORTEST_PART else r"(?<!\w)"
    return start + re.escape(word)
