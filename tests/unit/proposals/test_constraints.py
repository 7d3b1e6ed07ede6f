"""What the database itself refuses; on SQLite and on PostgreSQL."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from proposals.models import Proposal, ProposalAmount, ProposalCoverage


def refused(name, make):
    """Whether saving `make()` breaks the constraint `name`."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make().save()
    # SQLite names the columns of a unique constraint and not the constraint itself.
    return name in str(error.value) or "UNIQUE constraint failed" in str(error.value)


def new(scene, **fields):
    """An unsaved proposal."""
    return Proposal(**{"document": scene.document, "title": "Ander", "slug": "ander", **fields})


def test_proposals(scene):
    for name, fields in {
        "proposal_uid": {"uid": scene.proposal.uid},
        "proposal_slug": {"slug": scene.proposal.slug},
        "proposal_fte_not_negative": {"fte": Decimal("-0.01")},
        "proposal_activity_has_tree": {"activity": scene.activity},
        "proposal_stands_in_one_place": {
            "activity": scene.activity, "edition": scene.ours.edition, "passage": scene.text,
        },
        "proposal_has_title": {"title": ""},
        "proposal_basis_known": {"basis": "anders"},
    }.items():  # fmt: skip
        assert refused(name, lambda fields=fields: new(scene, **fields)), name


def test_amounts(scene):
    good = {"year": 2026, "recurrence": "incidental", "effect": "advantage", "amount": Decimal(1)}
    for name, fields in {
        "proposal_amount_once": {"recurrence": "structural", "effect": "disadvantage"},
        "proposal_amount_not_negative": {"amount": Decimal("-0.01")},
        "proposal_amount_words_known": {"recurrence": "soms"},
    }.items():
        row = {"proposal": scene.proposal, **good, **fields}
        assert refused(name, lambda row=row: ProposalAmount(**row)), name


def test_coverage(scene):
    ProposalCoverage.objects.create(proposal=scene.proposal, year=2026, source="reserve")
    for name, fields in {
        "proposal_coverage_once": {},
        "proposal_coverage_not_negative": {"source": "anders", "amount": Decimal("-1")},
        "proposal_coverage_has_source": {"source": ""},
    }.items():
        row = {"proposal": scene.proposal, "year": 2026, "source": "reserve", **fields}
        assert refused(name, lambda row=row: ProposalCoverage(**row)), name


def test_cents_and_large_amounts_come_back_exactly(scene):
    row = scene.proposal.amounts.get()
    for amount in ("0.01", "1144.10", "12345678901.99"):
        row.amount = Decimal(amount)
        row.save()
        row.refresh_from_db()
        assert row.amount == Decimal(amount)
