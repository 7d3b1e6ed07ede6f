"""Addresses under /api/. The endpoints come from ninja; the description and what does not exist are our own."""

from django.urls import path, re_path

from indicators.api.endpoints import api, checked
from indicators.views import api as pages

app_name = "api"
endpoints, _, _ = api.urls
urlpatterns = [
    path("", pages.home, name="home"),
    path("v1/openapi.json", pages.openapi, name="openapi"),
    *(
        path(f"v1/{one.pattern}", checked(one.callback), name=one.name)
        for one in endpoints
        if one.name != "api-root"
    ),
    re_path(r"^v1/.*$", pages.unknown, name="unknown"),
]
