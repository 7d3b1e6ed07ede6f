from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    label = "indicators"
    verbose_name = "Indicatoren"

    def ready(self):
        from indicators import import_jobs, owned, payload, readiness, reminder_jobs  # noqa: F401 - register their jobs
        from policy import fragments
        from policy import readiness as policy_readiness

        fragments.register("indicators", payload.part)
        policy_readiness.register("indicators", readiness.targets)
        owned.register()
