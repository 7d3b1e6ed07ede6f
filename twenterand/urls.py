"""All addresses: public pages at the root, the work environment under /werk/, reference data under /admin/."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("twenterand.publications.urls")),
    path("", include("newsletter.urls")),
    path("", include("twenterand.accounts.urls")),
    path("afbeeldingen/", include("twenterand.media.urls")),
    path("api/", include("indicators.api.urls")),
    path("werk/", include("twenterand.publications.work_urls")),
    path("werk/", include("twenterand.jobs.urls")),
    path("werk/", include("policy.urls")),
    path("werk/", include("indicators.feeding.urls")),
    path("werk/", include("indicators.urls")),
    path("werk/", include("proposals.urls")),
    path("admin/", admin.site.urls),
]
