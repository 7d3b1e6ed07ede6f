"""One form for each kind of block. `content()` gives what newsletter.editing.blocks keeps.

Rows of a chart, table or agenda are typed or pasted as lines: with a tab, as a spreadsheet copies them, or with `;`.
"""

from datetime import date
from typing import Any

from django import forms

from indicators.forms import WrittenDateField
from indicators.periods import Period, PeriodKind
from newsletter import reading
from newsletter.models import Block, BlockKind, Medium
from policy.forms import VersionForm
from policy.richtext_widget import RichTextField, RichTextWidget
from policy.route import printed_period
from twenterand.dates import format_date, parse_date
from twenterand.unreadable import Unreadable, quoted

EMPTY_QUESTIONS = 2
MOST_QUESTIONS = 30
PRECISION_OF = {PeriodKind.MONTH: "month", PeriodKind.QUARTER: "quarter", PeriodKind.YEAR: "year"}


class BlockForm(VersionForm):
    """What every block has: where it shows."""

    LINES: tuple[str, ...] = ()

    medium = forms.ChoiceField(label="Waar staat dit blok?", choices=Medium, initial=Medium.BOTH)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "medium"] + ["medium"])

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        """What stands in the block now."""
        return {"medium": block.medium, "html": block.html} | {
            name: block.content.get(name) or "" for name in cls.LINES
        }

    def fields_of_block(self) -> dict[str, Any]:
        """Keyword arguments for editing.blocks."""
        data = self.cleaned_data
        return {"html": data.get("html", ""), "medium": data["medium"], "content": self.content()}

    def content(self) -> dict[str, Any]:
        """What the kind holds besides text and picture."""
        return {name: self.cleaned_data.get(name) or "" for name in self.LINES}


class TextForm(BlockForm):
    html = RichTextField(label="Tekst", widget=RichTextWidget({"rows": 14}))


class QuoteForm(BlockForm):
    LINES = ("attribution",)

    html = RichTextField(label="Citaat", widget=RichTextWidget({"rows": 4}))
    attribution = forms.CharField(
        label="Van wie", required=False, max_length=300, help_text="Naam en functie, met toestemming."
    )


class CalloutForm(BlockForm):
    LINES = ("heading",)

    heading = forms.CharField(label="Kop van het kader", required=False, max_length=120)
    html = RichTextField(label="Tekst", widget=RichTextWidget({"rows": 6}))


class KeyFigureForm(BlockForm):
    LINES = ("label", "value", "unit", "period", "source", "date")

    label = forms.CharField(label="Wat is geteld?", max_length=300)
    value = forms.CharField(label="Waarde", max_length=60, help_text="Bijvoorbeeld 1.252 of 29%.")
    unit = forms.CharField(
        label="Eenheid",
        required=False,
        max_length=60,
        help_text="Bijvoorbeeld inwoners of meldingen. Bij een percentage mag dit leeg blijven.",
    )
    period = forms.CharField(label="Periode", required=False, max_length=60, help_text="Bijvoorbeeld 2025.")
    source = forms.CharField(label="Bron", max_length=300)
    date = WrittenDateField(label="Datum van de bron", help_text="Bijvoorbeeld 1 april 2026.")

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        content = block.content
        day = content.get("date")
        known = {"value": reading.written(content.get("value")), "date": day and date.fromisoformat(day)}
        return super().initial_of(block) | known

    def content(self) -> dict[str, Any]:
        return super().content() | {"date": self.cleaned_data["date"].isoformat()}


def lines_of(text: str) -> list[list[str]]:
    """Lines of cells, apart by a tab or, where a line has none, by `;`; empty lines are left out."""
    rows = []
    for line in text.splitlines():
        if line.strip():
            rows.append([cell.strip() for cell in line.split("\t" if "\t" in line else ";")])
    return rows


class ChartForm(BlockForm):
    LINES = ("title", "unit", "source")

    title = forms.CharField(label="Titel", max_length=300)
    unit = forms.CharField(label="Eenheid", max_length=60)
    source = forms.CharField(label="Bron", max_length=300)
    series = forms.CharField(
        label="Waarden",
        widget=forms.Textarea({"rows": 8}),
        help_text="Eén per regel: naam; waarde. Bijvoorbeeld 2024; 1.252. Plakken uit een rekenblad mag ook.",
    )

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        series = block.content.get("series") or []
        return super().initial_of(block) | {
            "series": "\n".join(f"{row['label']}; {reading.written(row['value'])}" for row in series)
        }

    def clean_series(self) -> list[dict[str, str]]:
        """Each line as a name with its value."""
        rows = lines_of(self.cleaned_data["series"])
        for number, row in enumerate(rows, start=1):
            if len(row) != 2:
                raise forms.ValidationError(
                    f"Regel {number} ({quoted('; '.join(row))}) heeft {len(row)} delen. Schrijf: naam; waarde."
                )
        return [{"label": label, "value": value} for label, value in rows]

    def content(self) -> dict[str, Any]:
        return super().content() | {"series": self.cleaned_data["series"]}


class TableForm(BlockForm):
    LINES = ("caption",)

    caption = forms.CharField(label="Titel van de tabel", max_length=300)
    rows = forms.CharField(
        label="Tabel",
        widget=forms.Textarea({"rows": 10}),
        help_text="De eerste regel zijn de kolomkoppen. Zet een ; tussen de vakken, of plak uit een rekenblad.",
    )

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        rows = [block.content.get("columns") or [], *(block.content.get("rows") or [])]
        return super().initial_of(block) | {"rows": "\n".join("; ".join(row) for row in rows)}

    def content(self) -> dict[str, Any]:
        columns, *rows = lines_of(self.cleaned_data["rows"])
        return super().content() | {"columns": columns, "rows": rows}


class AgendaForm(BlockForm):
    items = forms.CharField(
        label="Data",
        widget=forms.Textarea({"rows": 8}),
        help_text="Eén per regel: datum; wat er is. Bijvoorbeeld 8 juli 2026; raadsvergadering. Ook goed: "
        "8 juli 2026 t/m 10 juli 2026, juli 2026, 3e kwartaal 2026 of nog niet bekend.",
    )

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        lines = [f"{_written(row)}; {row['label']}" for row in block.content.get("items") or []]
        return super().initial_of(block) | {"items": "\n".join(lines)}

    def clean_items(self) -> list[dict[str, Any]]:
        """Each line as a date, as precise as it was typed, with what happens then."""
        items = []
        for number, row in enumerate(lines_of(self.cleaned_data["items"]), start=1):
            if len(row) < 2:
                raise forms.ValidationError(
                    f"Regel {number} ({quoted(row[0])}) heeft geen omschrijving. Schrijf: datum; wat er is."
                )
            try:
                items.append(_when(row[0]) | {"label": "; ".join(row[1:])})
            except Unreadable as error:
                raise forms.ValidationError(f"Regel {number}: {error.sentence}") from error
        return items

    def content(self) -> dict[str, Any]:
        return {"items": self.cleaned_data["items"]}


def _when(text: str) -> dict[str, str]:
    """A day, two days with "t/m" between, a month, quarter or year, or not known yet."""
    if text.casefold() in ("nog niet bekend", "datum nog niet bekend", "onbekend"):
        return {"date": "", "end": "", "precision": "unknown"}
    first, _, last = text.partition(" t/m ")
    try:
        end = parse_date(last).isoformat() if last else ""
        return {"date": parse_date(first).isoformat(), "end": end, "precision": "day"}
    except Unreadable as error:
        try:
            period = Period.parse(text)
        except Unreadable:
            raise error from None
        if period.kind not in PRECISION_OF:
            raise
        return {"date": period.first.isoformat(), "end": "", "precision": PRECISION_OF[period.kind]}


def _written(row: dict[str, Any]) -> str:
    """A row of an agenda as `_when` reads it back."""
    if row["precision"] == "unknown" or not row["date"]:
        return "nog niet bekend"
    first = parse_date(row["date"])
    if row["precision"] == "day":
        return format_date(first) + (f" t/m {format_date(parse_date(row['end']))}" if row["end"] else "")
    return printed_period(first, None, row["precision"])


class QuestionsForm(BlockForm):
    """Questions with their answers, and room for two more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = len(self.initial.get("items") or []) + EMPTY_QUESTIONS
        sent = sum(1 for name in self.data if name.startswith("question_"))
        self.count = min(max(known, sent), MOST_QUESTIONS)
        items = self.initial.get("items") or []
        for number in range(1, self.count + 1):
            item = items[number - 1] if number <= len(items) else {}
            self.fields[f"question_{number}"] = forms.CharField(
                label=f"Vraag {number}", required=False, max_length=300, initial=item.get("question", "")
            )
            self.fields[f"answer_{number}"] = RichTextField(
                label=f"Antwoord {number}",
                required=False,
                widget=RichTextWidget({"rows": 4}),
                initial=item.get("answer", ""),
            )
        self.order_fields([name for name in self.fields if name != "medium"] + ["medium"])

    @classmethod
    def initial_of(cls, block: Block) -> dict:
        return super().initial_of(block) | {"items": block.content.get("items") or []}

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        pairs = [
            {"question": data[f"question_{number}"], "answer": data[f"answer_{number}"]}
            for number in range(1, self.count + 1)
        ]
        return {"items": [pair for pair in pairs if pair["question"] or pair["answer"]]}


class ContactForm(BlockForm):
    LINES = ("name", "mail", "phone", "address")

    name = forms.CharField(label="Team of loket", max_length=300, help_text="Geen naam van een persoon.")
    mail = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Telefoon", required=False, max_length=40)
    address = forms.CharField(label="Bezoekadres", required=False, max_length=300)


FORMS: dict[str, type[BlockForm]] = {
    BlockKind.TEXT: TextForm,
    BlockKind.QUOTE: QuoteForm,
    BlockKind.KEY_FIGURE: KeyFigureForm,
    BlockKind.CHART: ChartForm,
    BlockKind.TABLE: TableForm,
    BlockKind.AGENDA: AgendaForm,
    BlockKind.QUESTIONS: QuestionsForm,
    BlockKind.CONTACT: ContactForm,
    BlockKind.CALLOUT: CalloutForm,
}
