"""Admin: what indicators and areas are. Figures are only shown; editing.py writes them."""

from django.contrib import admin
from django.db import transaction

from indicators import splitting
from indicators.describing import keep_described
from indicators.models import (
    Area,
    Breakdown,
    Figure,
    Footnote,
    Indicator,
    IndicatorAlias,
    IndicatorTable,
    SourceFile,
    TableRow,
)
from indicators.resources import IndicatorResource
from twenterand.accounts.admin_bases import (
    CsvAdmin,
    ReadOnlyAdmin,
    ReadOnlyHistoryAdmin,
    RecordAdmin,
)


class PartAdmin(admin.ModelAdmin):
    """Areas and breakdowns: what tables name them by. Chapters that print a name go back to editing when it changes."""

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return self.fixed if obj else []

    def has_delete_permission(self, request, obj=None) -> bool:
        """Not once figures or rows are about it."""
        return super().has_delete_permission(request, obj) and not (obj and splitting.in_use(obj))

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if change and form.changed_data:
            splitting.renamed(obj, by=request.user)


@admin.register(Area)
class AreaAdmin(PartAdmin):
    list_display = ["name", "kind", "cbs_code", "ours"]
    list_filter = ["kind"]
    search_fields = ["name", "cbs_code"]
    fixed = []


@admin.register(Breakdown)
class BreakdownAdmin(PartAdmin):
    """The code is what figures keep, so it stays."""

    list_display = ["name", "dimension", "code", "position"]
    list_filter = ["dimension"]
    search_fields = ["name", "code", "dimension"]
    fixed = ["code"]


class IndicatorAliasInline(admin.TabularInline):
    model = IndicatorAlias
    extra = 0


@admin.register(Indicator)
class IndicatorAdmin(CsvAdmin, RecordAdmin):
    """An indicator is never deleted, for figures and publications know it: it lapses."""

    resource_classes = [IndicatorResource]
    list_display = ["name", "unit", "direction", "source", "holder", "lapsed"]
    list_filter = ["holder", "direction", "lapsed"]
    list_select_related = ["holder"]
    search_fields = ["name", "slug", "definition"]
    inlines = [IndicatorAliasInline]

    # Written by lineage.py and computing.py, with a reason and with the chapters that show them.
    written_elsewhere = [
        "lapsed", "last_year", "retired_reason", "successor", "superseded_reason", "formula", "inputs",
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return [*self.written_elsewhere, "slug"] if obj else self.written_elsewhere

    def save_model(self, request, obj, form, change) -> None:
        keep_described(indicator=obj, by=request.user, reason=self.reason(change))


@admin.register(Figure)
class FigureAdmin(ReadOnlyHistoryAdmin):
    list_display = ["indicator", "kind", "first_day", "last_day", "raw", "state", "number", "document"]
    list_filter = ["kind", "state", "document"]
    list_select_related = ["indicator", "document"]
    search_fields = ["indicator__name", "raw"]


@admin.register(IndicatorTable)
class IndicatorTableAdmin(ReadOnlyAdmin):
    list_display = ["title", "chapter", "position"]
    list_select_related = ["chapter"]


@admin.register(TableRow)
class TableRowAdmin(ReadOnlyHistoryAdmin):
    list_display = ["label", "group", "indicator", "source"]
    list_select_related = ["group", "indicator"]
    search_fields = ["label"]


@admin.register(Footnote)
class FootnoteAdmin(ReadOnlyHistoryAdmin):
    list_display = ["text", "table", "position"]
    list_select_related = ["table"]


@admin.register(SourceFile)
class SourceFileAdmin(ReadOnlyAdmin):
    list_display = ["name", "sha256", "read_by", "read_at"]
