"""Admin: users and their rights, functions, the organisation, and the log of acts."""

from axes.utils import reset
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import format_html

from twenterand.accounts import editing, handing_over
from twenterand.accounts.admin_bases import CsvAdmin, ReadOnlyAdmin
from twenterand.accounts.forms import OrganisationForm, UserRightsForm
from twenterand.accounts.models import AuditEvent, Function, Organisation, User
from twenterand.accounts.resources import FunctionResource

# Roles are our own (accounts.Role); Django's groups would be a second, unused system.
admin.site.unregister(Group)


@admin.register(User)
class PortalUserAdmin(UserAdmin):
    """A new user first gets a name and password, then, on the next page, roles and functions."""

    form = UserRightsForm
    list_display = ["username", "name", "is_active", "last_login"]
    list_filter = ["is_active", "role_assignments__role", "functions"]
    search_fields = ["username", "name"]
    ordering = ["username"]
    filter_horizontal = []
    actions = ["unlock"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "email"]}),
        ("Rechten", {"fields": ["may_sign_in", "granted_roles", "held_functions"]}),
        ("Gebruik", {"fields": ["last_login", "date_joined"]}),
    ]

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        # The user name stands in history and log rows, which are never rewritten.
        return [*self.readonly_fields, *(["username"] if obj else [])]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.action(description="Wachttijd na verkeerde wachtwoorden opheffen")
    def unlock(self, request, queryset) -> None:
        unlocked = [person for person in queryset if reset(username=person.username)]
        if unlocked:
            self.message_user(
                request, f"Kan weer inloggen: {', '.join(map(str, unlocked))}.", messages.SUCCESS
            )
        else:
            self.message_user(request, "Geen van deze gebruikers hoefde te wachten.", messages.INFO)

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if change:
            editing.change_rights(
                user=obj,
                active=form.cleaned_data["may_sign_in"],
                roles=form.cleaned_data["granted_roles"],
                functions=form.cleaned_data["held_functions"],
                by=request.user,
            )


@admin.register(Function)
class FunctionAdmin(CsvAdmin):
    """A function that owns things cannot be deleted; it is made inactive."""

    resource_classes = [FunctionResource]
    list_display = ["name", "slug", "mailbox", "active"]
    list_filter = ["active"]
    search_fields = ["name"]

    def get_readonly_fields(self, request, obj=None) -> list[str]:
        return ["slug"] if obj else []

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        count = 0 if obj.active else handing_over.plan(obj).count
        if count:
            page = reverse("accounts:hand_over")
            self.message_user(
                request,
                format_html(
                    "“{}” is niet meer in gebruik, maar heeft nog {} {}. <a href=\"{}\">Draag dat werk over.</a>",
                    obj.name, count, "onderdeel" if count == 1 else "onderdelen", page,
                ),
                messages.WARNING,
            )  # fmt: skip


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """One row: changed, never added or deleted."""

    form = OrganisationForm
    fieldsets = [
        (None, {"fields": ["name", "short_name", "cbs_code", "contact", "colophon"]}),
        ("Uiterlijk", {"fields": ["theme", "logo"]}),
        (
            "Cijfers",
            {
                "fields": [
                    "attention_percent", "off_percent", "due_days", "reminder_days", "small_number_threshold",
                ]
            },
        ),
    ]  # fmt: skip

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "act", "subject_kind", "subject_label"]
    list_filter = ["act", "subject_kind"]
    search_fields = ["actor", "subject_label", "note"]
    date_hierarchy = "at"
