"""Tokens: made and shown once, replaced, revoked, and only their sha256 kept."""

import hashlib
import re

import pytest
from django.urls import reverse

from indicators.feeding import systems
from indicators.models import SourceSystem
from tests import factories
from twenterand.accounts.models import Act, AuditEvent, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    client.force_login(factories.user(Role.ADMINISTRATOR, username="baas", name="Baas"))
    return client


def shown(response) -> str:
    return re.search(r'value="(bp_[\w-]{40,})"', response.content.decode())[1]


def act(client, system, what, seen=None):
    address = reverse("feeding:system", args=[system.slug])
    return client.post(address, {"do": what, "seen": seen or systems.mark(system)})


def test_a_token_is_shown_once_and_only_its_sha256_is_kept(boss):
    holder = factories.function("adviseur Wmo")
    response = boss.post(reverse("feeding:systems"), {"name": "Suite voor de Wmo", "holder": holder.pk})
    token = shown(response)
    assert "no-store" in response.headers["Cache-Control"]
    system = SourceSystem.objects.get(slug="suite-voor-de-wmo")
    assert system.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert systems.of_token(token) == system
    assert token not in "".join(str(value) for value in vars(system).values())
    for address in (reverse("feeding:systems"), reverse("feeding:system", args=[system.slug])):
        assert token not in boss.get(address).content.decode()
    event = AuditEvent.objects.get(act=Act.TOKEN_MADE)
    assert (event.actor, event.note) == ("baas", "token gemaakt voor de indicatoren van adviseur Wmo")
    again = boss.post(reverse("feeding:systems"), {"name": "Suite voor de Wmo", "holder": holder.pk})
    assert again.status_code == 422
    assert "Er is al een bronsysteem met deze naam" in again.content.decode()


def test_replacing_stops_the_old_one(boss):
    system, old = systems.add(name="Suite", holder=factories.function(), everything=True, by="test")
    new = shown(act(boss, system, "vervangen"))
    assert systems.of_token(old) is None
    assert systems.of_token(new) == system
    stale = act(boss, system, "vervangen")
    assert stale.status_code == 409
    assert "intussen vervangen" in stale.content.decode()
    assert systems.of_token(new) == system


def test_revoking_and_giving_again(boss):
    system, token = systems.add(name="Suite", holder=factories.function(), everything=True, by="test")
    assert act(boss, system, "intrekken").status_code == 302
    assert systems.of_token(token) is None
    assert "ingetrokken" in boss.get(reverse("feeding:systems")).content.decode()
    assert systems.of_token(shown(act(boss, system, "vervangen"))) == system
    assert AuditEvent.objects.filter(act=Act.TOKEN_MADE).count() == 3
    assert act(boss, system, "weggooien").status_code == 409


def test_what_is_missing_is_said(boss):
    response = boss.post(reverse("feeding:systems"), {"name": ""})
    assert response.status_code == 422
    for words in ("Vul de naam van het systeem in.", "Kies de functie"):
        assert words in response.content.decode()
    no_letters = boss.post(reverse("feeding:systems"), {"name": "???", "holder": factories.function().pk})
    assert "met letters of cijfers" in no_letters.content.decode()


def test_only_for_the_administrator(client, small):
    for person in (small.owner, small.editor):
        client.force_login(person)
        assert client.get(reverse("feeding:systems")).status_code == 403
        assert client.post(reverse("feeding:systems"), {"name": "x"}).status_code == 403
