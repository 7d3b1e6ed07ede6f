"""Writes to figures and notes: what is kept, who may, and what happens when two people write at once."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from indicators import editing
from indicators.models import Figure
from policy.models import Chapter, ReviewState
from tests import factories
from twenterand.accounts.models import Act, AuditEvent
from twenterand.numbers import Unreadable
from twenterand.workflow import Refused, Stale


def change(small, raw="31", *, by=None, column=None, seen_version=1, **fields) -> Figure:
    return editing.change_figure(
        row=small.row,
        column=column or small.actual,
        raw=raw,
        seen_version=seen_version,
        by=by or small.owner,
        **fields,
    )


def agree(chapter: Chapter) -> None:
    """As if it had been agreed to: which road led there is not what these tests are about."""
    Chapter.objects.filter(pk=chapter.pk).update(
        state=ReviewState.AGREED,
        agreed_at="2026-01-01T12:00:00Z",
        agreed_by="redacteur",
        agreed_hash="0" * 64,
    )


def test_a_change_is_kept_with_who_and_why(small):
    change(small, " 1.031 ", reason="Nagekomen opgave")
    figure = Figure.objects.get(pk=small.figure.pk)
    assert (figure.raw, figure.state, figure.number, figure.version) == (
        " 1.031 ",
        "number",
        Decimal(1031),
        2,
    )
    newest, first = figure.history.order_by("-history_id")
    assert (newest.history_user_id, newest.history_change_reason) == ("eigenaar", "Nagekomen opgave")
    assert first.raw == "29"


def test_an_empty_cell_is_filled(small):
    figure = change(small, "35%", column=small.target, seen_version=0)
    assert (figure.document, figure.kind, figure.state, figure.number) == (
        small.document,
        "target",
        "percentage",
        Decimal(35),
    )
    assert figure.area.ours


def test_provisional_and_reference_date(small):
    figure = change(small, "29", provisional=True, reference_date=date(2024, 4, 1))
    assert (figure.raw, figure.provisional, figure.reference_date) == ("29", True, date(2024, 4, 1))
    figure = change(small, "30", seen_version=2)
    assert (figure.provisional, figure.reference_date) == (True, date(2024, 4, 1))
    figure = change(small, "30", seen_version=3, provisional=False, reference_date=None)
    assert (figure.provisional, figure.reference_date) == (False, None)


def test_where_it_came_from_and_whether_it_can_be_compared(small):
    figure = change(
        small, "29", source_note=" CBS,  tabel 3 ", mark="series_break", mark_note="Andere telling."
    )
    assert (figure.source_note, figure.mark, figure.mark_note) == (
        "CBS, tabel 3",
        "series_break",
        "Andere telling.",
    )
    assert change(small, "30", seen_version=2).mark == "series_break"
    with pytest.raises(Refused, match=r"“definitie gewijzigd”. Leg uit wat er anders is"):
        change(small, "30", seen_version=3, mark="definition", mark_note=" ")
    with pytest.raises(Refused, match="Kies waarom"):
        change(small, "30", seen_version=3, mark="")
    assert change(small, "30", seen_version=3, mark="", mark_note="").mark_note == ""


def test_what_changes_nothing_is_not_recorded(small):
    agree(small.chapter)
    change(small, "29")
    small.chapter.refresh_from_db()
    assert (Figure.history.count(), small.chapter.state) == (1, ReviewState.AGREED)


def test_a_typed_value_no_longer_comes_from_a_file(small):
    Figure.objects.filter(pk=small.figure.pk).update(source_cell="rij 1, kolom 2")
    assert change(small, "29", provisional=True).source_cell == "rij 1, kolom 2"
    assert change(small, "30", seen_version=2).source_cell == ""


def test_a_stale_write_changes_nothing_and_brings_the_other_value(small):
    change(small, "31", by=small.holder)
    with pytest.raises(Stale) as caught:
        change(small, "32")
    assert caught.value.current.raw == "31"
    assert Figure.objects.get().raw == "31"


def test_a_cell_that_somebody_filled_meanwhile(small):
    change(small, "31", column=small.target, seen_version=0)
    with pytest.raises(Stale) as caught:
        change(small, "32", column=small.target, seen_version=0)
    assert caught.value.current.raw == "31"


def test_a_figure_that_somebody_removed_meanwhile(small):
    remove(small)
    with pytest.raises(Stale) as caught:
        change(small, "32")
    assert caught.value.current is None


def test_a_figure_that_was_removed_and_entered_again_is_not_the_one_that_was_seen(small):
    remove(small)
    assert change(small, "40", seen_version=0).version == 2
    with pytest.raises(Stale):
        change(small, "32")


@pytest.mark.parametrize("raw", ["1.5", "900,000", "1e5"])
def test_an_unclear_value_is_asked_about(small, raw):
    with pytest.raises(Unreadable) as caught:
        change(small, raw)
    assert raw in caught.value.sentence
    assert caught.value.suggestions
    assert Figure.objects.get().raw == "29"


def test_decimals_of_the_indicator_make_a_point_clear(small):
    small.indicator.decimals = 1
    assert change(small, "1.5").number == Decimal("1.5")


def test_an_empty_value_does_not_remove_a_figure(small):
    with pytest.raises(Unreadable, match="verwijderen"):
        change(small, " ")
    with pytest.raises(Unreadable, match="leeg"):
        change(small, "", column=small.target, seen_version=0)


@pytest.mark.parametrize("who", ["other", "editor", "clerk"])
def test_who_may_not(small, who):
    person = getattr(small, who)
    with pytest.raises(PermissionDenied):
        change(small, by=person)
    with pytest.raises(PermissionDenied):
        remove(small, by=person)
    with pytest.raises(PermissionDenied):
        editing.change_footnote(
            footnote=factories.footnote(small.table), text="Nieuw", seen_version=1, by=person
        )
    assert Figure.objects.get().raw == "29"


def test_a_holder_may_in_anothers_tree_and_the_chapter_reopens(small):
    agree(small.chapter)
    change(small, by=small.holder)
    small.chapter.refresh_from_db()
    assert small.chapter.state == ReviewState.EDITING
    assert "Aantal jongeren" in small.chapter.reason
    event = AuditEvent.objects.get(act=Act.REOPENED)
    assert (event.actor, event.subject_uid) == ("houder", str(small.chapter.uid))


def test_a_holder_may_not_change_a_note(small):
    with pytest.raises(PermissionDenied):
        editing.change_footnote(
            footnote=factories.footnote(small.table), text="Nieuw", seen_version=1, by=small.holder
        )


def test_every_chapter_that_shows_the_cell_reopens_and_no_other(small):
    elsewhere = factories.indicator_table()
    same = factories.column(elsewhere, "2024")
    factories.table_row(factories.indicator_group(elsewhere), indicator=small.indicator)
    another_year = factories.indicator_table()
    factories.column(another_year, "2023")
    factories.table_row(factories.indicator_group(another_year), indicator=small.indicator)
    overridden = factories.indicator_table()
    factories.column(overridden, "2024")
    own = factories.indicator_group(overridden)
    factories.column(overridden, "2023", group=own)
    factories.table_row(own, indicator=small.indicator)
    for table in (small.table, elsewhere, another_year, overridden):
        agree(table.chapter)

    change(small)

    states = [
        Chapter.objects.get(pk=table.chapter_id).state
        for table in (small.table, elsewhere, another_year, overridden)
    ]
    assert states == ["editing", "editing", "agreed", "agreed"]
    assert same.table == elsewhere


def remove(small, *, by=None, reason="Dubbel geteld", seen_version=1) -> None:
    editing.remove_figure(
        row=small.row, column=small.actual, seen_version=seen_version, reason=reason, by=by or small.owner
    )


def test_removing_leaves_its_history_and_reopens(small):
    agree(small.chapter)
    remove(small)
    small.chapter.refresh_from_db()
    assert not Figure.objects.exists()
    last = Figure.history.first()
    assert (last.history_type, last.history_user_id, last.history_change_reason, last.raw) == (
        "-",
        "eigenaar",
        "Dubbel geteld",
        "29",
    )
    assert small.chapter.state == ReviewState.EDITING


def test_removing_needs_a_reason_and_a_figure(small):
    with pytest.raises(Refused, match="reden"):
        remove(small, reason=" ")
    with pytest.raises(Stale):
        remove(small, seen_version=7)
    remove(small)
    with pytest.raises(Refused, match="geen cijfer"):
        remove(small, seen_version=0)


def test_a_note_is_changed(small):
    note = factories.footnote(small.table, "Oud")
    agree(small.chapter)
    editing.change_footnote(
        footnote=note, text=" Nieuwe \n tekst ", seen_version=1, reason="Fout", by=small.owner
    )
    note.refresh_from_db()
    small.chapter.refresh_from_db()
    assert (note.text, note.version, small.chapter.state) == ("Nieuwe tekst", 2, ReviewState.EDITING)
    with pytest.raises(Stale):
        editing.change_footnote(footnote=note, text="Weer", seen_version=1, by=small.owner)
    with pytest.raises(Refused, match="leeg"):
        editing.change_footnote(footnote=note, text=" ", seen_version=2, by=small.owner)


def test_a_row_and_a_column_that_do_not_meet(small):
    stranger = factories.column(factories.indicator_table(), "2024")
    with pytest.raises(ValueError, match="meet"):
        change(small, column=stranger)


def test_a_command_writes_under_its_own_name(small):
    change(small, by="inlezen")
    assert Figure.history.first().history_user_id == "inlezen"


@pytest.mark.django_db(transaction=True)
def test_two_people_fill_one_empty_cell_at_the_same_moment(small):
    if connection.vendor == "sqlite":
        pytest.skip("The database in memory takes one connection; writes wait for each other by IMMEDIATE.")
    together = threading.Barrier(2)
    outcomes = []

    def write(raw):
        together.wait()
        try:
            outcomes.append(change(small, raw, column=small.target, seen_version=0).raw)
        except Stale as stale:
            outcomes.append(("stale", stale.current.raw))
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[raw]) for raw in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = Figure.objects.get(kind="target").raw
    assert sorted(outcomes, key=str) == sorted([kept, ("stale", kept)], key=str)
