from django.apps import AppConfig


class TwenterandConfig(AppConfig):
    """The project package itself: template tags, project-wide commands and static files; no models."""

    name = "twenterand"
