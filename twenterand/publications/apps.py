from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "twenterand.publications"
    label = "publications"
    verbose_name = "Publicaties"

    def ready(self):
        from twenterand.publications import artifacts

        artifacts.register_data_files()
