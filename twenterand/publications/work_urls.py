"""Work environment: start page, publishing, and the components for whoever builds pages."""

from django.urls import path

from twenterand.publications.views import releasing, start, versioning

app_name = "work"
urlpatterns = [
    path("", start.start, name="start"),
    path("publiceren/", releasing.publish_list, name="publish_list"),
    path("publiceren/<slug:slug>/", releasing.publish, name="publish"),
    path("publiceren/<slug:slug>/v<int:number>/intrekken/", versioning.withdraw, name="withdraw"),
    path("publiceren/<slug:slug>/v<int:number>/embargo/", versioning.embargo, name="embargo"),
    path("componenten/", start.components, name="gallery"),
]
