from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "twenterand.media"
    label = "media"
    verbose_name = "Beeld"
