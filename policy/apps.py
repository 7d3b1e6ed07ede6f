from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "policy"
    label = "policy"
    verbose_name = "Beleid"

    def ready(self):
        from policy import fragments, owned, payload

        fragments.register("policy", payload.PART)
        owned.register()
