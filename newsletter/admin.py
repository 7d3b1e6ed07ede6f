"""Admin: editions and articles are only shown."""

from django.contrib import admin

from newsletter.models import Article, Block, Edition
from twenterand.accounts.admin_bases import ReadOnlyHistoryAdmin, ReadOnlyInline


class ArticleInline(ReadOnlyInline):
    model = Article
    fields = ["position", "title", "theme", "kind"]


@admin.register(Edition)
class EditionAdmin(ReadOnlyHistoryAdmin):
    list_display = ["title", "season", "year", "state"]
    inlines = [ArticleInline]


class BlockInline(ReadOnlyInline):
    model = Block
    fields = ["position", "kind", "html", "picture", "content"]


@admin.register(Article)
class ArticleAdmin(ReadOnlyHistoryAdmin):
    list_display = ["title", "edition", "theme", "kind", "position"]
    list_filter = ["edition", "kind"]
    list_select_related = ["edition", "theme"]
    search_fields = ["title"]
    inlines = [BlockInline]
