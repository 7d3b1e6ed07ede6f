"""What WeasyPrint cannot lay out, in words for the person whose text it is."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from twenterand.pdf_prepare import Unfit

logger = logging.getLogger(__name__)

# What holds running text, and so can be longer than a page.
HOLDERS = {"td", "th", "p", "li", "caption", "figcaption"}
SHOWN = 60


@contextmanager
def laid_out(root: Element) -> Iterator[None]:
    """Raise `Unfit` where laying out the document fails, naming its longest text.

    WeasyPrint has no error of its own for what fits on no page: it stops at an assertion or a wrong index
    somewhere inside. The log keeps which.
    """
    try:
        yield
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        logger.exception("WeasyPrint could not lay out the document")
        longest = _longest_text(root)
        hint = f" De langste tekst begint met “{longest}”." if longest else ""
        raise Unfit(
            "De pdf kan niet worden opgemaakt: een tabelrij of een tekst is te lang voor één bladzijde."
            f"{hint} Maak die korter of deel die op, en publiceer opnieuw."
        ) from error


def _longest_text(root: Element) -> str:
    holders = (element for element in root.iter() if element.tag in HOLDERS)
    texts = (" ".join("".join(element.itertext()).split()) for element in holders)
    longest = max(texts, key=len, default="")
    return longest if len(longest) <= SHOWN else f"{longest[:SHOWN].rstrip()}…"
