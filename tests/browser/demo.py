"""The published demo for browser tests, and signing in as one of its personas the way a person does."""

from django.core.management import call_command
from playwright.sync_api import Page

from twenterand.accounts.models import User

PASSWORD = "een-lang-wachtwoord-voor-de-test"


def publish_demo() -> None:
    """Load and publish the demo, and give every persona a password."""
    call_command("load_demo", verbosity=0)
    call_command("publish_demo", verbosity=0)
    for user in User.objects.all():
        user.set_password(PASSWORD)
        user.save()


def sign_in(page: Page, base: str, username: str) -> None:
    """Sign in with user name and password; ends on "Mijn werk"."""
    page.goto(f"{base}/inloggen/")
    page.get_by_role("textbox", name="Gebruikersnaam").fill(username)
    page.get_by_role("textbox", name="Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(f"{base}/werk/")


def sign_out(page: Page) -> None:
    """Sign out with the button in the header."""
    page.get_by_role("button", name="Uitloggen").click()


def work() -> None:
    """Let the background worker do what is queued, through its real queue."""
    call_command("work", batch=True, verbosity=0)
