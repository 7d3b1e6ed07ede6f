from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "twenterand.publications"
    label = "publications"
    verbose_name = "Publicaties"
