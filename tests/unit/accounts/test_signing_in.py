"""Signing in and out, demo personas, and one's own password."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests import factories
from twenterand.accounts import demo
from twenterand.accounts.models import Act, AuditEvent, Role, User

pytestmark = pytest.mark.django_db

PASSWORD = "een-lang-geheim-42"
LOGIN = "/inloggen/"
PERSONA = "/inloggen/persona/"


@pytest.fixture
def adviser():
    person = factories.user(Role.ADVISER, username="adviseur")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    demo.load()


def sign_in(client, username="adviseur", password=PASSWORD, **fields):
    return client.post(LOGIN, {"username": username, "password": password, **fields})


def acts() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("actor", "act"))


def test_in_and_out_is_logged(client, adviser):
    response = sign_in(client)
    assert (response.status_code, response.url) == (302, reverse("work:start"))
    assert acts() == [("adviseur", Act.SIGNED_IN)]
    response = client.post("/uitloggen/")
    assert (response.status_code, response.url) == (302, reverse("site:home"))
    assert "_auth_user_id" not in client.session
    assert acts()[1:] == [("adviseur", Act.SIGNED_OUT)]


def test_signing_out_is_a_post_and_harmless_for_whom_is_out_already(client, adviser):
    client.force_login(adviser)
    assert client.get("/uitloggen/").status_code == 405
    client.post("/uitloggen/")
    assert client.post("/uitloggen/").url == reverse("site:home")
    assert acts() == [("adviseur", Act.SIGNED_OUT)]


@pytest.mark.parametrize(
    ("username", "password"), [("adviseur", "fout"), ("niemand", PASSWORD), ("weg", PASSWORD)]
)
def test_a_wrong_name_a_wrong_password_and_a_closed_account_get_one_and_the_same_answer(
    client, adviser, username, password
):
    closed = factories.user(username="weg", is_active=False)
    closed.set_password(PASSWORD)
    closed.save()
    response = sign_in(client, username, password)
    assert response.status_code == 422
    assert "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar." in response.content.decode()
    assert not AuditEvent.objects.exists()


def test_an_empty_form_says_what_to_fill_in(client):
    text = sign_in(client, "", "").content.decode()
    assert "Vul uw gebruikersnaam in." in text
    assert "Vul uw wachtwoord in." in text


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(client, adviser):
    for _ in range(4):
        assert sign_in(client, password="fout").status_code == 422
    response = sign_in(client, password="fout")
    assert response.status_code == 429
    assert "Wacht een kwartier" in response.content.decode()
    assert sign_in(client).status_code == 429
    elsewhere = client.post(LOGIN, {"username": "adviseur", "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_comes_from(rf, settings, proxies, forwarded, address):
    from twenterand.accounts.addresses import client_address

    settings.PROXIES = proxies
    assert client_address(rf.get("/", headers={"x-forwarded-for": forwarded})) == address


@pytest.mark.parametrize(
    "address", ["https://elders.example/", "//elders.example/", "javascript:alert(1)", "\\\\elders.example"]
)
def test_nobody_is_sent_to_another_site(client, adviser, demo_mode, address):
    inside = reverse("work:start")
    assert sign_in(client, next=address).url == inside
    client.post("/uitloggen/")
    assert (
        client.post(f"{LOGIN}?next={address}", {"username": "adviseur", "password": PASSWORD}).url == inside
    )
    assert client.get(f"{LOGIN}?next={address}").url == inside
    client.post("/uitloggen/")
    assert client.post(PERSONA, {"persona": "eindredacteur", "next": address}).url == inside
    assert client.post("/uitloggen/", {"next": address}).url == reverse("site:home")


def test_after_signing_in_one_goes_on_to_where_one_wanted_to_be(client, adviser):
    page = client.get(f"{LOGIN}?next=/werk/wachtwoord/").content.decode()
    assert '<input type="hidden" name="next" value="/werk/wachtwoord/">' in page
    assert sign_in(client, next="/werk/wachtwoord/").url == "/werk/wachtwoord/"


def test_a_wrong_password_in_the_demo_shows_the_form_first(client, demo_mode):
    page = sign_in(client, "eindredacteur", "fout").content.decode()
    assert "Log in als" not in page
    assert "Terug naar de demopersona’s" in page


def test_outside_demo_mode_personas_do_not_exist(client, settings):
    demo.load()
    assert settings.DEMO is False
    assert client.post(PERSONA, {"persona": "eindredacteur"}).status_code == 404
    assert client.get(PERSONA).status_code == 404
    assert "persona" not in client.get(LOGIN).content.decode()
    assert "_auth_user_id" not in client.session
    assert not AuditEvent.objects.exists()


def test_in_demo_mode_every_persona_signs_in_with_one_click(client, demo_mode):
    page = client.get(LOGIN).content.decode()
    offered = re.findall(r'name="persona" value="([^"]+)"', page)
    assert offered == [row["username"] for row in demo.personas()]
    for username in offered:
        assert client.post(PERSONA, {"persona": username}).status_code == 302
        assert client.session["_auth_user_id"] == str(User.objects.get(username=username).pk)
    assert acts() == [(username, Act.SIGNED_IN) for username in offered]


def test_only_personas_get_in_that_way(client, demo_mode, adviser):
    User.objects.filter(username="communicatie").update(is_active=False)
    for username in ("adviseur", "niemand", "", "communicatie"):
        assert client.post(PERSONA, {"persona": username}).status_code == 404
    assert client.get(PERSONA).status_code == 405
    assert "_auth_user_id" not in client.session


def test_a_forged_form_signs_nobody_in(demo_mode):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(PERSONA, {"persona": "eindredacteur"}).status_code == 403


def test_personas_have_no_password(client, demo_mode):
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert sign_in(client, "eindredacteur", "").status_code == 422
    client.post(PERSONA, {"persona": "eindredacteur"})
    assert "zonder wachtwoord" in client.get("/werk/wachtwoord/").content.decode()


def change_password(client, old, new, again=None):
    return client.post(
        "/werk/wachtwoord/",
        {"old_password": old, "new_password1": new, "new_password2": new if again is None else again},
    )


def test_a_person_changes_their_own_password_and_stays_signed_in(client, adviser):
    client.force_login(adviser)
    response = change_password(client, PASSWORD, "nog-veel-geheimer-7")
    assert response.status_code == 302
    assert "Uw wachtwoord is gewijzigd." in client.get(response.url).content.decode()
    adviser.refresh_from_db()
    assert adviser.check_password("nog-veel-geheimer-7")


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("fout", "nog-veel-geheimer-7", None, "Dit is niet uw huidige wachtwoord."),
        (
            PASSWORD,
            "nog-veel-geheimer-7",
            "anders-dan-eerst-8",
            "De twee nieuwe wachtwoorden zijn niet gelijk.",
        ),
        (PASSWORD, "kort", None, "12"),
        (PASSWORD, "", None, "Vul in: nieuw wachtwoord."),
    ],
)
def test_a_password_that_will_not_do_gets_a_sentence(client, adviser, old, new, again, sentence):
    client.force_login(adviser)
    response = change_password(client, old, new, again)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    adviser.refresh_from_db()
    assert adviser.check_password(PASSWORD)


def test_the_list_of_personas_has_names_and_roles_and_no_addresses(capsys):
    call_command("demo_personas")
    assert "Er zijn geen demopersona’s" in capsys.readouterr().out
    demo.load()
    call_command("demo_personas")
    printed = capsys.readouterr().out
    for row in demo.personas():
        assert row["username"] in printed
    assert "@" not in printed
    assert "http" not in printed


def test_who_sent_a_form_without_a_session_goes_on_to_the_page_of_that_form(client):
    """The address that takes the form may have no page; a page elsewhere is never gone on to."""
    taken = "/werk/documenten/kadernota/jeugd/aanbieden/"
    form = "/werk/documenten/kadernota/jeugd/"
    response = client.post(taken, headers={"referer": f"http://testserver{form}?a=1#b"})
    assert parse_qs(urlsplit(response.url).query)["next"] == [f"{form}?a=1"]
    elsewhere = client.post(taken, headers={"referer": "https://example.org/kwaad/"})
    assert parse_qs(urlsplit(elsewhere.url).query)["next"] == [taken]
    page = client.get(response.url)
    assert "Dan is uw sessie verlopen." in page.content.decode()
    assert "sessie verlopen" not in client.get("/inloggen/").content.decode()
