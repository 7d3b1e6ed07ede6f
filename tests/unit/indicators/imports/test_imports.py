"""From file to figures: what the plan says, what is written, and when nothing is."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import editing, import_writing, imports, plans
from indicators.models import Figure, FigureImport, ImportMapping, SourceFile
from policy.models import Chapter, ReviewState
from tests import factories
from tests.unit.indicators.imports import files
from twenterand.accounts.models import Act, AuditEvent
from twenterand.workflow import Refused

HEAD = ["Indicator", "Gerealiseerd 2024", "Begroot 2026"]


def cells(record) -> list[tuple]:
    return [(cell.place, cell.status.value, cell.old, cell.raw) for cell in imports.cells(record)]


def only(record) -> plans.Planned:
    (cell,) = imports.cells(record)
    return cell


def agree(chapter: Chapter) -> None:
    Chapter.objects.filter(pk=chapter.pk).update(
        state=ReviewState.AGREED,
        agreed_at="2026-01-01T12:00:00Z",
        agreed_by="redacteur",
        agreed_hash="0" * 64,
    )


def test_the_plan_names_every_cell_and_writes_nothing(small, planned):
    factories.indicator(name="Aantal fietsen")
    record = planned(
        files.xlsx(
            HEAD,
            ["Meedoen"],
            ["Aantal jongeren", 31, "n.v.t."],
            ["aantal  JONGEREN", None, None],
            ["Aantal ouderen", 12, None],
            ["Aantal fietsen", None, "900,000"],
        )
    )
    assert cells(record) == [
        ("B3", "changed", "29", "31"),
        ("C3", "new", "", "n.v.t."),
        ("B4", "empty", "29", ""),
        ("B5", "unknown", "", ""),
        ("C6", "invalid", "", "900,000"),
    ]
    assert record.counts["changed"] == record.counts["new"] == 1
    assert Figure.objects.get().raw == "29"


@pytest.mark.parametrize(
    ("value", "status", "raw"),
    [
        (29, "same", "29"),
        ("29", "same", "29"),
        (29.5, "invalid", "29,5"),
        (1144, "changed", "1.144"),
        ("1.144", "changed", "1.144"),
        ("1.5", "invalid", "1.5"),
        (12.34567, "invalid", "12.34567"),
        (1e300, "invalid", None),
        ("vervalt", "changed", "vervalt"),
        ("<10", "changed", "<10"),
        ("=1+1", "invalid", "=1+1"),
        (True, "changed", "Ja"),
        ("x" * 2001, "invalid", None),
        ("eerste helft: 12\ntweede helft: 15", "changed", "eerste helft: 12\ntweede helft: 15"),
    ],
)
def test_what_a_cell_can_hold(planned, value, status, raw):
    def write(book, sheet):
        sheet.write_row(0, 0, HEAD[:2])
        sheet.write_string(1, 0, "Aantal jongeren")
        kind = sheet.write_string if isinstance(value, str) else sheet.write
        kind(1, 1, value)

    cell = only(planned(files.xlsx(write=write)))
    assert cell.status == status
    assert raw is None or cell.raw == raw
    assert bool(cell.reason) is (status == "invalid" or cell.warns)
    assert cell.warns is (isinstance(value, str) and value.startswith("eerste"))


def test_dates_and_failed_formulas_are_no_figures(small, planned):
    def write(book, sheet):
        sheet.write_row(0, 0, HEAD)
        sheet.write_string(1, 0, "Aantal jongeren")
        sheet.write_datetime(1, 1, date(2026, 2, 1), book.add_format({"num_format": "d-m-yyyy"}))
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    first, second = imports.cells(planned(files.xlsx(write=write)))
    assert "maakte hier een datum van: “2026-02-01”" in first.reason
    assert "geeft een fout: “#DIV/0!”" in second.reason


def test_a_long_table_with_all_it_can_say(small, planned):
    head = ["indicator", "soort", "periode", "waarde", "voorlopig", "peildatum", "document"]
    name = "Aantal jongeren"
    record = planned(
        files.csv(
            head,
            [name, "gerealiseerd", "2024", "31", "ja", "1-4-2024", ""],
            [name, "begroot", "1e kwartaal 2026", "40%", "", "", "Kadernota 2026"],
            [name, "geschat", "2024", "1", "", "", ""],
            [name, "begroot", "2027", "1", "", "", "Begroting 1999"],
            [name, "gerealiseerd", "ooit", "1", "", "", ""],
            [name, "gerealiseerd", "2023", "1", "misschien", "", ""],
            [name, "gerealiseerd", "2022", "1", "", "45000", ""],
        ),
        name="lang.csv",
    )
    found = list(imports.cells(record))
    assert [cell.status for cell in found] == ["changed", "new"] + ["invalid"] * 5
    assert imports.apply(record=record, by=small.owner) == 2
    figure = Figure.objects.get(pk=small.figure.pk)
    assert (figure.raw, figure.provisional, figure.reference_date) == ("31", True, date(2024, 4, 1))
    assert (figure.source_file.name, figure.source_cell) == ("lang.csv", "D2")
    target = Figure.objects.get(kind="target")
    assert (target.document, target.period_kind, target.number) == (small.document, "quarter", Decimal(40))


def test_writing_keeps_file_cell_history_and_reason(small, planned):
    content = files.xlsx(HEAD, ["Aantal jongeren", 31, 40])
    record = planned(content)
    assert imports.apply(record=record, by=small.owner) == 2
    figure = Figure.objects.get(pk=small.figure.pk)
    assert (figure.raw, figure.version, figure.source_cell) == ("31", 2, "Blad1, B2")
    step = figure.history.order_by("-history_id").first()
    assert (step.history_user_id, step.history_change_reason) == ("eigenaar", "Ingelezen uit cijfers.xlsx")
    assert step.source_file == figure.source_file
    assert bytes(SourceFile.objects.get().kept.content) == content
    event = AuditEvent.objects.get(act=Act.IMPORTED)
    assert (event.subject_label, event.subject_uid) == ("cijfers.xlsx", str(record.uid))
    assert figure.source_file.sha256 in event.note
    assert only_changes(planned(content)) == []


def only_changes(record) -> list[tuple]:
    return [(cell.place, cell.old, cell.raw) for cell in imports.cells(record) if cell.writable]


def test_a_second_call_does_nothing(small, planned):
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31]))
    assert imports.apply(record=record, by=small.owner) == imports.apply(record=record, by=small.owner) == 1
    assert Figure.objects.get().version == 2
    with pytest.raises(Refused, match="al ingelezen"):
        imports.plan(record=FigureImport.objects.get(), by=small.owner)


def test_only_the_chosen_part_is_written(small, planned):
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 40]))
    record.skipped = [0]
    record.save()
    assert imports.apply(record=record, by=small.owner) == 1
    assert sorted(Figure.objects.values_list("raw", flat=True)) == ["29", "40"]
    everything = planned(files.xlsx(HEAD, ["Aantal jongeren", 33, 44]))
    everything.skipped = [0, 1]
    everything.save()
    with pytest.raises(Refused, match="niets gekozen"):
        imports.apply(record=everything, by=small.owner)


@pytest.mark.parametrize("change", ["changed", "filled", "removed"])
def test_a_stale_plan_is_refused_and_leaves_everything(small, planned, change):
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 40]))
    if change == "changed":
        editing.change_figure(row=small.row, column=small.actual, raw="30", seen_version=1, by=small.owner)
    elif change == "filled":
        editing.change_figure(row=small.row, column=small.target, raw="50", seen_version=0, by=small.owner)
    else:
        editing.remove_figure(
            row=small.row, column=small.actual, seen_version=1, reason="fout", by=small.owner
        )
    before = sorted(Figure.objects.values_list("raw", "version"))
    with pytest.raises(Refused, match="Er is niets ingelezen"):
        imports.apply(record=record, by=small.owner)
    assert sorted(Figure.objects.values_list("raw", "version")) == before
    assert FigureImport.objects.get().state == FigureImport.State.PLANNED


def test_writing_says_how_far_it_is(small, planned, monkeypatch):
    monkeypatch.setattr(import_writing, "AT_ONCE", 1)
    said = []
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 40]))
    imports.apply(record=record, by=small.owner, progress=lambda percent, step: said.append((percent, step)))
    assert said[1:3] == [(47, "1 van 2 cijfers opgeslagen"), (90, "2 van 2 cijfers opgeslagen")]


def test_a_crash_in_the_middle_leaves_nothing(small, planned, monkeypatch):
    record = planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 40]))
    steps = Figure.history.count()

    def crash(*args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(import_writing, "update_all", crash)
    with pytest.raises(DatabaseError):
        imports.apply(record=record, by=small.owner)
    assert (Figure.objects.get().raw, Figure.history.count()) == ("29", steps)
    assert not AuditEvent.objects.filter(act=Act.IMPORTED).exists()


def test_an_empty_slot_that_had_a_figure_goes_on_counting(small, planned):
    editing.remove_figure(row=small.row, column=small.actual, seen_version=1, reason="fout", by=small.owner)
    imports.apply(record=planned(files.xlsx(HEAD, ["Aantal jongeren", 31])), by=small.owner)
    assert Figure.objects.get().version == 2


def test_chapters_that_show_a_figure_are_reopened_once(small, planned):
    other = factories.indicator_table(factories.chapter())
    factories.table_row(factories.indicator_group(other), indicator=small.indicator)
    factories.column(other, "2024")
    for chapter in (small.chapter, other.chapter):
        agree(chapter)
    imports.apply(record=planned(files.xlsx(HEAD, ["Aantal jongeren", 31, 40])), by=small.owner)
    assert set(Chapter.objects.values_list("state", flat=True)) == {ReviewState.EDITING}
    reasons = AuditEvent.objects.filter(act=Act.REOPENED).values_list("note", flat=True)
    assert list(reasons) == ["Gewijzigd: 2 cijfers uit “cijfers.xlsx”"] * 2


def test_rights_are_those_of_every_row(small, planned):
    theirs = factories.table_row(small.group, indicator=factories.indicator(name="Aantal ouderen"))
    content = files.xlsx(HEAD, ["Aantal jongeren", 31], ["Aantal ouderen", 5])
    expected = {
        small.owner: ["changed", "new"],
        small.holder: ["changed", "refused"],
        small.other: ["refused", "refused"],
        small.editor: ["refused", "refused"],
    }
    for person, statuses in expected.items():
        assert [cell.status for cell in imports.cells(planned(content, by=person))] == statuses, person
    record = planned(content, by=small.owner)
    with pytest.raises(PermissionDenied):
        imports.apply(record=record, by=small.other)
    assert not Figure.objects.filter(indicator=theirs.indicator).exists()


def test_one_figure_in_two_rows(planned):
    double = planned(files.xlsx(HEAD, ["Aantal jongeren", 31], ["Aantal jongeren", 31]))
    assert [cell.status for cell in imports.cells(double)] == ["changed", "same"]
    torn = list(imports.cells(planned(files.xlsx(HEAD, ["Aantal jongeren", 31], ["Aantal jongeren", 32]))))
    assert [cell.status for cell in torn] == ["invalid", "invalid"]
    assert "ook in cel B3" in torn[0].reason


def test_a_key_beside_another_name_is_noticed(small, planned):
    factories.indicator(name="Aantal ouderen", slug="ouderen")
    record = planned(files.xlsx(["Sleutel", *HEAD[:2]], ["ouderen", "Aantal jongeren", 5]))
    assert "gesorteerd zonder de verborgen kolom" in only(record).reason
    unknown = planned(files.xlsx(["Sleutel", *HEAD[:2]], ["bestaat-niet", "Aantal jongeren", 5]))
    assert "geen indicator met de sleutel" in only(unknown).reason


def test_a_name_that_was_chosen_is_remembered(small, planned):
    content = files.xlsx(HEAD, ["Antal jongeren", 31])
    record = planned(content)
    assert only(record).status == "unknown"
    names = {"antal jongeren": small.indicator.slug}
    imports.choose(record=record, sheet=record.sheet, columns=record.columns, names=names, by=small.owner)
    assert only(imports.plan(record=record, by=small.owner)).status == "changed"
    assert only(planned(content)).status == "changed"
    assert ImportMapping.objects.get().chosen_by == "eigenaar"


def test_two_indicators_with_one_name_are_not_guessed(small, planned):
    factories.indicator(name="Aantal jongeren")
    content = files.xlsx(HEAD[:2], ["Aantal jongeren", 31])
    assert "Zo heten 2 indicatoren" in only(planned(content, document=None)).reason
    # In the document that the file is about there is only one.
    assert only(planned(content)).slot.indicator_id == small.indicator.pk


def test_a_year_without_kind_is_asked_and_remembered(small, planned):
    content = files.xlsx(["Indicator", 2024], ["Aantal jongeren", 31])
    with pytest.raises(Refused, match="nog geen kolom met cijfers"):
        planned(content)
    record = FigureImport.objects.get()
    columns = {"0": "name", "1": "actual|2024|"}
    imports.choose(record=record, sheet=record.sheet, columns=columns, names={}, by=small.owner)
    assert only(imports.plan(record=record, by=small.owner)).raw == "31"
    assert only(planned(content)).raw == "31"


def test_targets_belong_to_the_document_whose_column_shows_them(small, planned):
    earlier = factories.document(slug="begroting-2025", title="Begroting 2025")
    factories.column(small.table, "2025", document=earlier)
    record = planned(files.xlsx(["Indicator", "Begroot 2025"], ["Aantal jongeren", 31]))
    assert only(record).slot.document_id == earlier.pk
    content = files.xlsx(["Indicator", "Begroot 2025 (Kadernota 2026)"], ["Aantal jongeren", 31])
    assert only(planned(content)).slot.document_id == small.document.pk
    with pytest.raises(Refused, match="Welk document"):
        planned(files.xlsx(["Indicator", "Begroot 2025"], ["Aantal jongeren", 31]), document=None)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", files.csv(["a", "b"], ["1", "2"]), files.xlsx(HEAD)])
def test_a_bad_file_changes_nothing(planned, content):
    with pytest.raises(Refused):
        planned(content)
    assert Figure.objects.get().raw == "29"


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=12), st.sampled_from(["n.v.t.", "-", "29%"]),
)  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(["Aantal jongeren", "Iets anders", ""]), VALUES, VALUES), max_size=4)
)
def test_whatever_stands_in_it_all_or_nothing_is_written(small, planned, rows):
    before = dict(Figure.objects.values_list("pk", "version"))
    try:
        record = planned(files.xlsx(HEAD, *rows))
    except Refused:
        assert dict(Figure.objects.values_list("pk", "version")) == before
        return
    # What looks wrong is only written when a person ticks it.
    todo = list(imports.chosen(record))
    if todo:
        assert imports.apply(record=record, by=small.owner) == len(todo)
        assert not list(imports.chosen(planned(files.xlsx(HEAD, *rows))))
