"""What the head of a sheet means."""

import pytest

from indicators import recognising, sources
from indicators.recognising import Role, heading
from tests.unit.indicators.imports import files
from twenterand.workflow import Refused


def find(*rows, **kwargs):
    return recognising.find(sources.read(files.xlsx(*rows, **kwargs))[0])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Begroot 2026", "target|2026|"),
        ("begroot 2026 (Kadernota 2026)", "target|2026|Kadernota 2026"),
        ("2024 gerealiseerd", "actual|2024|"),
        ("Realisatie: 2022/2023", "actual|2022/2023|"),
        ("Gerealiseerd 1e kwartaal 2024", "actual|1e kwartaal 2024|"),
        ("Doel 2028", "target|2028|"),
        ("2024", "|2024|"),
    ],
)
def test_heads_of_columns_with_figures(text, code):
    assert heading(text).code == code


@pytest.mark.parametrize("text", ["Bron", "Begroot", "2024 in euro", "", "Aantal 12"])
def test_other_heads(text):
    assert heading(text) is None


def test_a_wide_table_below_a_title():
    layout = find(["Indicatoren Jeugd"], [], ["Indicator", "Begroot 2026", "Gerealiseerd 2024", "Bron"])
    assert (layout.head, layout.codes) == (3, ("name", "target|2026|", "actual|2024|", ""))


def test_a_long_table():
    layout = find(["Naam", "Soort", "Jaar", "Waarde", "Peildatum"], ["Jongeren", "begroot", 2026, 29, None])
    assert list(layout.roles) == [Role.NAME, Role.KIND, Role.PERIOD, Role.VALUE, Role.REFERENCE_DATE]


def test_kinds_above_years():
    layout = find(["", "Begroot", "Gerealiseerd"], ["Indicator", 2026, 2024], ["Jongeren", 1, 2])
    assert layout.codes == ("name", "target|2026|", "actual|2024|")


def test_years_alone_are_left_to_a_person():
    assert find(["Indicator", 2023, 2024]).codes == ("name", "|2023|", "|2024|")


def test_another_word_above_the_names():
    assert find(["Wat meten we?", "Gerealiseerd 2024"]).codes == ("name", "actual|2024|")


def test_nothing_to_recognise():
    assert find(["Boodschappen", "Prijs"], ["Brood", 3]) is None


def test_merged_cells_in_the_head_are_refused():
    def write(book, sheet):
        sheet.merge_range("B1:C1", "Begroot")
        sheet.write_row("A2", ["Indicator", 2025, 2026])

    with pytest.raises(Refused, match=r"samengevoegd \(B1:C1\)"):
        find(write=write)


def test_merged_cells_above_the_head_do_no_harm():
    def write(book, sheet):
        sheet.merge_range("A1:C1", "Jeugd")
        sheet.write_row("A2", ["Indicator", "Begroot 2026"])

    assert find(write=write).head == 2


def test_a_column_that_stands_twice_is_refused_with_its_places():
    with pytest.raises(Refused, match="in kolom B en in kolom D"):
        find(["Indicator", "Begroot 2026", "Bron", "begroot  2026"])
