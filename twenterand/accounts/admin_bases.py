"""What the admin classes of all apps are made of."""

from django.contrib import admin
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.admin import ImportExportModelAdmin
from import_export.resources import Diff, ModelResource
from simple_history.admin import SimpleHistoryAdmin

from twenterand.accounts.records import keep
from twenterand.csv_format import DutchCSV


class ReadOnly:
    """Mixin: shows, never writes. Advisers' work is written by editing.py, publications by nobody."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A table that is only looked at."""


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Rows of another table, only looked at."""

    extra = 0
    can_delete = False
    show_change_link = False


class ReadOnlyHistoryAdmin(ReadOnly, SimpleHistoryAdmin):
    """A table that is only looked at, with what its records were."""


class RecordAdmin(SimpleHistoryAdmin):
    """Reference data that the beheerder writes here: every write gets its actor and reason in the history."""

    def save_model(self, request, obj, form, change) -> None:
        keep(obj, by=request.user, reason=self.reason(change))

    @staticmethod
    def reason(change: bool) -> str:
        """What stands in the history as the reason of a write in the admin."""
        return "Gewijzigd in het beheer" if change else "Toegevoegd in het beheer"

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class CsvAdmin(ImportExportModelAdmin):
    """Mixin: reference data in and out as CSV, with a preview before anything is written."""

    skip_export_form = True

    @property
    def formats(self) -> list:
        return [DutchCSV]

    def add_data_read_fail_error_to_form(self, form, error) -> None:
        form.add_error(
            "import_file",
            "Dit bestand is niet te lezen als CSV met de tekenset UTF-8. Sla het op als “CSV UTF-8” en "
            f"kies het opnieuw. ({error})",
        )


class PlainDiff(Diff):
    """What an import changes, as removed and added text; import-export's own has style attributes, which the
    Content-Security-Policy refuses."""

    def as_html(self) -> list[SafeString]:
        return [
            self._difference("" if self.new else old, new)
            for old, new in zip(self.left, self.right, strict=True)
        ]

    @staticmethod
    def _difference(old: object, new: object) -> SafeString:
        before, after = str(old or ""), str(new or "")
        if before == after:
            return format_html("{}", after)
        removed = format_html("<del>{}</del> ", before) if before else SafeString("")
        return removed + (format_html("<ins>{}</ins>", after) if after else SafeString(""))


class RecordResource(ModelResource):
    """Import and export of records: what is imported is kept with the actor and the name of the file."""

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True

    by: object = "import"
    reason = "Ingelezen uit een bestand"

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return PlainDiff

    def before_import(self, dataset, **kwargs) -> None:
        super().before_import(dataset, **kwargs)
        self.by = kwargs.get("user") or self.by
        if name := kwargs.get("file_name"):
            self.reason = f"Ingelezen uit {name}"

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        if hasattr(type(instance), "history"):
            keep(instance, by=self.by, reason=self.reason)
        else:
            super().do_instance_save(instance, is_create)
