from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    label = "indicators"
    verbose_name = "Indicatoren"

    def ready(self):
        from indicators import import_jobs, payload  # noqa: F401 - registers its jobs
        from policy import fragments

        fragments.register("indicators", payload.part)
