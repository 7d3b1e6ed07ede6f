"""Public addresses. Those with a number never change what they show; those without one mean the newest version."""

from django.urls import path

from twenterand.publications import converters  # noqa: F401 - registers the parts of addresses used below
from twenterand.publications.views import documents, files, items, pages

app_name = "site"
urlpatterns = [
    path("", pages.home, name="home"),
    path("publicaties/", documents.archive, name="publications"),
    path("publicaties/<slug:slug>.<filekind:kind>", files.file, name="file"),
    path("publicaties/<slug:slug>/v<version:number>.<filekind:kind>", files.file, name="version_file"),
    path("publicaties/<slug:slug>/", documents.publication, name="publication"),
    path("publicaties/<slug:slug>/v<version:number>/", documents.publication, name="version"),
    path("publicaties/<slug:slug>/h/<slug:chapter>/", documents.chapter, name="chapter"),
    path(
        "publicaties/<slug:slug>/v<version:number>/h/<slug:chapter>/",
        documents.chapter,
        name="version_chapter",
    ),
    path("indicatoren/", items.indicators, name="indicators"),
    path("indicatoren/<slug:slug>/", items.indicator, name="indicator"),
    path("voorstellen/", items.proposals, name="proposals"),
    path("zoeken/", items.search, name="search"),
    path("data/", pages.data, name="data"),
    path("data/schema.json", pages.schema, name="schema"),
    path("toegankelijkheid/", pages.accessibility, name="accessibility"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
]
