"""The gallery: every component in every state, with content as long and odd as the real thing.

The first page that the accessibility test opens (templates/gallery.html). Nothing comes from the database.
"""

from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from twenterand.charts import Point, line_chart

ACTUAL_YEARS = ("2019", "2020", "2021", "2022", "2023", "2024")
COLUMNS = [
    {"kind": "target", "label": "2026", "set_by": "Kadernota 2026"},
    {"kind": "target", "label": "2025", "set_by": "Begroting 2025"},
    *({"kind": "actual", "label": year} for year in reversed(ACTUAL_YEARS)),
]
MARKS = {"*": "noot-1", "**": "noot-2", "*****": "noot-3"}
# name, mark, source, cells in column order
FIGURES = {
    "Naar vermogen participerende (niet) uitkeringsgerechtigden": [
        ("Aantal uitkeringsgerechtigden (participatiewet)", "*", "CIV", "424 415 400 398 394 403 432 442"),
        (
            "Aantal personen met een loonkostensubsidie (nieuwe indicator 2021)",
            "",
            "CIV",
            "150 140 143 138 135 115 97 -",
        ),
        ("Aantal uitkeringsgerechtigden (IOAW/IOAZ)", "", "CIV", "13 17 13 15 17 22 22 24"),
        ("Aantal activeringstrajecten", "", "CIV", "201 230 224 226 320 235 330 334"),
        (
            "Aantal oude Wsw 'zittend bestand' in arbeidsjaren",
            "",
            "meicirculaire",
            "166 202 208 219 223 221 255 267",
        ),
        (
            "Aantal taakstelling vergunninghouders",
            "*****",
            "Min. Justitie en Veiligheid",
            "71 100 88 75 57 29 38 28",
        ),
    ],
    "Financieel zelfredzame inwoners": [
        ("Aantal aanvragen bijzondere bijstand", "**", "CIV", "454 450 416 444 458 553 432 562"),
        ("Aantal personen die uitgestroomd zijn naar werk", "", "CIV", "90 120 117 120 116 59 44 70"),
        ("Aantal personen die beroep doen op de studietoeslag", "**", "CIV", "15 12 9 11 14 17 11 8"),
    ],
    "Sociaal zelfredzame inwoners": [
        (
            "Aantal personen die beroep doen op de Meedoenregeling",
            "",
            "CIV",
            "N.v.t. 370 309 375 359 309 218 423",
        ),
        ("Beschut werk", "", "Ministerie van SzW", "23 21 20 19 17 17 11 11"),
        ("Aantal kinderen schoolpakket", "", "extern", "73 75 53 75 66 70 95 79"),
    ],
}
LONG_TERM_COLUMNS = [
    {"kind": "target", "label": "2028", "set_by": "Kadernota 2026"},
    {"kind": "target", "label": "2028", "set_by": "Begroting 2025"},
    {"kind": "actual", "label": "2022/2023"},
]
FOOTNOTES = [
    ("*", "Geteld worden uitkeringspartijen."),
    ("**", "Sinds 2021 gaat het om aanvragen die zijn toegekend."),
    (
        "*****",
        "Taakstelling volgens de stand van nu, geldend tot en met 31 januari 2026; daarna eventueel "
        "bijgesteld op grond van de instroom. Bij de begroting volgt mogelijk een preciezer cijfer voor "
        "2026.",
    ),
]
EFFECT = "Evenwichtig opgroeiende jeugd, die actief deelneemt aan de maatschappij"
GOALS = (
    "Er zijn voldoende ontwikkelingsmogelijkheden voor jeugdigen op alle leefgebieden",
    "Er is preventie van problemen bij jeugdigen",
    "Waar nodig is er ondersteuning en zorg voor jeugdigen en ouders",
)
SUBGOALS = {
    "Jeugdigen in (tijdelijke) kwetsbare posities worden ondersteund": (
        "Beschikbaar stellen en toewijzen van jeugdhulp",
        "VTT",
        "Vrouwenopvang",
    ),
    "Er is een veilige opgroei- en opvoedsituatie in gezinnen": (
        "Passend zorglandschap ontwikkelen: afbouw en van residentiele zorg en bevorderen van "
        "ambulantisering",
        "Doorontwikkeling van de ondersteuning aan jeugdigen als gevolg van de hervormingsagenda Jeugd, de "
        "Samenwerkingsagenda Jeugdhulp Twente en het toekomstscenario voor kind- en gezinsbescherming",
    ),
}
PROPOSALS = [
    ("Flexibel budget wachttijden Sociaal Domein mn pieken Wmo en jeugd", "i", "€ 137.920", "n"),
    ("Jeugdconsulent", "s", "€ 170.000", "n"),
    ("Geïndiceerde jeugdhulp", "s", "€ 900.000", "n"),
    (
        "Investeringen/uitvoering Hervormingsagenda Jeugd. (Brede analyse en sturing op zorglandschap)",
        "s",
        "€ 81.700",
        "n",
    ),
]


PERIODS = [("year", "Jaar"), ("school_year", "Schooljaar")]
DETAILS = [("Bron", "CIV"), ("Bronhouder", "Adviseur Participatiewet"), ("Definitie", FOOTNOTES[0][1])]
CHAPTERS = (
    "Inleiding",
    "Doelenboom Sociale Zaken",
    "Doelenboom Maatschappelijke Ondersteuning",
    "Doelenboom Jeugd",
)
SECTIONS = ("Toelichting op de doelen", "Cijfers", "Voorstellen")


class SampleForm(forms.Form):
    """One field of every kind; the gallery shows it empty and with errors."""

    name = forms.CharField(label="Naam van de indicator", help_text="Zoals zij in de tabel wordt gedrukt.")
    value = forms.DecimalField(
        label="Begroot 2026",
        help_text="Een punt scheidt duizendtallen, een komma is het decimaalteken.",
        widget=forms.TextInput(attrs={"class": "utrecht-textbox--number", "inputmode": "decimal"}),
    )
    source = forms.CharField(label="Bron", required=False)
    period = forms.ChoiceField(label="Soort periode", choices=PERIODS)
    reason = forms.CharField(label="Waarom wijzigt u dit?", widget=forms.Textarea(attrs={"rows": 4}))
    recurrence = forms.ChoiceField(
        label="Incidenteel of structureel",
        choices=[("i", "Incidenteel"), ("s", "Structureel")],
        widget=forms.RadioSelect,
    )
    provisional = forms.BooleanField(label="Dit cijfer is voorlopig", required=False)

    def clean_value(self) -> Decimal:
        """Always asks: the gallery wants to show such a sentence."""
        raise forms.ValidationError("“1.5” kan 1,5 of 15 zijn. Schrijf een komma voor decimalen: 1,5.")


def gallery(request: HttpRequest) -> HttpResponse:
    """The page with all components."""
    return render(request, "gallery.html", context())


def context() -> dict:
    """Everything the gallery's template shows."""
    return {
        "works": True,  # the whole work menu, whoever looks
        "breadcrumb": [
            ("Publicaties", "/publicaties/"),
            ("Kadernota 2026, programma Sociaal Domein", "/publicaties/kadernota-2026/"),
            ("Componenten", ""),
        ],
        "facts": [("Vastgesteld", "18 juli 2025"), ("Versie", "2")],
        "actions": BUTTONS[:2],
        "buttons": BUTTONS,
        "error_items": [("Vul een naam in.", "#id_fout-name"), ("Kies een periode.", "#id_fout-period")],
        "contents": _contents(),
        "node": goal_tree(),
        "indicator_tables": indicator_tables(),
        "footnotes": _footnotes(),
        "proposal_columns": [
            {"label": "Voorstel"},
            {"label": "i/s"},
            {"label": "Financieel", "number": True},
            {"label": "v/n"},
        ],
        "proposal_rows": [_cells(row) for row in PROPOSALS],
        "proposal_footer": _cells(("Totaal", "", "€ 1.289.620", "n")),
        "details": DETAILS,
        "page": Paginator(range(240), 20).get_page(6),
        "downloads": [("PDF, 1,2 MB", "#"), ("CSV, 48 kB", "#"), ("JSON, 212 kB", "#")],
        "jobs": _jobs(),
        "empty_form": SampleForm(prefix="leeg"),
        "wrong_form": SampleForm({"fout-value": "1.5", "fout-period": "week"}, prefix="fout"),
        **chart(),
    }


BUTTONS = [
    {"label": "Opslaan"},
    {"label": "Annuleren", "kind": "secondary", "href": "#"},
    {"label": "Geschiedenis", "kind": "subtle", "href": "#"},
    {"label": "Verwijderen", "negative": True},
    {
        "label": "Publiceren",
        "id": "publiceren",
        "disabled_reason": "Publiceren kan nog niet: het hoofdstuk Jeugd is nog ter beoordeling.",
    },
]


def _contents() -> list[dict]:
    items = [{"label": title, "href": f"#{number}"} for number, title in enumerate(CHAPTERS)]
    items[3] |= {"current": True, "children": [{"label": title, "href": "#"} for title in SECTIONS]}
    return items


def _cells(row: tuple[str, ...]) -> list[dict]:
    return [{"text": text, "number": position == 2} for position, text in enumerate(row)]


def goal_tree() -> dict:
    """The tree of Jeugd, in the shape of a payload's node."""

    def node(kind: str, title: str, children: list[dict]) -> dict:
        return {"href": "#g-boom", "kind": kind, "title": title, "children": children}

    goals = [node("goal", title, []) for title in GOALS]
    subgoals = [
        node("subgoal", title, [node("activity", activity, []) for activity in activities])
        for title, activities in SUBGOALS.items()
    ]
    return node("effect", EFFECT, goals + subgoals)


def indicator_tables() -> list[dict]:
    """The table of Sociale Zaken, and long-term figures of which the columns differ."""
    groups = []
    for heading, rows in FIGURES.items():
        printed = [_row(*texts, cells.split(), COLUMNS) for *texts, cells in rows]
        groups.append({"heading": heading, "notes": [], "rows": printed})
    title = "Beleidsdoelen Sociale Zaken: begroot en gerealiseerd"
    long_term = _row("Volwassenen met overgewicht", "", "GGD Twente", ["25%", None, "29%"], LONG_TERM_COLUMNS)
    heading = "Lange termijn (GGD-monitor)"
    return [
        {"id": "tabel-sociale-zaken", "caption": title, "columns": COLUMNS, "groups": groups},
        {
            "id": "tabel-lange-termijn",
            "caption": heading,
            "columns": LONG_TERM_COLUMNS,
            "groups": [{"heading": heading, "notes": [], "rows": [long_term]}],
        },
    ]


def _footnotes() -> list[dict]:
    return [
        {"id": MARKS[mark], "mark": mark, "text": text, "loose": mark == "*****"} for mark, text in FOOTNOTES
    ]


def _row(label: str, mark: str, source: str, cells: list[str | None], columns: list[dict]) -> dict:
    return {
        "label": label,
        "href": "#",
        "source": source,
        "notes": [{"mark": mark, "id": MARKS[mark]}] if mark else [],
        "cells": [
            None if text is None else _cell(text, column["kind"])
            for column, text in zip(columns, cells, strict=True)
        ],
    }


def _cell(text: str, kind: str) -> dict:
    number = text.rstrip("%").isdecimal()
    state = "number" if number else "state"
    return {"text": text, "kind": kind, "state": state, "provisional": text == "400", "notes": []}


def _jobs() -> list[dict]:
    start = {"url": "#", "finished": False, "failed": False, "done": 0, "total": 0}
    return [
        start | {"id": "1", "label": "PDF van de kadernota 2026", "text": "Wacht op de achtergrondwerker"},
        start | {"id": "2", "label": "Bestanden maken", "text": "Deel 3 van 7", "done": 3, "total": 7},
        start | {"id": "3", "label": "Open data", "text": "Klaar", "done": 7, "total": 7, "finished": True},
        start
        | {
            "id": "4",
            "label": "PDF van de nieuwsbrief",
            "text": "De afbeelding is te groot.",
            "failed": True,
        },
    ]


def chart() -> dict:
    """A figure with its numbers as a table."""
    numbers = ("442", "432", "403", "394", "398", "400")
    actuals = [Point(year, Decimal(number)) for year, number in zip(ACTUAL_YEARS, numbers, strict=True)]
    targets = [Point("2025", Decimal(415)), Point("2026", Decimal(424))]
    title = "Aantal uitkeringsgerechtigden (participatiewet)"
    rows = [[{"text": point.label}, {"text": point.value, "number": True}] for point in actuals]
    return {
        "chart_title": title,
        "chart": line_chart(uid="galerij", title=title, unit="partijen", actuals=actuals, targets=targets),
        "chart_table": {
            "id": "grafiek-cijfers",
            "caption": "De cijfers van deze grafiek",
            "columns": [{"label": "Jaar"}, {"label": "Gerealiseerd", "number": True}],
            "rows": rows,
        },
    }
