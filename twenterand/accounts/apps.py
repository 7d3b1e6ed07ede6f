from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "twenterand.accounts"
    label = "accounts"
    verbose_name = "Gebruikers en organisatie"

    def ready(self):
        from twenterand.accounts import owned

        owned.register()
