"""Admin: how documents relate and which route they go; the rest of policy is only shown."""

from django.contrib import admin

from policy.models import (
    Challenge,
    Chapter,
    Document,
    DocumentRelation,
    GoalNode,
    GoalTree,
    Passage,
    Principle,
    RouteStep,
    Theme,
    TreeEdition,
)
from twenterand.accounts.admin_bases import ReadOnlyAdmin, ReadOnlyHistoryAdmin, ReadOnlyInline


class DocumentRelationInline(admin.TabularInline):
    model = DocumentRelation
    fk_name = "document"
    extra = 0


class RouteStepInline(admin.StackedInline):
    model = RouteStep
    extra = 0


@admin.register(Document)
class DocumentAdmin(ReadOnlyHistoryAdmin):
    """The document itself is only shown; its relations and its decision route are reference data."""

    list_display = ["title", "kind", "year_from", "year_to", "owner"]
    list_filter = ["kind"]
    list_select_related = ["owner"]
    readonly_fields = ["kind", "slug", "title", "programme", "summary", "year_from", "year_to", "owner"]
    inlines = [DocumentRelationInline, RouteStepInline]

    def has_change_permission(self, request, obj=None) -> bool:
        return True

    def save_model(self, request, obj, form, change) -> None:
        """All fields are read-only: there is nothing to save, and no version to raise."""


@admin.register(Chapter)
class ChapterAdmin(ReadOnlyHistoryAdmin):
    list_display = ["title", "document", "owner", "state"]
    list_filter = ["document", "state"]
    list_select_related = ["document", "owner"]


@admin.register(Passage)
class PassageAdmin(ReadOnlyHistoryAdmin):
    list_display = ["__str__", "chapter", "level", "position"]
    list_filter = ["chapter"]
    list_select_related = ["chapter"]
    search_fields = ["heading", "html"]


class TreeEditionInline(ReadOnlyInline):
    model = TreeEdition


@admin.register(GoalTree)
class GoalTreeAdmin(ReadOnlyHistoryAdmin):
    list_display = ["title", "slug", "owner"]
    list_select_related = ["owner"]
    inlines = [TreeEditionInline]


@admin.register(GoalNode)
class GoalNodeAdmin(ReadOnlyHistoryAdmin):
    list_display = ["title", "kind", "edition", "position"]
    list_filter = ["kind", "edition__tree"]
    list_select_related = ["edition"]
    search_fields = ["title"]


class ChallengeInline(ReadOnlyInline):
    model = Challenge


@admin.register(Theme)
class ThemeAdmin(ReadOnlyAdmin):
    list_display = ["title", "document", "position"]
    list_select_related = ["document"]
    inlines = [ChallengeInline]


@admin.register(Principle)
class PrincipleAdmin(ReadOnlyAdmin):
    list_display = ["title", "document", "position"]
    list_select_related = ["document"]
