"""What the database itself refuses, on SQLite and on PostgreSQL."""

import pytest
from django.db import IntegrityError, transaction

from indicators.models import (
    Area,
    Figure,
    FigureKind,
    FootnoteAnchor,
    Indicator,
    TableColumn,
)
from indicators.periods import Period
from tests import factories

pytestmark = pytest.mark.django_db


def refused(model, constraint: str, **fields) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        model.objects.create(**fields)
    message = str(caught.value)
    # SQLite names a check, but of a unique only its columns.
    assert constraint in message or message.startswith("UNIQUE constraint failed")


@pytest.fixture
def fields(small):
    """A figure in a slot of its own."""
    return {
        "indicator": small.indicator,
        "kind": FigureKind.ACTUAL,
        "area": factories.our_area(),
        "raw": "1",
        "state": "number",
        "number": 1,
        **Period.parse("2020").fields(),
    }


@pytest.mark.parametrize("state", ["number", "percentage"])
def test_a_number_state_has_a_number(fields, state):
    refused(Figure, "figure_number_fits_state", **fields | {"state": state, "number": None})


@pytest.mark.parametrize("state", ["yes", "no", "text", "not_stated", "lapsed", "below_threshold"])
def test_another_state_has_none(fields, state):
    refused(Figure, "figure_number_fits_state", **fields | {"state": state})
    Figure.objects.create(**fields | {"state": state, "number": None})


def test_a_state_is_a_known_one(fields):
    refused(Figure, "figure_state_known", **fields | {"state": "misschien", "number": None})


def test_one_actual_per_slot(fields):
    Figure.objects.create(**fields)
    refused(Figure, "figure_one_actual", **fields)
    Figure.objects.create(**fields | {"breakdown": "man"})
    other = Area.objects.create(kind=Area.Kind.PROVINCE, cbs_code="PV23", name="Overijssel")
    Figure.objects.create(**fields | {"area": other})
    Figure.objects.create(**fields | Period.parse("2020-Q1").fields())


def test_one_target_per_slot_and_document(small, fields):
    target = fields | {"kind": FigureKind.TARGET, "document": small.document}
    Figure.objects.create(**target)
    refused(Figure, "figure_one_target_per_document", **target)
    Figure.objects.create(**target | {"document": factories.document()})
    Figure.objects.create(**fields)


def test_a_target_has_a_document_and_an_actual_has_none(small, fields):
    refused(Figure, "figure_target_has_document", **fields | {"kind": FigureKind.TARGET})
    refused(Figure, "figure_target_has_document", **fields | {"document": small.document})


def test_a_column_for_targets_has_a_document(small):
    column = {"table": small.table, "position": 9, **Period.parse("2026").fields()}
    refused(TableColumn, "column_target_has_document", kind=FigureKind.TARGET, **column)
    refused(
        TableColumn, "column_target_has_document", kind=FigureKind.ACTUAL, document=small.document, **column
    )


def test_a_period_ends_after_it_begins(fields):
    backwards = {"first_day": fields["last_day"], "last_day": fields["first_day"]}
    refused(Figure, "figure_period_order", **fields | backwards)


def test_one_area_is_ours(small):
    refused(Area, "area_one_is_ours", kind=Area.Kind.REGION, cbs_code="CR1", name="Twente", ours=True)


def test_an_indicator_does_not_succeed_itself(small):
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=small.indicator.pk).update(successor=small.indicator)


def test_a_note_is_anchored_to_a_group_or_a_row_or_a_cell(small):
    note = factories.footnote(small.table)
    name = "anchor_group_row_or_cell"
    refused(FootnoteAnchor, name, footnote=note)
    refused(FootnoteAnchor, name, footnote=note, group=small.group, row=small.row)
    refused(FootnoteAnchor, name, footnote=note, group=small.group, column=1)
    refused(FootnoteAnchor, name, footnote=note, column=1)


@pytest.mark.parametrize("place", [{"group": True}, {"row": True}, {"row": True, "column": 1}])
def test_a_note_is_anchored_once_in_a_place(small, place):
    note = factories.footnote(small.table)
    anchor = {key: value if key == "column" else getattr(small, key) for key, value in place.items()}
    FootnoteAnchor.objects.create(footnote=note, **anchor)
    refused(FootnoteAnchor, "anchor_once", footnote=note, **anchor)
    FootnoteAnchor.objects.create(footnote=factories.footnote(small.table), **anchor)
