from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    label = "indicators"
    verbose_name = "Indicatoren"

    def ready(self):
        from indicators import import_jobs, owned, payload, reminder_jobs  # noqa: F401 - register their jobs
        from policy import fragments

        fragments.register("indicators", payload.part)
        owned.register()
