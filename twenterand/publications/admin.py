"""Admin: publications, what happened to them and their files. Strictly to look at."""

from django.contrib import admin

from twenterand.accounts.admin_bases import ReadOnlyAdmin, ReadOnlyInline
from twenterand.publications.models import Artifact, Publication, PublicationEvent


class PublicationEventInline(ReadOnlyInline):
    model = PublicationEvent


class ArtifactInline(ReadOnlyInline):
    model = Artifact
    exclude = ["content"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = [
        "subject_slug",
        "number",
        "subject_kind",
        "release_kind",
        "title",
        "created_at",
        "created_by",
    ]
    list_filter = ["subject_kind", "release_kind"]
    search_fields = ["title", "subject_slug"]
    # The payload is megabytes of JSON; whoever needs it takes the .json file of the publication.
    exclude = ["payload"]
    inlines = [PublicationEventInline, ArtifactInline]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("payload")


@admin.register(Artifact)
class ArtifactAdmin(ReadOnlyAdmin):
    list_display = ["publication", "kind", "size", "sha256", "made_at"]
    list_filter = ["kind"]
    list_select_related = ["publication"]
    exclude = ["content"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content", "publication__payload")
