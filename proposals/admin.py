"""Admin: proposals are only shown; they are written in the work environment (editing.py)."""

from django.contrib import admin

from proposals.models import Proposal, ProposalAmount, ProposalCoverage
from twenterand.accounts.admin_bases import ReadOnlyHistoryAdmin, ReadOnlyInline


class ProposalAmountInline(ReadOnlyInline):
    model = ProposalAmount


class ProposalCoverageInline(ReadOnlyInline):
    model = ProposalCoverage


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyHistoryAdmin):
    list_display = ["title", "document", "basis", "state", "position"]
    list_filter = ["document", "basis", "state"]
    list_select_related = ["document"]
    search_fields = ["title"]
    inlines = [ProposalAmountInline, ProposalCoverageInline]
