"""What a block holds besides its text and picture, by kind: cleaned, or refused with a sentence."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from newsletter import about
from newsletter.models import BlockKind
from twenterand import richtext
from twenterand.dates import parse_date
from twenterand.numbers import State, parse_cell
from twenterand.unreadable import Unreadable, quoted
from twenterand.workflow import Refused

Content = dict[str, Any]
MOST_ITEMS = 50
MOST_COLUMNS = 12
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
PRECISIONS = ("day", "month", "quarter", "year", "unknown")


def clean(kind: str, content: Content) -> Content:
    """`content` with only what this kind holds (newsletter.models.Block), in fixed shapes.

    Raises Refused: a key figure without unit, source or date, a chart with a value that is no number, an agenda
    item without a label, a table whose rows differ in width.
    """
    return _CLEANERS.get(BlockKind(kind), _nothing)(content)


def _nothing(content: Content) -> Content:
    return {}


def _line(content: Content, key: str, longest: int = 300) -> str:
    text = richtext.one_line(str(content.get(key) or ""))
    if len(text) > longest:
        raise Refused(f"{quoted(text)} is te lang: ten hoogste {longest} tekens.")
    return text


def _needed(content: Content, key: str, what: str, of: str) -> str:
    text = _line(content, key)
    if not text:
        raise Refused(f"Bij {of} ontbreekt {what}. Vul {what} in.")
    return text


def _rows(content: Content, key: str) -> list:
    rows = content.get(key) or []
    if not isinstance(rows, list) or len(rows) > MOST_ITEMS:
        raise Refused(f"Een blok heeft ten hoogste {MOST_ITEMS} regels.")
    return rows


def _picture(content: Content) -> Content:
    cleaned: Content = {"caption": _line(content, "caption", 500)}
    if content.get("focus"):
        cleaned["focus"] = _parts(content["focus"], 2)
    if content.get("crop"):
        left, top, right, bottom = crop = _parts(content["crop"], 4)
        if right - left < 0.05 or bottom - top < 0.05:
            raise Refused("De uitsnede is te klein. Kies een groter deel van de afbeelding.")
        cleaned["crop"] = crop
    if content.get("span"):
        cleaned["span"] = True
    if content.get("about"):
        cleaned["about"] = about.clean(content["about"])
    return cleaned


def _parts(values: Sequence, count: int) -> list[float]:
    """Parts of the width and height of a picture, 0 to 1."""
    try:
        parts = [round(float(value), 4) for value in values]
    except (TypeError, ValueError):
        parts = []
    if len(parts) != count or not all(0 <= part <= 1 for part in parts):
        raise Refused("De plaats in de afbeelding klopt niet. Kies hem opnieuw.")
    return parts


def _quote(content: Content) -> Content:
    return {"attribution": _line(content, "attribution")}


def _key_figure(content: Content) -> Content:
    label = _needed(content, "label", "een omschrijving", "het kerncijfer")
    of = f"het kerncijfer {quoted(label)}"
    value = _needed(content, "value", "een waarde", of)
    return {
        "label": label,
        "value": _stored(value, of),
        # 29% says what it counts in.
        "unit": _line(content, "unit") if value.endswith("%") else _needed(content, "unit", "de eenheid", of),
        "period": _line(content, "period"),
        "source": _needed(content, "source", "de bron", of),
        "date": _day(_needed(content, "date", "de datum", of)),
    }


def _stored(text: str, of: str) -> str:
    """A number as a plain decimal, as payloads hold it; a percentage and words as typed."""
    try:
        value = parse_cell(text, decimals=2)
    except Unreadable as error:
        raise Refused(f"Bij {of}: {error.sentence}") from error
    return f"{value.number:f}" if value.state == State.NUMBER else text


def _day(text: str) -> str:
    try:
        return parse_date(text).isoformat()
    except Unreadable as error:
        raise Refused(error.sentence) from error


def _chart(content: Content) -> Content:
    title = _needed(content, "title", "een titel", "de grafiek")
    of = f"de grafiek {quoted(title)}"
    series = []
    for row in _rows(content, "series"):
        label = _needed(row, "label", "een naam bij elke waarde", of)
        value = _needed(row, "value", f"een waarde bij {quoted(label)}", of)
        stored = _stored(value, of)
        if not _PLAIN.fullmatch(stored):
            raise Refused(f"Bij {of} is {quoted(value)} geen getal. Vul bij {quoted(label)} een getal in.")
        series.append({"label": label, "value": stored})
    if len(series) < 3:
        raise Refused(f"Bij {of} staan {len(series)} getallen. Een grafiek heeft er ten minste drie nodig.")
    return {
        "title": title,
        "unit": _needed(content, "unit", "de eenheid", of),
        "source": _needed(content, "source", "de bron", of),
        "series": series,
    }


def _agenda(content: Content) -> Content:
    items = []
    for row in _rows(content, "items"):
        label = _needed(row, "label", "een omschrijving", "een datum in de agenda")
        precision = row.get("precision") or "day"
        if precision not in PRECISIONS:
            raise Refused(f"Kies bij {quoted(label)} hoe nauwkeurig de datum is.")
        date = _day(_needed(row, "date", "de datum", quoted(label))) if precision != "unknown" else None
        end = _line(row, "end")
        end = _day(end) if end else None
        if end and date and end < date:
            raise Refused(f"Bij {quoted(label)} ligt het einde vóór het begin. Draai de datums om.")
        items.append({"date": date, "end": end, "precision": precision, "label": label})
    if not items:
        raise Refused("De agenda is leeg. Zet er ten minste één datum in.")
    return {"items": items}


def _questions(content: Content) -> Content:
    items = []
    for row in _rows(content, "items"):
        question = _needed(row, "question", "de vraag", "een antwoord")
        items.append({"question": question, "answer": richtext.sanitise(str(row.get("answer") or ""))})
    if not items:
        raise Refused("Er staat nog geen vraag. Vul ten minste één vraag in.")
    return {"items": items}


def _table(content: Content) -> Content:
    caption = _needed(content, "caption", "een titel", "de tabel")
    columns = [richtext.one_line(str(cell)) for cell in _rows(content, "columns")]
    rows = [[richtext.one_line(str(cell)) for cell in row] for row in _rows(content, "rows")]
    if not columns or not rows:
        raise Refused(f"De tabel {quoted(caption)} is leeg. Vul kolommen en ten minste één rij in.")
    if len(columns) > MOST_COLUMNS:
        raise Refused(
            f"De tabel {quoted(caption)} heeft {len(columns)} kolommen; ten hoogste {MOST_COLUMNS} passen er."
        )
    if not all(columns):
        raise Refused(f"In de tabel {quoted(caption)} heeft een kolom geen naam. Geef elke kolom een naam.")
    wrong = next((number for number, row in enumerate(rows, 1) if len(row) != len(columns)), None)
    if wrong:
        raise Refused(
            f"In de tabel {quoted(caption)} heeft rij {wrong} {len(rows[wrong - 1])} vakken; "
            f"er zijn {len(columns)} kolommen."
        )
    return {"caption": caption, "columns": columns, "rows": rows}


def _contact(content: Content) -> Content:
    cleaned = {key: _line(content, key) for key in ("name", "mail", "phone", "address")}
    if not cleaned["name"]:
        raise Refused("Bij het contactblok ontbreekt de naam van het team of loket. Vul die in.")
    if not any((cleaned["mail"], cleaned["phone"], cleaned["address"])):
        raise Refused(
            "Bij het contactblok ontbreekt hoe iemand contact opneemt. Vul mail, telefoon of adres in."
        )
    return cleaned


def _callout(content: Content) -> Content:
    return {"heading": _line(content, "heading", 120)}


_CLEANERS: dict[BlockKind, Callable[[Content], Content]] = {
    BlockKind.PICTURE: _picture,
    BlockKind.QUOTE: _quote,
    BlockKind.KEY_FIGURE: _key_figure,
    BlockKind.CHART: _chart,
    BlockKind.AGENDA: _agenda,
    BlockKind.QUESTIONS: _questions,
    BlockKind.TABLE: _table,
    BlockKind.CONTACT: _contact,
    BlockKind.CALLOUT: _callout,
}
