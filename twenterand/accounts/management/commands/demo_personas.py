"""Print who can sign in with one click in the demo."""

from django.core.management.base import BaseCommand

from twenterand.accounts.views import described_personas


class Command(BaseCommand):
    help = "Lists the demo personas, with their roles."
    requires_system_checks = ()

    def handle(self, **options):
        personas = described_personas()
        if not personas:
            self.stdout.write("Er zijn geen demopersona’s. Laad ze met: manage.py load_demo")
            return
        width = max(len(persona["username"]) for persona in personas)
        self.stdout.write("Demopersona’s (inloggen met één klik op /inloggen/, zonder wachtwoord):")
        for persona in personas:
            self.stdout.write(
                f"  {persona['username']:<{width}}  {persona['name']}: {', '.join(persona['roles'])}"
            )
