"""Addresses of the newsletter: public pages, and the preview below /werk/."""

from django.urls import path

from newsletter.views import public, work
from twenterand.publications import converters  # noqa: F401 - registers the parts of addresses used below

app_name = "newsletter"
urlpatterns = [
    path("nieuwsbrieven/", public.archive, name="editions"),
    path("nieuwsbrieven/<slug:slug>/", public.edition, name="edition"),
    path("nieuwsbrieven/<slug:slug>.<slug:kind>", public.file, name="file"),
    path("nieuwsbrieven/<slug:slug>/v<version:number>.<slug:kind>", public.file, name="version_file"),
    path("nieuwsbrieven/<slug:slug>/v<version:number>/", public.edition, name="version"),
    path(
        "nieuwsbrieven/<slug:slug>/v<version:number>/<slug:article>/", public.article, name="version_article"
    ),
    path("nieuwsbrieven/<slug:slug>/<slug:article>/", public.article, name="article"),
    path("werk/nieuwsbrieven/", work.editions, name="work_editions"),
    path("werk/nieuwsbrieven/<slug:slug>/", work.edition, name="work_edition"),
]
