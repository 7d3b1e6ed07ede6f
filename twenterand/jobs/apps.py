from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "twenterand.jobs"
    label = "jobs"
    verbose_name = "Achtergrondtaken"
