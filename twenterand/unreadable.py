"""The one exception for input that the portal does not understand, with the sentence that the person sees."""

SHOWN_LENGTH = 40


class Unreadable(ValueError):
    """What a person typed cannot be read, or can be read in two ways.

    `sentence` is Dutch, shows the value and says what to do; whoever knows where it stands adds the place.
    `suggestions` are spellings that do parse, to be offered as a choice; there may be none.
    """

    def __init__(self, sentence: str, suggestions: tuple[str, ...] = ()):
        super().__init__(sentence)
        self.sentence = sentence
        self.suggestions = suggestions


def quoted(raw: str) -> str:
    """The value between quotation marks, on one line and cut to a length that fits in a sentence."""
    line = "".join(char if char.isprintable() else " " for char in raw)
    line = " ".join(line.split())
    if len(line) > SHOWN_LENGTH:
        line = f"{line[: SHOWN_LENGTH - 1]}…"
    return f"“{line}”"


def either(choices: tuple[str, ...]) -> str:
    """The choices as Dutch text: "1,5", "900.000 of 900"."""
    *head, last = choices
    return f"{', '.join(head)} of {last}" if head else last
