"""The API over a real connection: what a client sends on the wire, and one key sent many times at once."""

import http.client
import json
import threading
from urllib.parse import urlsplit

import pytest
from django.db import connection

from indicators.models import Delivery, Figure

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def post(fed, live_server):
    """Sends over a connection of its own; returns status, headers and content."""

    def send(figures, key: str, **more: str):
        server = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=30)
        headers = {
            "Authorization": f"Bearer {fed.token}",
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": key,
            **more,
        }
        server.request("POST", "/api/v1/cijfers/", json.dumps(figures).encode(), headers)
        response = server.getresponse()
        found = response.status, dict(response.getheaders()), json.loads(response.read())
        server.close()
        return found

    return send


def test_a_delivery(fed, post):
    status, headers, answer = post([fed.one()], "maart")
    assert (status, answer["written"]) == (200, 1)
    assert headers["Content-Type"].startswith("application/json")
    assert "Set-Cookie" not in headers
    status, headers, answer = post([fed.one()], "maart", Authorization="Bearer mis")
    assert (status, headers["Content-Type"]) == (401, "application/problem+json")
    assert Figure.objects.get().raw == "31"


def test_one_key_sent_many_times_at_once_counts_once(fed, post):
    if connection.vendor == "sqlite":
        pytest.skip("The database in memory takes one connection; writes wait for each other by IMMEDIATE.")
    together, found = threading.Barrier(AT_ONCE), []

    def send():
        together.wait()
        found.append(post([fed.one(), fed.one(period="2023")], "maart"))

    threads = [threading.Thread(target=send) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _, _ in found] == [200] * AT_ONCE
    assert len({json.dumps(answer) for _, _, answer in found}) == 1
    assert sum("Idempotency-Replayed" in headers for _, headers, _ in found) == AT_ONCE - 1
    assert Delivery.objects.count() == 1
    assert Figure.history.filter(history_user_id="systeem suite").count() == 2


def test_many_keys_at_once_lose_nothing(fed, post):
    if connection.vendor == "sqlite":
        pytest.skip("The database in memory takes one connection; writes wait for each other by IMMEDIATE.")
    together, found = threading.Barrier(AT_ONCE), []

    def send(number):
        together.wait()
        found.append(post([fed.one(value=str(number)), fed.one(period=str(2000 + number))], f"k{number}"))

    threads = [threading.Thread(target=send, args=[number]) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _, _ in found] == [200] * AT_ONCE
    figure = Figure.objects.get(pk=fed.figure.pk)
    steps = [step.raw for step in figure.history.order_by("version")]
    assert len(steps) == AT_ONCE + 1
    assert figure.raw == steps[-1]
    assert Figure.objects.count() == AT_ONCE + 1
