"""Charts: what is drawn, that nothing overlaps or is cut off, and what is said about it in words."""

import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from twenterand import charts
from twenterand.chart_labels import Box, text_width, wrapped
from twenterand.charts import Point, chart_possible, line_chart

SVG = "{http://www.w3.org/2000/svg}"
THEME = Path(charts.__file__).parent / "static" / "css" / "theme.css"


def points(**values):
    return [
        Point(label.lstrip("_"), None if value is None else Decimal(value)) for label, value in values.items()
    ]


def drawn(actuals, targets=(), unit="aantal", title="Titel"):
    chart = line_chart(uid="i1", title=title, unit=unit, actuals=actuals, targets=targets)
    return etree.fromstring(chart.svg), chart.sentence


def text_boxes(root):
    for text in root.iter(f"{SVG}text"):
        width = text_width(text.text, bold=text.get("font-weight") == "600")
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - {"middle": width / 2, "end": width}.get(text.get("text-anchor"), 0)
        yield text.text, Box(left, y - 10, left + width, y + 2.5)


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


REAL = points(_2024="400", _2023="398", _2022="394", _2021="403", _2020="432", _2019="442")
REAL_TARGETS = points(_2026="424", _2025="415")


def test_a_real_series_in_words():
    _, sentence = drawn(REAL, REAL_TARGETS)
    assert sentence == (
        "De waarde ging van 442 in 2019 naar 400 in 2024. "
        "De hoogste waarde was 442 in 2019, de laagste 394 in 2022. "
        "Begroot is 415 voor 2025 en 424 voor 2026."
    )


BROKEN = [
    Point("2020", Decimal(10)),
    Point("2021", Decimal(12)),
    Point("2022", Decimal(11)),
    Point("2023", Decimal(30), mark="series_break", note="Sinds 2023 tellen ook de meldingen mee"),
    Point("2024", Decimal(33)),
]


def test_a_break_interrupts_the_line_and_is_said():
    root, sentence = drawn(BROKEN, points(_2025="40"))
    lines = [line.get("points") for line in root.iter(f"{SVG}polyline")]
    assert [line.count(",") for line in lines] == [3, 2]
    dashed = [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len(dashed) == 2  # between 2022 and 2023, and in the legend
    assert "Anders geteld" in texts(root)
    assert sentence == (
        "De waarde ging van 30 in 2023 naar 33 in 2024. "
        "De hoogste waarde was 33 in 2024, de laagste 30 in 2023. "
        "Vanaf 2023 is anders geteld: Sinds 2023 tellen ook de meldingen mee. "
        "Begroot is 40 voor 2025."
    )


def test_the_first_value_has_nothing_to_break_with():
    root, sentence = drawn([Point("2020", Decimal(1), mark="definition"), *points(_2021="2", _2022="3")])
    assert not [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert "Anders geteld" not in texts(root)
    assert "Vanaf 2020 geldt een andere definitie. Vergelijk dit cijfer niet met eerdere cijfers." in sentence


def test_a_break_at_a_value_that_is_missing_still_breaks():
    root, sentence = drawn(
        [
            *points(_2020="1", _2021="2"),
            Point("2022", None, "not_stated", "-", "definition"),
            *points(_2023="3"),
        ]
    )
    assert len(list(root.iter(f"{SVG}polyline"))) == 1
    assert "Vanaf 2022 geldt een andere definitie." in sentence


def test_a_real_series_in_the_picture():
    root, _ = drawn(REAL, REAL_TARGETS, title="Aantal <uitkeringen> & meer")
    title = root[0]
    assert (title.tag, title.text) == (f"{SVG}title", "Aantal <uitkeringen> & meer")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == title.get("id")
    assert root.find(f"{SVG}desc") is None, "the sentence stands in the page: nobody hears it twice"
    assert [text for text in texts(root) if re.fullmatch("20[0-9]{2}", text)] == [
        str(year) for year in range(2019, 2027)
    ]
    assert len(root.findall(f"{SVG}polyline")) == 1
    diamonds = [path for path in root.iter(f"{SVG}path") if path.get("d").endswith("z")]
    assert len(diamonds) == len(REAL_TARGETS) + 1  # and one in the legend
    assert {"442", "394", "400", "415", "424", "Gerealiseerd", "Begroot", "aantal"} <= set(texts(root))
    assert "Aantal <uitkeringen> & meer" not in texts(root)


def test_only_attributes_that_a_strict_policy_allows():
    svg = line_chart(uid='a"b c', title="t", unit="</text><script>", actuals=REAL, targets=REAL_TARGETS).svg
    root = etree.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "title",
            "rect",
            "path",
            "polyline",
            "circle",
            "text",
        }
        assert not {"style", "href", "onload"} & set(element.keys())
    assert "<script" not in svg
    assert root[0].get("id") == "a-b-c-titel"


def test_colours_are_those_of_the_theme_and_stand_out():
    colours = [charts.ACTUAL_COLOUR, charts.TARGET_COLOUR, charts.INK, charts.SUBTLE_INK]
    theme = THEME.read_text(encoding="utf-8")
    assert all(f": {colour};" in theme for colour in [*colours, charts.GRID_COLOUR])
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in colours)


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_missing_value_and_a_missing_year_break_the_line():
    root, sentence = drawn(points(_2018="1", _2019="2", _2020=None, _2021="3", _2022="4", _2024="5"))
    assert len(root.findall(f"{SVG}polyline")) == 2
    assert "2023" in texts(root)
    assert "Over 2020 en 2023 is geen getal bekend." in sentence


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (["2028", "2022/2023", "2025"], ["2022/2023", "2025", "2028"]),
        (["2023/2024", "2022/2023"], ["2022/2023", "2023/2024"]),
        (["2026", "2024"], ["2024", "2025", "2026"]),
        (["mei", "april"], ["mei", "april"]),
        (["1900", "2024"], ["1900", "2024"]),
    ],
)
def test_order_of_periods(labels, order):
    root, _ = drawn([Point(label, Decimal(number)) for number, label in enumerate(labels)])
    assert [text for text in texts(root) if text in {*labels, *order}] == order


def test_a_label_wraps_where_it_does_not_fit_on_one_line():
    labels = [f"{year}/{year + 1}" for year in range(2017, 2025)]
    root, _ = drawn([Point(label, Decimal(1)) for label in labels])
    assert [text for text in texts(root) if text.startswith("202")][-2:] == ["2024/", "2025"]


def test_too_many_labels_are_thinned_but_the_last_is_there():
    root, _ = drawn([Point(f"maand {number}", Decimal(number)) for number in range(1, 37)])
    assert "maand 36" in " ".join(texts(root))
    assert sum(text.startswith("maand") for text in texts(root)) < 20


@pytest.mark.parametrize(
    ("actuals", "targets", "unit", "sentence"),
    [
        (points(_2022="5"), [], "", "In 2022 was de waarde 5."),
        (
            points(_2022="100", _2023="100", _2024="100"),
            points(_2025="100", _2026="100"),
            "%",
            "Van 2022 tot en met 2024 was de waarde steeds 100%. Begroot is 100% voor 2025 en 2026.",
        ),
        (
            points(_2022="-5", _2023="12000", _2024="-5"),
            [],
            "euro",
            "De waarde was €\u00a0−5 in 2022 en ook in 2024. "
            "De hoogste waarde was €\u00a012.000 in 2023, de laagste €\u00a0−5 in 2022 en 2024.",
        ),
        (
            [],
            points(_2025="1.5"),
            "uren",
            "Er is nog geen gerealiseerde waarde. Begroot is 1,5 voor 2025. De eenheid is: uren.",
        ),
        (
            points(_2019="1", _2020="2", _2021="2", _2022="2", _2023="2", _2024="1"),
            points(**{f"_{year}": "3" for year in range(2020, 2027)}),
            "",
            "De waarde was 1 in 2019 en ook in 2024. De hoogste waarde was 2 in 2020 tot en met 2023, "
            "de laagste 1 in 2019 en 2024. Begroot is 3 voor 2020 tot en met 2026.",
        ),
    ],
)
def test_sentences(actuals, targets, unit, sentence):
    assert drawn(actuals, targets, unit)[1] == sentence


def test_what_is_no_number_is_named():
    actuals = [Point("2022", Decimal(1)), Point("2023", Decimal(2)), Point("2024", None, "text", "gereed")]
    targets = [Point("2026", None, "lapsed", "vervalt"), Point("2025", Decimal(3))]
    _, sentence = drawn(actuals, targets)
    assert sentence.endswith(
        "Begroot is 3 voor 2025. Over 2024 staat er tekst: “gereed”. Deze indicator vervalt vanaf 2026."
    )
    assert "geen getal bekend" not in sentence


def test_axis_of_whole_numbers_and_of_percentages():
    counts = texts(drawn(points(_2022="2", _2023="0", _2024="3"))[0])
    assert "0,0" not in counts
    assert {"0", "1", "2", "3"} <= set(counts)
    shares = texts(drawn(points(_2022="100", _2023="84", _2024="90"), unit="%")[0])
    assert {"0%", "25%", "50%", "75%", "100%"} <= set(shares)
    assert "%" not in shares


def test_of_two_targets_for_one_period_the_first_counts():
    _, sentence = drawn(points(_2022="1"), [Point("2028", Decimal(5)), Point("2028", Decimal(6))])
    assert "Begroot is 5 voor 2028." in sentence


def test_chart_possible_counts_numbers():
    assert chart_possible(points(_2020="1", _2021="0", _2022="3"))
    assert not chart_possible(points(_2020="1", _2021=None, _2022="3"))


def test_without_any_value_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="at least one value"):
        drawn(points(_2020=None), points(_2021=None))


def test_wrapping_cuts_what_cannot_fit():
    lines = wrapped("een heel lange naam van een periode die nooit past", 60)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(text_width(line) <= 60 for line in lines)


figures = st.one_of(
    st.none(),
    st.decimals(-1000, 1000, places=1),
    st.decimals(-99_999_999_999, 99_999_999_999, places=4),
    st.integers(0, 100).map(Decimal),
)
periods = st.one_of(
    st.integers(1995, 2030).map(str),
    st.integers(2010, 2030).map(lambda year: f"{year}/{year + 1}"),
    st.text(alphabet="abcdefgmW 0123/-", min_size=1, max_size=30).filter(str.strip),
)
series = st.lists(st.builds(Point, periods, figures), max_size=14)


@given(
    actuals=series,
    targets=series,
    unit=st.sampled_from(["", "%", "euro", "aantal", "per 1.000 inwoners " * 4]),
)
def test_no_text_overlaps_or_is_cut_off(actuals, targets, unit):
    if not any(point.value is not None for point in [*actuals, *targets]):
        return
    root, sentence = drawn(actuals, targets, unit)
    _, _, width, height = map(float, root.get("viewBox").split())
    boxes = list(text_boxes(root))
    for text, box in boxes:
        assert box.left >= -0.1, text
        assert box.right <= width + 0.1, text
        assert box.top >= 0, text
        assert box.bottom <= height, text
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        assert not first.touches(second), (one, other)
    assert sentence.endswith(".")
    for circle in root.iter(f"{SVG}circle"):
        assert 0 < float(circle.get("cx")) < width
        assert 0 < float(circle.get("cy")) < height


def test_a_target_that_changed_shows_what_it_was_first():
    targets = [Point("2026", Decimal(450), was=Decimal(424)), Point("2027", Decimal(460))]
    svg, sentence = drawn(points(_2023=390, _2024=410), targets)
    [first] = [mark for mark in svg.iter(f"{SVG}path") if mark.get("stroke-dasharray") == "2 1.5"][:1]
    assert first.get("fill") == "none"
    assert "Eerst begroot" in [text.text for text in svg.iter(f"{SVG}text")]
    assert "Eerst was voor 2026 424 begroot." in sentence


def test_a_full_legend_takes_two_rows():
    actuals = [
        Point("2022", Decimal(1)),
        Point("2023", Decimal(2), mark="series_break"),
        Point("2024", Decimal(3)),
    ]
    plain, _ = drawn(actuals, [Point("2026", Decimal(4))])
    full, _ = drawn(actuals, [Point("2026", Decimal(4), was=Decimal(5))])
    names = ["Gerealiseerd", "Begroot", "Eerst begroot", "Anders geteld"]
    found = {text.text: text for text in full.iter(f"{SVG}text") if text.text in names}
    assert list(found) == names
    assert float(full.get("height")) > float(plain.get("height"))
    for name, text in found.items():
        assert float(text.get("x")) + text_width(name) <= float(full.get("width"))
        assert float(text.get("y")) < float(full.get("height"))
