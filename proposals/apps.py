from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"
    label = "proposals"
    verbose_name = "Voorstellen"

    def ready(self):
        from policy import fragments
        from proposals.payload import PART

        fragments.register("proposals", PART)
