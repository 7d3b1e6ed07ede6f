"""Work environment: proposals."""

from django.urls import path

from proposals.views import reading, writing

app_name = "proposals"
urlpatterns = [
    path("voorstellen/", reading.proposals, name="list"),
    path("voorstellen/toevoegen/<slug:document>/", writing.add, name="add"),
    path("voorstellen/<int:pk>/", reading.proposal, name="proposal"),
    path("voorstellen/<int:pk>/wijzigen/", writing.change, name="change"),
    path("voorstellen/<int:pk>/weghalen/", writing.remove, name="remove"),
    path("voorstellen/<int:pk>/geschiedenis/", reading.history, name="history"),
]
