"""Admin: the pictures in the database."""

from django.contrib import admin

from twenterand.accounts.admin_bases import ReadOnlyAdmin
from twenterand.media.models import Picture


@admin.register(Picture)
class PictureAdmin(ReadOnlyAdmin):
    """Immutable: a changed picture is another picture."""

    list_display = ["__str__", "media_type", "width", "height", "credit", "added_by", "added_at"]
    search_fields = ["alt", "credit", "sha256"]
    exclude = ["content"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")
