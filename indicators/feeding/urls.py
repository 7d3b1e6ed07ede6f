"""Source systems in the work environment; the API that they talk to is indicators/api."""

from django.urls import path

from indicators.views import systems

app_name = "feeding"
urlpatterns = [
    path("bronsystemen/", systems.all_systems, name="systems"),
    path("bronsystemen/<slug:slug>/", systems.system, name="system"),
]
