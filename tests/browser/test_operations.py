"""Signing in, the admin and the page of a job, in a browser under the portal's own Content-Security-Policy."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from indicators.models import Indicator
from tests import factories
from twenterand.accounts import demo
from twenterand.accounts.models import Function, Role, User
from twenterand.accounts.records import keep
from twenterand.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(settings, live_server):
    """Signs a page in as a persona of the demo, the way a visitor of the demo does."""
    settings.DEMO = True
    demo.load()

    def sign_in(page: Page, persona: str, next_address: str = "/werk/") -> None:
        page.goto(f"{live_server.url}/inloggen/?next={next_address}")
        page.get_by_role("button", name=f"Log in als {persona}", exact=True).click()
        page.wait_for_url(f"{live_server.url}{next_address}")

    return sign_in


def test_signing_in_with_a_password_works_without_scripts(page_without_js, live_server):
    person = factories.user(Role.ADVISER, username="adviseur", name="Adviseur")
    person.set_password("een-lang-geheim-42")
    person.save()
    page_without_js.goto(f"{live_server.url}/inloggen/?next=/werk/wachtwoord/")
    page_without_js.get_by_role("textbox", name="Gebruikersnaam").fill("adviseur")
    page_without_js.get_by_role("textbox", name="Wachtwoord").fill("fout")
    page_without_js.get_by_role("button", name="Inloggen").click()
    expect(page_without_js.get_by_role("alert")).to_contain_text("horen niet bij elkaar")
    page_without_js.get_by_role("textbox", name="Wachtwoord").fill("een-lang-geheim-42")
    page_without_js.get_by_role("button", name="Inloggen").click()
    expect(page_without_js.get_by_role("heading", level=1)).to_have_text("Wachtwoord wijzigen")
    page_without_js.get_by_role("button", name="Uitloggen").click()
    assert not page_without_js.context.cookies() or not [
        cookie for cookie in page_without_js.context.cookies() if cookie["name"] == "sessionid"
    ]


def test_the_pages_of_the_admin_work_under_the_policy(page, live_server, sign_in):
    indicator = Indicator.objects.create(slug="clienten", name="Aantal cliënten")
    sign_in(page, "beheerder", "/admin/")
    indicator.unit = "cliënten"
    keep(indicator, by="test", reason="proef")
    for address in (
        reverse("admin:accounts_user_changelist"),
        reverse("admin:accounts_user_add"),
        reverse("admin:accounts_user_change", args=[User.objects.get(username="griffie").pk]),
        reverse("admin:accounts_auditevent_changelist"),
        reverse("admin:accounts_function_import"),
        reverse("admin:accounts_organisation_change", args=[1]),
        reverse("admin:indicators_indicator_changelist"),
        reverse("admin:indicators_indicator_history", args=[indicator.pk]),
        reverse("admin:indicators_indicator_change", args=[indicator.pk]),
        reverse("admin:policy_document_changelist"),
        reverse("admin:jobs_job_changelist"),
    ):
        answer = page.goto(f"{live_server.url}{address}")
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")


def test_the_admin_imports_functions(page, live_server, sign_in, tmp_path):
    file = tmp_path / "functies.csv"
    file.write_text("kenmerk;naam;functionele mailbox\nadviseur-sport;adviseur Sport;\n", encoding="utf-8")
    sign_in(page, "beheerder", reverse("admin:accounts_function_import"))
    page.locator("input[type=file]").set_input_files(file)
    page.locator("input[type=submit]").click()
    expect(page.locator("#content")).to_contain_text("adviseur Sport")
    page.locator("input[name=confirm]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Function.objects.filter(slug="adviseur-sport").exists()


def test_the_page_of_a_job_follows_it_to_the_end(page, live_server, sign_in):
    sign_in(page, "eindredacteur")
    job = Job.objects.create(kind="publish", subject="kadernota-2026 v1", requested_by="eindredacteur")
    page.goto(f"{live_server.url}{reverse('jobs:job', args=[job.pk])}")
    expect(page.locator("#taak")).to_contain_text("Wacht op de start")
    Job.objects.update(state=Job.State.RUNNING, progress=40, step="PDF maken")
    expect(page.locator("#taak")).to_contain_text("Bezig: PDF maken")
    assert page.locator("progress").evaluate("bar => bar.value") == 40
    Job.objects.update(state=Job.State.FAILED, failure="Dat ging mis.", finished_at=job.requested_at)
    expect(page.locator("#taak")).to_contain_text("Dat ging mis.")
    page.get_by_role("button", name="Probeer het opnieuw").click()
    expect(page.locator("#taak")).to_contain_text("Wacht op de start")


def test_without_scripts_a_link_shows_how_far_the_job_is(page_without_js, live_server, sign_in):
    sign_in(page_without_js, "eindredacteur")
    job = Job.objects.create(kind="publish", subject="kadernota-2026 v1", requested_by="eindredacteur")
    page_without_js.goto(f"{live_server.url}{reverse('jobs:job', args=[job.pk])}")
    Job.objects.update(state=Job.State.RUNNING, progress=40, step="PDF maken")
    page_without_js.get_by_role("link", name="Kijk opnieuw hoe ver het is").click()
    expect(page_without_js.locator("#taak")).to_contain_text("Bezig: PDF maken")
